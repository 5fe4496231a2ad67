"""Media types: what is looked at, and as what."""

import pytest

from unwall.engine.body.media import is_binary, is_markup, media_of, surface_of
from unwall.model import Surface


@pytest.mark.parametrize(
    ("content_type", "beginning", "surface"),
    [
        ("text/html; charset=gbk", b"", Surface.HTML_TEXT),
        ("TEXT/HTML", b"", Surface.HTML_TEXT),
        ("application/xhtml+xml", b"", Surface.XML),
        ("image/svg+xml", b"", Surface.XML),
        ("application/ld+json", b"", Surface.JSON),
        ("application/x-ndjson", b"", Surface.JSON),
        ("application/jose+json", b"", None),
        ("text/javascript", b"", Surface.SCRIPT),
        ("application/x-javascript", b"", Surface.SCRIPT),
        ("text/css", b"", Surface.CSS),
        ("text/event-stream", b"", Surface.EVENT_STREAM),
        ("text/markdown", b"", Surface.TEXT),
        ("application/x-www-form-urlencoded", b"", Surface.TEXT),
        ("", b"", Surface.TEXT),
        ("", b" \n<p>", Surface.HTML_TEXT),
        ("nonsense", b"x", Surface.TEXT),
        ("text/html", b' \n{"a":1}', Surface.JSON),
        ("text/html; charset=gbk", b"\xef\xbb\xbf[{", Surface.JSON),
        ("text/html", b'cb_1.x({ "a"', Surface.JSON),
        ("text/plain", b")]}'\n[[1]]", Surface.JSON),
        ("text/plain", b'["a"]', Surface.JSON),
        ("", b"{}", Surface.JSON),
        ("text/html", b"{{title}}<p>", Surface.HTML_TEXT),
        ("text/html", b"[notice] <p>", Surface.HTML_TEXT),
        ("text/html", b"var a = {}", Surface.HTML_TEXT),
        ("text/plain", b"[1] see", Surface.TEXT),
        ("text/markdown", b'{"a":1}', Surface.TEXT),
        ("text/csv", b'["a"]', Surface.TEXT),
        ("text/plain", b"<?xml version", Surface.XML),
        ("text/html", b"<?xml version", Surface.HTML_TEXT),
        ("text/plain", b"MESSAGE\ndestination:/q\ncontent-length:9\n\nx", None),
        ("text/plain", b"MESSAGE sip:a@b SIP/2.0\r\nTo: a\\b\r\nContent-Length: 9\r\n\r\nx", None),
        ("text/plain", b"Content-Length: 9\r\n\r\n{}", None),
        ("application/javascript", rb'a["MESSAGE\nid:1\ncontent-length:9\n\nx"]', None),
        ("text/plain", b"MESSAGE\ndestination:/q\n\ncontent-length:9", Surface.TEXT),
        ("text/plain", b"NOTE: content-length: 9", Surface.TEXT),
        ("image/png", b"", None),
        ("application/octet-stream", b"", None),
        ("message/rfc822", b"", None),
        ("multipart/related", b"", None),
        ("application/signed-exchange;v=b3", b"", None),
    ],
)
def test_surface_of(content_type: str, beginning: bytes, surface: Surface | None) -> None:
    assert surface_of(content_type, beginning) == surface


@pytest.mark.parametrize(
    ("beginning", "markup"),
    [
        (b"<!doctype html>", True),
        (b"\xef\xbb\xbf \n<div>", True),
        (b"<?xml version='1.0'?><!DOCTYPE HTML><HTML>", True),
        (b"<?xml version='1.0'?><feed>", False),
        (b"var a = '<p>'", False),
        (b"words <p>", False),
        (b"", False),
    ],
)
def test_is_markup(beginning: bytes, markup) -> None:
    assert is_markup(beginning) is markup


def test_media_of() -> None:
    assert media_of(" Text/HTML ; charset=x") == "text/html"


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"text\t\r\n\x1b", False),
        (b"\x00", True),
        (b"a" * 1_445 + b"\x00", False),
        (b"a" * 1_444 + b"\x0b", True),
    ],
)
def test_is_binary(data: bytes, binary: bool) -> None:
    assert is_binary(data) is binary


def test_a_sequence_has_a_mark_of_its_own_before_each_text() -> None:
    assert not is_binary(b'\x1e{"a":1}\n', "application/json-seq")
    assert is_binary(b'\x1e{"a":1}\n\x00', "application/json-seq")
    assert is_binary(b'\x1e{"a":1}\n', "application/json")
