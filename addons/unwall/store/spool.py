"""What waits on disk for a server that does not answer: groups of the log, in order, a file for each run.

Whoever writes a file holds it alone; those of runs that have ended are taken over by the next. The server
knows the number of the last group of each run, so that none is there twice.
"""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from unwall.model import Surface
from unwall.store import schema, words
from unwall.store.event import Event, Run, Tally
from unwall.store.sqlite import fault, make_private
from unwall.store.store import Store, StoreError

SPOOL = "spool"  # the folder in that of the user's data
LARGEST = 64 << 20  # bytes of a file
_FIRST = "SELECT id, number, body FROM groups ORDER BY id LIMIT 1"
_TABLE = "CREATE TABLE IF NOT EXISTS groups (id INTEGER PRIMARY KEY, run TEXT, number INTEGER, body TEXT)"


class Spooled(NamedTuple):
    """What one commit to the server takes."""

    run: Run
    number: int
    events: Sequence[Event]
    tallies: Iterable[Tally]


class Spool:
    """The file of one run. For one thread at a time; whatever fails is a StoreError."""

    def __init__(self, path: Path) -> None:
        """Opens the file, or makes it, and holds it. Raises StoreError, also where another process does."""
        self.path = path
        try:
            make_private(path)
            self._database = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise _fault(path, error) from None
        try:
            self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._database.execute("PRAGMA secure_delete = ON")
            (page,) = self._database.execute("PRAGMA page_size").fetchone()
            self._database.execute(f"PRAGMA max_page_count = {LARGEST // page:d}")
            self._database.execute("BEGIN EXCLUSIVE")
            self._database.execute(_TABLE)
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            self._database.close()
            raise _fault(path, error) from None

    @classmethod
    def of_run(cls, folder: Path, server: str, run: Run) -> "Spool":
        """The file of this run."""
        return cls(folder / f"{_mark(server)}-{run.id}.db")

    def put(self, group: Spooled) -> bool:
        """Commits the group to the file; False where that, or the disk, is full."""
        identity, started, *said = group.run
        run = (identity, schema.instant(started), *said)
        events = [schema.values_of(event) for event in group.events]
        text = json.dumps([run, events, list(group.tallies)], ensure_ascii=False)
        try:
            self._database.execute(
                "INSERT INTO groups (run, number, body) VALUES (?, ?, ?)", (group.run.id, group.number, text)
            )
        except sqlite3.Error as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                return False
            raise _fault(self.path, error) from None
        return True

    def empty_into(self, store: Store) -> None:
        """Appends to the store what waits, oldest first, and forgets each group once it is there."""
        try:
            while row := self._database.execute(_FIRST).fetchone():
                identity, number, body = row
                group = _read(number, body)
                store.append(group.run, group.events, group.tallies, group.number)
                self._database.execute("DELETE FROM groups WHERE id = ?", (identity,))
        except sqlite3.Error as error:
            raise _fault(self.path, error) from None

    def close(self) -> None:
        """Lets go of the file; one in which nothing waits is deleted."""
        with contextlib.suppress(sqlite3.Error, OSError):
            waits = self._database.execute("SELECT 1 FROM groups LIMIT 1").fetchone()
            if waits is None:
                self.path.unlink()  # while it is held
        with contextlib.suppress(sqlite3.Error):
            self._database.close()


def take_over(folder: Path, server: str, store: Store) -> None:
    """Appends to the store what runs that have ended left for that server. Raises StoreError.

    What another process holds is its own to write.
    """
    for path in sorted(folder.glob(f"{_mark(server)}-*.db")):
        try:
            spool = Spool(path)
        except StoreError:
            continue
        with contextlib.closing(spool):
            spool.empty_into(store)


def _mark(server: str) -> str:
    """What stands for a server in the names of files: of its address all but the password counts."""
    parts = urlsplit(server)
    shown = parts._replace(netloc=f"{parts.username or ''}@{parts.netloc.rpartition('@')[2]}").geturl()
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def _read(number: int, body: str) -> Spooled:
    run, events, tallies = json.loads(body)
    rows = [schema.row_of((0, *run, *event)) for event in events]
    counts = [Tally(day, Surface(surface), *rest) for day, surface, *rest in tallies]
    return Spooled(Run(run[0], schema.time_of(run[1]), *run[2:]), number, [row.event for row in rows], counts)


def _fault(path: Path, error: OSError | sqlite3.Error) -> StoreError:
    if isinstance(error, sqlite3.Error):
        return fault(path, error)
    return StoreError(words.UNUSABLE, place=path, why=error.strerror or error)
