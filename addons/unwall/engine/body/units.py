"""A body in UTF-16 while it comes: it is read as UTF-8, and goes on in its own units again."""

from codecs import getincrementaldecoder
from typing import Protocol


class Parts(Protocol):
    """What takes a body in UTF-8 part by part and gives it back."""

    def feed(self, chunk: bytes) -> bytes: ...
    def close(self) -> bytes: ...
    def give_up(self) -> bytes: ...


class Units:
    """Takes the body part by part and gives back what ``parts`` makes of it.

    ``broken``: it is not in its charset, and goes on as it comes from there on.
    """

    def __init__(self, codec: str, parts: Parts) -> None:
        """``codec``: that of its units, ``utf-16-le`` or ``utf-16-be``."""
        self.broken = False
        self._codec = codec
        self._parts = parts
        self._read = getincrementaldecoder(codec)()
        self._written = getincrementaldecoder("utf-8")()  # a part may end within a character

    def feed(self, chunk: bytes, *, final: bool = False) -> bytes:
        """The next part, with ``final`` the last; what of the body can go on."""
        held = self._read.getstate()[0]
        try:
            text = self._read.decode(chunk, final)
        except UnicodeDecodeError:  # of which nothing was taken
            self.broken = True
            return self._back(self._parts.give_up()) + held + chunk
        out = self._parts.feed(text.encode())
        return self._back(out + self._parts.close() if final else out)

    def give_up(self) -> bytes:
        """What was taken and has not gone on, as it came."""
        return self._back(self._parts.give_up()) + self._read.getstate()[0]

    def _back(self, data: bytes) -> bytes:
        return self._written.decode(data).encode(self._codec)
