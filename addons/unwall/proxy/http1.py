"""HTTP/1 as mitmproxy does not read it: fields behind a body, interim answers, and heads without an end.

The first would end a connection with an error of mitmproxy's own, the second be taken for the final answer,
the third fill the memory. Fields behind a body are left out here, as RFC 9110, section 6.5.1, lets anybody
between two ends do; so are interim answers, as mitmproxy does in HTTP/2.
"""

import contextlib
import re
from collections.abc import Iterator
from typing import Any, cast

from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import _http1
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import ErrorCode, ResponseProtocolError

_INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)[0-9][0-9][ \r\n]")
_STATUS = 13  # bytes by which the first line tells what is to come
_LONGEST = 1 << 20  # bytes of a head; browsers take a quarter of that


@contextlib.contextmanager
def whole() -> Iterator[None]:
    """While this lasts, mitmproxy reads it. For versions of mitmproxy that this was tried with."""
    make = _http1.make_body_reader
    read_answer, read_request = _http1.Http1Client.read_headers, _http1.Http1Server.read_headers

    def make_body_reader(expected_size: int | None) -> _http1.TBodyReader:
        reader = make(expected_size)
        return cast("_http1.TBodyReader", _Fieldless(reader)) if expected_size is None else reader

    def answered(end: _http1.Http1Client, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        if end.request and isinstance(event, events.DataReceived):
            while len(end.buf) < _LONGEST >> 3 and _INTERIM.match(bytes(end.buf)[:_STATUS]):
                if not end.buf.maybe_extract_lines():
                    return
        yield from read_answer(end, event)
        if end.stream_id is not None and _is_too_long(end):
            yield commands.CloseConnection(end.conn)
            code = ErrorCode.GENERIC_SERVER_ERROR
            yield ReceiveHttp(ResponseProtocolError(end.stream_id, "the head of the answer has no end", code))

    def asked(end: _http1.Http1Server, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        yield from read_request(end, event)
        if _is_too_long(end):
            yield commands.SendData(end.conn, _http1.make_error_response(431))
            yield commands.CloseConnection(end.conn)

    _http1.make_body_reader = make_body_reader
    _http1.Http1Client.read_headers = answered  # type: ignore[method-assign, assignment]
    _http1.Http1Server.read_headers = asked  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        _http1.make_body_reader = make
        _http1.Http1Client.read_headers = read_answer  # type: ignore[method-assign]
        _http1.Http1Server.read_headers = read_request  # type: ignore[method-assign]


def _is_too_long(end: _http1.Http1Connection) -> bool:
    """Whether a head is not to be waited for any longer; nothing is read any more then."""
    if end.state != end.read_headers or len(end.buf) <= _LONGEST:
        return False
    end.state = end.done
    return True


class _Fieldless:
    """What reads a body in chunks, without the fields behind it."""

    def __init__(self, chunks: _http1.TBodyReader) -> None:
        self._chunks = chunks

    def __call__(self, received: Any) -> Any:  # noqa: ANN401 - h11's, which mitmproxy brings
        event: Any = self._chunks(received)
        return type(event)() if getattr(event, "headers", None) else event

    def read_eof(self) -> Any:  # noqa: ANN401 - as above
        """The connection has ended within the body."""
        return self._chunks.read_eof()
