"""Bodies into their content coding part by part, each part such that its reader need not wait for more."""

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli
import zstandard

from unwall.proxy.content import deflating


class Packer(Protocol):
    """Takes a body part by part and gives it in a content coding, fast rather than small."""

    def feed(self, data: bytes) -> bytes:
        """What ``data``, which is not empty, adds; it can be read at once."""
        ...

    def end(self) -> bytes:
        """What ends the body."""
        ...


def packer(coding: str) -> Packer | None:
    """What makes a content coding, as ``Head.coding`` has it; None for any that is not one known coding."""
    made = _BY_CODING.get(coding)
    return made() if made else None


class _Deflated:
    def __init__(self, *, gzip: bool) -> None:
        self._stream = deflating(gzip=gzip)

    def feed(self, data: bytes) -> bytes:
        return self._stream.compress(data) + self._stream.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        return self._stream.flush()


class _Brotlied:
    def __init__(self) -> None:
        self._stream = brotli.Compressor(quality=0)

    def feed(self, data: bytes) -> bytes:
        out: bytes = self._stream.process(data) + self._stream.flush()
        return out

    def end(self) -> bytes:
        out: bytes = self._stream.finish()
        return out


class _Framed:
    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor(level=1).compressobj()

    def feed(self, data: bytes) -> bytes:
        return self._stream.compress(data) + self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def end(self) -> bytes:
        return self._stream.flush()


_BY_CODING: dict[str, Callable[[], Packer]] = {
    "gzip": lambda: _Deflated(gzip=True),
    "x-gzip": lambda: _Deflated(gzip=True),
    "deflate": lambda: _Deflated(gzip=False),
    "br": _Brotlied,
    "zstd": _Framed,
}
