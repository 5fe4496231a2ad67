import gzip
import random
import zlib

import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from unwall.proxy import content
from unwall.proxy.content import LARGEST, decoded, encoded
from unwall.proxy.unread import Unread

CODINGS = ["gzip", "x-gzip", "deflate", "br", "zstd"]
STACKED = ["gzip, br", "deflate,Zstd", "gzip, gzip, gzip"]
PAGE = b"<p>" + random.Random(1).randbytes(2000) + b"hello " * 5000


@pytest.mark.parametrize("coding", ["", "identity", *CODINGS, " GZIP ", *STACKED, "br,,identity"])
def test_there_and_back(coding: str) -> None:
    assert decoded(encoded(PAGE, coding), coding) == PAGE


@pytest.mark.parametrize("coding", [*CODINGS, *STACKED])
@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-3], lambda data: data + b"x", lambda data: data[2:], lambda _: b""]
)
def test_what_is_not_whole_is_left(coding: str, spoil) -> None:
    assert decoded(spoil(encoded(PAGE, coding)), coding) is Unread.BROKEN


@pytest.mark.parametrize("coding", [*CODINGS, *STACKED[:2]])
@pytest.mark.parametrize(
    ("size", "comes"),
    [(1 << 20, True), (3 << 20, False), (LARGEST + 1, False)],
)
def test_a_bomb_is_left(coding: str, size: int, comes) -> None:
    data = bytes(size)
    assert decoded(encoded(data, coding), coding) == (data if comes else Unread.LARGE)


def test_a_large_body_without_coding_is_left() -> None:
    assert decoded(bytes(LARGEST + 1), "") is Unread.LARGE


@pytest.mark.parametrize("coding", ["compress", "gzip, compress", "gzip," * 4, "rot13", "*"])
def test_an_unknown_coding_is_left(coding: str) -> None:
    assert decoded(PAGE, coding) is Unread.CODING


def test_deflate_without_header_is_read() -> None:
    bare = zlib.compressobj(wbits=-15)
    assert decoded(bare.compress(PAGE) + bare.flush(), "deflate") == PAGE


def test_a_second_zstd_frame_is_left_rather_than_lost() -> None:
    assert decoded(zstandard.compress(PAGE) * 2, "zstd") is Unread.BROKEN


def test_a_zstd_frame_that_lies_about_its_size_is_left() -> None:
    frame = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    assert decoded(frame.compress(bytes(3 << 20)) + frame.flush(), "zstd") is Unread.BROKEN


def _by_zlib(data: bytes) -> bytes | Unread:
    stream = zlib.decompressobj(31)
    try:
        out = stream.decompress(data)
    except zlib.error:
        return Unread.BROKEN
    return out if stream.eof and not stream.unused_data else Unread.BROKEN


@given(
    st.binary(max_size=40).map(lambda part: part + part * 20),
    st.integers(0, 9),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 255)), max_size=2),
    st.integers(0, 4),
    st.binary(max_size=2),
)
@example(b"", 6, [(3, 0x20)], 0, b"")
@example(b"a", 6, [(3, 0x02)], 0, b"")
def test_gzip_is_read_as_zlib_reads_it(
    body: bytes, level: int, spoilt: list[tuple[int, int]], short: int, behind: bytes
) -> None:
    data = bytearray(zlib.compress(body, level, 31))
    for at, bits in spoilt:
        data[at % len(data)] ^= bits
    sent = bytes(data[: len(data) - short] + behind)
    assert decoded(sent, "gzip") == _by_zlib(sent)


def _size(data: bytes) -> int:
    return int.from_bytes(data[-4:], "little")


def _lies(data: bytes) -> bytes:
    return data[:-4] + (9).to_bytes(4, "little")


def _named(data: bytes) -> bytes:
    return data[:3] + b"\x08" + data[4:10] + b"page.html\0" + data[10:]


def _reserved(data: bytes) -> bytes:
    return data[:3] + b"\xe0" + data[4:]


@pytest.mark.parametrize("body", [b"", b"a", PAGE, bytes(1 << 18), bytes((1 << 18) + 1)])
@pytest.mark.parametrize(
    ("spoil", "comes"),
    [
        (lambda data: data, True),
        (_named, True),
        (_reserved, False),
        (_lies, False),
        (lambda data: data * 2, False),  # two members alike: no end of them tells that the first is not all
        (lambda data: data + gzip.compress(b"x"), False),
        (lambda data: data + gzip.compress(bytes(_size(data)), mtime=0), False),  # as large
        (lambda data: data + gzip.compress(b"x") + data, False),
        (lambda data: data + bytes(8), False),
        (lambda data: data[:-8] + bytes(4) + data[-4:], False),  # the checksum
        (lambda data: data[:40] + b"\x1f\x8b\x08" + data[43:], False),
    ],
)
def test_gzip_is_read_at_once_as_it_is_in_a_stream(body: bytes, spoil, comes, monkeypatch) -> None:
    data = spoil(gzip.compress(body, mtime=0))
    found = decoded(data, "gzip")
    monkeypatch.setattr(content, "at_once", None)
    assert found == decoded(data, "gzip")
    if len(body) > 40 and body != bytes(len(body)):
        assert found == (body if comes else Unread.BROKEN)


def test_a_member_that_has_the_beginning_of_another_in_it_is_read() -> None:
    body = b"\x1f\x8b\x08" * 3
    data = gzip.compress(body, 0)
    assert data.count(b"\x1f\x8b\x08") == 4
    assert decoded(data, "gzip") == body
