"""Values from an event loop, to the end, to an early end, and to Ctrl-C at any moment."""

import asyncio
import signal
from collections.abc import AsyncGenerator

import pytest

from unwall.cli.synchronous import synchronous


class Numbers:
    """Counts, and knows whether it was closed; raises the signal when it comes to one number."""

    def __init__(self, stop: int = -1, *, waits: bool = False) -> None:
        self.is_closed = False
        self._stop = stop
        self._waits = waits

    async def __call__(self) -> AsyncGenerator[int]:
        try:
            for number in range(1, 6):
                if number == self._stop:
                    signal.raise_signal(signal.SIGINT)
                    if self._waits:
                        await asyncio.Event().wait()
                yield number
        finally:
            await asyncio.sleep(0)
            self.is_closed = True


def test_all_of_them() -> None:
    numbers = Numbers()
    assert list(synchronous(numbers)) == [1, 2, 3, 4, 5]
    assert numbers.is_closed


def test_some_of_them() -> None:
    numbers = Numbers()
    coming = synchronous(numbers)
    assert next(coming) == 1
    coming.close()  # type: ignore[attr-defined]
    assert numbers.is_closed


@pytest.mark.parametrize("waits", [False, True])
def test_an_interruption_within(waits: bool) -> None:
    numbers = Numbers(3, waits=waits)
    coming = synchronous(numbers)
    assert [next(coming), next(coming)] == [1, 2]
    with pytest.raises(KeyboardInterrupt):
        next(coming)
    assert numbers.is_closed
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interruption_between() -> None:
    numbers = Numbers()
    coming = synchronous(numbers)
    assert next(coming) == 1
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    coming.close()  # type: ignore[attr-defined]
    assert numbers.is_closed
