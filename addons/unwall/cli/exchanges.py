"""What was asked and answered in a recording: HAR, mitmproxy flows and WARC, address by address."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from unwall.cli import har
from unwall.cli.recordings import message, records
from unwall.cli.records import LARGEST, Passed, holds_links, too_large
from unwall.language import Said


class Exchange(NamedTuple):
    """One address that was asked for, and what came."""

    url: str
    status: int  # 0 where nothing came
    headers: dict[str, str]  # by lower-case name
    body: bytes
    navigates: bool | None = None  # whether a person was taken there; None where nothing says so
    referer: str = ""  # the page that led there, or its site, where the browser said so
    passed: Said | None = None  # why the body is not there, where it should have been looked at
    method: str = "GET"


def exchanges(kind: str, file: BinaryIO) -> Iterator[Exchange | Passed]:
    """The answers of a recording, in order, and what of it is passed over.

    Raises ValueError where it is broken off or no such file.
    """
    if kind == "har":
        return _of_har(file)
    return _of_warc(file) if kind == "warc" else _of_flows(file)


def of_har_entry(entry: dict[str, Any]) -> Exchange | None:
    """The exchange of one entry of a HAR file; None where it names no address."""
    request, response = har.object_in(entry, "request"), har.object_in(entry, "response")
    url, status, content = request.get("url"), response.get("status"), har.object_in(response, "content")
    if not isinstance(url, str):
        return None
    headers = {"content-type": har.text_in(content, "mimeType")} | har.headers_of(response)
    headers["content-type"] = har.media_type(content, headers["content-type"])
    if moved := har.text_in(response, "redirectURL"):
        headers["location"] = moved
    asked = har.headers_of(request)
    if isinstance(kind := entry.get("_resourceType"), str):
        asked["sec-fetch-dest"] = kind
    found = Exchange(url, status if type(status) is int else 0, headers, b"")
    method = har.text_in(request, "method").upper() or "GET"
    return _with(found, har.body(content))._replace(
        navigates=_navigates(method, asked), referer=asked.get("referer", ""), method=method
    )


def _with(exchange: Exchange, body: bytes | Said) -> Exchange:
    """The same with its body, or why that is passed over."""
    if isinstance(body, bytes):
        return exchange._replace(body=body)
    return exchange._replace(passed=body if holds_links(exchange.headers.get("content-type", "")) else None)


def _of_har(file: BinaryIO) -> Iterator[Exchange | Passed]:
    for each in har.entries(file):
        found = each if isinstance(each, Passed) else of_har_entry(each[1])
        if found is not None:
            yield found


def _of_flows(file: BinaryIO) -> Iterator[Exchange]:
    from unwall.proxy.recorded import exchanges as of_flows  # noqa: PLC0415 - mitmproxy takes half a second

    for url, status, headers, body, method, asked in of_flows(file, LARGEST):
        navigates, referer = _navigates(method, asked), asked.get("referer", "")
        found = Exchange(url, status, headers, b"", navigates, referer, method=method.upper())
        yield _with(found, body if isinstance(body, bytes) else too_large(body.size))


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
    for record in records(file):
        fields = record.fields
        url = fields.get("warc-target-uri", "").strip("<>")
        if fields.get("warc-type") != "response" or not url:
            continue
        if not fields.get("content-type", "").lower().startswith("application/http"):
            continue
        first, headers, body = message(record)
        status = first.split(" ")[1:2]
        found = Exchange(url, int(status[0]) if status and status[0].isdigit() else 0, headers, b"")
        yield _with(found, body)
