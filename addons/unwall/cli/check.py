"""``unwall check``: whether each link opens directly, and for whom."""

import argparse
import os
import sys
import time
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from unwall.cli.exchanges import Exchange
from unwall.cli.gather import LARGEST_FILE, UNREADABLE, Fetch, Gathering
from unwall.cli.outfile import UNWRITABLE, add_output, is_writable, whole_file
from unwall.cli.output import Output, encoded
from unwall.cli.parser import amount
from unwall.cli.probing import (
    Key,
    UsageError,
    add_probe_arguments,
    cells_of,
    contexts_of,
    engine_for,
    fetched,
)
from unwall.cli.progress import Progress
from unwall.config import Config
from unwall.engine.engine import Engine
from unwall.language import Sentence, say
from unwall.probe.baseline import Allowed, KnownError, allow_list, is_known, verdicts_of
from unwall.probe.course import Course, Guide
from unwall.probe.formats import FORMATS, to_table
from unwall.probe.recorded import Answers, judged
from unwall.probe.run import Work
from unwall.probe.state import State, StateError
from unwall.probe.verdict import CLOSED, Cell, Exit, Place, Verdict, exit_of
from unwall.resolve.client import Transports
from unwall.urls.split import WEB, scheme_of

_BROWSER = "browser"
_BY_ENDING = {".json": "json", ".jsonl": "json", ".xml": "junit", ".sarif": "sarif", ".tap": "tap"}
_INTERRUPTED = 130
_UTF_16 = (BOM_UTF16_LE, BOM_UTF16_BE)
_NOTHING = Sentence(
    "there is no link to check; give links, files, folders, or lines on stdin",
    "没有可检查的链接；请给出链接、文件、文件夹，或从标准输入逐行读入",
)
_COUNTS = Sentence("{count} checked: {parts}", "共检查 {count} 项：{parts}")
_EXCUSED = Sentence(
    "{count} of them do not count: known before, allowed or accepted",
    "其中 {count} 项不计：此前已知、已豁免或已接受",
)
_EXPIRED = Sentence(
    "{name}: the entry for {url} ended on {until}; mend the link, or give it a new date",
    "{name}：{url} 的豁免已于 {until} 到期；请修复链接，或重新设定日期",
)
_NOT_KEPT = Sentence(
    "interrupted after {count}; with --resume FILE the same command goes on",
    "已中断，完成 {count} 项；加上 --resume 文件 可继续",
)
_KEPT = Sentence(
    "interrupted after {count}; the same command goes on", "已中断，完成 {count} 项；再次运行同一命令即可继续"
)
_NO_STATE = Sentence("--resume {name}: {why}; name another file", "--resume {name}：{why}；请另指定一个文件")
_NOT_BOTH = Sentence(
    "--resume goes on with links that servers were asked about; --offline asks nobody, and ends at once",
    "--resume 用于继续询问服务器；--offline 不询问任何服务器，无需续作",
)
_NOTHING_KEPT = Sentence(
    "--max-age is how long holds what --resume FILE keeps; say that as well, or leave --max-age out",
    "--max-age 指 --resume 文件 中结果的有效期；请同时给出 --resume，或去掉 --max-age",
)
_NO_BASE = Sentence(
    "--base takes an address, like https://example.com/", "--base 应为网址，例如 https://example.com/"
)

_AGE, _LONGEST_AGE = 24, 876_000  # hours; a hundred years

