"""Writing the log without ever making traffic wait: a bounded queue, and a thread that commits in groups.

What ``flush`` has acknowledged is committed. Whatever happens to the disk, events wait in the queue, those
beyond it are counted, and the count becomes an event once writing works again.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from unwall.language import Said
from unwall.model import Surface
from unwall.store import words
from unwall.store.event import Action, Event, Run, Tally
from unwall.store.place import Place, opened
from unwall.store.redaction import Detail, redacted
from unwall.store.sqlite import is_database
from unwall.store.store import Damaged, Store, StoreError

_GROUP = 2_000  # events in one commit


type _Key = tuple[str, Surface, str, str]


class Met(NamedTuple):
    """Where links were met, and whose they are; empty where rules know no such platform."""

    surface: Surface
    blocker: str = ""
    blocked: str = ""


class Keeping(NamedTuple):
    """How much is kept, and how surely."""

    detail: Detail = Detail.HOSTS
    durable: bool = False  # committed rows outlive a power cut, not only the end of the program
    most: int = 512 * 1024 * 1024  # bytes
    days: int = 90
    capacity: int = 10_000  # events that wait in memory
    interval: float = 0.2  # seconds between commits
    own: bool = False  # the place is nobody else's: whatever lies there is a log of ours


_USUAL = Keeping()


def _utc() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one clock of the log; tests bring their own


class Log:
    """Takes events from any thread; ``put`` and ``look`` never wait."""

    def __init__(
        self,
        place: Place,
        run: Run,
        keeping: Keeping = _USUAL,
        tell: Callable[[Said], None] = lambda _: None,
        now: Callable[[], datetime] = _utc,
    ) -> None:
        """Opens the log and begins to write.

        ``tell`` hears one sentence when writing begins to fail, and one when it works again.
        Raises StoreError where the log cannot be opened now.
        """
        self._place = place
        self._run = run._replace(detail=keeping.detail.value)
        self._keeping = keeping
        self._tell = tell
        self._now = now
        self._waiting: deque[Event] = deque()
        self._tallies: dict[_Key, tuple[int, int]] = {}
        self._lost = 0
        self._put = 0  # events taken so far
        self._done = 0  # of these committed, or counted as lost
        self._failing = False
        self._closing = False
        self._hurried = False
        self._change = threading.Condition()
        self._store: Store | None = None
        self._is_ours = keeping.own
        self._store = self._opened()
        self._store.trim(keeping.most, self._now() - timedelta(days=keeping.days), steps=200)
        self._writer = threading.Thread(target=self._write_on, name="unwall-log", daemon=True)
        self._writer.start()

    # ---- from any thread

    def put(self, event: Event) -> None:
        """Takes an event; it is redacted here, so that nothing secret waits in memory either."""
        event = redacted(event, self._keeping.detail)
        with self._change:
            self._put += 1
            if len(self._waiting) >= self._keeping.capacity:
                self._lost += 1
                self._done += 1
            else:
                self._waiting.append(event)

    def look(self, at: Met, looked: int, walled: int) -> None:
        """Counts links that were looked at, and how many of them were walled."""
        self._add((self._now().date().isoformat(), *at), looked, walled)

    def flush(self, timeout: float = 10.0) -> bool:
        """Waits until all that was put is committed; False where that fails within ``timeout`` seconds."""
        with self._change:
            goal = self._put
            self._hurried = True
            self._change.notify_all()
            return self._change.wait_for(
                lambda: self._done >= goal and not self._lost and not self._tallies, timeout
            )

    @property
    def is_failing(self) -> bool:
        """Whether what is put cannot be committed for now."""
        return self._failing

    def close(self, timeout: float = 3.0) -> int:
        """Writes what can be written and ends; gives the number of events that were not."""
        self.flush(timeout)
        with self._change:
            self._closing = True
            self._change.notify_all()
        self._writer.join(timeout)
        return len(self._waiting) + self._lost

    # ---- the writer's own

    def _write_on(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._hurried or self._closing, self._keeping.interval)
                self._hurried = False
                closing = self._closing
            while self._write_group():
                pass
            if closing:
                break
        if self._store:
            self._store.close()

    def _write_group(self) -> bool:
        """One commit; tells whether there is more to write now."""
        with self._change:
            group = [self._waiting[at] for at in range(min(_GROUP, len(self._waiting)))]
            tallies, self._tallies = self._tallies, {}
            lost = self._lost
        if not group and not tallies and not lost:
            return False
        if lost:
            group.append(Event(self._now(), Action.LOST, Surface.NAVIGATION, number=lost))
        try:
            store = self._in_place()
            store.append(self._run, group, [Tally(*key, *counts) for key, counts in tallies.items()])
        except (StoreError, OSError) as error:
            self._failed(error, tallies)
            return False
        with self._change:
            written = len(group) - bool(lost)
            for _ in range(written):
                self._waiting.popleft()
            self._lost -= lost
            self._done += written
            more = bool(self._waiting)
            self._change.notify_all()
        self._worked()
        return more

    def _add(self, key: _Key, looked: int, walled: int) -> None:
        with self._change:
            before = self._tallies.get(key, (0, 0))
            self._tallies[key] = (before[0] + looked, before[1] + walled)

    def _failed(self, error: Exception, tallies: dict[_Key, tuple[int, int]]) -> None:
        for key, counts in tallies.items():
            self._add(key, *counts)
        if isinstance(error, Damaged):
            self._set_aside()
        if not self._failing:
            self._failing = True
            self._tell(Said(words.NOT_WRITTEN, why=error))

    def _worked(self) -> None:
        if self._failing:
            self._failing = False
            self._tell(Said(words.WRITTEN_AGAIN, place=self._store.name if self._store else self._place))

    def _in_place(self) -> Store:
        """The store, opened anew where its file was taken away."""
        if self._store and not self._store.is_in_place():
            self._store.close()
            self._store = None
        if self._store is None:
            self._store = self._opened()
        return self._store

    def _opened(self) -> Store:
        try:
            store = opened(self._place, write=True, durable=self._keeping.durable)
        except Damaged:
            assert isinstance(self._place, Path)  # noqa: S101 - only files are damaged
            if not (self._is_ours or is_database(self._place)):
                raise  # a file of somebody who meant another one
            self._set_aside()
            store = opened(self._place, write=True, durable=self._keeping.durable)
        self._is_ours = True
        return store

    def _set_aside(self) -> None:
        """Moves a damaged file out of the way; it is never deleted."""
        assert isinstance(self._place, Path)  # noqa: S101 - only files are damaged
        if self._store:
            self._store.close()
        self._store = None
        path = self._place
        aside = path.with_name(f"{path.name}.corrupt-{self._now():%Y%m%dT%H%M%S}")
        with suppress(OSError):
            path.rename(aside)
            for end in ("-wal", "-shm"):
                with suppress(FileNotFoundError):
                    path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
        self._tell(Said(words.SET_ASIDE, place=aside))
