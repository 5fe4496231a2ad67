"""What was asked and answered in a recording: HAR, mitmproxy flows and WARC, address by address."""

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from unwall.cli.recordings import har_body, har_entries, message, records


class Exchange(NamedTuple):
    """One address that was asked for, and what came."""

    url: str
    status: int  # 0 where nothing came
    headers: dict[str, str]  # by lower-case name
    body: bytes


def exchanges(kind: str, file: BinaryIO) -> Iterator[Exchange]:
    """The answers of a recording, in order. Raises ValueError where it is broken off or no such file."""
    if kind == "har":
        return _of_har(file)
    if kind == "warc":
        return _of_warc(file)
    from unwall.proxy.recorded import exchanges as of_flows  # noqa: PLC0415 - mitmproxy takes half a second

    return (Exchange(*each) for each in of_flows(file))


def _of_har(file: BinaryIO) -> Iterator[Exchange]:
    for entry in har_entries(file):
        request, response = _map(entry.get("request")), _map(entry.get("response"))
        url, status, content = request.get("url"), response.get("status"), _map(response.get("content"))
        if not isinstance(url, str):
            continue
        headers = {"content-type": _text(content.get("mimeType"))}
        listed = response.get("headers")
        for pair in map(_map, listed if isinstance(listed, list) else []):
            headers[_text(pair.get("name")).lower()] = _text(pair.get("value"))
        headers.pop("", None)
        if moved := _text(response.get("redirectURL")):
            headers["location"] = moved
        yield Exchange(url, status if type(status) is int else 0, headers, har_body(content))


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
