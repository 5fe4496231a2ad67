"""What servers said, kept on disk: the same short link does not leave twice.

A table of our own in SQLite rather than an HTTP cache: short links forbid keeping what they answer, vary by
client, and set cookies; of all that only the address counts. What is kept is the answer, never what was made
of it, so it is read by the rules and judged anew each time.
"""

import os
import sqlite3
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from unwall.model import Answer, Ask

DAY = 24 * 3600.0
MINUTE = 60.0
MOST = 10_000
_VERSION = 1
_SWEEP = 256  # answers kept between two looks at how many there are
_TOUCH = 60.0  # seconds after which a use is written down again
_TABLE = """
create table if not exists answers (
    key text primary key, kept real not null, used real not null, good integer not null,
    status integer not null, location text, type text not null, refresh text, error text, body blob not null
) without rowid;
create index if not exists answers_used on answers (used);
"""


class Cache:
    """Answers by address and client. Whatever is wrong with the file, the answer is that nothing is kept.

    ``most``: entries kept, the last used ones.
    """

    def __init__(self, path: Path, most: int = MOST) -> None:
        self._most = most
        self._since = 0
        self._file: sqlite3.Connection | None = None
        for _ in range(2):  # a file that is broken is made anew
            try:
                self._file = _opened(path)
                break
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):  # locked, or no place to write
                    break
                with suppress(OSError):
                    path.unlink()
            except OSError:
                break

    def get(self, ask: Ask, now: float) -> Answer | None:
        """What was answered to this question, if that is not too long ago."""
        rows = self._run("select * from answers where key = ?", key_of(ask))
        if not rows:
            return None
        key, kept, used, good, status, location, kind, refresh, error, body = rows[0]
        if not 0 <= now - kept <= (DAY if good else MINUTE):
            return None
        if now - used > _TOUCH:
            self._run("update answers set used = ? where key = ?", now, key)
        try:
            text = zlib.decompress(body).decode() if body else ""
        except (zlib.error, UnicodeDecodeError):
            return None
        return Answer(ask, status, location, text, error, kind, refresh)

    def put(self, answer: Answer, now: float, *, good: bool) -> None:
        """Keep an answer: for a day where it led somewhere (``good``), else for a minute."""
        body = zlib.compress(answer.body.encode("utf-8", "replace"), 6) if answer.body and good else b""
        self._run(
            "insert or replace into answers values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(key_of(answer.ask), now, now, good, answer.status),
            *(answer.location, answer.type, answer.refresh, answer.error, body),
        )
        self._since += 1
        if self._since >= _SWEEP:
            self._since = 0
            self._run(
                "delete from answers where key in"
                " (select key from answers order by used desc limit -1 offset ?)",
                self._most,
            )

    def close(self) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        if self._file is None:
            return []
        try:
            return self._file.execute(statement, values).fetchall()
        except sqlite3.Error:
            return []


def key_of(ask: Ask) -> str:
    """What tells a question from every other; the secrets of a service are not in it."""
    key = f"{ask.context} {ask.method} {ask.url}"
    return f"{key} {urlencode(ask.form)}" if ask.form else key


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    file = sqlite3.connect(path, timeout=0.5, isolation_level=None)
    try:
        if file.execute("pragma user_version").fetchone()[0] not in (0, _VERSION):
            file.executescript("drop table if exists answers")
        file.executescript(
            f"pragma journal_mode = wal; pragma synchronous = normal; {_TABLE}"
            f"pragma user_version = {_VERSION};"
        )
    except BaseException:
        file.close()
        raise
    return file
