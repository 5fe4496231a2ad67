"""Many links for many clients, a few at a time, in the order they were given."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from itertools import islice
from typing import NamedTuple

from unwall.model import Answer, Ask
from unwall.probe.course import Course, Guide
from unwall.probe.verdict import Cell
from unwall.resolve.client import PATIENCE, PROTOCOL, Client
from unwall.resolve.pace import MOST, BusyError, Pace
from unwall.urls.safety import is_private
from unwall.urls.split import split

PAUSE = 0.5  # seconds before another try of what may go better
AHEAD = 1024  # cells under way or waiting for one before them
_MOST_KEPT = 32 << 20  # characters of answers that are remembered
_SMALLEST = 1024  # what an answer takes beside its body

type Asked = tuple[Answer, float]  # and how many milliseconds it took
type Known = Callable[[str, str], Cell | None]  # what need not be asked for again
type Done = Callable[[Course], Cell]  # what becomes of a link that is through


class Order(NamedTuple):
    """How hard is asked."""

    at_once: int = 16
    per_host: int = 8
    per_second: int = 20  # to a registrable domain; 0 for no end
    retries: int = 1
    patience: float = PATIENCE.total


DEFAULT_ORDER = Order()


class Work(NamedTuple):
    """What is to be done: links, each with a client."""

    keys: Iterable[tuple[str, str]]
    known: Known = lambda _url, _context: None
    done: Done = lambda course: course.cell


class Probe:
    """Asks; in one event loop. The same address is asked once for each client while it is remembered."""

    def __init__(self, guide: Guide, client: Client, order: Order = DEFAULT_ORDER) -> None:
        self._guide = guide
        self._client = client
        self._order = order
        suffixes = guide.engine.rules.suffixes
        most = MOST._replace(
            per_host=order.per_host,
            per_second=max(1, order.per_second),
            in_all=order.at_once,
            waiting=1 << 30,
        )
        self._pace = Pace(lambda host: suffixes.registrable(host) or host, most)
        self._gate = asyncio.Semaphore(order.at_once)
        self._asked: OrderedDict[tuple[str, str], asyncio.Future[Asked]] = OrderedDict()
        self._kept = 0

    async def cells(self, work: Work) -> AsyncGenerator[list[Cell]]:
        """A cell for each link and client, in order, as many at a time as are ready.

        Memory does not grow with their number.
        """
        under_way: deque[asyncio.Task[Cell]] = deque()
        coming = iter(work.keys)
        try:
            while True:
                for key in islice(coming, AHEAD - len(under_way)):
                    under_way.append(asyncio.create_task(self._cell(work, *key)))
                if not under_way:
                    return
                ready = [await under_way.popleft()]
                while under_way and under_way[0].done():
                    ready.append(under_way.popleft().result())
                yield ready
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _cell(self, work: Work, url: str, context: str) -> Cell:
        cell = work.known(url, context)
        if cell is not None:
            return cell
        course = Course(self._guide, url, context)
        while (ask := course.question) is not None:
            answer, spent = await self._answer(ask)
            course.take(answer._replace(ask=ask), spent)
        return work.done(course)

    async def _answer(self, ask: Ask) -> Asked:
        key = ask.url, ask.context
        known = self._asked.get(key)
        if known is not None:
            return await asyncio.shield(known)
        coming = self._asked[key] = asyncio.get_running_loop().create_future()
        try:
            found = await self._ask(ask)
        except BaseException:
            coming.cancel()
            raise
        coming.set_result(found)
        self._keep(len(found[0].body) + _SMALLEST)
        return found

    def _keep(self, size: int) -> None:
        """Forgets the oldest answers where too much is remembered."""
        self._kept += size
        while self._kept > _MOST_KEPT:
            oldest = next(iter(self._asked.values()))
            if not oldest.done():
                break
            self._asked.popitem(last=False)
            self._kept -= len(oldest.result()[0].body) + _SMALLEST

    async def _ask(self, ask: Ask) -> tuple[Answer, float]:
        for turn in range(self._order.retries + 1):
            began = time.monotonic()
            try:
                async with self._turn(ask):
                    began = time.monotonic()
                    answer, again = await self._client.ask(ask, self._order.patience)
            except BusyError:
                answer, again = Answer(ask, error="busy"), True
            is_cut = answer.error == PROTOCOL.word  # a connection that was kept may have ended meanwhile
            if not (again or is_cut) or turn == self._order.retries:
                break
            await asyncio.sleep(0 if is_cut else PAUSE)
        return answer, (time.monotonic() - began) * 1000

    def _turn(self, ask: Ask) -> AbstractAsyncContextManager[None]:
        """Others' servers are asked slowly, one's own as fast as they answer."""
        parts = split(ask.url)
        host = parts.host if parts else ""
        return self._gate if not self._order.per_second or is_private(host) else self._pace.turn(host)
