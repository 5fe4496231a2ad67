"""Flows that mitmproxy wrote: addresses, bodies, messages."""

import gzip
import io

import pytest
from mitmproxy import flow, http
from mitmproxy.io import FlowWriter, tnetstring
from mitmproxy.test import tflow

from unwall.cli.recordings import kind_of
from unwall.model import Surface
from unwall.proxy.recorded import Lost, exchanges, texts

MOST = 64 << 20


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
    found = [text for text in texts(file, MOST) if text[2]]
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
        list(texts(io.BytesIO(b"123:nonsense"), MOST))


def written(*flows: flow.Flow) -> io.BytesIO:
    file = io.BytesIO()
    for each in flows:
        FlowWriter(file).add(each)
    file.seek(0)
    return file


def answered(body: bytes, **headers: str) -> http.HTTPFlow:
    found = tflow.tflow(resp=True)
    assert found.response is not None
    found.request.content = b""
    found.response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    found.response.raw_content = body
    return found


SMALL = answered(b"<p>")


@pytest.mark.parametrize("tail", [b"x", b"12", b"12:", b"1234567890123:", b"4:true!", b"2:{}}", b"-1:"])
def test_what_stands_before_a_break(tail: bytes) -> None:
    file = io.BytesIO(written(SMALL).getvalue() + tail)
    found = exchanges(file, MOST)
    assert next(found)[3] == b"<p>"
    with pytest.raises(ValueError, match="Invalid data format"):
        next(found)


def test_a_file_cut_off_anywhere_is_broken() -> None:
    data = written(SMALL, answered(b"x" * 99)).getvalue()
    for most in (MOST, 50):
        for cut in range(len(data) // 2 + 99, len(data), 31):
            with pytest.raises(ValueError, match="Invalid data format"):
                list(texts(io.BytesIO(data[:cut]), most))


def test_what_is_too_large_is_left_out_of_its_flow() -> None:
    large = answered(b"x" * 200_000, location="https://b.example/", content_type="text/html")
    large.backup()
    asked = answered(b"y" * 70_000)
    asked.request.raw_content = b"x" * 200_000
    socket = tflow.twebsocketflow()
    assert socket.websocket is not None
    socket.websocket.messages *= 2_000
    file = written(SMALL, large, asked, tflow.ttcpflow(), socket, SMALL)
    address, upgraded = "http://address:22/path", "http://example.com/ws"
    assert [text for text in texts(file, 100_000) if text[2]] == [
        (f"0 {address}", "text/plain", address.encode(), Surface.NAVIGATION),
        (f"0 {address}", "", b"<p>", None),
        (f"1 {address}", "text/plain", address.encode(), Surface.NAVIGATION),
        (f"1 {address} location", "text/plain", b"https://b.example/", Surface.LOCATION),
        (f"1 {address}", "text/html", Lost(200_000), None),
        (f"2 {address}", "text/plain", address.encode(), Surface.NAVIGATION),
        (f"2 {address} request", "", Lost(200_000), None),
        (f"2 {address}", "", b"y" * 70_000, None),
        (f"4 {upgraded}", "text/plain", upgraded.encode(), Surface.NAVIGATION),
        (f"4 {upgraded} messages", "", Lost(size_of(socket)), Surface.WEBSOCKET),
        (f"5 {address}", "text/plain", address.encode(), Surface.NAVIGATION),
        (f"5 {address}", "", b"<p>", None),
    ]
    file.seek(0)
    bodies = [each[3] for each in exchanges(file, 100_000)]
    assert bodies == [b"<p>", Lost(200_000), b"y" * 70_000, b"", b"<p>"]


def size_of(socket: http.HTTPFlow) -> int:
    """Bytes of its messages as they are written."""
    messages = tnetstring.dumps(socket.get_state()["websocket"]["messages"])
    return int(messages.partition(b":")[0])


def test_what_is_too_large_once_it_is_unpacked() -> None:
    packed = {"content_type": "text/html", "content_encoding": "gzip"}
    file = written(answered(gzip.compress(bytes(33 << 20)), **packed), answered(b"<p>", **packed))
    assert [each[3] for each in exchanges(file, MOST)] == [Lost(0), b"<p>"]


def test_flows_of_an_old_version() -> None:
    state = {key.encode(): value for key, value in SMALL.get_state().items()}
    with pytest.raises(ValueError, match="Invalid data format"):
        list(texts(io.BytesIO(tnetstring.dumps(state | {b"version": (9, 9)})), MOST))
