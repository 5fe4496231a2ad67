"""The texts of traffic that mitmproxy has written to a file."""

from collections.abc import Iterator
from typing import BinaryIO

from mitmproxy import exceptions, http, io

from unwall.model import Surface

type Text = tuple[str, str, bytes, Surface | None]
type Exchanged = tuple[str, int, dict[str, str], bytes, str, dict[str, str]]


def texts(file: BinaryIO) -> Iterator[Text]:
    """Name, content type, bytes and surface of each; flow by flow. Raises ValueError for a broken file."""
    try:
        for number, flow in enumerate(io.FlowReader(file).stream()):
            if isinstance(flow, http.HTTPFlow):
                yield from _of_flow(f"{number} {flow.request.pretty_url}", flow)
    except exceptions.FlowReadException as error:
        raise ValueError(str(error)) from None


def exchanges(file: BinaryIO) -> Iterator[Exchanged]:
    """Address, status, headers and decoded body of each answer, then method and headers of its request.

    Header names are in lower case. Raises ValueError.
    """
    try:
        for flow in io.FlowReader(file).stream():
            if isinstance(flow, http.HTTPFlow) and flow.response is not None:
                answer = flow.response
                headers, asked = map(_fields, (answer.headers, flow.request.headers))
                body = answer.get_content(strict=False) or b""
                yield flow.request.pretty_url, answer.status_code, headers, body, flow.request.method, asked
    except exceptions.FlowReadException as error:
        raise ValueError(str(error)) from None


def _fields(headers: http.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _of_flow(name: str, flow: http.HTTPFlow) -> Iterator[Text]:
    request, response = flow.request, flow.response
    yield name, "text/plain", request.pretty_url.encode("utf-8", "surrogateescape"), Surface.NAVIGATION
    yield from _of_body(f"{name} request", request)
    if response is not None:
        for header, surface in (("location", Surface.LOCATION), ("refresh", Surface.REFRESH)):
            if value := response.headers.get(header):
                yield f"{name} {header}", "text/plain", value.encode("utf-8", "surrogateescape"), surface
        yield from _of_body(name, response)
    for number, message in enumerate(flow.websocket.messages if flow.websocket else ()):
        if message.is_text:
            yield f"{name} message {number}", "", message.content, Surface.WEBSOCKET


def _of_body(name: str, message: http.Message) -> Iterator[Text]:
    data = message.get_content(strict=False)
    if data:
        yield name, message.headers.get("content-type", ""), data, None
