"""A copy of a log that may be handed on: addresses cut down, no names of clients, coarse times."""

import hashlib
import hmac
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import NamedTuple

from unwall.store.crowd import Cell, cell
from unwall.store.event import Event, Row, Run, Tally
from unwall.store.redaction import Detail, hidden, redacted
from unwall.store.sqlite import SqliteStore
from unwall.store.store import StoreError
from unwall.store.words import THERE

_GROUP = 2_000
_ORDER = (Detail.HOSTS, Detail.PATHS, Detail.FULL)


class Cut(NamedTuple):
    """What a copy keeps."""

    key: bytes  # names of clients and runs are made with it; equal keys give equal names
    detail: Detail = Detail.HOSTS
    exact: bool = False  # times as they are, not only their day
    clients: bool = True  # a name for each client
    lonely: frozenset[Cell] = frozenset()  # hosts of these are left out


def cut_row(row: Row, cut: Cut) -> Row:
    """The row as a copy has it. Detail that the log has not kept does not come back."""
    event = redacted(row.event, cut.detail)
    if row.event.client and cell(row.event) in cut.lonely:
        event = redacted(event._replace(input=hidden(event.input), output=hidden(event.output)), cut.detail)
    client = _name(cut, f"client {row.run.id} {event.client}") if event.client and cut.clients else ""
    return Row(row.id, cut_run(row.run, cut), event._replace(at=_time(event.at, cut), client=client))


def cut_run(run: Run, cut: Cut) -> Run:
    """The run as a copy has it."""
    return run._replace(
        id=_name(cut, f"run {run.id}"), started=_time(run.started, cut), detail=_less(run.detail, cut.detail)
    )


def _less(kept: str, asked: Detail) -> str:
    return min(Detail(kept), asked, key=_ORDER.index).value


def _name(cut: Cut, text: str) -> str:
    return hmac.new(cut.key, text.encode(), hashlib.sha256).hexdigest()[:16]


def _time(at: datetime, cut: Cut) -> datetime:
    return at if cut.exact else datetime(at.year, at.month, at.day, tzinfo=UTC)


def write_copy(path: Path, rows: Iterable[Row], tallies: Iterable[tuple[Run, Tally]], cut: Cut) -> int:
    """Writes a new log of these rows and counts, each cut; gives the number of rows. Raises StoreError."""
    if path.exists():
        raise StoreError(THERE, place=path)
    with closing(SqliteStore(path, write=True)) as store:
        number = 0
        for run, events in _groups(cut_row(row, cut) for row in rows):
            store.append(run, events)
            number += len(events)
        for run, tally in tallies:
            store.append(cut_run(run, cut), (), [tally])
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")  # one file, readable where nobody may write
    return number


def _groups(rows: Iterable[Row]) -> Iterator[tuple[Run, list[Event]]]:
    """Events in groups of one run each, in their order."""
    for batch in batched(rows, _GROUP):
        group: list[Event] = []
        for at, row in enumerate(batch):
            group.append(row.event)
            if at + 1 == len(batch) or batch[at + 1].run != row.run:
                yield row.run, group
                group = []