FAILED = Exit.UNDETERMINED  # an error of our own says nothing of the links


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    add = parser.add_argument
    add(
        "target",
        nargs="*",
        metavar="URL|FILE|DIR",
        help="links; texts, pages, JSON, CSV, sitemaps, HAR, WARC, mitmproxy flows; folders of them; without"
        " any, stdin, a link or words with links a line",
    )
    add_probe_arguments(parser, default=_BROWSER)
    add("--format", choices=list(FORMATS), help="table unless said, or what the ending of -o says")
    add("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    add_output(parser)
    add("--brief", action="store_true", help="leave out what is open")
    add("--sitemap", action="append", default=[], metavar="URL|FILE", help="the pages it lists; repeatable")
    add("--base", default="", metavar="URL", help="where the pages of files will stand: relative links, too")
    add("--offline", action="store_true", help="by the rules and by what recordings hold, asking nobody")
    add("--baseline", metavar="FILE", help="an earlier run's --json: only what became worse counts")
    add("--allow", metavar="FILE", help="TOML: [[allow]] url, reason, until, context")
    add(
        "--accept",
        action="append",
        default=[],
        metavar="VERDICT",
        choices=[each.value for each in Verdict],
        help="does not count, like captcha or login; repeatable",
    )
    add("--resume", metavar="FILE", help="keeps what is known; an interrupted run goes on from it")
    add(
        "--max-age",
        type=amount(0, _LONGEST_AGE),
        metavar="HOURS",
        help="that what --resume keeps holds; 24 unless said",
    )


class _Excuses(NamedTuple):
    """Why a cell may not count."""

    before: dict[tuple[str, str], Verdict] | None
    allowed: tuple[Allowed, ...]
    accepted: frozenset[str]
    links: dict[str, tuple[Place, ...]]

    def judge(self, cell: Cell) -> Cell:
        """The cell with its places, and why it does not count."""
        return cell._replace(places=self.links.get(cell.url, ()), excused=self._excuse(cell))

    def _excuse(self, cell: Cell) -> str:
        if cell.verdict is Verdict.OPEN:
            return ""
        if cell.verdict.value in self.accepted:
            return f"{cell.verdict.value} is accepted"
        entry = next((each for each in self.allowed if each.fits(cell)), None)
        if entry is not None:
            return entry.reason
        return "as in the baseline" if self.before is not None and is_known(cell, self.before) else ""


def run(args: argparse.Namespace, config: Config, transport: Transports | None = None) -> int:
    """0 all open, 1 some walled, 2 usage, 3 some could not be determined."""
    output = Output.of_process(os.environ, args.color)
    if not is_writable(args, output):
        return 2
    ending = Path(args.output).suffix.lower() if args.output else ""
    args.format = args.format or _BY_ENDING.get(ending, "table")
    reach = transport or getattr(args, "reach", None)
    with ExitStack() as stack:
        try:
            return _run(args, config, reach, output, stack)
        except (UsageError, KnownError) as error:
            output.note(error.said(args.lang))
    return 2


def _run(
    args: argparse.Namespace, config: Config, reach: Transports | None, output: Output, stack: ExitStack
) -> int:
    engine = engine_for(args, config)
    guide = Guide(engine, private=args.allow_private)
    contexts = contexts_of(args.contexts or [_BROWSER], engine)
    if args.offline and args.resume is not None:
        raise UsageError(_NOT_BOTH)
    if args.max_age is not None and args.resume is None:
        raise UsageError(_NOTHING_KEPT)
    before = None if args.baseline is None else verdicts_of(_read(args.baseline).splitlines(), args.baseline)
    allowed = _in_force(args, engine, output)
    answers = Answers()
    stack.callback(answers.close)
    fetch = _nobody if args.offline else partial(fetched, args, guide, reach)
    gathering = _gathered(args, guide, answers, fetch)
    for fault in gathering.faults:
        parts = {"name": fault.name, "why": fault.why, "most": LARGEST_FILE >> 20}
        output.note(say(args.lang, fault.sentence, **parts))
    links = gathering.links
    if not links:
        if not gathering.faults:
            output.note(say(args.lang, _NOTHING))
        return 2
    keys = ((url, context) for url in links for context in contexts)
    if args.offline:
        cells: Iterator[list[Cell]] = ([judged(guide, answers, *key)] for key in keys)
    else:
        cells = _asked(args, guide, keys, reach, stack)
    excuses = _Excuses(before, allowed, frozenset(args.accept), links)
    tally = _Tally(excuses, len(links) * len(contexts), is_whole=not gathering.faults)
    return _ended(args, tally, output, _write(args, cells, tally, output))


def _nobody(_url: str) -> str:
    """Why an address is not fetched."""
    return "--offline"


def _gathered(args: argparse.Namespace, guide: Guide, answers: Answers, fetch: Fetch) -> Gathering:
    if args.base and scheme_of(args.base) not in WEB:
        raise UsageError(_NO_BASE)

    def answered(exchange: Exchange) -> None:
        if args.offline:
            answers.add(exchange.url, exchange.status, exchange.headers, exchange.body)

    gathering = Gathering(guide.engine, base=args.base, answered=answered)
    if args.target or not args.sitemap:
        gathering.add(args.target)
    for name in args.sitemap:
        gathering.add_sitemap(name, fetch)
    return gathering


def _ended(args: argparse.Namespace, tally: "_Tally", output: Output, early: int | None) -> int:
    if early is not None:
        return early
    if not args.quiet:
        _tell(tally, output, args)
    code = exit_of(tally.counting)
    return Exit.UNDETERMINED if code is Exit.OPEN and not tally.is_whole else code


class _Tally:
    """What has come so far."""

    def __init__(self, excuses: _Excuses, total: int, *, is_whole: bool) -> None:
        self.counts: Counter[Verdict] = Counter()
        self.counting: set[Verdict] = set()
        self.excused = 0
        self.total = total
        self.is_whole = is_whole  # everything that was named could be read
        self._excuses = excuses

    def take(self, cell: Cell) -> Cell:
        """One more, as it is to be shown."""
        cell = self._excuses.judge(cell)
        self.counts[cell.verdict] += 1
        if cell.excused:
            self.excused += 1
        else:
            self.counting.add(cell.verdict)
        return cell


def _asked(
    args: argparse.Namespace, guide: Guide, keys: Iterator[Key], reach: Transports | None, stack: ExitStack
) -> Iterator[list[Cell]]:
    if args.resume is None:
        return cells_of(args, guide, Work(keys), reach)
    try:
        digest = guide.engine.rules.digest
        state = State(
            Path(args.resume), digest, time.time(), (_AGE if args.max_age is None else args.max_age) * 3600
        )
    except (OSError, StateError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(_NO_STATE, name=args.resume, why=why) from None
    stack.callback(state.close)

    def done(course: Course) -> Cell:
        state.add(course.cell, time.time())
        state.flush()
        return course.cell

    return cells_of(args, guide, Work(keys, state.get, done), reach)


def _write(
    args: argparse.Namespace, cells: Iterator[list[Cell]], tally: _Tally, output: Output
) -> int | None:
    """Writes the cells as they come; the exit code where that ended early."""
    is_table = args.format == "table" and not args.output
    pieces: Callable[[Iterator[Cell]], Iterator[str]]
    pieces = partial(to_table, paint=output.paint) if is_table else FORMATS[args.format]
    is_seen = not args.quiet and sys.stderr.isatty() and (bool(args.output) or not sys.stdout.isatty())
    try:
        sink = _Sink(args.output, output, lines=is_table)
        with sink, Progress(shown=is_seen, total=tally.total) as progress:

            def seen() -> Iterator[Cell]:
                for cell in chain.from_iterable(cells):
                    progress.advance(failed=cell.verdict in CLOSED)
                    shown = tally.take(cell)
                    if not args.brief or shown.verdict is not Verdict.OPEN:
                        yield shown

            for piece in pieces(seen()):
                sink(piece)
    except KeyboardInterrupt:
        sentence = _KEPT if args.resume else _NOT_KEPT
        output.note(say(args.lang, sentence, count=tally.counts.total()))
        return _INTERRUPTED
    except BrokenPipeError:  # whoever reads has enough, and what was not asked is not known to be open
        output.abandon()
        return Exit.UNDETERMINED
    except OSError as error:
        if not args.output:
            raise
        output.note(say(args.lang, UNWRITABLE, path=args.output, why=error.strerror))
        return 2
    return None


class _Sink:
    """Where pieces go: the file, or stdout. ``lines``: each is a line, and may be painted."""

    def __init__(self, name: str | None, output: Output, *, lines: bool) -> None:
        self._output = output
        self._lines = lines
        self._stack = ExitStack()
        self._file = None if name is None else self._stack.enter_context(whole_file(name))

    def __enter__(self) -> "_Sink":
        return self

    def __call__(self, piece: str) -> None:
        if self._file is not None:
            self._file.write(encoded(piece))
        elif self._lines:
            self._output.line(piece.removesuffix("\n"))
        else:
            self._output.text(piece)
            if self._output.terminal:
                self._output.flush()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, fault, trace)
        if self._file is None:
            self._output.flush()


def _in_force(args: argparse.Namespace, engine: Engine, output: Output) -> tuple[Allowed, ...]:
    """The entries of the allow list that have not ended; those that have are told."""
    if args.allow is None:
        return ()
    today = datetime.now(UTC).date()  # noqa: TID251 - the CLI looks at the clock
    entries = allow_list(_read(args.allow), args.allow)
    contexts_of((each.context for each in entries if each.context), engine)
    for each in entries:
        if each.ended(today):
            output.note(say(args.lang, _EXPIRED, name=args.allow, url=each.url, until=each.until))
    return tuple(each for each in entries if not each.ended(today))


def _read(name: str) -> str:
    """The text of a file; also one that a shell of Windows wrote, with a byte order mark."""
    try:
        data = Path(name).read_bytes()
        return data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError(UNREADABLE, name=name, why=getattr(error, "strerror", "not UTF-8")) from None


def _tell(tally: _Tally, output: Output, args: argparse.Namespace) -> None:
    parts = ", ".join(f"{count} {verdict.value}" for verdict, count in tally.counts.items())
    if args.format == "table" or not tally.counting <= {Verdict.OPEN} or sys.stderr.isatty():
        output.note(say(args.lang, _COUNTS, count=tally.counts.total(), parts=parts))
    if tally.excused:
        output.note(say(args.lang, _EXCUSED, count=tally.excused))
