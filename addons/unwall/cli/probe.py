"""``unwall probe``: the matrix of links and clients, with the evidence for each cell."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from unwall import __version__
from unwall.cli.gather import Gathering
from unwall.cli.outfile import add_output, is_writable, whole_file
from unwall.cli.output import Output, encoded
from unwall.cli.probed import log_cells
from unwall.cli.probing import UsageError, add_probe_arguments, cells_of, contexts_of, engine_for, shared_as
from unwall.cli.progress import Progress
from unwall.config import Config
from unwall.language import Sentence, say
from unwall.probe.course import Course, Guide
from unwall.probe.formats import to_json, to_matrix, to_table
from unwall.probe.run import Work
from unwall.probe.verdict import CLOSED, Cell, Exit, exit_of
from unwall.resolve.client import Transports
from unwall.store.place import place_of
from unwall.store.redaction import Detail
from unwall.store.store import StoreError

_ALL = "all"
_NOTHING = Sentence(
    "there is no link to probe; give links, or lines on stdin",
    "没有可探测的链接；请给出链接，或从标准输入逐行读入",
)
_UNWRITABLE = Sentence("{name} cannot be written; choose another", "无法写入 {name}；请换一个")
_NO_PACKAGE = Sentence(
    "--render needs a package that is not here; install it with: pip install 'unwall[render]'",
    "--render 需要额外的软件包；请安装：pip install 'unwall[render]'",
)
_NO_BROWSER = Sentence(
    "--render needs Chromium or Chrome ({why}); install one, or name it: --browser PROGRAM",
    "--render 需要 Chromium 或 Chrome（{why}）；请安装，或用 --browser 程序 指定",
)
_FORMATS: dict[str, Callable[[Iterable[Cell]], Iterator[str]]] = {
    "matrix": to_matrix,
    "table": to_table,
    "json": to_json,
}
_BY_ENDING = {".html": "html", ".htm": "html", ".json": "json", ".jsonl": "json"}

type Pictures = Mapping[tuple[str, str], bytes]

FAILED = Exit.UNDETERMINED  # an error of our own says nothing of the links


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    add = parser.add_argument
    add("url", nargs="*", metavar="URL", help="links; stdin, a link a line, without any")
    add_probe_arguments(parser, default=_ALL)
    add(
        "--format",
        choices=[*_FORMATS, "html"],
        help="matrix unless said, or what the ending of -o says; json and html have all evidence",
    )
    add("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    add_output(parser)
    add(
        "--shared",
        action="store_true",
        help="each link as the client's platform writes it when it is shared there",
    )
    add("--save", metavar="DIR", help="keep the last body of each cell, and its picture")
    add("--render", action="store_true", help="also in a real browser: pictures, and where scripts lead")
    add("--log", metavar="URL", help="also as events of this log: a file, sqlite:///…, postgresql://…")
    add(
        "--log-detail",
        choices=[each.value for each in Detail],
        default="hosts",
        help="what the log keeps of addresses; hosts unless said",
    )
    add("--browser", metavar="PROGRAM", help="the Chromium or Chrome for --render")


def run(args: argparse.Namespace, config: Config, transport: Transports | None = None) -> int:
    """0 all open, 1 some walled, 2 usage, 3 some could not be determined."""
    output = Output.of_process(os.environ, args.color)
    if not is_writable(args, output):
        return 2
    try:
        return _run(args, config, transport or getattr(args, "reach", None), output)
    except (StoreError, UsageError) as error:
        output.note(error.said(args.lang))
    except OSError as error:
        if error.filename is None:
            raise
        output.note(say(args.lang, _UNWRITABLE, name=error.filename))
    return 2


def _run(args: argparse.Namespace, config: Config, reach: Transports | None, output: Output) -> int:
    if args.log:
        place_of(args.log)  # what is wrong with it is said before anybody is asked
    engine = engine_for(args, config)
    guide = Guide(engine, private=args.allow_private)
    contexts = contexts_of(args.contexts or [_ALL], engine)
    gathering = Gathering(engine)
    gathering.add(args.url)
    for fault in gathering.faults:
        output.note(say(args.lang, fault.sentence, name=fault.name, why=fault.why))
    if not gathering.links:
        if not gathering.faults:
            output.note(say(args.lang, _NOTHING))
        return 2
    if args.save:
        Path(args.save).mkdir(parents=True, exist_ok=True)
    if args.shared:
        keys = [(shared_as(url, name, engine), name) for url in gathering.links for name in contexts]
        args.format = args.format or (None if args.output else "table")  # no two clients share a link
    else:
        keys = [(url, name) for url in gathering.links for name in contexts]
    work = Work(keys, done=_saving(args.save))
    cells: list[Cell] = []
    shown = not args.quiet and sys.stderr.isatty()
    with Progress(shown=shown, total=len(gathering.links) * len(contexts)) as progress:
        for cell in chain.from_iterable(cells_of(args, guide, work, reach)):
            progress.advance(failed=cell.verdict in CLOSED)
            cells.append(cell)
    pictures: Pictures = {}
    if args.render:
        cells, pictures = _rendered(args, guide, cells)
    if args.log:
        now = datetime.now(UTC)  # noqa: TID251 - the CLI looks at the clock
        log_cells(args.log, engine, cells, Detail(args.log_detail), now)
    _write(args, output, guide, cells, pictures)
    return exit_of(cell.verdict for cell in cells)


def _saving(folder: str | None) -> Callable[[Course], Cell]:
    """Keeps each body under its own hash, once."""

    def done(course: Course) -> Cell:
        if folder and course.cell.body_sha256:
            Path(folder, f"{course.cell.body_sha256}.html").write_text(course.page, "utf-8", "replace")
        return course.cell

    return done


def _rendered(args: argparse.Namespace, guide: Guide, cells: list[Cell]) -> tuple[list[Cell], Pictures]:
    try:
        from unwall.probe.rendered import Renderer, RenderError, pictures  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(_NO_PACKAGE) from None
    found: list[Cell] = []
    taken: dict[tuple[str, str], bytes] = {}
    try:
        with Renderer(_program(args.browser)) as renderer:
            for number, (cell, picture) in enumerate(pictures(guide, cells, renderer)):
                found.append(cell)
                taken[cell.url, cell.context] = picture
                if args.save and picture:
                    Path(args.save, f"{number:04}-{cell.context}.webp").write_bytes(picture)
    except RenderError as error:
        raise UsageError(_NO_BROWSER, why=error) from None
    return found, taken


def _program(asked: str | None) -> str:
    from unwall.browser.find import Family, find  # noqa: PLC0415 - only for pictures
    from unwall.cli.here import machine  # noqa: PLC0415 - only for pictures

    browser = find(machine(), asked or "")
    if browser is None or browser.family is not Family.CHROMIUM or len(browser.command) != 1:
        raise UsageError(_NO_BROWSER, why=asked or "-")
    return browser.command[0]


def _write(
    args: argparse.Namespace, output: Output, guide: Guide, cells: list[Cell], pictures: Pictures
) -> None:
    ending = Path(args.output).suffix.lower() if args.output else ""
    name = args.format or _BY_ENDING.get(ending, "matrix")
    if name == "html":
        text = _page(args, guide, cells, pictures)
    elif name == "matrix" and not args.output and output.terminal:
        from rich.console import Console  # noqa: PLC0415 - only on a terminal

        from unwall.probe.grid import show  # noqa: PLC0415 - see above

        output.flush()
        show(cells, Console(highlight=False, no_color=not output.color))
        return
    else:
        text = "".join(_FORMATS[name](cells))
    if args.output:
        with whole_file(args.output) as file:
            file.write(encoded(text))
    else:
        output.text(text)
        output.flush()


def _page(args: argparse.Namespace, guide: Guide, cells: list[Cell], pictures: Pictures) -> str:
    from unwall.probe.sheet import About, sheet  # noqa: PLC0415 - only for a page

    rules = guide.engine.rules
    agents = {each.name: each.user_agent for each in rules.beside.contexts}
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")  # noqa: TID251 - the CLI looks at the clock
    return sheet(cells, About(__version__, rules.digest, when, agents, args.lang), pictures)
