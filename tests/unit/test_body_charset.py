"""Charsets: which one a body is in, and which of its bytes are no ASCII."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.engine.body.charset import Charset, Form, charset_of, told, unshifted

SYNC = frozenset([*range(0x30), *range(0x3A, 0x40)])  # never the last byte of a longer character
GBK = Charset("gb18030", Form.DOUBLE)


@pytest.mark.parametrize(
    ("beginning", "content_type", "charset"),
    [
        (b"", "text/html", Charset("utf-8", Form.PLAIN)),
        (b"", "text/html; charset=GBK", GBK),
        (b"", 'text/html; charset="gb2312"', GBK),
        (b"<meta charset=gbk>", "text/html", GBK),
        (b"<meta charset=gbk>", "text/html; charset=utf-8", Charset("utf-8", Form.PLAIN)),
        (b"<meta charset=gbk>", "text/html; charset=utf-7", GBK),
        (b'<meta content="text/html; charset=big5">', "text/html", Charset("big5hkscs", Form.DOUBLE)),
        (b'<?xml version="1.0" encoding="Shift_JIS"?>', "text/xml", Charset("cp932", Form.DOUBLE)),
        (b"<meta charset=utf-16>", "text/html", Charset("utf-8", Form.PLAIN)),
        (b"\xff\xfe<\0", "text/html; charset=gbk", Charset("utf-16-le", Form.UNITS)),
        (b"\xfe\xff\0<", "text/html", Charset("utf-16-be", Form.UNITS)),
        (b"\xef\xbb\xbf", "text/html; charset=gbk", Charset("utf-8", Form.PLAIN)),
        (b"", "text/html; charset=utf-16", Charset("utf-16-le", Form.UNITS)),
        (b"", "text/html; charset=iso-2022-jp", Charset("iso2022_jp", Form.SHIFTED)),
        (b"", "text/html; charset=hz-gb-2312", None),
        (b"", "text/html; charset=" + "x" * 5_000, Charset("utf-8", Form.PLAIN)),
        (b"", "text/html; charset=unicode_escape", Charset("utf-8", Form.PLAIN)),
        ("看".encode("gbk"), "text/html", GBK),
        ("看".encode("gbk"), "text/html; charset=unknown", GBK),
        ("看".encode("gbk"), "text/html; charset=utf-8", Charset("utf-8", Form.PLAIN)),
        ("看".encode(), "text/html", Charset("utf-8", Form.PLAIN)),
        (("a" * 1023 + "看").encode(), "text/html", Charset("utf-8", Form.PLAIN)),
        ((" " * 1024).encode() + "看".encode("gbk"), "text/html", Charset("utf-8", Form.PLAIN)),
        (b"", "text/html; charset=latin1", Charset("cp1252", Form.PLAIN)),
        ("看".encode()[1:] + ("看一看这个链接" * 3).encode(), "text/plain", Charset("utf-8", Form.PLAIN)),
        (b"\xff" + "看一看".encode(), "text/plain", GBK),
        ("一看这个链接，很好，看看这个链接".encode("gbk"), "text/plain", GBK),
    ],
)  # fmt: skip
def test_charset_of(beginning: bytes, content_type: str, charset: Charset | None) -> None:
    assert charset_of(beginning, content_type) == charset


@pytest.mark.parametrize(
    ("data", "content_type", "said"),
    [
        (b" " * 1024 + "看".encode("gbk") * 99, "text/plain", "text/plain; charset=gb18030"),
        (b" " * 1024 + "看".encode("gbk") * 99, "text/plain; charset=x", "text/plain; charset=gb18030"),
        (b" " * 1024 + "看".encode("gbk"), "text/plain; charset=big5", "text/plain; charset=big5"),
        (b" " * 1024 + "看".encode(), "text/plain", "text/plain"),
        (b" " * 1023 + "看".encode("gbk"), "text/plain", "text/plain"),
        (b"<meta charset=latin1>" + b" " * 1024 + b"\xff", "text/html", "text/html"),
        (b" " * 2000, "text/plain", "text/plain"),
    ],
)  # fmt: skip
def test_what_comes_late_tells_the_charset_too(data: bytes, content_type: str, said: str) -> None:
    assert told(data, content_type) == said


@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs", "cp932", "cp949"])
@given(st.data())
def test_masked_shows_just_the_ascii_characters(codec: str, data: st.DataObject) -> None:
    text = data.draw(st.text(st.characters(codec=codec, exclude_characters="\\~¥‾\x80¢£¬‖−〜")))
    encoded = [character.encode(codec) for character in text]
    shown = b"".join(each if len(each) == 1 and each < b"\x80" else b"\xff" * len(each) for each in encoded)
    masked = Charset(codec, Form.DOUBLE).masked(b" " + b"".join(encoded), synced=False)
    last = max(at for at, byte in enumerate(masked or b" ") if byte in SYNC)
    assert masked is not None
    assert _single_as_ff(masked[last + 1 :]) == _single_as_ff((b" " + shown)[last + 1 :])


def _single_as_ff(data: bytes) -> bytes:
    return bytes(byte if byte < 0x80 else 0xFF for byte in data)


def test_masked_needs_a_place_to_begin_at() -> None:
    assert GBK.masked(b"\xd6\xd0" * 4, synced=False) is None
    assert GBK.masked(b"\xd6\xd0" * 2, synced=True) == b"\xff" * 4


def test_unshifted() -> None:
    data = "見https://x 中a".encode("iso2022_jp")
    assert unshifted(data) == b"\xff" * 8 + b"https://x " + b"\xff" * 8 + b"a"
