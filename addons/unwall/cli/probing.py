"""What ``check`` and ``probe`` share: for whom is asked, how hard, and the cells as they come."""

import argparse
import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from unwall.cli.here import NO_CERTIFICATE
from unwall.cli.parser import amount, number
from unwall.cli.synchronous import synchronous
from unwall.cli.wiring import engine_of, meant
from unwall.config import Config
from unwall.engine.engine import Engine
from unwall.language import Said, Sentence
from unwall.probe.course import Course, Guide
from unwall.probe.run import Order, Probe, Work
from unwall.probe.sitemaps import LARGEST
from unwall.probe.verdict import Cell
from unwall.resolve.client import PATIENCE, Client, Transports
from unwall.resolve.kept import kept
from unwall.rules.index import RuleSet
from unwall.urls.escape import component

_NO_CONTEXT = Sentence(
    "there is no client “{name}”{hint}; there are {known}, and all",
    "没有客户端 “{name}”{hint}；可用 {known} 或 all",
)

_MOST = 10_000  # links at once, or questions a second
_MOST_RETRIES = 100
_LONGEST = 3600  # seconds for one answer

type Key = tuple[str, str]  # link and client


class UsageError(Said, ValueError):
    """What was asked for wrongly, and the next step."""


def add_probe_arguments(parser: argparse.ArgumentParser, default: str) -> None:
    """What ``check`` and ``probe`` share."""
    add = parser.add_argument
    add(
        "--as",
        dest="contexts",
        action="append",
        default=None,
        metavar="CONTEXT",
        help=f"ask as this client (browser, wechat, qq, …), or as all; repeatable; {default} unless said",
    )
    add(
        "--at-once",
        type=number(1, _MOST),
        default=16,
        metavar="N",
        help="links asked at once; 16 unless said",
    )
    add(
        "--per-host", type=number(1, _MOST), default=8, metavar="N", help="of them at one host; 8 unless said"
    )
    add(
        "--per-second",
        type=number(0, _MOST),
        default=20,
        metavar="N",
        help="questions to one domain, 0 for no limit; 20 unless said; your own network is not held back",
    )
    add("--retries", type=number(0, _MOST_RETRIES), default=1, metavar="N", help="tries more; 1 unless said")
    add(
        "--timeout",
        type=amount(0.1, _LONGEST),
        default=PATIENCE.total,
        metavar="SECONDS",
        help="for one answer; 8 unless said",
    )
    add("--allow-private", action="store_true", help="names may lead into your own network")
    add("--ca", metavar="FILE", help="PEM: also trust what this authority signs")
    parser.epilog = "exit: 0 all open, 1 some walled, 2 used wrongly, 3 some could not be determined"


def engine_for(args: argparse.Namespace, config: Config) -> Engine:
    """The engine; the user's word on private addresses holds for it, too."""
    engine = engine_of(args, config)
    if args.allow_private and not engine.policy.allow_private:
        return Engine(engine.rules, engine.policy._replace(allow_private=True))
    return engine


def known_contexts(engine: Engine) -> list[str]:
    """The clients that the rules know, a browser first."""
    return sorted((each.name for each in engine.rules.beside.contexts), key=lambda name: name != "browser")


def contexts_of(asked: Iterable[str], engine: Engine) -> list[str]:
    """The clients asked for, ``all`` standing for every one. Raises UsageError for one that is unknown."""
    known = known_contexts(engine)
    names = [name for each in asked for name in (known if each == "all" else [each])]
    for name in names:
        if name not in known:
            raise UsageError(_NO_CONTEXT, name=name, hint=meant(name, known), known=", ".join(known))
    return list(dict.fromkeys(names))


def shared_as(url: str, context: str, engine: Engine) -> str:
    """The link as the platform of this client writes it when it is shared there; itself where it stays so."""
    wraps = next((each.wraps for each in engine.rules.beside.contexts if each.name == context), ())
    return wraps[0].replace("{}", component(url)) if wraps else url


def order_of(args: argparse.Namespace) -> Order:
    """How hard is asked."""
    return Order(args.at_once, args.per_host, args.per_second, args.retries, args.timeout)


def client_of(args: argparse.Namespace, rules: RuleSet, transports: Transports) -> Client:
    """Asks with what each client sends beside its user agent."""
    headers = {each.name: dict(each.clients[0].headers) for each in rules.beside.contexts}
    patience = PATIENCE._replace(total=args.timeout, first_byte=args.timeout)
    return Client(transports, patience=patience, headers=headers)


def reach_of(args: argparse.Namespace, reach: Transports | None) -> AbstractAsyncContextManager[Transports]:
    """The network, or what stands for it. Raises UsageError."""
    if reach is not None:
        return _given(reach)
    try:
        return kept(private=args.allow_private, at_once=args.at_once, ca=Path(args.ca) if args.ca else None)
    except (OSError, ValueError):
        raise UsageError(NO_CERTIFICATE, option="--ca", path=args.ca) from None


@asynccontextmanager
async def _given(reach: Transports) -> AsyncIterator[Transports]:
    yield reach


def fetched(args: argparse.Namespace, guide: Guide, reach: Transports | None, url: str) -> bytes | str:
    """The bytes at an address, or why there are none. Raises UsageError."""

    async def fetch() -> bytes | str:
        async with reach_of(args, reach) as transports:
            client = client_of(args, guide.engine.rules, transports)
            course = Course(guide, url, "browser")
            while (ask := course.question) is not None:
                answer, data = await client.fetch(ask, LARGEST)
                if answer.status == 200 and answer.error is None:
                    return data
                course.take(answer, 0.0)
            return course.cell.why or course.cell.verdict.value

    return asyncio.run(fetch())


def cells_of(
    args: argparse.Namespace, guide: Guide, work: Work, reach: Transports | None
) -> Iterator[list[Cell]]:
    """The cells, each asked for over the network, as they come. Raises UsageError before the first."""
    order, network = order_of(args), reach_of(args, reach)

    async def asked() -> AsyncGenerator[list[Cell]]:
        async with network as transports:
            client = client_of(args, guide.engine.rules, transports)
            async for ready in Probe(guide, client, order).cells(work):
                yield ready

    return synchronous(asked)
