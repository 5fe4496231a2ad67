"""A text as links are looked for in it: the addresses that stand in it plainly, and what is taken already."""

from bisect import bisect_left
from typing import NamedTuple

from unwall.engine.fold import Reading, plain
from unwall.urls.suffix import Suffixes


class ReadText(NamedTuple):
    """A text as it is read, and the addresses that stand in it plainly."""

    text: str
    addresses: list[Reading]
    starts: list[int]

    @classmethod
    def of(cls, text: str, suffixes: Suffixes) -> "ReadText":
        """Lone surrogates, which no expression can read, become something else of the same length."""
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-8", "replace").decode()
        addresses = list(plain(text, suffixes))
        return cls(text, addresses, [reading.start for reading in addresses])

    def is_in_address(self, at: int) -> bool:
        """Whether an address has begun before this character and goes on after it."""
        before = bisect_left(self.starts, at) - 1
        return before >= 0 and self.addresses[before].end > at


class Spans:
    """Stretches that are taken."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def __len__(self) -> int:
        return len(self._starts)

    def take(self, start: int, end: int) -> bool:
        """Whether the stretch was free; now it is not."""
        at = bisect_left(self._starts, start)
        free = (
            start < end
            and (at == 0 or self._ends[at - 1] <= start)
            and (at == len(self) or self._starts[at] >= end)
        )
        if free:
            self._starts.insert(at, start)
            self._ends.insert(at, end)
        return free
