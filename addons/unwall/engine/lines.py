"""Many lines at once: which of them ``unwrap`` may have something to say of.

All others are addresses of one ASCII word on hosts that no rule names; searching whole blocks for what is not
so costs a fraction of looking at each line.
"""

import re
from collections.abc import Iterable, Iterator
from heapq import merge

from unwall.engine.body.literals import Literals

_WORD = bytes(set(range(0x21, 0x7F)) - set(b"*[](){}")) + b"\n"  # without what people put into a host
_OTHER = re.compile(rb"[^!-'+-Z\\^-z|~\n][^\n]*+")
_NO_ADDRESS = re.compile(rb"\n(?!https?:|\Z)")


class Lines:
    """Searches blocks of lines. Thread-safe."""

    def __init__(self, anchors: Iterable[str], *, every: bool = False) -> None:
        """``anchors``: the literal texts of all rules. ``every``: there are rules for any host."""
        self._literals = Literals(anchors)
        self._every = every

    def odd(self, block: bytes) -> Iterator[tuple[int, int]]:
        r"""Start and end, without its line feed, of each line to look at, in order.

        >>> list(Lines(["wall.example"]).odd(b"https://a.example/\nhttps://Wall.Example/x\nwords\n"))
        [(19, 41), (42, 47)]
        """
        done = 0
        for at in (
            _line_starts(block)
            if self._every
            else merge(_without_address(block), _with_more_than_a_word(block), self._named(block))
        ):
            if at < done:
                continue
            end = block.find(b"\n", at)
            end = len(block) if end < 0 else end
            yield block.rfind(b"\n", 0, at) + 1, end
            done = end + 1

    def _named(self, block: bytes) -> Iterator[int]:
        return (stretch.start for stretch in self._literals.stretches(block))


def _line_starts(block: bytes) -> Iterator[int]:
    at = 0
    while at < len(block):
        yield at
        at = block.find(b"\n", at) + 1 or len(block)


def _without_address(block: bytes) -> Iterator[int]:
    lines = block.count(b"\n") + (not block.endswith(b"\n") and bool(block))
    first = block.startswith((b"https:", b"http:"))
    known = first + block.count(b"\nhttps:")
    if known < lines and known + block.count(b"\nhttp:") < lines:
        if not first:
            yield 0
        for found in _NO_ADDRESS.finditer(block):
            yield found.end()


def _with_more_than_a_word(block: bytes) -> Iterator[int]:
    if block.translate(None, _WORD):
        for found in _OTHER.finditer(block):
            yield found.start()
