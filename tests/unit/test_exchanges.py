"""What was asked and answered in HAR, WARC and flows."""

import gzip
import io
import json

import pytest
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow

from unwall.cli.exchanges import Exchange, exchanges

URL = "https://site.example/a"


def test_har() -> None:
    moved = {"status": 302, "redirectURL": "https://b.example/", "headers": [], "content": {}}
    page = {"status": 200, "content": {"mimeType": "text/html", "text": "PHA+", "encoding": "base64"}}
    page |= {"headers": [{"name": "Refresh", "value": "0;url=/b"}, 3]}
    entries = [
        {"request": {"url": URL}, "response": moved},
        {"request": {"url": URL}, "response": page},
        {"request": {"url": 3}, "response": page},
        {"request": {"url": URL}},
    ]
    file = io.BytesIO(json.dumps({"log": {"entries": entries}}).encode())
    assert list(exchanges("har", file)) == [
        Exchange(URL, 302, {"content-type": "", "location": "https://b.example/"}, b""),
        Exchange(URL, 200, {"content-type": "text/html", "refresh": "0;url=/b"}, b"<p>"),
        Exchange(URL, 0, {"content-type": ""}, b""),
    ]


def test_a_har_holds_text_as_utf_8_whatever_it_was_sent_in() -> None:
    header = {"name": "Content-Type", "value": "text/html; charset=GBK"}
    page = {"content": {"mimeType": "text/html", "text": "<meta charset=gbk>继续"}, "headers": [header]}
    entries = [{"request": {"url": URL}, "response": page}]
    (found,) = exchanges("har", io.BytesIO(json.dumps({"log": {"entries": entries}}).encode()))
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.body.decode() == "<meta charset=gbk>继续"


def test_warc() -> None:
    body = gzip.compress(b"<p>")
    head = b"HTTP/1.1 403 No\r\nContent-Encoding: gzip\r\n\r\n"
    file = io.BytesIO()
    for kind, block in (("request", b"GET / HTTP/1.1\r\n\r\n"), ("response", head + body), ("response", b"")):
        media = "application/http" if block else "text/dns"
        file.write(
            f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{URL}>\r\nContent-Type: {media}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n".encode()
            + block
            + b"\r\n\r\n"
        )
    file.seek(0)
    assert list(exchanges("warc", file)) == [Exchange(URL, 403, {"content-encoding": "gzip"}, b"<p>")]


def test_flows() -> None:
    flow = tflow.tflow(resp=True)
    assert flow.response is not None
    flow.response.headers["content-encoding"] = "gzip"
    flow.response.content = b"<p>"
    file = io.BytesIO()
    for each in (flow, tflow.tflow(), tflow.ttcpflow()):
        FlowWriter(file).add(each)
    file.seek(0)
    (found,) = exchanges("flows", file)
    assert (found.url, found.status, found.body) == ("http://address:22/path", 200, b"<p>")
    assert found.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("kind", ["har", "warc", "flows"])
def test_what_is_broken(kind: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        list(exchanges(kind, io.BytesIO(b"1234:nothing of the kind")))
