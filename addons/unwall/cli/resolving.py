"""``--resolve``: servers are asked while the command reads and writes; results come in the order of inputs.

Three threads, so that a slow reader or writer keeps no server waiting: one reads inputs, one asks, and the
command's own writes. What was answered is on disk before it is said, so after an interruption the same
command goes on where it was: nothing is asked twice.
"""

import argparse
import asyncio
import json
import os
import queue
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from html import unescape
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from unwall.cli.output import Output
from unwall.cli.progress import Progress
from unwall.config import Config
from unwall.engine.engine import Engine
from unwall.language import Sentence, say
from unwall.model import Match, Surface, Unwrapped
from unwall.resolve.batch import in_order
from unwall.resolve.client import transports
from unwall.resolve.resolver import Resolved, Resolver
from unwall.resolve.resolver import resolver_of as made

KEPT = 1_000_000  # answers: a long run that was interrupted finds all of its own
_AT_ONCE = 256  # inputs under way
_AHEAD = 1024  # results nobody took yet
_PATIENCE = 5.0  # seconds for what is under way to end

UNRESOLVED = {
    "dns": Sentence("no such server", "找不到服务器"),
    "lookup": Sentence(
        "names cannot be looked up now; is there a network?", "暂时无法解析域名；网络是否可用？"
    ),
    "connect": Sentence("the server cannot be reached", "无法连接服务器"),
    "timeout": Sentence("the server did not answer in time", "服务器未及时应答"),
    "tls": Sentence("the server's certificate is not valid", "服务器证书无效"),
    "private": Sentence("its server is in a private network", "其服务器位于内部网络"),
    "protocol": Sentence("the server does not speak HTTP as it should", "服务器的 HTTP 应答不正确"),
    "status": Sentence("the server says that there is nothing", "服务器表示链接不存在"),
    "nothing": Sentence("the server does not say where it leads", "服务器没有说明目标"),
    "busy": Sentence("too much is asked already", "正在进行的查询过多"),
    "key": Sentence("the service's key is not in the environment", "环境变量中没有该服务的密钥"),
}
_ONE = Sentence("not resolved: {fault}; the link stays as it is", "未能解析：{fault}；链接保持原样")
_SOME = Sentence(
    "{count} of {asked} links were not resolved ({faults}); the same command tries them again after a minute",
    "{asked} 个链接中有 {count} 个未能解析（{faults}）；一分钟后再次运行同一命令即可重试",
)


def fault_of(error: str, args: argparse.Namespace) -> str:
    """What went wrong, for people."""
    return say(args.lang, UNRESOLVED[error])


def resolver_of(args: argparse.Namespace, config: Config, engine: Engine, kept: int = KEPT) -> Resolver:
    """The resolver as the user's configuration has it; inside an event loop.

    ``args.reach`` stands for the network where it is given.
    """
    cache = Path(config.places.cache, "answers.db")
    return made(args.reach or transports(), engine, cache, kept=kept, environment=os.environ)


def resolved(args: argparse.Namespace, config: Config, engine: Engine, known: Unwrapped) -> Resolved:
    """Where one text leads."""

    async def ask() -> Resolved:
        resolver = resolver_of(args, config, engine)
        try:
            return await resolver.resolve(engine, known)
        finally:
            resolver.close()

    return asyncio.run(ask())


class Resolving:
    """A context manager inside which inputs are resolved."""

    def __init__(self, args: argparse.Namespace, config: Config, engine: Engine, output: Output) -> None:
        self._args = args
        self._config = config
        self._engine = engine
        self._output = output
        self._faults: Counter[str] = Counter()
        self._asked = 0
        self._progress = Progress(shown=not args.quiet and sys.stderr.isatty() and not sys.stdout.isatty())
        self._over: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        self._progress.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over()
        self._progress.__exit__(kind, error, trace)
        if kind is None and self._faults and not self._args.quiet:
            self._output.note(self._summary())

    def _summary(self) -> str:
        if self._asked == 1:
            return say(self._args.lang, _ONE, fault=fault_of(next(iter(self._faults)), self._args))
        faults = ", ".join(
            f"{fault_of(word, self._args)}: {count}" for word, count in sorted(self._faults.items())
        )
        return say(self._args.lang, _SOME, count=self._faults.total(), asked=self._asked, faults=faults)

    def each[Item](
        self, items: Iterable[Item], text_of: Callable[[Item], str | None]
    ) -> Iterator[tuple[Item, Resolved]]:
        """Every item with where its text leads; an item without a text is not asked about."""
        results: queue.SimpleQueue[tuple[Item, Resolved] | BaseException | None] = queue.SimpleQueue()
        asking = _Asking(items, results)

        async def work() -> None:
            resolver = resolver_of(self._args, self._config, self._engine)
            start = _starter(resolver, self._engine, text_of)
            try:
                async for result in in_order(asking.items(), start, _AT_ONCE):
                    await asking.room.acquire()
                    results.put(result)
            finally:
                resolver.close()

        self._over = asking.begin(work)
        while (result := results.get()) is not None:
            if isinstance(result, BaseException):
                raise result
            asking.taken()
            self._count(result[1])
            yield result

    def links(self, found: Iterable[tuple[str, Match]]) -> Iterator[tuple[str, Match, dict[str, Any]]]:
        """The links of files, those led on that only a server could lead, and what else there is to say."""
        for (name, match), told in self.each(found, lambda each: _address(each[1])):
            result = told.result
            led = match
            if result.refused is not None:
                led = match._replace(output=None, refused=result.refused, needs=None)
            elif told.asked and not told.error:
                led = match._replace(output=result.output, needs=result.needs)
            yield name, led, {"error": told.error, "contacted": list(told.contacted)}

    def _count(self, found: Resolved) -> None:
        self._asked += bool(found.error or found.asked)
        if found.error:
            self._faults[found.error] += 1
        self._progress.advance(failed=found.error is not None)


