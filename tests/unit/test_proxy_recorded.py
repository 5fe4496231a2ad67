"""Flows that mitmproxy wrote: addresses, bodies, messages."""

import io

import pytest
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow

from unwall.cli.recordings import kind_of
from unwall.model import Surface
from unwall.proxy.recorded import texts


def test_texts_of_flows() -> None:
    flow = tflow.tflow(resp=True)
    assert flow.response is not None
    flow.response.headers["content-type"] = "text/html"
    flow.response.headers["content-encoding"] = "gzip"
    flow.response.headers["location"] = "https://b.example/"
    flow.response.headers["refresh"] = "1; url=/c"
    flow.response.content = b"<p>"
    flow.request.content = b""
    socket = tflow.twebsocketflow()
    file = io.BytesIO()
    for each in (flow, tflow.ttcpflow(), socket):
        FlowWriter(file).add(each)
    assert kind_of(file.getvalue()) == "flows"
    file.seek(0)
    found = list(texts(file))
    assert socket.websocket is not None
    address = "http://address:22/path"
    assert found[:4] == [
        (f"0 {address}", "text/plain", address.encode(), Surface.NAVIGATION),
        (f"0 {address} location", "text/plain", b"https://b.example/", Surface.LOCATION),
        (f"0 {address} refresh", "text/plain", b"1; url=/c", Surface.REFRESH),
        (f"0 {address}", "text/html", b"<p>", None),
    ]
    assert [text[2:] for text in found if text[3] is Surface.WEBSOCKET] == [
        (message.content, Surface.WEBSOCKET) for message in socket.websocket.messages if message.is_text
    ]


def test_a_broken_file() -> None:
    with pytest.raises(ValueError, match=r"\w"):
        list(texts(io.BytesIO(b"123:nonsense")))
