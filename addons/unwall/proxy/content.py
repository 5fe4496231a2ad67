"""Bodies out of their content coding and back, within limits."""

import zlib
from collections.abc import Callable

import brotli
import zstandard

LARGEST = 32 << 20  # bytes of a decoded body
_FREE = 1 << 20  # bytes that a small body may always become
_RATIO = 200  # decoded bytes for one on the wire; past it a body is a bomb


def decoded(data: bytes, coding: str) -> bytes | None:
    """``data`` without its content coding; None where that is unknown, broken, cut off or too large."""
    undo = _UNDO.get(coding.strip().lower())
    if undo is None:
        return None
    try:
        return undo(data, min(LARGEST, max(_FREE, _RATIO * len(data))))
    except (zlib.error, brotli.error, zstandard.ZstdError):
        return None


def encoded(data: bytes, coding: str) -> bytes:
    """``data`` in a coding that ``decoded`` knows, fast rather than small. Raises KeyError for any other."""
    return _DO[coding.strip().lower()](data)


def _within(data: bytes, most: int) -> bytes | None:
    return data if len(data) <= most else None


def _gunzipped(data: bytes, most: int) -> bytes | None:
    return _inflated(data, 31, most)


def _undeflated(data: bytes, most: int) -> bytes | None:
    # RFC 1950: method 8, and the first two bytes as a number divide by 31. Some servers send bare RFC 1951.
    has_header = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    return _inflated(data, 15 if has_header else -15, most)


def _inflated(data: bytes, window: int, most: int) -> bytes | None:
    stream = zlib.decompressobj(window)
    out = stream.decompress(data, most + 1)
    return _within(out, most) if stream.eof and not stream.unused_data else None


def _unbrotlied(data: bytes, most: int) -> bytes | None:
    stream = brotli.Decompressor()
    out: bytes = stream.process(data, output_buffer_limit=most + 1)
    return _within(out, most) if stream.is_finished() else None


def _unframed(data: bytes, most: int) -> bytes | None:
    if zstandard.frame_content_size(data) > most:  # -1 where the frame does not say
        return None
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=most, allow_extra_data=False)


def _gzipped(data: bytes) -> bytes:
    return zlib.compress(data, 1, 31)


def _deflated(data: bytes) -> bytes:
    return zlib.compress(data, 1)


def _brotlied(data: bytes) -> bytes:
    out: bytes = brotli.compress(data, quality=0)
    return out


def _framed(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(data)


_UNDO: dict[str, Callable[[bytes, int], bytes | None]] = {
    "": _within,
    "identity": _within,
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _undeflated,
    "br": _unbrotlied,
    "zstd": _unframed,
}
_DO: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": _gzipped,
    "x-gzip": _gzipped,
    "deflate": _deflated,
    "br": _brotlied,
    "zstd": _framed,
}