def _starter[Item](
    resolver: Resolver, engine: Engine, text_of: Callable[[Item], str | None]
) -> Callable[[Item], tuple[Item, Resolved] | Awaitable[tuple[Item, Resolved]]]:
    """What is to be done with an item: nothing more, where nobody need be asked."""

    async def ask(item: Item, known: Unwrapped) -> tuple[Item, Resolved]:
        return item, await resolver.resolve(engine, known)

    def start(item: Item) -> tuple[Item, Resolved] | Awaitable[tuple[Item, Resolved]]:
        text = text_of(item)
        known = Unwrapped("", "") if text is None else engine.unwrap(text)
        return ask(item, known) if known.needs else (item, Resolved(known))

    return start


def _address(match: Match) -> str | None:
    """What to ask about for a link, out of its spelling; None where there is nothing to ask."""
    if match.needs is None or match.output is not None:
        return match.output if match.needs else None
    if match.surface in (Surface.HTML_ATTRIBUTE, Surface.HTML_TEXT, Surface.XML):
        return unescape(match.match)
    if match.surface in (Surface.JSON, Surface.SCRIPT):
        with suppress(ValueError):
            return str(json.loads(f'"{match.match}"'))
    return match.match


class _Asking[Item]:
    """The event loop in a thread of its own, and the thread that reads what it is to work on."""

    def __init__(self, given: Iterable[Item], results: "queue.SimpleQueue[Any]") -> None:
        self._given = given
        self._results = results
        self._inbox: asyncio.Queue[tuple[Item] | BaseException | None] = asyncio.Queue()
        self._free = threading.Semaphore(_AHEAD)
        self.room = asyncio.Semaphore(_AHEAD)
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[Any] | None = None

    def begin(self, work: Callable[[], Awaitable[None]]) -> Callable[[], None]:
        """Starts both threads; what it gives ends them."""
        thread = threading.Thread(target=self._ask, args=(work,), name="resolving", daemon=True)
        thread.start()
        threading.Thread(target=self._read, name="reading", daemon=True).start()

        def end() -> None:
            with suppress(RuntimeError):  # the loop is over already
                self._loop.call_soon_threadsafe(self._cancel)
            thread.join(_PATIENCE)

        return end

    def taken(self) -> None:
        """A result was taken: there is room for another."""
        with suppress(RuntimeError):  # the loop is over already
            self._loop.call_soon_threadsafe(self.room.release)

    async def items(self) -> AsyncIterator[Item]:
        """What the other thread reads."""
        while (item := await self._inbox.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            self._free.release()
            yield item[0]

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _ask(self, work: Callable[[], Awaitable[None]]) -> None:
        async def run() -> None:
            self._task = asyncio.current_task()
            try:
                await work()
            except BaseException as error:  # noqa: BLE001 - raised where results are taken
                self._results.put(error)
            finally:
                self._results.put(None)

        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(run())

    def _read(self) -> None:
        try:
            for item in self._given:
                self._free.acquire()
                self._loop.call_soon_threadsafe(self._inbox.put_nowait, (item,))
            self._loop.call_soon_threadsafe(self._inbox.put_nowait, None)
        except BaseException as error:  # noqa: BLE001 - raised where items are taken
            with suppress(RuntimeError):  # the loop is over already
                self._loop.call_soon_threadsafe(self._inbox.put_nowait, error)
