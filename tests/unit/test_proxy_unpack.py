import itertools
import random
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from unwall.proxy.content import encoded
from unwall.proxy.unpack import UnpackError, unpacker

CODINGS = ["", "identity", "gzip", "x-gzip", "deflate", "br", "zstd", "gzip, br", "deflate,Zstd,gzip"]
PAGE = b"<p>" + random.Random(1).randbytes(2000) + b"hello " * 5000


def unpacked(coding: str, parts: list[bytes]) -> tuple[bytes, bool]:
    """What comes of these parts, and whether that was all."""
    unpack = unpacker(coding)
    assert unpack
    return b"".join(piece for part in parts for piece in unpack.feed(part)), unpack.is_whole


@given(
    st.sampled_from(CODINGS), st.lists(st.integers(0, 9000), max_size=6), st.sampled_from([PAGE, b"", b"a"])
)
def test_any_cut_gives_the_body(coding: str, cuts: list[int], body: bytes) -> None:
    data = encoded(body, coding)
    at = [0, *sorted(cuts), len(data)]
    assert unpacked(coding, [data[a:b] for a, b in itertools.pairwise(at)]) == (body, True)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "br, gzip"])
def test_every_byte_alone(coding: str) -> None:
    data = encoded(PAGE[:3000], coding)
    assert unpacked(coding, [bytes((byte,)) for byte in data]) == (PAGE[:3000], True)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_was_flushed_is_there_at_once(coding: str) -> None:
    begun = {
        "gzip": lambda: _flushed(zlib.compressobj(wbits=31), zlib.Z_SYNC_FLUSH),
        "deflate": lambda: _flushed(zlib.compressobj(), zlib.Z_SYNC_FLUSH),
        "br": lambda: _flushed_brotli(brotli.Compressor()),
        "zstd": lambda: _flushed(zstandard.ZstdCompressor().compressobj(), zstandard.COMPRESSOBJ_FLUSH_BLOCK),
    }[coding]()
    assert unpacked(coding, [begun]) == (PAGE, False)


def _flushed_brotli(stream) -> bytes:
    return bytes(stream.process(PAGE) + stream.flush())


def _flushed(stream, how: int) -> bytes:
    return bytes(stream.compress(PAGE) + stream.flush(how))


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "zstd, gzip"])
def test_a_body_cut_off_is_not_whole(coding: str) -> None:
    body, is_whole = unpacked(coding, [encoded(PAGE, coding)[:-3]])
    assert (PAGE.startswith(body), is_whole) == (True, False)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("spoil", [lambda _: b"<!doctype html>" * 9, lambda data: data[3:40] * 9])
def test_another_coding_than_said(coding: str, spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UnpackError):
        unpacked(coding, [spoil(encoded(PAGE, coding))])


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_follows_the_body_is_dropped(coding: str) -> None:
    assert unpacked(coding, [encoded(PAGE, coding), b"junk", b"more"]) == (PAGE, True)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_comes_in_pieces(coding: str) -> None:
    unpack = unpacker(coding)
    assert unpack
    sizes = [len(piece) for piece in unpack.feed(encoded(bytes(64 << 20), coding))]
    assert (sum(sizes), max(sizes) <= 9 << 20, min(sizes) > 0) == (64 << 20, True, True)


@pytest.mark.parametrize("coding", ["compress", "gzip, compress", "gzip," * 4, "rot13", "*"])
def test_unknown_codings(coding: str) -> None:
    assert unpacker(coding) is None
