"""Where short links and tokens lead: asked step by step as the engine says, each address once.

Nothing is asked twice: not what is kept, and not what is being asked already for somebody else.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from unwall.engine.engine import Engine
from unwall.model import Answer, Ask, Unwrapped
from unwall.resolve.cache import Cache, key_of
from unwall.resolve.client import DNS, KEY, LOOKUP, PATIENCE, PRIVATE, Client, Transports
from unwall.resolve.pace import BusyError, Pace
from unwall.urls.split import split

_PAUSES = (0.25, 1.0)  # seconds before another try
BUSY = "busy"
_UNREACHED = frozenset(
    {BUSY, *(each.word for each in (DNS, KEY, LOOKUP, PRIVATE))}
)  # nobody was connected to
NOTHING = "nothing"  # the server answered, and said nothing of where the link leads


class Resolved(NamedTuple):
    """What became of one text; with an ``error`` it is what was known without asking."""

    result: Unwrapped
    error: str | None = None
    contacted: tuple[str, ...] = ()  # addresses that were asked for it just now
    asked: bool = False  # a server's answer was needed, be it one that was kept


class Flight(NamedTuple):
    """An answer that came just now, and how long that took."""

    answer: Answer
    seconds: float


class Resolver:
    """Asks, remembers, and shares answers. For one event loop."""

    def __init__(
        self,
        client: Client,
        pace: Pace,
        cache: Cache | None = None,
        *,
        total: float = PATIENCE.total,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``total``: seconds of asking for one text, turns not counted."""
        self._client = client
        self._pace = pace
        self._cache = cache
        self._total = total
        self._clock = clock
        self._flights: dict[str, asyncio.Task[Flight]] = {}

    async def resolve(
        self,
        engine: Engine,
        found: str | Unwrapped,
        context: str = "browser",
        shown: Answer | None = None,
    ) -> Resolved:
        """Where a text leads, or what became of it offline, once servers were asked.

        ``shown``: what the first server has answered to somebody else; it is asked where that tells nothing.
        """
        known = engine.unwrap(found, context) if isinstance(found, str) else found
        ask = engine.asks(known, context)
        if ask is None:
            return Resolved(known)
        step: Unwrapped | Ask = ask
        if shown is not None and not ask.services:
            step = engine.settle(shown._replace(ask=ask))
            step = ask if step is ask.so_far else step
        left = self._total
        contacted = []
        error = None
        while isinstance(step, Ask):
            kept = self._cache.get(step, self._clock()) if self._cache else None
            flight = Flight(kept, 0.0) if kept else await self._flown(engine, step, left)
            if kept is None and flight.answer.error not in _UNREACHED:
                contacted.append(step.url)
            left -= flight.seconds
            after = engine.settle(flight.answer._replace(ask=step))
            error = (flight.answer.error or NOTHING) if after is step.so_far else None
            step = after
        return Resolved(known if error else step, error, tuple(contacted), asked=True)

    def close(self) -> None:
        """Closes what answers are kept in."""
        if self._cache:
            self._cache.close()

    async def _flown(self, engine: Engine, ask: Ask, left: float) -> Flight:
        """The answer to a question, asked once however many want to know."""
        key = key_of(ask)
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.get_running_loop().create_task(self._fly(engine, ask, left))
            self._flights[key] = flight
            flight.add_done_callback(lambda _: self._flights.pop(key, None))
        return await asyncio.shield(flight)

    async def _fly(self, engine: Engine, ask: Ask, left: float) -> Flight:
        spent = 0.0
        answer = Answer(ask, error=BUSY)
        for pause in (*_PAUSES, left):
            try:
                async with self._pace.turn(_host(ask.url)):
                    began = time.monotonic()
                    answer, again = await self._client.ask(ask, left - spent)
            except BusyError:
                return Flight(answer, spent)
            spent += time.monotonic() - began
            if not again or spent + pause >= left:
                break
            await asyncio.sleep(pause)
            spent += pause
        if self._cache:
            after = engine.settle(answer)
            good = isinstance(after, Ask) or (after is not ask.so_far and after.refused is None)
            self._cache.put(answer, self._clock(), good=good and answer.error is None)
        return Flight(answer, spent)


def resolver_of(
    reach: Transports,
    engine: Engine,
    cache: Path | None,
    *,
    kept: int,
    environment: Mapping[str, str],
) -> Resolver:
    """A resolver as the user's services have it; ``environment`` is where their keys are.

    ``cache``: the file in which so many answers are ``kept``; None for none.
    """
    names = {name for service in engine.policy.services for name in service.secrets}
    keys = {name: environment[name] for name in names if name in environment}
    suffixes = engine.rules.suffixes
    return Resolver(
        Client(reach, keys),
        Pace(lambda host: suffixes.registrable(host) or host),
        Cache(cache, kept) if cache else None,
    )


def _host(url: str) -> str:
    parts = split(url)
    return parts.host if parts else ""
