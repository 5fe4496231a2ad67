"""HAR and WARC: each text in them, named, decoded, one after another."""

import base64
import gzip
import io
import json
from collections.abc import Iterable

import pytest

from unwall.cli.recordings import Entry, entries, kind_of, unpacked
from unwall.cli.records import Passed
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


def test_messages_of_a_websocket_in_a_har() -> None:
    messages = [
        {"type": "send", "time": 1.5, "opcode": 1, "data": "中"},
        {"type": "receive", "time": 2, "opcode": 2, "data": "AAAA"},
        {"type": "receive", "time": 2, "opcode": 1, "data": None},
        7,
        {"type": "receive", "time": 3, "opcode": 1, "data": "b"},
    ]
    entry = {"request": {"url": PAGE}, "response": {}, "_webSocketMessages": messages}
    assert list(entries("har", io.BytesIO(har(entry, entry | {"_webSocketMessages": {}}))))[1:3] == [
        Entry(f"0 {PAGE} message 0", "", "中".encode(), Surface.WEBSOCKET),
        Entry(f"0 {PAGE} message 4", "", b"b", Surface.WEBSOCKET),
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
    found = [each for each in entries("har", io.BytesIO(data)) if isinstance(each, Entry)]
    assert [len(entry.data) for entry in found if entry.surface is None] == [700_000] * 5


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


LARGE = "it has 2,000 bytes, and no more than 64 MiB are looked at"
LARGE_WARC = LARGE.replace("2,000", "2,074")  # with its head


def told(found: Iterable[Entry | Passed]) -> list[Entry | tuple[str, str]]:
    """With what is said of what is passed over as text."""
    return [each if isinstance(each, Entry) else (each.name, str(each.why)) for each in found]


def test_what_is_too_large_is_passed_over_and_the_rest_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unwall.cli.recordings.LARGEST", 1_000)
    monkeypatch.setattr("unwall.cli.har.LARGEST", 1_000)
    monkeypatch.setattr("unwall.cli.har.BLOCK", 500)
    asked = ("text/plain", PAGE.encode(), Surface.NAVIGATION)
    data = warc(
        response(b"<p>one"),
        response(b"x" * 2_000, "Location: https://b.example/"),
        response(b"x" * 2_000, "Content-Type: video/mp4"),
        ("resource", "text/css", b"x" * 2_000),
        ("resource", "image/png", b"x" * 2_000),
        ("metadata", "text/html", b"x" * 2_000),
        response(b"<p>two"),
    )
    assert told(entries("warc", io.BytesIO(data))) == [
        Entry(f"0 {PAGE}", *asked),
        Entry(f"0 {PAGE}", "text/html", b"<p>one"),
        Entry(f"1 {PAGE}", *asked),
        Entry(f"1 {PAGE} location", "text/plain", b"https://b.example/", Surface.LOCATION),
        (f"1 {PAGE}", LARGE_WARC),
        Entry(f"2 {PAGE}", *asked),
        (f"3 {PAGE}", LARGE),
        Entry(f"6 {PAGE}", *asked),
        Entry(f"6 {PAGE}", "text/html", b"<p>two"),
    ]
    content = {"mimeType": "text/html", "text": "x" * 2_000}
    moved = {"request": {"url": PAGE}, "response": {"redirectURL": "https://b.example/", "content": content}}
    film = har_entry("x" * 2_000, mimeType="video/mp4")
    assert told(entries("har", io.BytesIO(har(har_entry("one"), moved, film, har_entry("two"))))) == [
        Entry(f"0 {PAGE}", *asked),
        Entry(f"0 {PAGE}", "text/html; charset=utf-8", b"one"),
        Entry(f"1 {PAGE}", *asked),
        Entry(f"1 {PAGE} location", "text/plain", b"https://b.example/", Surface.LOCATION),
        (f"1 {PAGE}", LARGE),
        Entry(f"2 {PAGE}", *asked),
        Entry(f"3 {PAGE}", *asked),
        Entry(f"3 {PAGE}", "text/html; charset=utf-8", b"two"),
    ]


def test_what_is_too_large_once_it_is_unpacked() -> None:
    bomb = gzip.compress(bytes(33 << 20))
    plain = b"<p>" * (11 << 20)  # said to be packed, and written as it was unpacked
    found = told(
        entries(
            "warc", io.BytesIO(warc(*(response(each, "Content-Encoding: gzip") for each in (bomb, plain))))
        )
    )
    assert found[1::2] == [
        (f"0 {PAGE}", "it is too large once it is unpacked"),
        Entry(f"1 {PAGE}", "text/html", plain),
    ]


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_known_by_its_beginning_and_read_from_its_start(packed: bool) -> None:
    data = har(har_entry("words"))
    file = io.BufferedReader(io.BytesIO(gzip.compress(data) if packed else data))
    found = unpacked(file)
    assert (found.kind, found.beginning, found.was_packed) == ("har", data[:512], packed)
    assert found.file.read() == data


def test_a_file_that_is_known_already_is_taken_as_it_stands() -> None:
    data = gzip.compress(har())
    found = unpacked(io.BufferedReader(io.BytesIO(data)), is_known=True)
    assert (found.kind, found.was_packed, found.file.read()) == (None, False, data)
