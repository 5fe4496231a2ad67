"""What the proxy did lately, for those who look at it now."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from unwall.language import Sentence

LATEST = 200  # lines kept, and shown
_WATCHERS = 64
_BEHIND = 4_096  # lines that a watcher may be behind; one that is further behind is let go


class Line(NamedTuple):
    """One thing that was done, or left alone, by which rule. Addresses as they are, not yet made readable."""

    at: float  # seconds since the epoch
    action: str
    rule: str
    source: str
    target: str
    reason: str  # why it was refused, empty where it was not
    number: int


class Mishaps(NamedTuple):
    """What passed as it was although there was something to do, since the proxy began."""

    failures: tuple[tuple[str, str, int], ...] = ()  # errors of our own: their kind, their place, how many
    unread: tuple[tuple[Sentence, int], ...] = ()  # bodies: a sentence that takes the count, and the count


class Feed:
    """The latest lines, counts of all of them, mishaps, and those who watch. Of one event loop alone."""

    def __init__(self) -> None:
        self.lines: deque[Line] = deque(maxlen=LATEST)
        self.counts: Counter[str] = Counter()
        self.mishaps = Mishaps()
        self._watchers: set[asyncio.Queue[Line | Mishaps | None]] = set()

    def put(self, line: Line) -> None:
        """One more line."""
        self.lines.appendleft(line)
        self.counts[line.action] += line.number
        self._tell(line)

    def count(self, mishaps: Mishaps) -> None:
        """So many by now."""
        self.mishaps = mishaps
        self._tell(mishaps)

    def end(self) -> None:
        """Tell all who watch that nothing more comes."""
        for queue in self._watchers:
            queue.put_nowait(None)
        self._watchers.clear()

    @contextmanager
    def watched(self) -> Iterator[asyncio.Queue[Line | Mishaps | None] | None]:
        """A queue of what happens from now on, None at its end; None in its place where too many watch."""
        if len(self._watchers) >= _WATCHERS:
            yield None
            return
        queue: asyncio.Queue[Line | Mishaps | None] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)

    def _tell(self, what: Line | Mishaps) -> None:
        for queue in list(self._watchers):
            if queue.qsize() >= _BEHIND:
                self._watchers.discard(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait(what)
