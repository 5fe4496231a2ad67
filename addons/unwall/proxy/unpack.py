"""Bodies out of their content coding part by part, each part in pieces of bounded size."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import brotli
import zstandard

from unwall.proxy.content import FAULTS, STACKED, Inflating, gunzipping, inflate, inflating, layers_of

_PIECE = 1 << 18  # bytes given at a time
_HEAD = 4  # bytes that tell how gzip and deflate are to be read

_SIP = 256  # bytes of zstd taken at a time: its blocks become 128 KiB each, of four bytes the least


class UnpackError(ValueError):
    """What came is not in the coding that was named."""


class Unpacker(Protocol):
    """Takes a body in its content coding part by part."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What ``data`` adds to the body, in pieces that are not empty. Raises UnpackError."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether what came was all of it."""
        ...


def unpacker(coding: str) -> Unpacker | None:
    """What undoes content codings; None where one is unknown."""
    layers = layers_of(coding)
    if len(layers) > STACKED or not _BY_CODING.keys() >= set(layers):
        return None
    each = [_BY_CODING[layer]() for layer in reversed(layers)]
    return each[0] if len(each) == 1 else _Stacked(each)


class _Stacked:
    """Several codings, the one that was applied last first; or none."""

    def __init__(self, layers: Sequence[Unpacker]) -> None:
        self._layers = layers

    @property
    def is_whole(self) -> bool:
        return all(layer.is_whole for layer in self._layers)

    def feed(self, data: bytes) -> Iterator[bytes]:
        if data:
            yield from _fed(self._layers, data)


def _fed(layers: Sequence[Unpacker], data: bytes) -> Iterator[bytes]:
    if not layers:
        yield data
        return
    for piece in layers[0].feed(data):
        yield from _fed(layers[1:], piece)


class _Inflated:
    """gzip and deflate: how, tell the first bytes."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._head = b""
        self._stream: Inflating | None = None

    @property
    def is_whole(self) -> bool:
        return self._stream is not None and self._stream.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._head += data
            if len(self._head) < _HEAD:
                return
            data, self._head = self._head, b""
            self._stream = self._begun(data)
        stream = self._stream
        try:
            while not stream.eof:
                piece = inflate(stream, data, _PIECE)
                data = stream.unconsumed_tail
                if piece:
                    yield piece
                if not data and len(piece) < _PIECE:
                    return
        except FAULTS as error:
            raise UnpackError(str(error)) from None

    def _begun(self, head: bytes) -> Inflating:
        stream = gunzipping(head) if self._gzip else inflating(head)
        if stream is None:
            raise UnpackError("no gzip")
        return stream


class _Unbrotlied:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def is_whole(self) -> bool:
        return bool(self._stream.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            while not self._stream.is_finished():
                piece = self._stream.process(data, output_buffer_limit=_PIECE)
                data = b""
                if not piece:
                    return
                yield piece
        except FAULTS as error:
            raise UnpackError(str(error)) from None


class _Unframed:
    def __init__(self) -> None:
        self._stream = zstandard.ZstdDecompressor().decompressobj()

    @property
    def is_whole(self) -> bool:
        return self._stream.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            for at in range(0, len(data), _SIP):
                if self._stream.eof:
                    return
                if piece := self._stream.decompress(data[at : at + _SIP]):
                    yield piece
        except FAULTS as error:
            raise UnpackError(str(error)) from None


_BY_CODING: dict[str, Callable[[], Unpacker]] = {
    "gzip": lambda: _Inflated(gzip=True),
    "x-gzip": lambda: _Inflated(gzip=True),
    "deflate": lambda: _Inflated(gzip=False),
    "br": _Unbrotlied,
    "zstd": _Unframed,
}
