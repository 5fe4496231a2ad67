"""Bodies out of their content coding and back, whole, within limits."""

import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol, cast

import brotli
import zstandard

from unwall.proxy.unread import Unread

try:
    from isal import isal_zlib as gzip_library
except ImportError:  # there is no wheel of it for this machine
    import zlib as gzip_library  # type: ignore[no-redef]
try:
    import deflate as at_once  # libdeflate, which knows no streams
except ImportError:
    at_once = None

FAULTS = (zlib.error, cast("type[Exception]", gzip_library.error), brotli.error, zstandard.ZstdError)
LARGEST = 32 << 20  # bytes of a decoded body
_FREE = 1 << 20  # bytes that a small body may always become
_GZIP_HEAD = 4  # bytes up to the flags
_GZIP_END = 8  # bytes: the sum of what was packed, and its size
_AT_ONCE = 1 << 18  # bytes that come out at once
_SOME = bytes(512)  # enough to be summed in wide registers
STACKED = 3  # codings of one body; more is nothing that a server means
_RATIO = 200  # decoded bytes for one on the wire; past it a body is a bomb


class Inflating(Protocol):
    """What zlib and isal have in common."""

    def decompress(self, data: bytes, _most: int, /) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...


class Deflating(Protocol):
    """What they have in common, too."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self, mode: int = ..., /) -> bytes: ...


def decoded(data: bytes, coding: str) -> bytes | Unread:
    """``data`` without its content codings; why not, where one is unknown, broken, cut off or too large."""
    undo = _undoing(coding)
    if undo is None:
        return Unread.CODING
    most = min(LARGEST, max(_FREE, _RATIO * len(data)))
    out: bytes | Unread = data if len(data) <= most else Unread.LARGE
    try:
        for step in undo:
            if isinstance(out, Unread):
                break
            out = step(out, most)
    except FAULTS:
        return Unread.BROKEN
    return out


@lru_cache(maxsize=64)
def _undoing(coding: str) -> "tuple[Callable[[bytes, int], bytes | Unread], ...] | None":
    """What undoes each coding, the one that was applied last first; None where one is unknown."""
    layers = layers_of(coding)
    if len(layers) > STACKED or not _UNDO.keys() >= set(layers):
        return None
    return tuple(_UNDO[layer] for layer in reversed(layers))


def encoded(data: bytes, coding: str) -> bytes:
    """``data`` in codings that ``decoded`` knows, fast rather than small. Raises KeyError for any other."""
    for layer in layers_of(coding):
        data = _DO[layer](data)
    return data


def layers_of(coding: str) -> list[str]:
    """The content codings in the order in which they were applied; ``identity`` is none.

    >>> layers_of("Deflate, gzip")
    ['deflate', 'gzip']
    """
    names = (each.strip() for each in coding.lower().split(","))
    return [name for name in names if name not in ("", "identity")]


def gunzipping(head: bytes) -> Inflating | None:
    """What reads gzip that begins with ``head``, four bytes or more; None where it is none.

    isal lets reserved flags pass, zlib does not.
    """
    return gzip_library.decompressobj(31) if len(head) >= _GZIP_HEAD and not head[3] & 0xE0 else None


def inflating(head: bytes) -> Inflating:
    """What reads ``deflate`` that begins with ``head``: as RFC 1950 has it, or bare, as some servers send it.

    RFC 1950 begins with method 8, and its first two bytes as a number divide by 31.
    """
    is_whole = len(head) > 1 and head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0
    return zlib.decompressobj(15 if is_whole else -15)


def inflate(stream: Inflating, data: bytes, most: int) -> bytes:
    """What ``data`` adds, ``most`` bytes at a time.

    isal leaves the wide registers of x86 in use, with which hyperscan takes 1.7 times as long until somebody
    clears them, as the checksum of libdeflate does.
    """
    out = stream.decompress(data, most)
    if at_once is not None:
        at_once.crc32(_SOME)
    return out


def _gunzipped(data: bytes, most: int) -> bytes | Unread:
    return _at_once(data, most) or _inflated(gunzipping(data), data, most)


def _at_once(data: bytes, most: int) -> bytes | None:
    """A body of which its end says that it is small, faster than in a stream; None for any odd one.

    Of several members only the first is read, and its end is not that of the body, or stands in it twice.
    """
    end = data[-_GZIP_END:]
    size = int.from_bytes(end[4:], "little")
    if at_once is None or not 0 < size <= min(most, _AT_ONCE) or data.rfind(end, 0, -1) >= 0:
        return None
    try:
        out = at_once.gzip_decompress(data, size)
    except at_once.DeflateError:
        return None
    is_all = len(out) == size and at_once.crc32(out) == int.from_bytes(end[:4], "little")
    return bytes(out) if is_all else None


def _undeflated(data: bytes, most: int) -> bytes | Unread:
    return _inflated(inflating(data), data, most)


def _inflated(stream: Inflating | None, data: bytes, most: int) -> bytes | Unread:
    if stream is None:
        return Unread.BROKEN
    out = inflate(stream, data, most + 1)
    return _judged(out, most, whole=stream.eof and not stream.unused_data)


def _unbrotlied(data: bytes, most: int) -> bytes | Unread:
    stream = brotli.Decompressor()
    out: bytes = stream.process(data, output_buffer_limit=most + 1)
    return _judged(out, most, whole=stream.is_finished())


def _judged(out: bytes, most: int, *, whole: bool) -> bytes | Unread:
    if len(out) > most:
        return Unread.LARGE
    return out if whole else Unread.BROKEN


def _unframed(data: bytes, most: int) -> bytes | Unread:
    if zstandard.frame_content_size(data) > most:  # -1 where the frame does not say
        return Unread.LARGE
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=most, allow_extra_data=False)


def deflating(*, gzip: bool) -> Deflating:
    """What makes ``gzip`` or ``deflate`` part by part, fast."""
    return gzip_library.compressobj(1, wbits=31) if gzip else zlib.compressobj(1)


def _gzipped(data: bytes) -> bytes:
    out: bytes = gzip_library.compress(data, 1, 31)
    return out


def _deflated(data: bytes) -> bytes:
    return zlib.compress(data, 1)


def _brotlied(data: bytes) -> bytes:
    out: bytes = brotli.compress(data, quality=0)
    return out


def _framed(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(data)


_UNDO: dict[str, Callable[[bytes, int], bytes | Unread]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _undeflated,
    "br": _unbrotlied,
    "zstd": _unframed,
}
_DO: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gzipped,
    "x-gzip": _gzipped,
    "deflate": _deflated,
    "br": _brotlied,
    "zstd": _framed,
}
