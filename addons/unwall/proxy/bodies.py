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
_DIGESTS = ("digest", "content-digest", "repr-digest", "content-md5", "signature-input")
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


def passes_unread(request: http.Request, response: http.Response) -> bool:
    """Whether the body can be sent on as it comes: it is a part, no text, or too large to be looked at."""
    if response.status_code < 200:
        return False
    length = response.headers.get("content-length", "")
    too_large = length.isdigit() and int(length[:18]) > LARGEST
    return too_large or not is_whole(request, response) or not is_text(response)


def may_change(request: http.Request, response: http.Response) -> bool:
    """Whether changing the body breaks nothing that its headers promise."""
    headers = response.headers
    if not is_whole(request, response) or not is_text(response):
        return False
    if "no-transform" in headers.get("cache-control", "").lower():
        return False
    if headers.get("content-disposition", "").lstrip().lower().startswith("attachment"):
        return False  # a file that somebody keeps
    return not _is_vouched_for(headers) and not _is_vouched_for(response.trailers or ())


def knows_scripts_by_hash(response: http.Response) -> bool:
    """Whether its policy lets inline scripts or styles run only as they are, byte for byte."""
    return _HASH.search(response.headers.get("content-security-policy", "")) is not None


def put(response: http.Response, data: bytes, *, coding: str, mark: str) -> None:
    """Give the response a changed body in that content coding; its framing and its tag are made to fit."""
    body = content.encoded(data, coding)
    headers = response.headers
    etag = validators.weakened(headers.get("etag", ""), mark)
    response.raw_content = body
    if "transfer-encoding" not in headers:
        headers["content-length"] = str(len(body))
    if not coding:
        headers.pop("content-encoding", None)
    if "accept-ranges" in headers:
        headers["accept-ranges"] = "none"
    if etag is not None:
        headers["etag"] = etag
    else:
        headers.pop("etag", None)


def _is_vouched_for(fields: Container[str]) -> bool:
    return any(name in fields for name in _DIGESTS)
