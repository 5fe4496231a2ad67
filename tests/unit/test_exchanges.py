"""What was asked and answered in HAR, WARC and flows."""

import gzip
import io
import json

import pytest
from mitmproxy import http
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow

from unwall.cli.exchanges import Exchange, exchanges
from unwall.cli.records import Passed

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
    assert isinstance(found, Exchange)
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
    assert isinstance(found, Exchange)
    assert (found.url, found.status, found.body) == ("http://address:22/path", 200, b"<p>")
    assert found.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("kind", ["har", "warc", "flows"])
def test_what_is_broken(kind: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        list(exchanges(kind, io.BytesIO(b"1234:nothing of the kind")))


@pytest.mark.parametrize(("kind", "is_told"), [("text/html", True), ("video/mp4", False)])
def test_a_body_that_is_too_large_is_told_and_its_headers_count(
    monkeypatch: pytest.MonkeyPatch, kind: str, is_told: bool
) -> None:
    for module in ("exchanges", "recordings", "har"):
        monkeypatch.setattr(f"unwall.cli.{module}.LARGEST", 100_000)
    monkeypatch.setattr("unwall.cli.har.BLOCK", 10_000)
    body = "x" * 200_000
    fields = {"location": "https://b.example/", "content-type": kind}
    listed = [{"name": name, "value": value} for name, value in fields.items()]
    entry = {
        "request": {"url": URL},
        "response": {"status": 302, "headers": listed, "content": {"mimeType": kind, "text": body}},
    }
    block = f"HTTP/1.1 302 Found\r\nLocation: https://b.example/\r\nContent-Type: {kind}\r\n\r\n{body}"
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\nContent-Type: application/http\r\n"
    flow = tflow.tflow(resp=True)
    flow.request.url = URL
    flow.response = http.Response.make(302, body, fields)
    flows = io.BytesIO()
    FlowWriter(flows).add(flow)
    files = {
        "har": json.dumps({"log": {"entries": [entry]}}).encode(),
        "warc": f"{head}Content-Length: {len(block)}\r\n\r\n{block}\r\n\r\n".encode(),
        "flows": flows.getvalue(),
    }
    for name, data in files.items():
        (found,) = exchanges(name, io.BytesIO(data))
        assert isinstance(found, Exchange)
        assert (found.url, found.status, found.headers["location"]) == (URL, 302, "https://b.example/")
        assert (found.body, found.passed is not None) == (b"", is_told)


def test_an_entry_that_cannot_be_read_is_passed_over() -> None:
    entry = json.dumps({"request": {"url": URL}})
    deep = "[" * 100_000 + "]" * 100_000
    file = io.BytesIO(f'{{"log": {{"entries": [{entry}, {deep}, {entry}]}}}}'.encode())
    first, passed, last = exchanges("har", file)
    assert isinstance(passed, Passed)
    assert (passed.name, str(passed.why), first == last) == ("1", "it is nested too deep", True)
