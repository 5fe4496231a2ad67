"""HAR and WARC: each text in them, named, decoded, one after another."""

import base64
import gzip
import io
import json

import pytest

from unwall.cli import recordings
from unwall.cli.recordings import BrokenError, Entry, entries, kind_of
from unwall.model import Surface

PAGE = "https://site.example/a"


def har(*found: object) -> bytes:
    return json.dumps(
        {"log": {"version": "1.2", "pages": [{"title": '"entries": [ no'}], "entries": list(found)}}
    ).encode()


def har_entry(body: str, **content: str) -> dict[str, object]:
    return {
        "request": {"method": "GET", "url": PAGE},
        "response": {"status": 200, "content": {"mimeType": "text/html", "text": body, **content}},
    }


def warc(*records: tuple[str, str, bytes]) -> bytes:
    return b"".join(
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {PAGE}\r\nContent-Type: {media}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n".encode()
        + block
        + b"\r\n\r\n"
        for kind, media, block in records
    )


def response(body: bytes, *fields: str) -> tuple[str, str, bytes]:
    head = "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *fields])
    return "response", "application/http; msgtype=response", head.encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b'{"log": {', "har"),
        (b'\xef\xbb\xbf{\n"log":', "har"),
        (b'{"logs": {', None),
        (b"WARC/1.0\r\n", "warc"),
        (b"1234:7:version;", "flows"),
        (b"12:30/13:00", None),
        (b"12:30:00, later", None),
        (b"\x1f\x8b\x08", "gzip"),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_kind_of(beginning: bytes, kind: str | None) -> None:
    assert kind_of(beginning) == kind


def test_har() -> None:
    moved = {"request": {"url": PAGE}, "response": {"redirectURL": "https://b.example/", "content": {}}}
    sent = {"request": {"url": PAGE, "postData": {"mimeType": "text/x", "text": "q"}}, "response": {}}
    coded = har_entry(base64.b64encode(b"<b>").decode(), encoding="base64")
    asked = ("text/plain", PAGE.encode(), Surface.NAVIGATION)
    assert list(entries("har", io.BytesIO(har(har_entry("中"), coded, moved, sent)))) == [
        Entry(f"0 {PAGE}", *asked),
        Entry(f"0 {PAGE}", "text/html; charset=utf-8", "中".encode()),
        Entry(f"1 {PAGE}", *asked),
        Entry(f"1 {PAGE}", "text/html", b"<b>"),
        Entry(f"2 {PAGE}", *asked),
        Entry(f"2 {PAGE} location", "text/plain", b"https://b.example/", Surface.LOCATION),
        Entry(f"3 {PAGE}", *asked),
        Entry(f"3 {PAGE} request", "text/x; charset=utf-8", b"q"),
    ]


def test_headers_that_lead_on() -> None:
    fields = [
        {"name": "Refresh", "value": "0; url=/b"},
        {"name": "LOCATION", "value": "/c"},
        7,
        {"name": None},
    ]
    entry = {"request": {"url": PAGE}, "response": {"headers": fields, "redirectURL": "https://b.example/"}}
    answer = response(b"", "Refresh: 0; url=/b", "Location: /c")
    led = [
        (f"0 {PAGE} location", "text/plain", b"/c", Surface.LOCATION),
        (f"0 {PAGE} refresh", "text/plain", b"0; url=/b", Surface.REFRESH),
    ]
    assert list(entries("har", io.BytesIO(har(entry))))[1:] == led
    assert list(entries("warc", io.BytesIO(warc(answer))))[1:] == led


def test_har_larger_than_what_is_read_at_once() -> None:
    data = har(*(har_entry("x" * 700_000) for _ in range(5)))
    assert [len(entry.data) for entry in entries("har", io.BytesIO(data)) if entry.surface is None] == [
        700_000
    ] * 5


@pytest.mark.parametrize("data", [har(har_entry("x"))[:-4], b'{"log": {}}', b'{"log": {"entries": [nonsense'])
def test_a_har_that_breaks_off(data: bytes) -> None:
    with pytest.raises(ValueError, match="breaks off"):
        list(entries("har", io.BytesIO(data)))


def test_warc() -> None:
    data = warc(
        ("warcinfo", "application/warc-fields", b"software: x"),
        response(b"<p>one"),
        response(gzip.compress(b"<p>two"), "Content-Encoding: gzip"),
        response(b"3\r\n<p>\r\n5;x\r\nthree\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
        response(b"<p>four", "Content-Encoding: gzip"),
        response(b"", "Location: https://b.example/"),
        ("resource", "text/css", b"five"),
        ("request", "application/http", b"POST /a HTTP/1.1\r\nContent-Type: text/x\r\n\r\nsix"),
    )
    asked = ("text/plain", PAGE.encode(), Surface.NAVIGATION)
    assert list(entries("warc", io.BytesIO(data))) == [
        Entry(f"1 {PAGE}", *asked),
        Entry(f"1 {PAGE}", "text/html", b"<p>one"),
        Entry(f"2 {PAGE}", *asked),
        Entry(f"2 {PAGE}", "text/html", b"<p>two"),
        Entry(f"3 {PAGE}", *asked),
        Entry(f"3 {PAGE}", "text/html", b"<p>three"),
        Entry(f"4 {PAGE}", *asked),
        Entry(f"4 {PAGE}", "text/html", b"<p>four"),
        Entry(f"5 {PAGE}", *asked),
        Entry(f"5 {PAGE} location", "text/plain", b"https://b.example/", Surface.LOCATION),
        Entry(f"6 {PAGE}", "text/css", b"five"),
        Entry(f"7 {PAGE} request", "text/x", b"six"),
    ]


@pytest.mark.parametrize(
    "data", [warc(response(b"x"))[:-20], b"WARC/1.0\r\n\r\n", warc(response(b"x")) + b"nonsense\r\n"]
)
def test_a_broken_warc(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"breaks off|length|begins"):
        list(entries("warc", io.BytesIO(data)))


def test_a_large_record_of_a_warc_is_told_when_all_others_were_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "LARGEST", 1 << 20)
    pages = [("resource", "text/html", body) for body in (b"<a>", b" " * (1 << 20) + b"<b>", b"<c>")]
    large = ("metadata", "text/plain", bytes(2 << 20))  # which nobody wants to look at
    found = entries("warc", io.BytesIO(warc(*pages, large)))
    assert [next(found).data, next(found).data] == [b"<a>", b"<c>"]
    with pytest.raises(BrokenError, match="records of more than 1 MiB were passed over: 1"):
        next(found)


def test_a_large_entry_of_a_har_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "LARGEST", 1 << 20)
    found = entries("har", io.BytesIO(har(har_entry("<a>"), har_entry("b" * (3 << 20)))))
    assert [next(found).content_type, next(found).data] == ["text/plain", b"<a>"]
    with pytest.raises(BrokenError, match="an entry has more than 1 MiB"):
        next(found)
