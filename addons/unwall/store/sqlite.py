"""The log in one SQLite file: WAL, so that readers never wait; every append is one transaction."""

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from unwall.model import Surface
from unwall.store import schema, words
from unwall.store.event import Event, Row, Run, Tally
from unwall.store.store import ALL, Damaged, Passing, StoreError, Wanted, compared

_STEP = 500  # rows deleted in one transaction, so that nobody waits long for it
_PAGE = 1_000  # rows read at a time
_BEGIN = b"SQLite format 3\0"
_DAMAGE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)  # the file itself is at fault
_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_WAIT = 0.2  # seconds for another program's lock; the writer has a queue and tries again


class SqliteStore:
    """One open log. For one thread at a time."""

    def __init__(self, path: Path, *, write: bool, durable: bool = False) -> None:
        """Opens the file, and with ``write`` makes it and brings it to the newest schema.

        ``durable``: committed rows outlive a power cut as well. Raises StoreError.
        """
        self.path = path
        try:
            if write:
                make_private(path)
            elif not path.is_file():
                raise StoreError(words.NO_LOG, place=path)
            self._database = _connected(path, write=write)
        except OSError as error:
            kind = Passing if error.errno == errno.ENOSPC else StoreError
            raise kind(words.UNUSABLE, place=path, why=error.strerror) from None
        except sqlite3.Error as error:
            raise fault(path, error) from None
        try:
            self._prepare(write=write, durable=durable)
        except sqlite3.Error as error:
            self.close()
            raise fault(path, error) from None
        except StoreError:
            self.close()
            raise
        self._made = _identity(path)
        self._fewest: int | None = None  # events that ``trim`` leaves

    def _prepare(self, *, write: bool, durable: bool) -> None:
        if self._is_foreign():
            raise StoreError(words.FOREIGN, place=self.path)
        if write:
            self._write_ahead()
            self._database.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._database.execute("PRAGMA secure_delete = ON")
            self._database.execute("PRAGMA journal_size_limit = 67108864")
        version = self._version()
        if version > len(schema.MIGRATIONS):
            raise StoreError(words.NEWER, place=self.path)
        if version == len(schema.MIGRATIONS):
            return
        if not write:
            raise StoreError(words.OLDER, place=self.path)
        self._migrate()

    def _write_ahead(self) -> None:
        """Switches the file to WAL; one that another process is just making is left to that."""
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY:
                raise

    def _version(self) -> int:
        return int(self._database.execute("PRAGMA user_version").fetchone()[0])

    def _is_foreign(self) -> bool:
        """Whether the tables are not ours; nothing is changed before that is known."""
        tables = {name for (name,) in self._database.execute("SELECT name FROM sqlite_schema")}
        return bool(tables) and "migrations" not in tables

    def _migrate(self) -> None:
        """All of it or nothing, and nothing of what another process has done by now."""
        with self._transaction():
            version = self._version()
            for number, (name, statements) in enumerate(schema.MIGRATIONS[version:], version + 1):
                for statement in statements:
                    self._database.execute(statement)
                self._database.execute("INSERT INTO migrations VALUES (?, ?)", (number, name))
                self._database.execute(f"PRAGMA user_version = {number:d}")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    @property
    def name(self) -> str:
        """Where it is, for people."""
        return os.fspath(self.path)

    def is_in_place(self) -> bool:
        """Whether the file that was opened is still the one at its path."""
        return _identity(self.path) == self._made

    def append(
        self,
        run: Run,
        events: Sequence[Event],
        tallies: Iterable[Tally] = (),
        number: int = 0,  # noqa: ARG002 - whether a file has them is known once it was asked to
    ) -> None:
        """Commits all of them or none. Raises StoreError."""
        try:
            self._append(run, events, tallies)
        except sqlite3.Error as error:
            raise fault(self.path, error) from None

    def _append(self, run: Run, events: Sequence[Event], tallies: Iterable[Tally]) -> None:
        marks = ", ".join("?" * len(schema.COLUMNS))
        with self._transaction():
            self._database.execute(
                "INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?)",
                (run.id, schema.instant(run.started), run.version, run.rules, run.detail),
            )
            self._database.executemany(
                f"INSERT INTO events (run, {', '.join(schema.COLUMNS)}) VALUES (?, {marks})",  # noqa: S608 - own names
                [(run.id, *schema.values_of(event)) for event in events],
            )
            self._database.executemany(
                "INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (run, day, surface, blocker, blocked)"
                " DO UPDATE SET looked = looked + excluded.looked, walled = walled + excluded.walled",
                [(run.id, *tally) for tally in tallies],
            )

    def rows(self, wanted: Wanted = ALL) -> Iterator[Row]:
        """The rows asked for, oldest first, read piece by piece. Raises StoreError."""
        where, values = _condition(wanted)
        own = ", ".join(f"runs.{name}" for name in schema.RUN_COLUMNS)
        columns = ", ".join(f"events.{name}" for name in schema.COLUMNS)
        try:
            after = wanted.after
            if wanted.last:
                after = max(after, self._before_last(where, values, wanted.last))
            while True:
                page = self._database.execute(
                    f"SELECT events.id, {own}, {columns} FROM events JOIN runs ON runs.id = events.run"  # noqa: S608 - own names
                    f" WHERE events.id > ? {where} ORDER BY events.id LIMIT {_PAGE}",
                    (after, *values),
                ).fetchall()
                yield from map(schema.row_of, page)
                if len(page) < _PAGE:
                    return
                after = page[-1][0]
        except sqlite3.Error as error:
            raise fault(self.path, error) from None

    def _before_last(self, where: str, values: Sequence[str | int | float], last: int) -> int:
        found = self._database.execute(
            f"SELECT events.id FROM events WHERE 1 {where} ORDER BY events.id DESC LIMIT 1 OFFSET ?",  # noqa: S608 - own names
            (*values, last),
        ).fetchone()
        return int(found[0]) if found else 0

    def tallies(self) -> list[tuple[Run, Tally]]:
        """All counts of what was looked at, with their runs. Raises StoreError."""
        own = ", ".join(f"runs.{name}" for name in schema.RUN_COLUMNS)
        try:
            found = self._database.execute(
                f"SELECT {own}, day, surface, blocker, blocked, looked, walled FROM tallies"  # noqa: S608 - own names
                " JOIN runs ON runs.id = tallies.run ORDER BY day, runs.id, surface, blocker, blocked"
            ).fetchall()
        except sqlite3.Error as error:
            raise fault(self.path, error) from None
        return [
            (
                Run(row[0], schema.time_of(row[1]), *row[2:5]),
                Tally(row[5], Surface(row[6]), *row[7:]),
            )
            for row in found
        ]

    def size(self) -> int:
        """Bytes in use, without free pages."""
        pages, free, length = (
            int(self._database.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * length

    def purge(self, before: datetime | None) -> int:
        """Deletes the events before a time, or all of them, and leaves no trace in the file.

        Gives their number. Raises StoreError.
        """
        deleted = 0
        where, values = ("WHERE at < ?", (schema.instant(before),)) if before else ("", ())
        try:
            while count := self._delete(where, values, _STEP):
                deleted += count
            if before is None:
                with self._transaction():
                    self._database.execute("DELETE FROM tallies")
                    self._database.execute("DELETE FROM runs")
            else:
                self._forget(schema.instant(before))
            self._database.execute("VACUUM")
            (is_held, *_) = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise fault(self.path, error) from None
        if is_held:  # by a reader, who may still see what was there
            raise Passing(words.TRACES, place=self.path, count=deleted)
        return deleted

    def trim(self, most: int, before: datetime, steps: int) -> int:
        """Deletes the oldest events while they are too old, or all take over ``most`` bytes; 500 a step.

        Half of those that were there at first stay: a clock that was set wrong must not empty the log.
        """
        try:
            return self._trim(most, schema.instant(before), steps)
        except sqlite3.Error as error:
            raise fault(self.path, error) from None

    def _trim(self, most: int, before: str, steps: int) -> int:
        there = int(self._database.execute("SELECT count(*) FROM events").fetchone()[0])
        if self._fewest is None:
            self._fewest = there - there // 2
        deleted = 0
        for _ in range(steps):
            room = min(_STEP, there - self._fewest - deleted)
            if room <= 0:
                break
            count = self._delete("WHERE at < ?", (before,), room)
            if not count and self.size() > most:
                count = self._delete("", (), room)
            if not count:
                break
            deleted += count
        if deleted:
            (oldest,) = self._database.execute("SELECT min(at) FROM events").fetchone()
            self._forget(oldest)
        return deleted

    def _forget(self, before: str) -> None:
        """Deletes the counts of the days that are wholly before a time."""
        self._database.execute("DELETE FROM tallies WHERE day < ?", (before[:10],))

    def _delete(self, where: str, values: Sequence[str], most: int) -> int:
        with self._transaction():
            return self._database.execute(
                f"DELETE FROM events WHERE id IN (SELECT id FROM events {where} ORDER BY id LIMIT ?)",  # noqa: S608 - own names
                (*values, most),
            ).rowcount

    def close(self) -> None:
        """Ends the connection; what was appended has been committed before."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()


def fault(path: Path, error: sqlite3.Error) -> StoreError:
    """What to tell a person about an error of the database."""
    code = _code(error)
    if code in _DAMAGE:
        return Damaged(words.DAMAGED, place=path, why=str(error))
    return (Passing if code in _PASSING else StoreError)(words.FAULT, place=path, why=str(error))


def is_database(path: Path) -> bool:
    """Whether the file begins as those of SQLite do, however damaged it is."""
    try:
        with path.open("rb") as file:
            return file.read(len(_BEGIN)) == _BEGIN
    except OSError:
        return False


def _code(error: sqlite3.Error) -> int:
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def make_private(path: Path) -> None:
    """The folder and the file, for this user alone from their first moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _connected(path: Path, *, write: bool) -> sqlite3.Connection:
    place = os.fspath(path) if write else f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(place, uri=not write, timeout=_WAIT, isolation_level=None, check_same_thread=False)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _condition(wanted: Wanted) -> tuple[str, list[str | int | float]]:
    parts: list[str] = []
    values: list[str | int | float] = []
    if wanted.since:
        parts.append("events.at >= ?")
        values.append(schema.instant(wanted.since))
    if wanted.until:
        parts.append("events.at < ?")
        values.append(schema.instant(wanted.until))
    if wanted.upto is not None:
        parts.append("events.id <= ?")
        values.append(wanted.upto)
    for column, value in compared(wanted):
        if column in ("run", "id", *schema.COLUMNS):
            parts.append(f"events.{column} = ?")
        else:
            parts.append(f"events.run IN (SELECT id FROM runs WHERE {column} = ?)")  # noqa: S608 - own names
        values.append(schema.instant(value) if isinstance(value, datetime) else value)
    return "".join(f" AND {part}" for part in parts), values
