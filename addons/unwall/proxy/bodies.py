"""Which bodies may be looked at and changed, and how a changed one is framed."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from mitmproxy import http

from unwall.proxy import content, digests, validators

LARGEST = 8 << 20  # bytes on the wire; what is larger passes as it comes
_TEXT = re.compile(
    r"\s*(?:text/(?!event-stream)[\w.+-]+|application/(?:(?:x-)?javascript|ecmascript|xml|(?:x-)?ndjson|jsonl|json-seq|x-www-form-urlencoded"
    r"|(?:[\w.-]+\+)?xml|(?:(?!jose\+)[\w.-]+\+)?json|x-json)|image/svg\+xml)\s*(?:;.*)?",
    re.IGNORECASE | re.DOTALL,
)
_EVENTS = re.compile(r"\s*text/event-stream\s*(?:;.*)?", re.IGNORECASE | re.DOTALL)
_LINES = re.compile(
    r"\s*application/(?:(?:x-)?ndjson|jsonl|json-seq|stream\+json)\s*(?:;.*)?", re.IGNORECASE | re.DOTALL
)
_CHECKED = frozenset({"script", "style"})  # what a page may load by its hash, with CORS if from elsewhere
_KIND = frozenset({b"content-type", b"Content-Type"})  # other spellings only cost the longer way
_LENGTH = frozenset({b"content-length", b"Content-Length"})
_TELLING = _KIND.union(
    spelled
    for name in (b"location", b"refresh", b"link", b"content-location")
    for spelled in (name, name.title())
)
_POLICY = "content-security-policy"
_POLICY_TRIED = f"{_POLICY}-report-only"
_HASH = re.compile(r"'sha(?:256|384|512)-", re.IGNORECASE)
_HELD = 4  # times as long may be what is in a coding and yet be read whole
_WITHOUT_BODY = frozenset({204, 205, 206, 226, 304})  # or with part of one

type _Fields = tuple[tuple[bytes, bytes], ...]


class Head(NamedTuple):
    """What a request and its response say of a body; field names in lower case, several of a name as one."""

    method: str
    version: str
    status: int
    asked: Mapping[str, str]
    fields: Mapping[str, str]
    trailers: Iterable[str] = ()
    kind: str = ""  # the content type
    coding: str = ""  # the content coding; empty for none
    length: int | None = None  # on the wire, where it is said


def head_of(request: http.Request, response: http.Response) -> Head:
    """What they say. Both hooks of a response ask; unless a field has changed, it is read once."""
    asked, answered = request.data, response.data
    trailers = answered.trailers
    return _head(
        asked.method,
        asked.http_version,
        answered.status_code,
        asked.headers.fields,
        answered.headers.fields,
        tuple(trailers) if trailers else (),
    )


@lru_cache(maxsize=64)
def _head(  # noqa: PLR0913, PLR0917 - what a Head has
    method: bytes, version: bytes, status: int, asked: _Fields, fields: _Fields, trailers: tuple[str, ...]
) -> Head:
    by_name = _by_name(fields)
    coding = by_name.get("content-encoding", "").strip().lower()
    length = by_name.get("content-length", "")
    return Head(
        method.decode("latin-1"),
        version.decode("latin-1"),
        status,
        _by_name(asked),
        by_name,
        trailers,
        by_name.get("content-type", ""),
        "" if coding == "identity" else coding,
        int(length[:18]) if length.isdigit() else None,
    )


def fields_of(headers: http.Headers) -> dict[str, str]:
    """All fields, names in lower case; what has a name twice is joined as the standard has it."""
    return _by_name(headers.fields)


def _by_name(fields: _Fields) -> dict[str, str]:
    try:
        out = {_NAMES[name]: value.decode() for name, value in fields}
    except UnicodeDecodeError:
        return _joined(fields)
    return out if len(out) == len(fields) else _joined(fields)


def _joined(fields: _Fields) -> dict[str, str]:
    out: dict[str, str] = {}
    for name, value in fields:
        key = _NAMES[name]
        text = value.decode("utf-8", "surrogateescape")
        out[key] = f"{out[key]}, {text}" if key in out else text
    return out


class _Names(dict[bytes, str]):
    """Names of fields as they are spelled, each with how it is known here."""

    _MOST = 1024

    def __missing__(self, spelled: bytes) -> str:
        name = spelled.lower().decode("latin-1")
        if len(self) < self._MOST:
            self[spelled] = name
        return name


_NAMES = _Names()


@lru_cache(maxsize=256)
def is_text(kind: str) -> bool:
    """Whether a content type is one that links can be read from; none may be any."""
    return not kind.strip() or _TEXT.fullmatch(kind) is not None


@lru_cache(maxsize=256)
def is_event_stream(kind: str) -> bool:
    """Whether it is that of a stream of events, which may never end."""
    return _EVENTS.fullmatch(kind) is not None


@lru_cache(maxsize=256)
def _is_of_lines(kind: str) -> bool:
    return _LINES.fullmatch(kind) is not None


def is_nothing_to_read(response: http.Response) -> bool:
    """Whether it is plainly a body without links, and no field has an address: most of what comes is."""
    kind = None
    for name, value in response.data.headers.fields:
        if name in _TELLING:
            if name not in _KIND:
                return False
            kind = value
    return kind is not None and 200 <= response.data.status_code < 300 and _is_other(kind)


@lru_cache(maxsize=256)
def _is_other(kind: bytes) -> bool:
    text = kind.decode("latin-1")
    return not is_text(text) and not is_event_stream(text)


def is_whole(head: Head) -> bool:
    """Whether the response carries a body and all of it."""
    return (
        head.status >= 200
        and head.status not in _WITHOUT_BODY
        and head.method != "HEAD"
        and "content-range" not in head.fields
    )


def is_page(head: Head) -> bool:
    """Whether a body may say that it is an interstitial; of a redirect only the headers count."""
    return is_text(head.kind) and is_whole(head) and not 300 <= head.status < 400


def passes_unread(head: Head, *, whole: bool, transforms: bool = False) -> bool:
    """Whether the body can be sent on as it comes: it is a part, no text, or too large to be looked at.

    ``whole``: it may be an interstitial, which only the whole of it tells; otherwise it is looked at in order
    to change it, and need not be where that must not be done (``transforms``: see ``may_change``).
    """
    if head.status < 200:
        return False
    if (head.length or 0) > LARGEST or not is_whole(head) or not is_text(head.kind):
        return True
    return not whole and not may_change(head, transforms=transforms)


def can_be_held(response: http.Response) -> bool:
    """Whether other addons can have the body whole, as without us: not large, or text that only comes so."""
    kind = length = None
    for name, value in response.data.headers.fields:  # other spellings only cost the longer way
        if name in _KIND:
            kind = value.decode("latin-1")
        elif name in _LENGTH:
            length = value.decode("latin-1")
    if kind is None or length is None:
        kind = response.headers.get("content-type", "")
        length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit():
        return int(length[:18]) <= LARGEST and not is_event_stream(kind)
    return is_text(kind)


def comes_as_stream(head: Head, *, larger_than: int, held: bool = False) -> bool:
    """Whether the body is to be read while it comes.

    That is: events; what is known to be large; and what nobody knows the size of, where that costs nothing:
    its headers stay as they are whatever is found. Of what is in a coding four times as much is held, since
    it goes on as it came only after all of it was looked at. Lines of JSON, too, in a coding or not: somebody
    waits for each. Never what has a digest, which only the whole body tells. ``held``: what nobody knows the
    size of is held anyway, for others.
    """
    if head.version == "HTTP/1.0" or has_digest(head):
        return False  # a client of HTTP/1.0 knows the end of a body by its length alone
    if is_event_stream(head.kind):
        return True
    if head.length is not None:
        return is_text(head.kind) and head.length > larger_than * (_HELD if head.coding else 1)
    has_tag = "etag" in head.fields or "accept-ranges" in head.fields
    return is_text(head.kind) and not has_tag and (not (head.coding or held) or _is_of_lines(head.kind))


def may_change(head: Head, *, transforms: bool = False) -> bool:
    """Whether changing the body breaks nothing that its headers promise.

    ``transforms``: somebody wants it changed although it asks proxies not to (``no-transform``).
    """
    fields = head.fields
    if not is_whole(head) or _is_checked(head.asked):
        return False
    if not is_text(head.kind) and not is_event_stream(head.kind):
        return False
    if not transforms and "no-transform" in fields.get("cache-control", "").lower():
        return False
    disposition = fields.get("content-disposition")
    if disposition is not None and disposition.lstrip().lower().startswith("attachment"):
        return False  # a file that somebody keeps
    if digests.are_signed(fields):
        return False
    behind = _behind(head)
    return not behind or not any("signature" in name for name in behind)


def _behind(head: Head) -> tuple[str, ...]:
    """The fields behind the body and those that are announced, in lower case."""
    announced = head.fields.get("trailer")
    if announced is None and not head.trailers:
        return ()
    return tuple(name.lower() for name in (*head.trailers, announced or ""))


def has_digest(head: Head) -> bool:
    """Whether a digest of the body is in its headers, or is to come behind it."""
    if not digests.FIELDS.isdisjoint(head.fields):
        return True
    announced = head.fields.get("trailer")
    return announced is not None and any(name in announced.lower() for name in digests.FIELDS)


def knows_scripts_by_hash(head: Head) -> bool:
    """Whether its policy lets inline scripts or styles run only as they are, byte for byte."""
    policy = head.fields.get(_POLICY)
    return policy is not None and _HASH.search(policy) is not None


def allows_styles(head: Head) -> bool:
    """Whether its policies, those that only report among them, let an element have a style of its own."""
    said = [head.fields[name] for name in (_POLICY, _POLICY_TRIED) if name in head.fields]
    return all(_allows_styles(policy) for each in said for policy in each.split(",") if policy.strip())


def _allows_styles(policy: str) -> bool:
    directives = (each.split() for each in policy.lower().split(";"))
    by_name = {words[0]: words[1:] for words in directives if words}
    sources = next(
        (by_name[name] for name in ("style-src-attr", "style-src", "default-src") if name in by_name), None
    )
    if sources is None:
        return True
    return "'unsafe-inline'" in sources and not any(each.startswith(("'nonce-", "'sha")) for each in sources)


def put(response: http.Response, data: bytes, *, coding: str, mark: str) -> None:
    """Give the response a changed body in that content coding; framing, tag and digests are made to fit."""
    body = content.encoded(data, coding)
    headers = response.headers
    _retag(headers, mark)
    for fields in (headers, response.trailers):
        if fields is not None:
            digests.renew(fields, body)
    response.raw_content = body
    if "transfer-encoding" in headers:
        headers.pop("content-length", None)
    else:
        headers["content-length"] = str(len(body))
    if not coding:
        headers.pop("content-encoding", None)


def open_up(response: http.Response, *, chunked: bool, coded: bool, mark: str) -> None:
    """Make the headers fit a body that will be changed while it comes.

    ``chunked``: the client is to be told of its end as HTTP/1.1 has it, where it was told a length.
    ``coded``: it keeps its content coding.
    """
    headers = response.headers
    _retag(headers, mark)
    if not coded and headers.get("content-encoding", "identity").strip().lower() != "identity":
        headers.pop("content-encoding")
    if headers.pop("content-length", None) is not None and chunked and "transfer-encoding" not in headers:
        headers["transfer-encoding"] = "chunked"


def _retag(headers: http.Headers, mark: str) -> None:
    if "accept-ranges" in headers:
        headers["accept-ranges"] = "none"
    if "etag" in headers:
        etag = validators.weakened(headers["etag"], mark)
        if etag is None:
            headers.pop("etag")
        else:
            headers["etag"] = etag


def _is_checked(asked: Mapping[str, str]) -> bool:
    """Whether the browser compares it with a hash or with what it had before: service workers, SRI."""
    kind = asked.get("sec-fetch-dest")
    return (
        "service-worker" in asked
        or kind == "serviceworker"
        or (kind in _CHECKED and asked.get("sec-fetch-mode") == "cors")
    )
