"""Files that hold the traffic of a browser, a proxy or a crawler, one body after another.

HAR, mitmproxy flows and WARC, each read entry by entry: a file may be larger than memory.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple, cast

from unwall.cli import har
from unwall.cli.records import (
    LARGEST,
    NO_RECORD,
    BrokenError,
    Passed,
    exactly,
    holds_links,
    pass_over,
    too_large,
)
from unwall.engine.body.media import is_binary
from unwall.language import Said, Sentence
from unwall.model import Surface

_HAR = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:')
_FLOWS = re.compile(rb"\A[1-9][0-9]{0,11}:[1-9][0-9]{0,2}:[a-z_]+[;,]")
_WARC = re.compile(rb"\AWARC/[01]\.")
_CHUNK = re.compile(rb"\s*([0-9a-fA-F]{1,15})[^\r\n]*\r?\n")
_HEAD = 1 << 20  # bytes of the headers of one record
BEGINNING = 512  # bytes by which a file is known
RECORDINGS = ("har", "flows", "warc")

_NO_LENGTH = Sentence("a record does not say its length", "有记录没有写明长度")
_LONG_HEAD = Sentence("a record's head is too long", "有记录的头部过长")


class Entry(NamedTuple):
    """One text of a recording: a body, or an address that was asked for or sent on to."""

    name: str  # what it is, within the file
    content_type: str
    data: bytes
    surface: Surface | None = None  # where that is not said by the type


def kind_of(beginning: bytes) -> str | None:
    """Which recording a file is that begins so: ``har``, ``flows``, ``warc``, ``gzip`` or none."""
    if beginning.startswith(b"\x1f\x8b"):
        return "gzip"
    marks = (("warc", _WARC), ("flows", _FLOWS), ("har", _HAR))
    return next((kind for kind, mark in marks if mark.match(beginning)), None)


class Unpacked(NamedTuple):
    """A file out of its gzip, if it was in one, and what it is by its beginning."""

    file: BinaryIO
    beginning: bytes
    kind: str | None  # one of RECORDINGS; None for anything else
    was_packed: bool


def unpacked(file: BinaryIO, *, is_known: bool = False) -> Unpacked:
    """The file, still to be read from its start; one that ``is_known`` to be something else as it stands."""
    beginning = _peeked(file)
    if is_known:
        return Unpacked(file, beginning, None, was_packed=False)
    kind = kind_of(beginning)
    was_packed = kind == "gzip"
    if was_packed:
        import gzip  # noqa: PLC0415 - only here

        file = cast("BinaryIO", gzip.GzipFile(fileobj=file))  # buffered: gives what stands before a break
        beginning = _peeked(file)
        kind = kind_of(beginning)
    return Unpacked(file, beginning, kind if kind in RECORDINGS else None, was_packed)


def _peeked(file: BinaryIO) -> bytes:
    peek = getattr(file, "peek", None)
    return peek(BEGINNING)[:BEGINNING] if peek else b""


def entries(kind: str, file: BinaryIO) -> Iterator[Entry | Passed]:
    """The texts of a recording, in order, and what of it is passed over.

    Raises ValueError where it is broken off or no such file.
    """
    if kind == "warc":
        return _of_warc(file)
    return _of_har(file) if kind == "har" else _of_flows(file)


def _of_flows(file: BinaryIO) -> Iterator[Entry | Passed]:
    from unwall.proxy.recorded import texts  # noqa: PLC0415 - mitmproxy takes half a second

    for name, kind, data, surface in texts(file, LARGEST):
        yield from _of_body(name, kind, data if isinstance(data, bytes) else too_large(data.size), surface)


def _of_body(
    name: str, kind: str, data: bytes | Said, surface: Surface | None = None
) -> Iterator[Entry | Passed]:
    if isinstance(data, bytes):
        if data:
            yield Entry(name, kind, data, surface)
    elif holds_links(kind):
        yield Passed(name, data)


def _sent_on(name: str, headers: Mapping[str, str]) -> Iterator[Entry]:
    """The headers of an answer that lead on; their names are in lower case."""
    for header, surface in (("location", Surface.LOCATION), ("refresh", Surface.REFRESH)):
        if value := headers.get(header):
            yield Entry(f"{name} {header}", "text/plain", value.encode("utf-8", "replace"), surface)


# ---- HAR 1.2


def _of_har(file: BinaryIO) -> Iterator[Entry | Passed]:
    for each in har.entries(file):
        if isinstance(each, Passed):
            yield each
            continue
        number, entry = each
        request, response = (har.object_in(entry, side) for side in ("request", "response"))
        url = har.text_in(request, "url")
        name = f"{number} {url}"
        yield Entry(name, "text/plain", url.encode(), Surface.NAVIGATION)
        moved = {"location": har.text_in(response, "redirectURL")}
        yield from _sent_on(name, moved | har.headers_of(response))
        for side, part in (
            (" request", har.object_in(request, "postData")),
            ("", har.object_in(response, "content")),
        ):
            kind = har.media_type(part, har.text_in(part, "mimeType"))
            yield from _of_body(f"{name}{side}", kind, har.body(part))
        for place, text in har.messages(entry):
            yield from _of_body(f"{name} message {place}", "", text, Surface.WEBSOCKET)


# ---- WARC 1.0 and 1.1


class Record(NamedTuple):
    """One record that somebody asked or answered."""

    number: int
    fields: dict[str, str]  # by lower-case name
    block: bytes
    size: int = 0  # of all of it, where that is too large and the block is its beginning


def _of_warc(file: BinaryIO) -> Iterator[Entry | Passed]:
    for record in records(file):
        address = record.fields.get("warc-target-uri", "").strip("<>")
        yield from _of_record(record, address)


def records(file: BinaryIO) -> Iterator[Record]:
    """The records that may hold links. Raises BrokenError."""
    number = 0
    while (version := _line_after_blanks(file)) != b"":
        if not _WARC.match(version):
            raise BrokenError(NO_RECORD)
        fields = _fields(file)
        said = fields.get("content-length", "")
        if not said.isdigit():
            raise BrokenError(_NO_LENGTH)
        length = int(said)
        if fields.get("warc-type") not in ("response", "request", "resource", "conversion"):
            pass_over(file, length)
        elif length <= LARGEST:
            yield Record(number, fields, exactly(file, length))
        else:
            beginning = min(_HEAD, LARGEST)
            yield Record(number, fields, exactly(file, beginning), length)
            pass_over(file, length - beginning)
        number += 1


def _of_record(record: Record, address: str) -> Iterator[Entry | Passed]:
    name, fields = f"{record.number} {address}".rstrip(), record.fields
    kind = fields.get("content-type", "")
    if not kind.lower().startswith("application/http"):
        yield from _of_body(name, kind, too_large(record.size) if record.size else record.block)
        return
    if fields.get("warc-type") == "response" and address:
        yield Entry(name, "text/plain", address.encode("utf-8", "replace"), Surface.NAVIGATION)
    _, http, data = message(record)
    yield from _sent_on(name, http)
    side = " request" if fields.get("warc-type") == "request" else ""
    yield from _of_body(f"{name}{side}", http.get("content-type", ""), data)


def message(record: Record) -> tuple[str, dict[str, str], bytes | Said]:
    """First line, headers by lower-case name, and decoded body of an HTTP message, or why there is none."""
    head, _, body = record.block.partition(b"\r\n\r\n")
    first, _, lines = head.partition(b"\r\n")
    http = _parsed(lines.splitlines())
    return first.decode("latin-1"), http, too_large(record.size) if record.size else _decoded(body, http)


def _decoded(body: bytes, http: dict[str, str]) -> bytes | Said:
    if "chunked" in http.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    coding = http.get("content-encoding", "")
    if not coding or coding == "identity":
        return body
    from unwall.proxy.content import decoded  # noqa: PLC0415 - its libraries are loaded where needed
    from unwall.proxy.unread import Unread  # noqa: PLC0415 - see above

    plain = decoded(body, coding)
    if plain is Unread.LARGE and is_binary(body):
        return too_large(0)
    return plain if isinstance(plain, bytes) else body  # crawlers often write it decoded and keep the header


def _unchunked(body: bytes) -> bytes:
    out, at = [], 0
    while (size := _CHUNK.match(body, at)) is not None:
        length = int(size[1], 16)
        out.append(body[size.end() : size.end() + length])
        at = size.end() + length
        if not length or at >= len(body):
            return b"".join(out)
    return body


def _fields(file: BinaryIO) -> dict[str, str]:
    lines, size = [], 0
    while (line := file.readline(_HEAD)).strip():
        lines.append(line)
        size += len(line)
        if size > _HEAD:
            raise BrokenError(_LONG_HEAD)
    return _parsed(lines)


def _parsed(lines: list[bytes]) -> dict[str, str]:
    pairs = (line.decode("utf-8", "replace").partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _line_after_blanks(file: BinaryIO) -> bytes:
    while (line := file.readline(_HEAD)) in (b"\r\n", b"\n"):
        pass
    return line
