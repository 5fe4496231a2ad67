"""Many things at once, in their order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from hypothesis import given
from hypothesis import strategies as st

from unwall.resolve.batch import in_order

type Start = Callable[[int], int | Awaitable[int]]


async def numbers(count: int) -> AsyncIterator[int]:
    for number in range(count):
        yield number


async def until_it_fails(results: AsyncIterator[int], fault: type[Exception]) -> list[int]:
    found = []
    try:
        while True:
            found.append(await anext(results))
    except fault:
        return found


@given(turns=st.lists(st.integers(0, 5), max_size=40), most=st.integers(1, 8))
def test_whatever_takes_how_long_the_order_is_kept(turns: list[int], most: int) -> None:
    under_way = peak = 0

    async def work(number: int) -> int:
        nonlocal under_way, peak
        under_way += 1
        peak = max(peak, under_way)
        for _ in range(turns[number]):
            await asyncio.sleep(0)
        under_way -= 1
        return number

    def start(number: int) -> int | Awaitable[int]:
        return work(number) if turns[number] else number

    async def run() -> list[int]:
        return [result async for result in in_order(numbers(len(turns)), start, most)]

    assert asyncio.run(run()) == list(range(len(turns)))
    assert peak <= most + 2


def test_a_result_does_not_wait_for_the_next_item() -> None:
    async def run() -> int:
        never = asyncio.Event()

        async def items() -> AsyncIterator[int]:
            yield 1
            await never.wait()

        start: Start = abs
        results = in_order(items(), start, 4)
        try:
            return await anext(results)
        finally:
            await results.aclose()

    assert asyncio.run(run()) == 1


def test_what_fails_fails_where_it_is_waited_for() -> None:
    async def work(number: int) -> int:
        return 1 // (2 - number)

    assert asyncio.run(until_it_fails(in_order(numbers(5), work, 2), ZeroDivisionError)) == [0, 1]


def test_items_that_fail_fail_at_the_end() -> None:
    async def items() -> AsyncIterator[int]:
        yield 1
        raise OSError("gone")

    async def work(number: int) -> int:
        return number

    assert asyncio.run(until_it_fails(in_order(items(), work, 2), OSError)) == [1]
