"""What is logged to a server goes by way of the disk: committed there at once, moved on by another thread.

However long the server takes, stands still or is away, neither traffic nor memory waits for it.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from unwall.language import Said
from unwall.model import Surface
from unwall.store import words
from unwall.store.event import Action, Event, Run, Tally
from unwall.store.place import opened
from unwall.store.spool import Spool, Spooled, take_over
from unwall.store.store import Passing, Store, StoreError

_AGAIN = 1.0  # seconds between attempts while the server does not answer
_MOMENT = 0.1  # seconds for the thread to end, unless the server keeps it waiting


class Forwarded:
    """A log to write to whose server gets everything a little later, each group once and in order."""

    def __init__(self, spool: Spool, server: str, *, durable: bool, tell: Callable[[Said], None]) -> None:
        """Begins to move what is in ``spool``, and what runs before have left beside it.

        ``tell`` hears one sentence when the server begins to fail, one when it works again, and one where
        something is left at the end.
        """
        self.name = str(spool.path)
        self.is_behind = False  # the server does not take what there is
        self._spool = spool
        self._server = server
        self._durable = durable
        self._tell = tell
        self._change = threading.Condition()
        self._come = True  # something, or nobody knows yet
        self._closing = False
        self._has_tried = self._has_begun = False
        self._refused: StoreError | None = None
        self._store: Store | None = None
        self._is_untaken = True  # runs before may have left something
        self._thread = threading.Thread(target=self._move_on, name="unwall-forward", daemon=True)
        self._thread.start()

    # ---- from the thread that writes the log

    def begin(self, within: float) -> None:
        """Waits so many seconds for the server's first answer. Raises StoreError where it will not do."""
        with self._change:
            self._change.wait_for(lambda: self._has_tried, within)
            self._has_begun = True
        if self._refused:
            raise self._refused

    def is_in_place(self) -> bool:
        """Whether the file is there."""
        return self._spool.path.exists()

    def append(
        self, run: Run, events: Sequence[Event], tallies: Iterable[Tally] = (), number: int = 0
    ) -> None:
        """Commits all of them to the disk. Raises StoreError."""
        if not self._spool.put(Spooled(run, number, events, tallies)):
            raise Passing(words.FULL, place=self._spool.path)
        with self._change:
            self._come = True
            self._change.notify_all()

    def trim(self, most: int, before: datetime, steps: int) -> int:  # noqa: ARG002 - as a Store
        """Nothing: what waits is deleted by nobody."""
        return 0

    def drain(self, within: float) -> None:
        """Waits until the server has everything, does not answer, or so many seconds are over."""
        with self._change:
            self._change.wait_for(lambda: self.is_behind or not (self._come or self._spool.waits()), within)

    def close(self) -> None:
        """Ends the moving; what is left stays on disk."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        self._thread.join(_MOMENT)
        if self._spool.close():
            self._tell(Said(words.SPOOLED, place=self._spool.path))

    # ---- the mover's own

    def _move_on(self) -> None:
        while not self._closing:
            try:
                self._move()
            except Exception as error:  # noqa: BLE001 - whatever it is, what waits is tried again
                self._failed(error)
            with self._change:
                self._has_tried = True
                self._change.notify_all()
                pause = _AGAIN if self.is_behind else None
                self._change.wait_for(lambda: self._closing or (self._come and not self.is_behind), pause)
        if self._store:
            self._store.close()

    def _move(self) -> None:
        """All that there is."""
        store = self._opened()
        if self._is_untaken:
            take_over(self._spool.path.parent, self._server, store)
            self._is_untaken = False
        while not self._closing:
            with self._change:
                self._come = False
            found = self._spool.first()
            if found is None:
                break
            identity, group = found
            try:
                group.append_to(store)
            except Passing:
                self._come = True
                raise
            except Exception:
                self._come = True
                _counted(group).append_to(store)  # which works where the group is at fault, not the server
                self._spool.forget(identity)
                raise
            self._spool.forget(identity)
        self._worked(store.name)

    def _opened(self) -> Store:
        if self._store and not self._store.is_in_place():
            self._store.close()
            self._store = None
        self._store = self._store or opened(self._server, write=True, durable=self._durable)
        return self._store

    def _failed(self, error: Exception) -> None:
        self._is_untaken = True
        if not self._has_begun and isinstance(error, StoreError) and not isinstance(error, Passing):
            self._refused = error
        elif not self.is_behind and not self._closing:
            self.is_behind = True
            self._tell(Said(words.KEPT, why=error, place=self._spool.path.parent))

    def _worked(self, name: str) -> None:
        if self.is_behind:
            self.is_behind = False
            self._tell(Said(words.WRITTEN_AGAIN, place=name))
        with self._change:
            self._change.notify_all()


def _counted(group: Spooled) -> Spooled:
    """What is written in the place of a group that cannot be: how many events it had."""
    lost = sum(each.number if each.action is Action.LOST else 1 for each in group.events)
    return group._replace(events=[Event(group.events[-1].at, Action.LOST, Surface.NAVIGATION, number=lost)])
