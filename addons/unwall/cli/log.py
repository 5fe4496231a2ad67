"""``unwall log``: looks at the log, writes it out, takes it away."""

import argparse
import contextlib
import os
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from unwall.cli import redacting
from unwall.cli.outfile import add_output, whole_file
from unwall.cli.output import Output
from unwall.cli.parser import number
from unwall.cli.wiring import rules_of
from unwall.config import Config
from unwall.language import Language, Sentence, say
from unwall.store.event import Action, Row
from unwall.store.export import FORMATS
from unwall.store.place import open_log, opened, place_of
from unwall.store.schema import HEAD, comparable
from unwall.store.spool import SPOOL, take_over
from unwall.store.store import Store, StoreError, Wanted
from unwall.store.words import UNWRITABLE
from unwall.urls.show import plain, readable

_PAUSE = 0.5  # seconds between looks at a growing log
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PURGED = Sentence("{count} events deleted from {path}", "已从 {path} 删除 {count} 条记录")
_SAY_WHICH = Sentence(
    "say which events to delete: --before 30d, --before 2026-01-31, or --all",
    "请说明删除哪些记录：--before 30d、--before 2026-01-31 或 --all",
)
_WRITTEN = Sentence("{count} events written to {path}", "已将 {count} 条记录写入 {path}")
_NO_FIGURES = Sentence(
    "the report needs matplotlib: pip install 'unwall[research]'",
    "生成报告需要 matplotlib：pip install 'unwall[research]'",
)
_NO_PARQUET = Sentence(
    "Parquet needs pyarrow: pip install 'unwall[research]'",
    "Parquet 需要 pyarrow：pip install 'unwall[research]'",
)
_NO_TERMINAL = Sentence("Parquet is not for a terminal; say -o FILE", "Parquet 不能输出到终端；请用 -o 文件")
_PARQUET = "parquet"
_EMPTY = Sentence("no event fits", "没有符合条件的记录")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    actions = parser.add_subparsers(
        dest="action", required=True, metavar="tail|show|export|report|redact|purge"
    )
    tail = actions.add_parser("tail", help="the newest events, and with -f those that come")
    _add_choice(tail, last=10, fewest=0)
    tail.add_argument("-f", "--follow", action="store_true", help="go on until Ctrl-C")
    _add_choice(actions.add_parser("show", help="events as a table"), last=0)
    export = actions.add_parser("export", help="events as a file")
    _add_choice(export, last=0)
    formats = sorted([*FORMATS, _PARQUET])
    export.add_argument("--format", choices=formats, help="csv unless said, or what the ending of -o says")
    add_output(export)
    redacting.add_publish(export)
    report = actions.add_parser(
        "report", help="one HTML file with figures and tables; needs unwall[research]"
    )
    _add_choice(report, last=0)
    report.add_argument(
        "-o", "--output", metavar="FILE", default="report.html", help="report.html unless said"
    )
    redact = actions.add_parser("redact", help="a copy that may be handed on, proven to hold nothing more")
    _add_choice(redact, last=0)
    redacting.add_arguments(redact)
    purge = actions.add_parser("purge", help="delete events, without a trace in the file")
    _add_log(purge)
    purge.add_argument("--before", type=_moment, metavar="TIME", help="a date (UTC), or an age: 30d, 12h")
    purge.add_argument("--all", action="store_true", help="all of them")


def _add_log(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--log",
        metavar="URL",
        help="sqlite:///absolute/path.db or postgresql://USER@HOST/DATABASE; the user's own log unless said",
    )


def _add_choice(parser: argparse.ArgumentParser, last: int, fewest: int = 1) -> None:
    """``last``: how many unless said, 0 for all."""
    _add_log(parser)
    parser.add_argument(
        "-n", "--last", type=number(fewest, 10**9), default=last, metavar="N", help="only the newest N"
    )
    parser.add_argument("--since", type=_moment, metavar="TIME", help="a date (UTC), or an age: 30d, 12h")
    parser.add_argument("--until", type=_moment, metavar="TIME", help="a date, or an age")
    parser.add_argument(
        "--where", action="append", default=[], type=_equal, metavar="COLUMN=VALUE", help="repeatable"
    )


def _moment(text: str) -> datetime:
    """A date or time (UTC unless it says otherwise), or how long ago."""
    number, unit = text[:-1], text[-1:]
    try:
        if unit in _UNITS and number.isascii() and number.isdigit():
            return datetime.now(UTC) - timedelta(**{_UNITS[unit]: int(number)})  # noqa: TID251 - the CLI looks at the clock
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time: 2026-01-31, 2026-01-31T12:00, 30d, 12h"
        ) from None


