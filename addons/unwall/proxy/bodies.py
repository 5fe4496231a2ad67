"""Which bodies may be looked at and changed, and how a changed one is framed."""

import re
from collections.abc import Container

from mitmproxy import http

from unwall.proxy import content, validators

LARGEST = 8 << 20  # bytes on the wire; what is larger passes as it comes
_TEXT = re.compile(
    r"\s*(?:text/(?!event-stream)[\w.+-]+|application/(?:(?:x-)?javascript|ecmascript|xml|x-ndjson|x-www-form-urlencoded"
    r"|(?:[\w.-]+\+)?xml|(?:(?!jose\+)[\w.-]+\+)?json))\s*(?:;.*)?",
    re.IGNORECASE | re.DOTALL,
)
_EVENTS = re.compile(r"\s*text/event-stream\s*(?:;.*)?", re.IGNORECASE | re.DOTALL)
_DIGESTS = ("digest", "content-digest", "repr-digest", "content-md5", "signature", "signature-input")
_CHECKED = frozenset({"script", "style"})  # what a page may load by its hash, with CORS if from elsewhere
_HASH = re.compile(r"'sha(?:256|384|512)-", re.IGNORECASE)
_WITHOUT_BODY = frozenset({204, 205, 206, 304})


def is_text(response: http.Response) -> bool:
    """Whether its type is one that links can be read from; no type may be any."""
    kind = response.headers.get("content-type", "")
    return not kind.strip() or _TEXT.fullmatch(kind) is not None


def is_whole(request: http.Request, response: http.Response) -> bool:
    """Whether the response carries a body and all of it."""
    status = response.status_code
    return (
        status >= 200
        and status not in _WITHOUT_BODY
        and request.method != "HEAD"
        and "content-range" not in response.headers
    )


def is_page(request: http.Request, response: http.Response) -> bool:
    """Whether a body may say that it is an interstitial; of a redirect only the headers count."""
    return is_text(response) and is_whole(request, response) and not 300 <= response.status_code < 400


def passes_unread(request: http.Request, response: http.Response, *, whole: bool) -> bool:
    """Whether the body can be sent on as it comes: it is a part, no text, or too large to be looked at.

    ``whole``: it may be an interstitial, which only the whole of it tells; otherwise it is looked at in order
    to change it, and need not be where that must not be done.
    """
    if response.status_code < 200:
        return False
    length = response.headers.get("content-length", "")
    too_large = length.isdigit() and int(length[:18]) > LARGEST
    if too_large or not is_whole(request, response) or not is_text(response):
        return True
    return not whole and not may_change(request, response)


def is_event_stream(response: http.Response) -> bool:
    """Whether it is a stream of events, which may never end."""
    return _EVENTS.fullmatch(response.headers.get("content-type", "")) is not None


def comes_as_stream(request: http.Request, response: http.Response, *, larger_than: int) -> bool:
    """Whether the body is to be read while it comes.

    That is: events; what is known to be large; and what nobody knows the size of, where that costs nothing:
    its headers stay as they are whatever is found.
    """
    if request.http_version == "HTTP/1.0":
        return False  # its client knows the end of a body by its length alone
    if is_event_stream(response):
        return True
    headers = response.headers
    length = headers.get("content-length", "")
    if length.isdigit():
        return is_text(response) and int(length[:18]) > larger_than
    coding = headers.get("content-encoding", "identity").strip().lower()
    return (
        is_text(response) and coding == "identity" and not ("etag" in headers or "accept-ranges" in headers)
    )


def may_change(request: http.Request, response: http.Response) -> bool:
    """Whether changing the body breaks nothing that its headers promise."""
    headers = response.headers
    if not is_whole(request, response) or _is_checked(request):
        return False
    if not is_text(response) and not is_event_stream(response):
        return False
    if "no-transform" in headers.get("cache-control", "").lower():
        return False
    if headers.get("content-disposition", "").lstrip().lower().startswith("attachment"):
        return False  # a file that somebody keeps
    announced = {name.strip().lower() for name in headers.get("trailer", "").split(",")}
    return not any(map(_is_vouched_for, (headers, announced, response.trailers or ())))


def knows_scripts_by_hash(response: http.Response) -> bool:
    """Whether its policy lets inline scripts or styles run only as they are, byte for byte."""
    return _HASH.search(response.headers.get("content-security-policy", "")) is not None


def put(response: http.Response, data: bytes, *, coding: str, mark: str) -> None:
    """Give the response a changed body in that content coding; its framing and its tag are made to fit."""
    body = content.encoded(data, coding)
    headers = response.headers
    _retag(headers, mark)
    response.raw_content = body
    if "transfer-encoding" not in headers:
        headers["content-length"] = str(len(body))
    if not coding:
        headers.pop("content-encoding", None)


def open_up(response: http.Response, *, chunked: bool, mark: str) -> None:
    """Make the headers fit a body that will be changed while it comes, without its content coding.

    ``chunked``: the client is to be told of its end as HTTP/1.1 has it, where it was told a length.
    """
    headers = response.headers
    _retag(headers, mark)
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
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


def _is_checked(request: http.Request) -> bool:
    """Whether the browser compares it with a hash or with what it had before: service workers, SRI."""
    headers = request.headers
    return (
        "service-worker" in headers
        or headers.get("sec-fetch-dest", "") == "serviceworker"
        or (headers.get("sec-fetch-dest", "") in _CHECKED and headers.get("sec-fetch-mode", "") == "cors")
    )


def _is_vouched_for(fields: Container[str]) -> bool:
    return any(name in fields for name in _DIGESTS)
