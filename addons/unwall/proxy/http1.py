"""What servers may send in HTTP/1 and mitmproxy does not read: fields behind a body, and interim answers.

It would end such a connection with an error of its own, or take an interim answer for the final one. Fields
behind a body are left out here, as RFC 9110, section 6.5.1, lets anybody between two ends do; so are interim
answers, as mitmproxy does in HTTP/2.
"""

import contextlib
import re
from collections.abc import Iterator
from typing import Any, cast

from mitmproxy.proxy import events, layer
from mitmproxy.proxy.layers.http import _http1

_INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)[0-9][0-9][ \r\n]")
_STATUS = 13  # bytes by which the first line tells what is to come


@contextlib.contextmanager
def whole() -> Iterator[None]:
    """While this lasts, mitmproxy reads such answers. For versions of it that this was tried with."""
    make, read = _http1.make_body_reader, _http1.Http1Client.read_headers

    def make_body_reader(expected_size: int | None) -> _http1.TBodyReader:
        reader = make(expected_size)
        return cast("_http1.TBodyReader", _Fieldless(reader)) if expected_size is None else reader

    def read_headers(
        client: _http1.Http1Client, event: events.ConnectionEvent
    ) -> layer.CommandGenerator[None]:
        if client.request and isinstance(event, events.DataReceived):
            while _INTERIM.match(bytes(client.buf)[:_STATUS]):
                if not client.buf.maybe_extract_lines():
                    return
        yield from read(client, event)

    _http1.make_body_reader = make_body_reader
    _http1.Http1Client.read_headers = read_headers  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        _http1.make_body_reader = make
        _http1.Http1Client.read_headers = read  # type: ignore[method-assign]


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
