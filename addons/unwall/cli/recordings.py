"""Files that hold the traffic of a browser, a proxy or a crawler, one body after another.

HAR, mitmproxy flows and WARC, each read entry by entry: a file may be larger than memory.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from unwall.language import TOO_DEEP, Said, Sentence
from unwall.model import Surface

LARGEST = 64 << 20  # bytes of one body, and characters of one HAR entry; a larger one is passed over
_BLOCK = 1 << 20
_ENTRIES = re.compile(r'(?<!\\)"entries"\s*:\s*\[')
_HAR = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:')
_FLOWS = re.compile(rb"\A[1-9][0-9]{0,11}:[1-9][0-9]{0,2}:[a-z_]+[;,]")
_WARC = re.compile(rb"\AWARC/[01]\.")
_CHUNK = re.compile(rb"\s*([0-9a-fA-F]{1,15})[^\r\n]*\r?\n")
_HEAD = 1 << 20  # bytes of the headers of one record
BEGINNING = 512  # bytes by which a file is known
RECORDINGS = ("har", "flows", "warc")


_BREAKS_OFF = Sentence("it breaks off", "内容不完整")
_PASSED_OVER = Sentence(
    "records of more than {most} MiB were passed over: {count}", "已略过超过 {most} MiB 的记录：{count} 条"
)
_LARGE_ENTRY = Sentence(
    "an entry has more than {most} MiB; it and what follows were not looked at",
    "有条目超过 {most} MiB；该条目及之后的内容未查看",
)
_NO_RECORD = Sentence("no record begins where one should", "应有记录处没有记录")
_NO_LENGTH = Sentence("a record does not say its length", "有记录没有写明长度")
_LONG_HEAD = Sentence("a record's head is too long", "有记录的头部过长")
_DAMAGED = Sentence("it is damaged", "内容已损坏")
FAULTS = (
    ValueError,
    EOFError,
    OSError,
    RecursionError,
    zlib.error,
)  # of files that cannot be read to their end


class BrokenError(Said, ValueError):
    """A recording that is none, or none to its end."""


def why(fault: Exception) -> Said | str:
    """What is said of one of FAULTS."""
    if isinstance(fault, RecursionError):
        return BrokenError(TOO_DEEP)
    if isinstance(fault, zlib.error):
        return BrokenError(_DAMAGED)
    if isinstance(fault, OSError):
        return fault.strerror or BrokenError(_DAMAGED)  # a check sum has none
    return fault if isinstance(fault, Said) else str(fault)


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


def entries(kind: str, file: BinaryIO) -> Iterator[Entry]:
    """The texts of a recording, in order. Raises BrokenError where it is broken off or no such file."""
    if kind == "warc":
        return _of_warc(file)
    if kind == "har":
        return _of_har(file)
    from unwall.proxy.recorded import texts  # noqa: PLC0415 - mitmproxy takes half a second

    return (Entry(*each) for each in texts(file))


def _sent_on(name: str, headers: Mapping[str, str]) -> Iterator[Entry]:
    """The headers of an answer that lead on; their names are in lower case."""
    for header, surface in (("location", Surface.LOCATION), ("refresh", Surface.REFRESH)):
        if value := headers.get(header):
            yield Entry(f"{name} {header}", "text/plain", value.encode("utf-8", "replace"), surface)


# ---- HAR 1.2


def _of_har(file: BinaryIO) -> Iterator[Entry]:
    for number, entry in enumerate(har_entries(file)):
        request, response = (_dict(entry.get(side)) for side in ("request", "response"))
        name = f"{number} {_text(request.get('url'))}"
        yield Entry(name, "text/plain", _text(request.get("url")).encode(), Surface.NAVIGATION)
        fields = _har_fields(response)
        yield from _sent_on(name, {"location": _text(response.get("redirectURL"))} | fields)
        for side, part in (
            (" request", _dict(request.get("postData"))),
            ("", _dict(response.get("content"))),
        ):
            data = har_body(part)
            if data:
                yield Entry(f"{name}{side}", har_type(part, _text(part.get("mimeType"))), data)


def har_entries(file: BinaryIO) -> Iterator[dict[str, Any]]:
    """The entries one by one. Raises BrokenError where the file breaks off."""
    import codecs  # noqa: PLC0415 - only here
    import json  # noqa: PLC0415

    reader = codecs.getreader("utf-8-sig")(file, "replace")
    decoder = json.JSONDecoder()
    text, begun = reader.read(_BLOCK), False
    while text:
        if not begun:
            found = _ENTRIES.search(text)
            begun = found is not None
            text = text[found.end() :] if found else text[-64:]
        while begun:
            text = text.lstrip(" \t\r\n,")
            if text.startswith("]"):
                return
            try:
                value, end = decoder.raw_decode(text)
            except (ValueError, RecursionError):
                break
            text = text[end:]
            if isinstance(value, dict):
                yield value
        if len(text) > LARGEST:
            raise BrokenError(_LARGE_ENTRY, most=LARGEST >> 20)
        more = reader.read(max(_BLOCK, len(text)))
        if not more:
            break
        text += more
    raise BrokenError(_BREAKS_OFF)


def har_body(part: dict[str, Any]) -> bytes:
    """The bytes of ``content`` or ``postData``."""
    text = _text(part.get("text"))
    if part.get("encoding") == "base64":
        import base64  # noqa: PLC0415
        import binascii  # noqa: PLC0415

        try:
            return base64.b64decode(text)
        except binascii.Error:
            return b""
    return text.encode("utf-8", "replace")


def har_type(part: dict[str, Any], said: str) -> str:
    """The media type of ``har_body``: what stands as text is UTF-8, in whatever charset it was sent."""
    is_text = bool(said and part.get("text")) and part.get("encoding") != "base64"
    return f"{said.partition(';')[0].strip()}; charset=utf-8" if is_text else said


def _har_fields(response: dict[str, Any]) -> dict[str, str]:
    listed = response.get("headers")
    fields = map(_dict, listed if isinstance(listed, list) else ())
    return {_text(field.get("name")).lower(): _text(field.get("value")) for field in fields}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


# ---- WARC 1.0 and 1.1


def _of_warc(file: BinaryIO) -> Iterator[Entry]:
    for number, fields, block in records(file):
        address = fields.get("warc-target-uri", "").strip("<>")
        yield from _record(number, address, fields, block)


def records(file: BinaryIO) -> Iterator[tuple[int, dict[str, str], bytes]]:
    """Number, fields and block of each record that somebody asked or answered.

    Raises BrokenError, at the end where some were passed over for their size.
    """
    number = passed = 0
    while (version := _line_after_blanks(file)) != b"":
        if not _WARC.match(version):
            raise BrokenError(_NO_RECORD)
        fields = _fields(file)
        said = fields.get("content-length", "")
        if not said.isdigit():
            raise BrokenError(_NO_LENGTH)
        length = int(said)
        wanted = fields.get("warc-type") in ("response", "request", "resource", "conversion")
        if wanted and length <= LARGEST:
            yield number, fields, _exactly(file, length)
        else:
            _pass_over(file, length)
            passed += wanted
        number += 1
    if passed:
        raise BrokenError(_PASSED_OVER, most=LARGEST >> 20, count=passed)


def _record(number: int, address: str, fields: dict[str, str], block: bytes) -> Iterator[Entry]:
    name = f"{number} {address}".rstrip()
    kind = fields.get("content-type", "")
    if not kind.lower().startswith("application/http"):
        yield Entry(name, kind, block)
        return
    if fields.get("warc-type") == "response" and address:
        yield Entry(name, "text/plain", address.encode("utf-8", "replace"), Surface.NAVIGATION)
    _, http, data = message(block)
    yield from _sent_on(name, http)
    if data:
        side = " request" if fields.get("warc-type") == "request" else ""
        yield Entry(f"{name}{side}", http.get("content-type", ""), data)


def message(block: bytes) -> tuple[str, dict[str, str], bytes | None]:
    """First line, headers by lower-case name, and decoded body of an HTTP message."""
    head, _, body = block.partition(b"\r\n\r\n")
    first, _, lines = head.partition(b"\r\n")
    http = _parsed(lines.splitlines())
    return first.decode("latin-1"), http, _decoded(body, http)


def _decoded(body: bytes, http: dict[str, str]) -> bytes | None:
    if "chunked" in http.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    coding = http.get("content-encoding", "")
    if not coding or coding == "identity":
        return body
    from unwall.proxy.content import decoded  # noqa: PLC0415 - its libraries are loaded where needed

    plain = decoded(body, coding)
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


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise BrokenError(_BREAKS_OFF)
    return data


def _pass_over(file: BinaryIO, length: int) -> None:
    while length:
        got = len(file.read(min(length, _BLOCK)))
        if not got:
            raise BrokenError(_BREAKS_OFF)
        length -= got
