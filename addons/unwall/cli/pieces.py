"""Files in pieces that can be looked at one by one: bodies of recordings, blocks of lines, whole files."""

import os
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from unwall.cli.recordings import entries, unpacked
from unwall.cli.records import FAULTS, PASSED, Passed, why
from unwall.config import UNREADABLE, ConfigError
from unwall.engine.body.media import is_binary
from unwall.language import Said, Sentence
from unwall.model import Surface

if TYPE_CHECKING:
    import io

_BY_ENDING = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".json": "application/json",
    ".har": "application/json", ".jsonl": "application/x-ndjson", ".ndjson": "application/x-ndjson",
    ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".xml": "application/xml",
    ".rss": "application/rss+xml", ".atom": "application/atom+xml", ".svg": "image/svg+xml",
    ".md": "text/markdown", ".csv": "text/csv", ".txt": "text/plain", ".url": "text/plain",
}  # fmt: skip
_BY_LINES = frozenset({"text/plain", "text/csv", "application/x-ndjson"})
_BROKEN = Sentence("{name}: cannot be read to its end ({why})", "{name}：无法读到末尾（{why}）")
_NO_TEXT = Sentence(
    "{name}: begins as no text does; --type text/plain looks through it all the same",
    "{name}：开头不是文本；加 --type text/plain 仍会查找",
)
BLOCK = 4 << 20  # bytes of such a file at a time


class Piece(NamedTuple):
    """One piece, or why there is none. Its bytes are here, or are those of the file from ``offset`` on."""

    source: str  # what is said of where it is from
    content_type: str = ""
    data: bytes | None = None
    offset: int = 0  # in the file
    length: int = 0
    surface: Surface | None = None  # where that is not said by the type
    fault: Said | None = None
    recorded: bool = False  # it is a body of a recording, and so may be no text

    def read(self) -> bytes:
        """Its bytes. Raises ConfigError."""
        if self.data is not None:
            return self.data
        with opened(self.source) as file:
            file.seek(self.offset)
            return file.read(self.length)


def pieces(names: Iterable[str], media: str | None, charset: str | None) -> Iterator[Piece]:
    """The pieces of all files in order; a fault where one cannot be read, or not to its end."""
    for name in names:
        try:
            with opened(name) as file:
                yield from _pieces_of(name, file, media, charset)
        except ConfigError as error:
            yield Piece(name, fault=error)
        except FAULTS as error:
            yield Piece(name, fault=ConfigError(_BROKEN, name=name, why=why(error)))


def _pieces_of(name: str, file: BinaryIO, media: str | None, charset: str | None) -> Iterator[Piece]:
    found = unpacked(file, is_known=media is not None)
    file, beginning = found.file, found.beginning
    if found.kind is not None:
        for entry in entries(found.kind, file):
            source = f"{name}#{entry.name}"
            if isinstance(entry, Passed):
                yield Piece(source, fault=ConfigError(PASSED, name=source, why=entry.why))
                continue
            data = entry.data
            yield Piece(source, entry.content_type, data, 0, len(data), entry.surface, recorded=True)
        return
    said = content_type(name, beginning, media, charset)
    is_wide = "charset" in said or beginning.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    if not media and not is_wide and is_binary(beginning):
        yield Piece(name, fault=ConfigError(_NO_TEXT, name=name))
    elif said.partition(";")[0] not in _BY_LINES or is_wide:
        data = file.read()
        yield Piece(name, said, data, 0, len(data))
    elif found.was_packed or name == "-" or not file.seekable():
        yield from _blocks(name, said, file)
    else:
        yield from _spans(name, said, file)


def _blocks(name: str, said: str, file: BinaryIO) -> Iterator[Piece]:
    offset, broken = 0, None
    while broken is None:
        block = bytearray()
        try:
            while len(block) < BLOCK and (more := cast("io.BufferedReader", file).read1(BLOCK - len(block))):
                block += more
            block += file.readline()
        except FAULTS as error:
            broken = error  # said after what stands before it
        if not block:
            break
        yield Piece(name, said, bytes(block), offset, len(block))
        offset += len(block)
    if broken is not None:
        raise broken


def _spans(name: str, said: str, file: BinaryIO) -> Iterator[Piece]:
    """Blocks that are read where they are looked at."""
    size, offset = file.seek(0, os.SEEK_END), 0
    while offset < size:
        file.seek(min(size, offset + BLOCK))
        file.readline()
        end = file.tell()
        yield Piece(name, said, None, offset, end - offset)
        offset = end


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A file to be read, ``-`` standing for stdin. Raises ConfigError."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = open(name, "rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise ConfigError(UNREADABLE, file=name, why=error.strerror) from None
    with file:
        yield file


def read(name: str) -> bytes:
    """A file's bytes, ``-`` standing for stdin. Raises ConfigError."""
    with opened(name) as file:
        return file.read()


def content_type(name: str, data: bytes, asked: str | None, charset: str | None) -> str:
    """The media type of a file as asked, else by its ending, else by how it begins."""
    media = asked or _BY_ENDING.get(os.path.splitext(name)[1].lower()) or _by_beginning(data)
    return f"{media}; charset={charset}" if charset else media


def _by_beginning(data: bytes) -> str:
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:5].lower() == b"<?xml":
        return "application/xml"
    if start[:1] == b"<":
        return "text/html"
    return "application/json" if start[:1] in (b"{", b"[") else "text/plain"
