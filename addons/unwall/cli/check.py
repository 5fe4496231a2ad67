"""``unwall check``: whether each link opens directly, and for whom."""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from unwall.cli.lines import inputs
from unwall.cli.output import Output
from unwall.cli.wiring import engine_of
from unwall.config import Config
from unwall.engine.engine import Engine
from unwall.language import Sentence, say
from unwall.probe.baseline import Allowed, KnownError, allow_list, verdicts_of, worse
from unwall.probe.course import offline
from unwall.probe.formats import FORMATS
from unwall.probe.links import Unreadable, links_of
from unwall.probe.run import Order, probe
from unwall.probe.verdict import CLOSED, Cell, Exit, Verdict, exit_of
from unwall.resolve.client import Client, Transports, transports
from unwall.resolve.pace import MOST, Pace

_BROWSER = "browser"
_NO_CONTEXT = Sentence(
    "there is no client “{name}”; there are {known}, and all", "没有客户端 “{name}”；可用 {known} 或 all"
)
_NOTHING = Sentence("there is no link to check; give links, files, or lines on stdin", "没有可检查的链接")
_COUNTS = Sentence("{count} checked: {parts}", "共检查 {count} 项：{parts}")
_ALLOWED = Sentence("allowed: {url} for {context}: {reason}", "已豁免：{url}（{context}）：{reason}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "target",
        nargs="*",
        metavar="URL|FILE|DIR",
        help="links; files and folders whose links are checked; stdin, a link a line, without any",
    )
    add_probe_arguments(parser, default=[_BROWSER])
    parser.add_argument("--format", choices=list(FORMATS), default="table", help="table unless said")
    parser.add_argument("--offline", action="store_true", help="by the rules alone, asking nobody")
    parser.add_argument(
        "--baseline", metavar="FILE", help="an earlier run's --format json: only what became worse counts"
    )
    parser.add_argument("--allow", metavar="FILE", help="TOML: [[allow]] url, reason, until, context")


def add_probe_arguments(parser: argparse.ArgumentParser, default: list[str]) -> None:
    """What ``check`` and ``probe`` share."""
    parser.add_argument(
        "--as",
        dest="contexts",
        action="append",
        default=None,
        metavar="CONTEXT",
        help=f"ask as this client, or as all; repeatable; {' '.join(default)} unless said",
    )
    parser.add_argument(
        "--at-once", type=int, default=16, metavar="N", help="links asked at once; 16 unless said"
    )
    parser.add_argument(
        "--per-second", type=int, default=MOST.per_second, metavar="N", help="questions to one domain"
    )
    parser.add_argument("--retries", type=int, default=1, metavar="N", help="tries more; 1 unless said")


def run(args: argparse.Namespace, config: Config, transport: Transports | None = None) -> int:
    """0 all open, 1 some walled, 2 usage, 3 some could not be determined."""
    output = Output.of_process(os.environ, args.color)
    engine = engine_of(args, config)
    try:
        contexts = contexts_of(args.contexts or [_BROWSER], engine)
        before = _baseline(args.baseline)
        allowed = _allowed(args.allow)
        urls = list(_urls(args.target, engine))
    except _UnknownError as error:
        output.note(say(args.lang, _NO_CONTEXT, name=error, known=", ".join(known_contexts(engine))))
        return 2
    except (KnownError, Unreadable) as error:
        output.note(str(error))
        return 2
    if not urls:
        output.note(say(args.lang, _NOTHING))
        return 2
    if args.offline:
        cells = [offline(engine, url, context) for url in dict.fromkeys(urls) for context in contexts]
    else:
        cells = cells_of(
            args, engine, Order(urls, contexts, max(1, args.at_once), max(0, args.retries)), transport
        )
    for piece in FORMATS[args.format](cells):
        output.text(piece)
    output.flush()
    if not args.quiet:
        _tell(cells, output, args)
    return _exit(cells, before, allowed, args, output)


class _UnknownError(ValueError):
    pass


def known_contexts(engine: Engine) -> list[str]:
    """The clients that the rules know."""
    return [each.name for each in engine.rules.beside.contexts]


def contexts_of(asked: Iterable[str], engine: Engine) -> list[str]:
    """The clients asked for, ``all`` standing for every one. Raises ValueError for one that is unknown."""
    known = known_contexts(engine)
    names = [name for each in asked for name in (known if each == "all" else [each])]
    for name in names:
        if name not in known:
            raise _UnknownError(name)
    return list(dict.fromkeys(names))


def cells_of(
    args: argparse.Namespace, engine: Engine, order: Order, transport: Transports | None
) -> list[Cell]:
    """All cells, each asked for over the network."""
    suffixes = engine.rules.suffixes
    pace = Pace(
        lambda host: suffixes.registrable(host) or host,
        MOST._replace(per_second=max(1, args.per_second), waiting=1 << 30),
    )

    async def collect() -> list[Cell]:
        return [cell async for cell in probe(engine, Client(transport or transports()), pace, order)]

    return asyncio.run(collect())


def _urls(targets: list[str], engine: Engine) -> Iterable[str]:
    for target in targets or ["-"]:
        if "://" in target or target == "-":
            yield from (line.strip() for line in inputs([target]) if line.strip())
        else:
            yield from links_of(Path(target), engine.rules.suffixes)


def _baseline(name: str | None) -> dict[tuple[str, str], Verdict] | None:
    return None if name is None else verdicts_of(_read(name).splitlines(), name)


def _allowed(name: str | None) -> tuple[Allowed, ...]:
    return () if name is None else allow_list(_read(name), name)


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError(f"{name}: cannot be read ({getattr(error, 'strerror', 'not UTF-8')})") from None


def _exit(
    cells: list[Cell],
    before: dict[tuple[str, str], Verdict] | None,
    allowed: tuple[Allowed, ...],
    args: argparse.Namespace,
    output: Output,
) -> Exit:
    today = datetime.now(UTC).date()  # noqa: TID251 - the CLI looks at the clock
    counting = cells if before is None else list(worse(cells, before))
    kept = []
    for cell in counting:
        entry = next((each for each in allowed if each.fits(cell, today)), None)
        if entry is None or cell.verdict is Verdict.OPEN:
            kept.append(cell)
        elif args.verbose:
            output.note(say(args.lang, _ALLOWED, url=cell.url, context=cell.context, reason=entry.reason))
    return exit_of(kept)


def _tell(cells: list[Cell], output: Output, args: argparse.Namespace) -> None:
    counts: dict[str, int] = {}
    for cell in cells:
        counts[cell.verdict.value] = counts.get(cell.verdict.value, 0) + 1
    parts = ", ".join(f"{count} {name}" for name, count in counts.items())
    if args.format == "table" or any(cell.verdict in CLOSED for cell in cells) or sys.stderr.isatty():
        output.note(say(args.lang, _COUNTS, count=len(cells), parts=parts))
