from collections.abc import Iterable

import pytest
from mitmproxy import connection, options
from mitmproxy.proxy import commands, context, events
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    RequestEndOfMessage,
    RequestHeaders,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
)
from mitmproxy.proxy.layers.http._http1 import Http1Client, Http1Server
from mitmproxy.test import tflow, tutils

from unwall.proxy.http1 import whole

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"


def _read(parts: Iterable[bytes]) -> list[object]:
    """Status, data and end of what a server sends, as its reader tells them; whatever else is told, too."""
    around = context.Context(tflow.tclient_conn(), options.Options())
    around.server.state = connection.ConnectionState.OPEN
    client = Http1Client(around)
    told: list[commands.Command] = list(client.handle_event(events.Start()))
    request = tutils.treq(http_version=b"HTTP/1.1")
    for sent in (RequestHeaders(1, request, end_stream=True), RequestEndOfMessage(1)):
        told += client.handle_event(sent)
    told.clear()
    for part in parts:
        told += client.handle_event(events.DataReceived(around.server, part))
    return [_short(each) for each in told]


def _short(command: commands.Command) -> object:
    match command:
        case ReceiveHttp(event=ResponseHeaders() as head):
            return head.response.status_code
        case ReceiveHttp(event=ResponseData() as part):
            return part.data
        case ReceiveHttp(event=ResponseEndOfMessage()):
            return "end"
    return command


@pytest.mark.parametrize(
    "sent",
    [
        CHUNKED + b"\r\n",
        CHUNKED + b"Digest: md5=x\r\nX-More: 1\r\n\r\n",
        HINTS + PLAIN,
        b"HTTP/1.1 100 Continue\r\n\r\n" + HINTS + CHUNKED + b"X-More: 1\r\n\r\n",
        b"HTTP/1.1 102\r\n\r\n" + PLAIN,
    ],
)
@pytest.mark.parametrize("cut", [False, True])
def test_what_servers_send_is_read(sent: bytes, cut) -> None:
    parts = [bytes([byte]) for byte in sent] if cut else [sent]
    with whole():
        told = _read(parts)
    assert (told[0], told[-1]) == (200, "end")
    assert b"".join(each for each in told if isinstance(each, bytes)) == b"ab"


def test_a_head_without_end_is_not_kept() -> None:
    with whole():
        told = _read([b"HTTP/1.1 200 OK\r\n", *[b"X: " + b"a" * 60_000 + b"\r\n"] * 20])
    closed, failed = told
    assert isinstance(closed, commands.CloseConnection)
    assert isinstance(failed, ReceiveHttp)
    assert isinstance(failed.event, ResponseProtocolError)


def test_a_request_whose_head_has_no_end_is_not_kept() -> None:
    server = Http1Server(context.Context(tflow.tclient_conn(), options.Options()))
    with whole():
        told: list[commands.Command] = list(server.handle_event(events.Start()))
        for part in [b"GET http://a.example/ HTTP/1.1\r\n", *[b"X: " + b"a" * 60_000 + b"\r\n"] * 20]:
            told += server.handle_event(events.DataReceived(server.conn, part))
    said, closed = told
    assert isinstance(said, commands.SendData)
    assert said.data.startswith(b"HTTP/1.1 431 ")
    assert isinstance(closed, commands.CloseConnection)


def test_another_protocol_is_no_interim_answer() -> None:
    with whole():
        assert _read([b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"])[0] == 101


def test_afterwards_mitmproxy_is_as_it_was() -> None:
    with whole():
        pass
    assert _read([HINTS + PLAIN])[0] == 103