def _equal(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or column not in HEAD:
        raise argparse.ArgumentTypeError(f"{text!r} is no COLUMN=VALUE; columns: {', '.join(HEAD)}")
    try:
        comparable(column, value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{value!r} is nothing that {column} can be: {error}") from None
    return column, value


def run(args: argparse.Namespace, config: Config) -> int:
    """One of the actions; 1 where the log cannot be used, 2 for arguments that cannot be followed."""
    output = Output.of_process(os.environ, args.color)
    url = log_of(args, config)
    try:
        place_of(url)
    except StoreError as error:
        output.note(error.said(args.lang))
        return 2
    try:
        return _act(args, url, config, output)
    except StoreError as error:
        output.note(error.said(args.lang))
        return 1


def _act(args: argparse.Namespace, url: str, config: Config, output: Output) -> int:
    if args.action == "purge":
        return _purge(args, url, config, output)
    with contextlib.closing(open_log(url)) as store:
        if args.action == "report":
            return _report(args, store, config, output)
        if args.action == "redact":
            return redacting.redact(args, store, _wanted(args), output)
        if args.action == "export" and args.publish:
            return redacting.publish(args, store, _wanted(args), output)
        return _ACTIONS[args.action](args, store, output)


def log_of(args: argparse.Namespace, config: Config) -> str:
    """The log that was named, or the user's own."""
    return default_log(config) if args.log is None else str(args.log)


def default_log(config: Config) -> str:
    """The file of the user's own log."""
    return os.path.join(config.places.data, "log.db")


def _wanted(args: argparse.Namespace) -> Wanted:
    return Wanted(args.since, args.until, tuple(args.where), max(0, args.last))


def _tail(args: argparse.Namespace, store: Store, output: Output) -> int:
    if args.last:
        last = _tell(store.rows(_wanted(args)), output)
    else:
        last = max((row.id for row in store.rows(_wanted(args)._replace(last=1))), default=0)
    output.flush()
    while args.follow:
        time.sleep(_PAUSE)
        last = _tell(store.rows(_wanted(args)._replace(last=0, after=last)), output) or last
        output.flush()
    return 0


def _show(args: argparse.Namespace, store: Store, output: Output) -> int:
    if not _tell(store.rows(_wanted(args)), output) and not args.quiet:
        output.note(say(args.lang, _EMPTY))
    output.flush()
    return 0


def _tell(rows: Iterable[Row], output: Output) -> int:
    last = 0
    for row in rows:
        output.line(f"{row.id}  {told_row(row, output)}")
        last = row.id
    return last


_COLORS = {Action.OPENED: "green", Action.REWRITTEN: "green", Action.REFUSED: "red", Action.LOST: "red"}


def told_row(row: Row, output: Output) -> str:
    """One event on one line, whatever stands in it."""
    event = row.event
    said = output.paint(event.action.value, _COLORS.get(event.action, "yellow"))
    if event.action is Action.LOST:
        return f"{event.at:%Y-%m-%d %H:%M:%S}Z  {said}  {event.number}"
    reason = f" ({event.refused.value})" if event.refused else ""
    target = f" → {readable(event.output)}" if event.output and event.output != event.input else ""
    rule = output.paint(plain(event.rule or "-"), "cyan")
    return f"{event.at:%Y-%m-%d %H:%M:%S}Z  {said}{reason}  {rule}  {readable(event.input)}{target}"


def _export(args: argparse.Namespace, store: Store, output: Output) -> int:
    counted = _Counted(store.rows(_wanted(args)))
    ending = os.path.splitext(args.output or "")[1][1:].lower()
    name = args.format or (ending if ending in {*FORMATS, _PARQUET} else "csv")
    if name == _PARQUET and not args.output and output.terminal:
        output.note(say(args.lang, _NO_TERMINAL))
        return 2
    try:
        write = _writer(name)
    except ImportError:
        output.note(say(args.lang, _NO_PARQUET))
        return 1
    if not args.output:
        write(counted, output.file)
        output.flush()
    else:
        try:
            with whole_file(args.output) as file:
                write(counted, file)
        except OSError as error:
            raise StoreError(UNWRITABLE, place=args.output, why=error.strerror) from None
        output.note(say(args.lang, _WRITTEN, count=counted.number, path=args.output))
    return 0


def _writer(name: str) -> Callable[[Iterable[Row], IO[bytes]], None]:
    if name == _PARQUET:
        from unwall.store.parquet import write  # noqa: PLC0415 - an extra

        return write
    return lambda rows, file: file.writelines(
        piece.encode(errors="surrogateescape") for piece in FORMATS[name](rows)
    )


def _report(args: argparse.Namespace, store: Store, config: Config, output: Output) -> int:
    try:
        from unwall.store.report import report  # noqa: PLC0415 - brings matplotlib
    except ImportError:
        output.note(say(args.lang, _NO_FIGURES))
        return 1
    from unwall.store.summary import summarized  # noqa: PLC0415 - see above

    wanted = _wanted(args)
    summary = summarized(store.rows(wanted), redacting.counts_of(args, store, wanted, output))
    known = (rule.id for rule in rules_of(args, config))
    try:
        files = report(summary, known, args.lang).write(Path(args.output))
    except OSError as error:
        raise StoreError(UNWRITABLE, place=error.filename or args.output, why=error.strerror) from None
    output.note(say(args.lang, _WRITTEN, count=summary.events, path=", ".join(map(str, files))))
    return 0


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self.number = 0

    def __iter__(self) -> "_Counted":
        return self

    def __next__(self) -> Row:
        row = next(self._rows)
        self.number += 1
        return row


def _purge(args: argparse.Namespace, url: str, config: Config, output: Output) -> int:
    language: Language = args.lang
    if bool(args.before) == args.all:
        output.note(say(language, _SAY_WHICH))
        return 2
    open_log(url).close()  # a log that is not there is not made
    place = place_of(url)
    with contextlib.closing(opened(place, write=True)) as store:
        if isinstance(place, str):
            take_over(Path(config.places.data, SPOOL), place, store)
        count = store.purge(None if args.all else args.before)
    output.note(say(language, _PURGED, count=count, path=store.name))
    return 0


_ACTIONS: dict[str, Callable[[argparse.Namespace, Store, Output], int]] = {
    "tail": _tail,
    "show": _show,
    "export": _export,
}
