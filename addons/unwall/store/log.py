"""Writing the log without ever making traffic wait: a bounded queue, and a thread that commits in groups.

What ``flush`` has acknowledged is committed; what goes to a server is so on disk, in the spool of the run.
Whatever happens to the disk, events wait in the queue, those beyond it are counted, and the count becomes an
event once writing works again.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from unwall.language import Said
from unwall.model import Surface
from unwall.store import words
from unwall.store.event import Action, Event, Run, Tally
from unwall.store.forward import Forwarded
from unwall.store.place import Place, opened
from unwall.store.redaction import Detail, redacted
from unwall.store.spool import Spool
from unwall.store.sqlite import is_database
from unwall.store.store import Damaged, Passing, StoreError, Writing

_GROUP = 2_000  # events in one commit
_MOMENT = 0.5  # seconds in which the writer ends, unless a disk or a server keeps it waiting
_AGAIN = 1.0  # seconds between attempts while writing fails
_START = 1.0  # seconds in which a server may say that it is none to write to; traffic does not wait longer
_OFTEN = 10_000  # events between looks for what is too old or too much
_STEPS = 20  # of events deleted at a time, so that what comes meanwhile does not wait long


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
    spool: str = ""  # the folder where what is for a server is kept until it is there; empty for none


class _Group(NamedTuple):
    """What is written in one commit; one that fails is tried again as it is."""

    number: int
    events: Sequence[Event]
    tallies: Sequence[Tally]
    taken: int  # of the events that wait
    lost: int  # of those that no longer could


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

        ``tell`` hears one sentence when writing begins to fail, and one when it works again: so too
        where the log cannot be opened for a reason that may pass. Raises StoreError for any other, unless
        that takes a server longer than a second.
        """
        self._place = place
        self._run = run._replace(detail=keeping.detail.value)
        self._keeping = keeping
        self._tell = tell
        self._now = now
        self._begun = now(), time.monotonic()
        self._untidied = _OFTEN  # events written since it was looked for what is too old or too much
        self._waiting: deque[Event] = deque()
        self._tallies: dict[_Key, tuple[int, int]] = {}
        self._lost = 0
        self._put = 0  # events taken so far
        self._done = 0  # of these committed, or counted as lost
        self._group: _Group | None = None  # not yet known to be committed
        self._groups = 0  # so far
        self._failing = False
        self._closing = False
        self._hurried = False
        self._change = threading.Condition()
        self._store: Writing | None = None
        self._forwarded: Forwarded | None = None  # the same, where it is one
        self._is_ours = keeping.own
        self._until = 0.0  # when it is to have ended
        self._has_tried = self._has_begun = False
        self._refused: Exception | None = None
        self._writer = threading.Thread(target=self._open_and_write, name="unwall-log", daemon=True)
        self._writer.start()
        with self._change:
            is_prompt = isinstance(place, Path) or keeping.spool
            self._change.wait_for(lambda: self._has_tried, None if is_prompt else _START)
            self._has_begun = True  # what the writer meets from now on makes it wait
        if self._refused:
            raise self._refused

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
        key = (self._now().date().isoformat(), *at)
        with self._change:
            before = self._tallies.get(key, (0, 0))
            self._tallies[key] = (before[0] + looked, before[1] + walled)

    def flush(self, timeout: float = 10.0) -> bool:
        """Waits until all that was put is committed; False where that fails within ``timeout`` seconds."""
        with self._change:
            goal = self._put
            self._hurried = True
            self._change.notify_all()
            return self._change.wait_for(
                lambda: self._done >= goal and not (self._lost or self._tallies or self._group), timeout
            )

    @property
    def is_failing(self) -> bool:
        """Whether what is put cannot be committed for now."""
        return self._failing or (self._forwarded is not None and self._forwarded.is_behind)

    def close(self, timeout: float = 3.0) -> int:
        """Writes what can be written in that time and ends; gives the number of events that were not."""
        self._until = time.monotonic() + timeout
        self.flush(timeout)
        with self._change:
            self._closing = True
            self._change.notify_all()
        self._writer.join(max(0.0, self._until - time.monotonic()) + _MOMENT)
        return len(self._waiting) + self._lost

    # ---- the writer's own

    def _open_and_write(self) -> None:
        error: Exception | None = None
        try:
            self._store = self._opened()
        except Exception as fault:  # noqa: BLE001 - for whoever waits
            error = fault
        if isinstance(error, Passing):
            self._failed(error)
        with self._change:
            self._has_tried = True
            if error and not (self._failing or self._has_begun):
                self._refused = error
            self._change.notify_all()
        if not self._refused:
            if error and not self._failing:
                self._failed(error)
            self._write_on()

    def _write_on(self) -> None:
        while True:
            with self._change:
                pause = max(_AGAIN, self._keeping.interval) if self._failing else self._keeping.interval
                self._change.wait_for(lambda: self._hurried or self._closing, pause)
                self._hurried = False
                closing = self._closing
            while self._write_group():
                pass
            if closing:
                break
            self._tidy()
        if self._forwarded:
            self._forwarded.drain(self._until - time.monotonic())
        if self._store:
            self._store.close()

    def _write_group(self) -> bool:
        """One commit; tells whether there is more to write now."""
        with self._change:
            group = self._group = self._group or self._next_group()
        if group is None:
            return False
        try:
            self._in_place().append(self._run, group.events, group.tallies, group.number)
        except (StoreError, OSError) as error:
            self._failed(error)
            return False
        except Exception as error:  # noqa: BLE001 - of ours, as a value that no database takes: it would stay so
            self._failed(error)
            self._end(group._replace(lost=-group.taken))
            return False
        self._end(group)
        self._worked()
        return bool(self._waiting)

    def _end(self, group: _Group) -> None:
        with self._change:
            for _ in range(group.taken):
                self._waiting.popleft()
            self._lost -= group.lost
            self._done += group.taken
            self._untidied += group.taken
            self._group = None
            self._change.notify_all()

    def _next_group(self) -> _Group | None:
        """What waits; nothing at all where that shows whether writing works again."""
        events = [self._waiting[at] for at in range(min(_GROUP, len(self._waiting)))]
        tallies = [Tally(*key, *counts) for key, counts in self._tallies.items()]
        taken, lost = len(events), self._lost
        if not (events or tallies or lost or self._failing):
            return None
        if lost:
            events.append(Event(self._now(), Action.LOST, Surface.NAVIGATION, number=lost))
        self._tallies = {}
        self._groups += 1
        return _Group(self._groups, events, tallies, taken, lost)

    def _tidy(self) -> None:
        """Takes away what is too old or too much, a little at a time, at the beginning and now and then.

        A clock that is set anew meanwhile makes nothing old.
        """
        if self._store is None or self._untidied < _OFTEN:
            return
        began, at = self._begun
        before = began + timedelta(seconds=time.monotonic() - at, days=-self._keeping.days)
        with suppress(StoreError):  # tried again
            if not self._store.trim(self._keeping.most, before, _STEPS):
                self._untidied = 0

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Damaged):
            self._set_aside()
        if not self._failing:
            self._failing = True
            self._tell(Said(words.NOT_WRITTEN, why=error))

    def _worked(self) -> None:
        if self._failing:
            self._failing = False
            self._tell(Said(words.WRITTEN_AGAIN, place=self._store.name if self._store else self._place))

    def _in_place(self) -> Writing:
        """The store, opened anew where its file was taken away."""
        if self._store and not self._store.is_in_place():
            self._store.close()
            self._store = self._forwarded = None
        if self._store is None:
            self._store = self._opened()
        return self._store

    def _opened(self) -> Writing:
        if self._keeping.spool and isinstance(self._place, str):
            with suppress(StoreError):  # without room for what waits, the server is written to as it answers
                self._forwarded = self._forwarding(self._place, Path(self._keeping.spool))
        forwarded = self._forwarded
        if forwarded is None:
            return self._opened_itself()
        if not self._has_begun:
            try:
                forwarded.begin(_START)
            except StoreError:
                self._forwarded = None
                forwarded.close()
                raise
        return forwarded

    def _forwarding(self, server: str, folder: Path) -> Forwarded:
        spool = Spool.of_run(folder, server, self._run)
        return Forwarded(spool, server, durable=self._keeping.durable, tell=self._tell)

    def _opened_itself(self) -> Writing:
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
        path, named = self._place, f"{self._place.name}.corrupt-{self._now():%Y%m%dT%H%M%S}"
        names = (named, *(f"{named}-{number}" for number in range(2, 100)))
        aside = next(place for name in names if not (place := path.with_name(name)).exists())
        with suppress(OSError):
            for end in ("-wal", "-shm", ""):  # were the file gone first, SQLite would delete these
                with suppress(FileNotFoundError):
                    path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
        self._tell(Said(words.SET_ASIDE, place=aside))
