"""How much is asked at once. The clock is the test's own; what waits for seconds is put off, not slept."""

import asyncio

import pytest

from unwall.resolve.pace import BusyError, Most, Pace


def site(host: str) -> str:
    return ".".join(host.split(".")[-2:])


async def under_way(turns: Pace, hosts: list[str]) -> int:
    """How many of these are in their turn at once, when none ever ends it."""
    inside = 0

    async def ask(host: str) -> None:
        nonlocal inside
        async with turns.turn(host):
            inside += 1
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(ask(host)) for host in hosts]
    for _ in range(20):
        await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return inside


@pytest.mark.parametrize(
    ("hosts", "most", "inside"),
    [
        (["a.example"] * 9, Most(per_second=99), 2),
        ([f"{n}.example" for n in range(40)], Most(), 32),
        (["a.example"] * 3 + ["b.example"] * 3, Most(per_host=2, per_second=99), 4),
        ([f"{n}.a.example" for n in range(9)], Most(), 2),
    ],
)
def test_no_more_than_that_at_once(hosts: list[str], most: Most, inside: int) -> None:
    assert asyncio.run(under_way(Pace(site, most), hosts)) == inside


def test_the_second_turn_after_this_one_begins_a_second_later() -> None:
    """Whatever comes when, within any second no more than two of one domain begin."""
    now = 100.0
    began: list[float] = []

    async def later(seconds: float) -> None:
        nonlocal now
        now += seconds

    async def run() -> None:
        nonlocal now
        turns = Pace(site, clock=lambda: now, sleep=later)
        for host in ("a.x.example", "b.x.example", "a.x.example", "other.example", "a.x.example"):
            async with turns.turn(host):
                began.append(now)
        now += 10
        async with turns.turn("a.x.example"):
            began.append(now)

    asyncio.run(run())
    assert began == [100.0, 100.0, 101.0, 101.0, 101.0, 111.0]


def test_too_many_that_wait_are_sent_away() -> None:
    async def run() -> list[BaseException | None]:
        turns = Pace(site, Most(per_host=1, per_second=99, waiting=2))

        async def ask() -> None:
            async with turns.turn("a.example"):
                await asyncio.sleep(0)

        return await asyncio.gather(*(ask() for _ in range(4)), return_exceptions=True)

    came = asyncio.run(run())
    assert [type(each) for each in came].count(BusyError) == 1
    assert came.count(None) == 3


def test_a_turn_that_is_given_up_is_free_again() -> None:
    async def run() -> int:
        turns = Pace(site, Most(per_second=99))
        await under_way(turns, ["a.example"] * 9)
        return await under_way(turns, ["a.example"] * 9)

    assert asyncio.run(run()) == 2
