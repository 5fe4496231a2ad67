"""How much is asked at once: few questions per host, per domain and second, and in all."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

_SECOND = 1.0
_REMEMBERED = 4096  # domains


class Most(NamedTuple):
    """What is not gone beyond."""

    per_host: int = 2  # at once
    per_second: int = 2  # to a registrable domain
    in_all: int = 32  # at once
    waiting: int = 1024  # questions that wait for their turn


class BusyError(Exception):
    """Too many wait already."""


MOST = Most()


class Pace:
    """Turns, given in the order in which they are asked for. For one event loop."""

    def __init__(
        self,
        domain_of: Callable[[str], str],
        most: Most = MOST,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``domain_of``: the registrable domain of a host."""
        self._domain_of = domain_of
        self._most = most
        self._clock = clock
        self._sleep = sleep
        self._in_all = asyncio.Semaphore(most.in_all)
        self._hosts: dict[str, tuple[asyncio.Semaphore, int]] = {}
        self._starts: OrderedDict[str, tuple[float, ...]] = OrderedDict()
        self._waiting = 0

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Inside it one question may be asked. Raises BusyError where too many wait."""
        if self._waiting >= self._most.waiting:
            raise BusyError
        semaphore, users = self._hosts.get(host, (asyncio.Semaphore(self._most.per_host), 0))
        self._hosts[host] = semaphore, users + 1
        self._waiting += 1
        waits = True
        try:
            async with semaphore:
                await self._wait_for_second(self._domain_of(host))
                async with self._in_all:
                    self._waiting -= 1
                    waits = False
                    yield
        finally:
            self._waiting -= waits
            self._leave(host)

    def _leave(self, host: str) -> None:
        semaphore, users = self._hosts[host]
        if users == 1:
            del self._hosts[host]
        else:
            self._hosts[host] = semaphore, users - 1

    async def _wait_for_second(self, domain: str) -> None:
        """Until no more than so many have begun within the second before."""
        now = self._clock()
        starts = self._starts.pop(domain, ())
        start = max(now, starts[0] + _SECOND) if len(starts) == self._most.per_second else now
        self._starts[domain] = (*starts, start)[-self._most.per_second :]
        if len(self._starts) > _REMEMBERED:
            self._starts.popitem(last=False)
        if start > now:
            await self._sleep(start - now)
