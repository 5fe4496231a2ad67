"""The texts of traffic that mitmproxy has written to a file."""

from collections.abc import Iterator
from typing import BinaryIO

from mitmproxy import exceptions, http, io

from unwall.model import Surface

type Text = tuple[str, str, bytes, Surface | None]
type Exchanged = tuple[str, int, dict[str, str], bytes]


def texts(file: BinaryIO) -> Iterator[Text]:
    """Name, content type, bytes and surface of each; flow by flow. Raises ValueError for a broken file."""
    try:
        for number, flow in enumerate(io.FlowReader(file).stream()):
            if isinstance(flow, http.HTTPFlow):
                yield from _of_flow(f"{number} {flow.request.pretty_url}", flow)
    except exceptions.FlowReadException as error:
        raise ValueError(str(error)) from None


def exchanges(file: BinaryIO) -> Iterator[Exchanged]:
    """Address, status, headers by lower-case name and decoded body of each answer. Raises ValueError."""
    try:
        for flow in io.FlowReader(file).stream():
            if isinstance(flow, http.HTTPFlow) and flow.response is not None:
                answer = flow.response
                headers = {name.lower(): value for name, value in answer.headers.items()}
                body = answer.get_content(strict=False) or b""
                yield flow.request.pretty_url, answer.status_code, headers, body
    except exceptions.FlowReadException as error:
        raise ValueError(str(error)) from None


def _of_flow(name: str, flow: http.HTTPFlow) -> Iterator[Text]:
    request, response = flow.request, flow.response
    yield name, "text/plain", request.pretty_url.encode("utf-8", "surrogateescape"), Surface.NAVIGATION
    yield from _of_body(f"{name} request", request)
    if response is not None:
        moved = response.headers.get("location", "")
        if moved:
            yield f"{name} location", "text/plain", moved.encode("utf-8", "surrogateescape"), Surface.LOCATION
        yield from _of_body(name, response)
    for number, message in enumerate(flow.websocket.messages if flow.websocket else ()):
        if message.is_text:
            yield f"{name} message {number}", "", message.content, Surface.WEBSOCKET


def _of_body(name: str, message: http.Message) -> Iterator[Text]:
    data = message.get_content(strict=False)
    if data:
        yield name, message.headers.get("content-type", ""), data, None
