"""What waits on disk for a server: groups of the log, in order, a file for each run.

Whoever writes a file holds it alone; those of runs that have ended are taken over by the next. The server
knows the number of the last group of each run, so that none is there twice.
"""

import contextlib
import hashlib
import json
import sqlite3
import threading
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
_ANY = "SELECT 1 FROM groups LIMIT 1"
_TABLE = "CREATE TABLE IF NOT EXISTS groups (id INTEGER PRIMARY KEY, run TEXT, number INTEGER, body TEXT)"


class Spooled(NamedTuple):
    """What one commit to the server takes."""

    run: Run
    number: int
    events: Sequence[Event]
    tallies: Iterable[Tally]

    def append_to(self, store: Store) -> None:
        """Commits it. Raises StoreError."""
        store.append(self.run, self.events, self.tallies, self.number)


class Spool:
    """The file of one run. For any thread; whatever fails is a StoreError."""

    def __init__(self, path: Path) -> None:
        """Opens the file, or makes it, and holds it. Raises StoreError, also where another process does."""
        self.path = path
        self._alone = threading.Lock()
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
        body = text.encode(errors="surrogatepass")  # half a character is no reason to lose the rest
        try:
            with self._alone:
                self._database.execute(
                    "INSERT INTO groups (run, number, body) VALUES (?, ?, ?)",
                    (group.run.id, group.number, body),
                )
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
                return False
            raise _fault(self.path, error) from None
        return True

    def first(self) -> tuple[int, Spooled] | None:
        """The oldest group that waits, with its number in this file; None where none does."""
        try:
            with self._alone:
                row = self._database.execute(_FIRST).fetchone()
        except sqlite3.Error as error:
            raise _fault(self.path, error) from None
        return row and (row[0], _read(*row[1:]))

    def forget(self, identity: int) -> None:
        """Takes the group of that number out of the file."""
        try:
            with self._alone:
                self._database.execute("DELETE FROM groups WHERE id = ?", (identity,))
        except sqlite3.Error as error:
            raise _fault(self.path, error) from None

    def waits(self) -> bool:
        """Whether there is any group; None that can be read is none."""
        with contextlib.suppress(sqlite3.Error), self._alone:
            return self._database.execute(_ANY).fetchone() is not None
        return False

    def empty_into(self, store: Store) -> None:
        """Appends to the store what waits, oldest first, and forgets each group once it is there."""
        while found := self.first():
            identity, group = found
            group.append_to(store)
            self.forget(identity)

    def close(self) -> bool:
        """Lets go of the file; tells whether something is left. One in which nothing waits is deleted."""
        waits = True
        with self._alone, contextlib.suppress(sqlite3.Error, OSError):
            waits = self._database.execute(_ANY).fetchone() is not None
            if not waits:
                self.path.unlink()  # while it is held
        with self._alone, contextlib.suppress(sqlite3.Error):
            self._database.close()
        return waits


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


def _read(number: int, body: bytes | str) -> Spooled:
    run, events, tallies = json.loads(body)
    rows = [schema.row_of((0, *run, *event)) for event in events]
    counts = [Tally(day, Surface(surface), *rest) for day, surface, *rest in tallies]
    return Spooled(Run(run[0], schema.time_of(run[1]), *run[2:]), number, [row.event for row in rows], counts)


def _fault(path: Path, error: OSError | sqlite3.Error) -> StoreError:
    if isinstance(error, sqlite3.Error):
        return fault(path, error)
    return StoreError(words.UNUSABLE, place=path, why=error.strerror or error)
