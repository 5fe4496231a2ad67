"""Many links for many clients, a few at a time, in the order they were given."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import NamedTuple

from unwall.engine.engine import Engine
from unwall.engine.platforms import Platforms
from unwall.model import Answer
from unwall.probe.course import Course
from unwall.probe.verdict import Cell
from unwall.resolve.client import PATIENCE, Client
from unwall.resolve.pace import BusyError, Pace
from unwall.urls.split import split

_PAUSE = 0.5  # seconds before another try of what may go better


class Order(NamedTuple):
    """What is probed, and how hard."""

    urls: Sequence[str]
    contexts: Sequence[str]
    at_once: int = 16
    retries: int = 1


async def probe(engine: Engine, client: Client, pace: Pace, order: Order) -> AsyncIterator[Cell]:
    """A cell for each link and client, link by link; a link given twice is asked once."""
    platforms = Platforms(engine.rules)
    gate = asyncio.Semaphore(order.at_once)

    async def cell(url: str, context: str) -> Cell:
        course = Course(engine, platforms, url, context)
        async with gate:
            while course.question is not None:
                await _take(course, client, pace, order.retries)
        return course.cell

    async with asyncio.TaskGroup() as group:
        waiting: dict[tuple[str, str], asyncio.Task[Cell]] = {}
        for key in _keys(order):
            if key not in waiting:
                waiting[key] = group.create_task(cell(*key))
        for key in _keys(order):
            yield await waiting[key]


def _keys(order: Order) -> Iterable[tuple[str, str]]:
    return ((url, context) for url in order.urls for context in order.contexts)


async def _take(course: Course, client: Client, pace: Pace, retries: int) -> None:
    ask = course.question
    assert ask is not None  # noqa: S101 - the caller's loop
    parts = split(ask.url)
    for turn in range(retries + 1):
        began = time.monotonic()
        try:
            async with pace.turn(parts.host if parts else ""):
                began = time.monotonic()
                answer, again = await client.ask(ask, PATIENCE.total)
        except BusyError:
            answer, again = Answer(ask, error="busy"), True
        if not again or turn == retries:
            break
        await asyncio.sleep(_PAUSE)
    course.take(answer, (time.monotonic() - began) * 1000)
