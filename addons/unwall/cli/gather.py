"""The links that a person means: arguments, lines of stdin, files, folders, sitemaps, recordings.

What cannot be read is said and passed over; the rest is checked.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from unwall.cli.exchanges import Exchange, exchanges
from unwall.cli.recordings import unpacked
from unwall.cli.records import FAULTS, PASSED, BrokenError, Passed, why
from unwall.engine.body.charset import UTF_8, Form, charset_of, told
from unwall.engine.engine import Engine
from unwall.engine.fold import plain
from unwall.language import Said, Sentence
from unwall.probe.links import TEXTS, links_in
from unwall.probe.sitemaps import inflated, is_sitemap, sitemap
from unwall.probe.verdict import ARGUMENTS, Place
from unwall.resolve.client import page_text
from unwall.urls.split import WEB, scheme_of

LARGEST_FILE = 256 << 20  # bytes of a text that is read whole
_LINE = 8 << 20  # bytes of a line of stdin that is looked at as one
_LINE_SHOWN = 2_048  # characters of a line without a link
_LOOK = 1_024  # characters in which a page without an ending says that it is one
_MOST_PLACES = 20  # of one link
_NOT_OURS = frozenset(("node_modules", "__pycache__", "venv"))  # folders; nor those with a dot before
_MOST_SITEMAPS = 1_000
_RECORDED = (".har", ".flow", ".flows", ".mitm", ".warc")

BINARY = Sentence(
    "{name}: is no text and no recording; give text, HTML, JSON, CSV, a sitemap, HAR, WARC or flows",
    "{name}：既不是文本也不是流量记录；请提供文本、HTML、JSON、CSV、站点地图、HAR、WARC 或 flows",
)
LARGE = Sentence("{name}: is larger than {most} MiB; split it", "{name}：大于 {most} MiB；请拆分后再试")
UNREADABLE = Sentence(
    "{name}: cannot be read ({why}); name another file", "{name}：无法读取（{why}）；请指定其他文件"
)
BROKEN = Sentence(
    "{name}: cannot be read to its end ({why}); what stands before that is checked",
    "{name}：无法读到末尾（{why}）；仅检查此前的内容",
)
_NO_HAR = Sentence("it is no HAR file", "不是 HAR 文件")
NO_LINK = Sentence(
    "{name}: there is no such file, and it is no link; a link begins with https://",
    "{name}：没有这个文件，也不是链接；链接以 https:// 开头",
)
NO_SITEMAP = Sentence(
    "{name}: is no sitemap ({why}); name another", "{name}：不是站点地图（{why}）；请另指定一个"
)


class Fault(NamedTuple):
    """Something that could not be read."""

    sentence: Sentence
    name: str
    why: Said | str = ""


type Fetch = Callable[[str], bytes | str]  # the bytes at an address, or why there are none
type Answered = Callable[[Exchange], None]


class Gathering:
    """Links in the order in which they were found, each once; ``faults`` are for the person."""

    def __init__(self, engine: Engine, *, base: str = "", answered: Answered | None = None) -> None:
        """``answered``: takes what recordings say that servers answered."""
        self._engine = engine
        self._suffixes = engine.rules.suffixes
        self._base = base
        self._answered = answered
        self._found: dict[str, tuple[Place, ...]] = {}
        self._read: set[Path] = set()
        self.faults: list[Fault] = []

    @property
    def links(self) -> dict[str, tuple[Place, ...]]:
        """Each link with the first places where it stands."""
        return self._found

    def add(self, targets: Sequence[str]) -> None:
        """What the arguments name; stdin where there are none."""
        for target in targets or ["-"]:
            if target == "-":
                self._stdin()
            elif "://" in target:
                self._line(target, Place(ARGUMENTS))
            elif os.path.exists(target) or not self._engine.unwrap(target).rule:
                self._path(Path(target))
            else:
                self._line(target, Place(ARGUMENTS))

    def add_sitemap(self, name: str, fetch: Fetch) -> None:
        """The pages of a sitemap, and of those that it lists; ``name`` is an address or a file."""
        waiting, seen = [name], {name}
        while waiting:
            each = waiting.pop()
            text = self._sitemap(each, fetch)
            if text is None:
                continue
            listed = sitemap(text)
            for url, line in listed.pages:
                self._keep(url, Place(each, line))
            for url in listed.sitemaps:
                if url not in seen and len(seen) < _MOST_SITEMAPS:
                    seen.add(url)
                    waiting.append(url)

    # ---- kinds of input

    def _stdin(self) -> None:
        number = 0
        while line := sys.stdin.buffer.readline(_LINE):
            number += 1
            text = line.strip().decode("utf-8", "replace")
            if text:
                self._line(text, Place("-", number))

    def _line(self, text: str, place: Place) -> None:
        """A line is a link, or words with links in them; one without any is answered for as it is."""
        if len(text.split(None, 1)) == 1 and scheme_of(text) is not None:
            self._keep(text, place)
            return
        links = [each.url for each in plain(text, self._suffixes)]
        for url in links or [text[:_LINE_SHOWN]]:
            self._keep(url, place)

    def _path(self, path: Path) -> None:
        if not os.path.exists(path):
            self.faults.append(Fault(NO_LINK, str(path)))
            return
        if not path.is_dir():
            self._file(path, named=True)
            return
        for folder, folders, names in path.walk():
            folders[:] = sorted(
                name for name in folders if not name.startswith(".") and name not in _NOT_OURS
            )
            for below in (folder / name for name in sorted(names)):
                if _is_read(below) and below.is_file():
                    self._file(below, named=False)

    def _file(self, path: Path, *, named: bool) -> None:
        whole = path.resolve()
        if whole in self._read:
            return
        self._read.add(whole)
        try:
            with path.open("rb") as file:
                self._of_file(path, file, named=named)
        except FAULTS as error:
            is_there = not isinstance(error, OSError) or error.errno is None
            self.faults.append(Fault(BROKEN if is_there else UNREADABLE, str(path), why(error)))

    def _of_file(self, path: Path, file: BinaryIO, *, named: bool) -> None:
        found = unpacked(file)
        ending = (path.with_suffix("") if found.was_packed else path).suffix.lower()
        if found.kind is not None:
            self._recording(path, found.kind, found.file)
            return
        if ending == ".har":
            raise BrokenError(_NO_HAR)
        data = found.file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            self.faults.append(Fault(LARGE, str(path), str(LARGEST_FILE >> 20)))
        elif (text := _text(data)) is not None:
            if ending not in TEXTS and "<html" in text[:_LOOK].lower():
                ending = ".html"
            self._text(path, text, ending)
        elif named:
            self.faults.append(Fault(BINARY, str(path)))

    def _text(self, path: Path, text: str, ending: str) -> None:
        if ending == ".xml" and is_sitemap(text) and (below := sitemap(text).sitemaps):
            for url in below:  # a built site has them beside it; others are asked for by --sitemap
                beside = path.with_name(url.rpartition("/")[2] or "-")
                if beside.is_file():
                    self._file(beside, named=False)
            return
        for url, line in links_in(text, ending, self._suffixes, self._base, self._is_of_app):
            self._keep(url, Place(str(path), line))

    def _recording(self, path: Path, kind: str, file: BinaryIO) -> None:
        for number, each in enumerate(exchanges(kind, file)):
            if isinstance(each, Passed):
                self.faults.append(Fault(PASSED, f"{path}#{each.name}", each.why))
                continue
            if each.passed:
                self.faults.append(Fault(PASSED, f"{path}#{number} {each.url}", each.passed))
            self._exchange(each, Place(str(path), number + 1))

    def _exchange(self, exchange: Exchange, place: Place) -> None:
        if exchange.method == "GET":  # what was sent, or asked of the server itself, is no link
            if scheme_of(exchange.url) in WEB:
                self._keep(exchange.url, place)
            if self._answered is not None:
                self._answered(exchange)
        kind = exchange.headers.get("content-type", "").lower()
        if kind.startswith(("text/html", "application/xhtml")):
            text = page_text(exchange.body, kind)
            for url, _ in links_in(text, ".html", self._suffixes, exchange.url, self._is_of_app):
                self._keep(url, place)

    def _sitemap(self, name: str, fetch: Fetch) -> str | None:
        if scheme_of(name) in WEB:
            data = fetch(name)
        else:
            try:
                data = Path(name).read_bytes()
            except OSError as error:
                data = error.strerror or type(error).__name__
        try:
            text = data if isinstance(data, str) else inflated(data).decode("utf-8", "replace")
        except ValueError as error:
            data = text = str(error)
        if isinstance(data, str) or not is_sitemap(text):
            self.faults.append(Fault(NO_SITEMAP, name, data if isinstance(data, str) else "no urlset"))
            return None
        return text

    def _is_of_app(self, url: str) -> bool:
        """Whether the rules know this address of another scheme: mail, telephones and scripts stay out."""
        return self._engine.unwrap(url).rule is not None

    def _keep(self, url: str, place: Place) -> None:
        places = self._found.get(url, ())
        if len(places) < _MOST_PLACES and place not in places:
            self._found[url] = (*places, place)


def _is_read(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return name.endswith((*TEXTS, *_RECORDED))


def _text(data: bytes) -> str | None:
    """The text of a file, None where it is none."""
    charset = charset_of(data, told(data, "")) or UTF_8
    if b"\0" in data[:8192] and charset.form is not Form.UNITS:
        return None
    text = data.decode(charset.codec, "replace").removeprefix("\ufeff")
    head = text[:8192]
    if charset.codec == "gb18030" and not _is_chinese(data):  # most bytes at random are characters of it
        head = data[:8192].decode("utf-8", "replace")
    return None if head.count("\ufffd") * 10 > len(head) else text


def _is_chinese(data: bytes) -> bool:
    try:
        data[:8192].decode("gb18030")
    except UnicodeDecodeError as error:
        return error.start > 8000
    return True
