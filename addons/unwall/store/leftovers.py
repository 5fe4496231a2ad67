"""The proof that a copy holds nothing that was cut out: its raw bytes are searched for every piece of it.

A piece that is also part of a row as the copy may have it (the word ``taobao`` in a query, where
``taobao.com`` is kept) is no leftover, unless it has the form of a secret. One of these may only stand in an
address that a copy keeps in full.
"""

import mmap
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from unwall.model import Surface
from unwall.store.copy import Cut, cut_row
from unwall.store.event import Action, Event, Row, Run
from unwall.store.export import FORMATS
from unwall.store.redaction import Detail, is_secret, redacted
from unwall.store.schema import COLUMNS
from unwall.store.sqlite import SqliteStore

SHORTEST = 6  # bytes of a piece; shorter ones are found anywhere by chance
_PIECE = re.compile(rb"[\w%%.~\-]{%d,}|[\x80-\xff]{%d,}" % (SHORTEST, SHORTEST))
_LAYERS = 3  # percent-encodings that are undone
_NOTHING = Row(
    0,
    Run("", datetime.min.replace(tzinfo=UTC), "", "", ""),
    Event(datetime.min.replace(tzinfo=UTC), Action.FOUND, Surface.NAVIGATION),
)
_FRAME = "".join(piece for form in FORMATS.values() for piece in form([_NOTHING]))  # what every file says


class Proof(NamedTuple):
    """What the search looked for, and what it found."""

    pieces: int  # different pieces that were cut out and looked for
    leftovers: tuple[str, ...]  # those that are there all the same, at most a few
    uncut: int  # rows of the copy that could be cut further


def prove(copy: Path, rows: Iterable[Row], cut: Cut, files: Iterable[Path] = ()) -> Proof:
    """Searches a copy that was made of ``rows``, and files that were made of the copy."""
    known: set[bytes] = set()
    found: set[bytes] = set()
    searched = [_Searched(path) for path in (copy, *files)]
    for row in rows:
        for piece in _pieces(row, cut):
            if piece not in known:
                known.add(piece)
                if any(each.holds(piece) for each in searched):
                    found.add(piece)
    with closing(_Excuses(copy, cut.detail)) as excuses:
        left = [piece for piece in sorted(found) if not excuses.cover(piece)]
    for each in searched:
        each.close()
    return Proof(len(known), tuple(piece.decode(errors="replace") for piece in left[:10]), _uncut(copy, cut))


def _pieces(row: Row, cut: Cut) -> Iterator[bytes]:
    """Every piece of a row that the copy must not have."""
    kept = cut_row(row, cut).event
    yield from _of(row.event.client, kept.client)
    yield from _of(row.event.input, kept.input)
    yield from _of(row.event.output, kept.output)
    yield from _of(row.event.method, kept.method)


def _of(whole: str, kept: str) -> Iterator[bytes]:
    if whole == kept:
        return
    own = set(_PIECE.findall(kept.encode(errors="replace")))
    data = whole.encode(errors="replace")
    for _ in range(_LAYERS):
        for piece in _PIECE.findall(data):
            if piece not in own:
                yield piece
        plain = unquote_to_bytes(data)
        if plain == data:
            return
        data = plain


class _Searched:
    """A file whose sequences of bytes are known, so that most pieces need no search."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._size = path.stat().st_size
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if self._size else None
        self._grams: set[bytes] = set()
        runs: set[bytes] = set()
        for run in _PIECE.finditer(self._map) if self._map else ():
            text = run.group()
            if text not in runs:
                runs.add(text)
                self._grams.update(text[at : at + SHORTEST] for at in range(len(text) - SHORTEST + 1))

    def holds(self, piece: bytes) -> bool:
        grams = self._grams
        if not all(piece[at : at + SHORTEST] in grams for at in range(len(piece) - SHORTEST + 1)):
            return False
        return self._map is not None and self._map.find(piece) >= 0

    def close(self) -> None:
        if self._map is not None:
            self._map.close()
        self._file.close()


class _Excuses:
    """The rows of a copy as texts: what is part of one stands there by right."""

    def __init__(self, copy: Path, detail: Detail) -> None:
        self._database = sqlite3.connect(copy)
        self._keeps_secrets = detail is Detail.FULL
        row = " || ".join(f"e.{name}" for name in COLUMNS)
        run = "r.id || r.started || r.version || r.rules || r.detail"
        self._query = (
            f"SELECT 1 FROM events e JOIN runs r ON r.id = e.run WHERE instr({run} || {row}, :piece)"  # noqa: S608 - own names
            " UNION ALL SELECT 1 FROM sqlite_schema WHERE instr(sql, :piece) LIMIT 1"
        )
        self._runs = {
            run for address in self._read() for run in _PIECE.findall(address.encode(errors="replace"))
        }
        self._addresses = "SELECT 1 FROM events WHERE instr(input || ' ' || output, :piece) LIMIT 1"

    def cover(self, piece: bytes) -> bool:
        text = piece.decode(errors="replace")
        if is_secret(text):
            return self._keeps_secrets and self._finds(self._addresses, text)
        return piece in self._runs or text in _FRAME or self._finds(self._query, text)

    def _read(self) -> Iterator[str]:
        """The addresses, each once: most of what is found is a host of theirs, and needs no search."""
        for (address,) in self._database.execute("SELECT input FROM events UNION SELECT output FROM events"):
            yield address

    def _finds(self, query: str, piece: str) -> bool:
        return self._database.execute(query, {"piece": piece}).fetchone() is not None

    def close(self) -> None:
        self._database.close()


def _uncut(copy: Path, cut: Cut) -> int:
    with closing(SqliteStore(copy, write=False)) as store:
        return sum(_could_be_cut(row.event, cut) for row in store.rows())


def _could_be_cut(event: Event, cut: Cut) -> bool:
    return redacted(event, cut.detail) != event
