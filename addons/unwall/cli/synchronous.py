"""What an event loop gives bit by bit, iterated outside it; an interruption leaves nothing half done."""

import asyncio
import signal
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager


def synchronous[T](begin: Callable[[], AsyncGenerator[T]]) -> Iterator[T]:
    """The values of an asynchronous generator, which is closed at the end, whatever the end.

    Ctrl-C cancels what is waited for and is raised here: the loop's own way may raise it within any task.
    """
    with asyncio.Runner() as runner:
        coming = begin()
        pull = _Pull(runner, coming)
        try:
            with _on_interrupt(pull.interrupt):
                while (value := pull.next()) is not None:
                    yield value
        finally:
            runner.run(coming.aclose())
        if pull.is_over:
            raise KeyboardInterrupt


class _Pull[T]:
    def __init__(self, runner: asyncio.Runner, coming: AsyncGenerator[T]) -> None:
        self._runner = runner
        self._coming = coming
        self._waiting: asyncio.Task[T | None] | None = None
        self._is_running = False
        self.is_over = False

    def next(self) -> T | None:
        """The next value; None at the end, and after an interruption."""
        self._is_running = True
        try:
            value = self._runner.run(self._next())
        finally:
            self._is_running = False
        return None if self.is_over else value

    def interrupt(self, _number: int, _frame: object) -> None:
        """The first time ends it in order, the second time at once."""
        if self.is_over or not self._is_running:
            raise KeyboardInterrupt
        self.is_over = True
        self._runner.get_loop().call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()

    async def _next(self) -> T | None:
        async def following() -> T | None:
            return await anext(self._coming, None)

        self._waiting = asyncio.ensure_future(following())
        try:
            return await self._waiting
        except asyncio.CancelledError:
            return None
        finally:
            self._waiting = None


@contextmanager
def _on_interrupt(what: Callable[[int, object], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, what)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
