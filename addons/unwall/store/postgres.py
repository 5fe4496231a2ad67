"""The log in a PostgreSQL that many proxies write to at once: its own schema, every append one transaction.

What is too old or too much is the server's owner's to decide: only ``purge`` deletes.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from unwall.model import Surface
from unwall.store import words
from unwall.store.event import Event, Row, Run, Tally
from unwall.store.schema import COLUMNS, RUN_COLUMNS, instant, row_of, values_of
from unwall.store.store import ALL, Passing, StoreError, Wanted, compared

_PAGE = 1_000  # rows read at a time
_PATIENCE = 5  # seconds for a connection
_IDLE = 10  # seconds of silence after which a server is asked whether it is there
_GONE = 25_000  # milliseconds after which one that says nothing at all is not
_LOCK = 0x756E77616C6C  # of those who bring the schema up to date: "unwall"
_TURN = _LOCK + 1  # of those who write: ids then grow in the order in which rows can be seen
_LONG = 5_000  # milliseconds for a turn, and after which one who stands still in his loses it

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "first tables",
        (
            "CREATE TABLE unwall.runs (id text PRIMARY KEY, started timestamptz NOT NULL,"
            " version text NOT NULL, rules text NOT NULL, detail text NOT NULL)",
            "CREATE TABLE unwall.events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " run text NOT NULL REFERENCES unwall.runs (id), at timestamptz NOT NULL, action text NOT NULL,"
            " surface text NOT NULL, rule text NOT NULL, kind text NOT NULL, blocker text NOT NULL,"
            " blocked text NOT NULL, input text NOT NULL, output text NOT NULL, refused text NOT NULL,"
            " needs text NOT NULL, context text NOT NULL, client text NOT NULL, method text NOT NULL,"
            " status integer NOT NULL, latency double precision NOT NULL, number integer NOT NULL,"
            " scans boolean NOT NULL)",
            "CREATE INDEX events_at ON unwall.events (at)",
            "CREATE TABLE unwall.tallies (run text NOT NULL REFERENCES unwall.runs (id), day date NOT NULL,"
            " surface text NOT NULL, blocker text NOT NULL, blocked text NOT NULL, looked bigint NOT NULL,"
            " walled bigint NOT NULL, PRIMARY KEY (run, day, surface, blocker, blocked))",
        ),
    ),
    ("forms of pages", ("ALTER TABLE unwall.events ADD COLUMN form text NOT NULL DEFAULT ''",)),
    ("groups that are there", ("ALTER TABLE unwall.runs ADD COLUMN groups bigint NOT NULL DEFAULT 0",)),
)
_NAMES = sql.SQL(", ").join(map(sql.Identifier, ("run", *COLUMNS)))


class PostgresStore:
    """One open log in PostgreSQL. For one thread at a time."""

    def __init__(self, dsn: str, *, write: bool, durable: bool = False) -> None:
        """Connects, and with ``write`` brings the schema to its newest form.

        ``durable``: committed rows outlive a crash of the server as well. Raises StoreError.
        """
        self.name = _shown(dsn)
        try:
            self._connection = psycopg.connect(
                dsn,
                autocommit=True,
                connect_timeout=_PATIENCE,
                keepalives_idle=_IDLE,
                keepalives_interval=_IDLE // 2,
                tcp_user_timeout=_GONE,
                application_name="unwall",
            )
        except psycopg.Error as error:
            raise _kind(error)(words.NO_ANSWER, place=self.name, why=_first(error)) from None
        try:
            self._prepare(write=write, durable=durable)
        except BaseException:
            self.close()
            raise

    def _prepare(self, *, write: bool, durable: bool) -> None:
        with self._faults():
            if not durable:
                self._connection.execute("SET synchronous_commit = off")
            if write:
                for name in ("lock_timeout", "idle_in_transaction_session_timeout"):
                    self._connection.execute(f"SET {name} = {_LONG:d}".encode())
                self._migrate()
                return
            version = self._version()
            if version is None:
                raise StoreError(words.NO_LOG, place=self.name)
            if version < len(MIGRATIONS):
                raise StoreError(words.OLDER, place=self.name)
            self._refuse_newer(version)

    def _migrate(self) -> None:
        with self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            version = self._version()
            if version is None:
                self._connection.execute("CREATE SCHEMA IF NOT EXISTS unwall")
                self._connection.execute(
                    "CREATE TABLE unwall.migrations (number integer PRIMARY KEY, name text NOT NULL)"
                )
            self._refuse_newer(version or 0)
            for number, (name, statements) in enumerate(MIGRATIONS[version or 0 :], (version or 0) + 1):
                for statement in statements:
                    self._connection.execute(statement.encode())
                self._connection.execute("INSERT INTO unwall.migrations VALUES (%s, %s)", (number, name))

    def _version(self) -> int | None:
        """The newest migration that was made; None where there is no log."""
        there = self._connection.execute("SELECT to_regclass('unwall.migrations')").fetchone()
        if there is None or there[0] is None:
            return None
        found = self._connection.execute("SELECT coalesce(max(number), 0) FROM unwall.migrations").fetchone()
        return int(found[0]) if found else 0

    def _refuse_newer(self, version: int) -> None:
        if version > len(MIGRATIONS):
            raise StoreError(words.NEWER, place=self.name)

    def is_in_place(self) -> bool:
        """Whether the connection stands, as far as is known."""
        return not self._connection.closed

    def append(
        self, run: Run, events: Sequence[Event], tallies: Iterable[Tally] = (), number: int = 0
    ) -> None:
        """Commits all of them or none. Raises StoreError.

        A connection may break after the server has committed and before it says so: a group with a
        ``number`` that the run has reached is there, and not written twice.
        """
        with self._faults(), self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_TURN,))
            new = cursor.execute(
                "INSERT INTO unwall.runs AS r (id, started, version, rules, detail, groups)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (id)"
                " DO UPDATE SET groups = excluded.groups WHERE r.groups < excluded.groups RETURNING 1",
                (*run, number),
            ).fetchone()
            if number and not new:
                return
            with cursor.copy(sql.SQL("COPY unwall.events ({}) FROM STDIN").format(_NAMES)) as copy:
                for event in events:
                    copy.write_row((run.id, *map(_storable, values_of(event)[:-1]), event.scans))
            cursor.executemany(
                "INSERT INTO unwall.tallies AS t VALUES (%s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (run, day, surface, blocker, blocked)"
                " DO UPDATE SET looked = t.looked + excluded.looked, walled = t.walled + excluded.walled",
                [(run.id, *tally) for tally in tallies],
            )

    def rows(self, wanted: Wanted = ALL) -> Iterator[Row]:
        """The rows asked for, oldest first, read piece by piece. Raises StoreError."""
        where, values = _condition(wanted)
        own = sql.SQL(", ").join(sql.Identifier("r", name) for name in RUN_COLUMNS)
        columns = sql.SQL(", ").join(sql.Identifier("e", name) for name in COLUMNS)
        query = sql.SQL(
            "SELECT e.id, {own}, {columns} FROM unwall.events e JOIN unwall.runs r ON r.id = e.run"
            " WHERE e.id > %s {where} ORDER BY e.id LIMIT %s"
        ).format(own=own, columns=columns, where=where)
        with self._faults():
            after = wanted.after
            if wanted.last:
                after = max(after, self._before_last(where, values, wanted.last))
            while True:
                page = self._connection.execute(query, (after, *values, _PAGE)).fetchall()
                yield from map(_row, page)
                if len(page) < _PAGE:
                    return
                after = page[-1][0]

    def _before_last(self, where: sql.Composable, values: Sequence[object], last: int) -> int:
        query = sql.SQL(
            "SELECT e.id FROM unwall.events e JOIN unwall.runs r ON r.id = e.run WHERE true {}"
            " ORDER BY e.id DESC LIMIT 1 OFFSET %s"
        ).format(where)
        found = self._connection.execute(query, (*values, last)).fetchone()
        return int(found[0]) if found else 0

    def tallies(self) -> list[tuple[Run, Tally]]:
        """All counts of what was looked at, with their runs. Raises StoreError."""
        with self._faults():
            found = self._connection.execute(
                "SELECT r.id, r.started, r.version, r.rules, r.detail, day::text, surface, blocker, blocked,"
                " looked, walled FROM unwall.tallies t JOIN unwall.runs r ON r.id = t.run"
                ' ORDER BY day, r.id COLLATE "C", surface COLLATE "C", blocker COLLATE "C",'
                ' blocked COLLATE "C"'
            ).fetchall()
        return [
            (Run(row[0], _utc(row[1]), *row[2:5]), Tally(row[5], Surface(row[6]), *row[7:])) for row in found
        ]

    def purge(self, before: datetime | None) -> int:
        """Deletes the events before a time, or all of them; gives their number. Raises StoreError.

        The server takes the space and what stood in it back at its next VACUUM.
        """
        with self._faults(), self._connection.transaction():
            if before:
                self._connection.execute("DELETE FROM unwall.tallies WHERE day < %s", (_day(before),))
                return self._connection.execute("DELETE FROM unwall.events WHERE at < %s", (before,)).rowcount
            count = self._connection.execute("DELETE FROM unwall.events").rowcount
            self._connection.execute("DELETE FROM unwall.tallies")
            self._connection.execute("DELETE FROM unwall.runs")
            return count

    def trim(self, most: int, before: datetime, steps: int) -> int:  # noqa: ARG002 - see the module
        """Nothing."""
        return 0

    def close(self) -> None:
        """Ends the connection; what was appended has been committed before."""
        self._connection.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise _kind(error)(words.FAILED, place=self.name, why=_first(error)) from None


def _kind(error: psycopg.Error) -> type[StoreError]:
    return Passing if isinstance(error, psycopg.OperationalError) else StoreError


def _condition(wanted: Wanted) -> tuple[sql.Composable, list[object]]:
    parts: list[sql.Composable] = []
    values: list[object] = []
    for operator, at in ((">=", wanted.since), ("<", wanted.until)):
        if at:
            parts.append(sql.SQL(f" AND e.at {operator} %s"))
            values.append(at)
    if wanted.upto is not None:
        parts.append(sql.SQL(" AND e.id <= %s"))
        values.append(wanted.upto)
    for column, value in compared(wanted):
        owner = "r" if column in RUN_COLUMNS and column not in ("id", *COLUMNS) else "e"
        parts.append(sql.SQL(" AND {} = %s").format(sql.Identifier(owner, column)))
        values.append(_storable(value) if isinstance(value, str) else value)
    return sql.Composed(parts), values


def _row(values: Sequence[object]) -> Row:
    number, run_id, started, version, rules, detail, at, *rest = values
    own = (str(run_id), _instant(started), str(version), str(rules), str(detail))
    plain = [value if isinstance(value, int | float) else str(value) for value in rest]
    return row_of((int(str(number)), *own, _instant(at), *plain))


def _instant(at: object) -> str:
    assert isinstance(at, datetime)  # noqa: S101 - a column of times
    return instant(at)


def _utc(at: datetime) -> datetime:
    return datetime.fromisoformat(instant(at))


def _day(before: datetime) -> str:
    return instant(before)[:10]


def _storable(value: str | float) -> str | float:
    """A text as PostgreSQL takes it: UTF-8 without NUL."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "\ufffd").encode(errors="replace").decode()


def _shown(dsn: str) -> str:
    """The address without its password and options."""
    parts = urlsplit(dsn)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{user}{parts.hostname or ''}{port}{parts.path}"


def _first(error: psycopg.Error) -> str:
    """The first line of what the driver says."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
