"""What was asked and answered in a recording: HAR, mitmproxy flows and WARC, address by address."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from unwall.cli.recordings import har_body, har_entries, har_type, message, records


class Exchange(NamedTuple):
    """One address that was asked for, and what came."""

    url: str
    status: int  # 0 where nothing came
    headers: dict[str, str]  # by lower-case name
    body: bytes
    navigates: bool | None = None  # whether a person was taken there; None where nothing says so
    referer: str = ""  # the page that led there, or its site, where the browser said so


def exchanges(kind: str, file: BinaryIO) -> Iterator[Exchange]:
    """The answers of a recording, in order. Raises ValueError where it is broken off or no such file."""
    if kind == "har":
        return _of_har(file)
    if kind == "warc":
        return _of_warc(file)
    from unwall.proxy.recorded import exchanges as of_flows  # noqa: PLC0415 - mitmproxy takes half a second

    return (
        Exchange(url, status, headers, body, _navigates(method, asked), asked.get("referer", ""))
        for url, status, headers, body, method, asked in of_flows(file)
    )


def of_har_entry(entry: dict[str, Any]) -> Exchange | None:
    """The exchange of one entry of a HAR file; None where it names no address."""
    request, response = _map(entry.get("request")), _map(entry.get("response"))
    url, status, content = request.get("url"), response.get("status"), _map(response.get("content"))
    if not isinstance(url, str):
        return None
    headers = {"content-type": _text(content.get("mimeType"))} | _headers(response)
    headers["content-type"] = har_type(content, headers["content-type"])
    if moved := _text(response.get("redirectURL")):
        headers["location"] = moved
    asked = _headers(request)
    if isinstance(kind := entry.get("_resourceType"), str):
        asked["sec-fetch-dest"] = kind
    navigates = _navigates(_text(request.get("method")) or "GET", asked)
    answer = (status if type(status) is int else 0, headers, har_body(content))
    return Exchange(url, *answer, navigates, asked.get("referer", ""))


def _of_har(file: BinaryIO) -> Iterator[Exchange]:
    return filter(None, map(of_har_entry, har_entries(file)))


def _headers(side: dict[str, Any]) -> dict[str, str]:
    listed = side.get("headers")
    pairs = map(_map, listed if isinstance(listed, list) else [])
    found = {_text(pair.get("name")).lower(): _text(pair.get("value")) for pair in pairs}
    found.pop("", None)
    return found


def _navigates(method: str, asked: Mapping[str, str]) -> bool | None:
    """Whether a request took a person to a page, by what a browser says of it; None where it says nothing."""
    if method.upper() != "GET":
        return False
    kind = asked.get("sec-fetch-dest", "").lower()
    if kind:
        return kind == "document"
    accepts = asked.get("accept", "").lower()
    return None if accepts in ("", "*/*") else "text/html" in accepts


def _of_warc(file: BinaryIO) -> Iterator[Exchange]:
    for _, fields, block in records(file):
        url = fields.get("warc-target-uri", "").strip("<>")
        if fields.get("warc-type") != "response" or not url:
            continue
        if not fields.get("content-type", "").lower().startswith("application/http"):
            continue
        first, headers, body = message(block)
        status = first.split(" ")[1:2]
        yield Exchange(url, int(status[0]) if status and status[0].isdigit() else 0, headers, body or b"")


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
