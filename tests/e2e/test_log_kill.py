"""A process that logs is killed: all that it was told is written must be there, and nothing half done."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from events_for_tests import RUN, START, event

from unwall.store import schema
from unwall.store.place import open_log
from unwall.store.sqlite import SqliteStore

ROOT = Path(__file__).parents[2]
ROUNDS = 20
# Puts events as fast as it can, and says how many have been acknowledged.
WRITER = """
import sys
from pathlib import Path
from events_for_tests import RUN, START, event
from unwall.store.log import Keeping, Log
first = int(sys.argv[2])
log = Log(Path(sys.argv[1]), RUN._replace(id=f"run-{first}"), Keeping(interval=0.01, days=100_000))
number = first
while True:
    for _ in range(100):
        log.put(event(number))
        number += 1
    if log.flush():
        print(number, flush=True)
"""
# Does something to a log, from the same state each time, and is killed at its first, second … statement.
DOOMED = """
import os, shutil, signal, sqlite3, sys
from pathlib import Path
from unwall.store.sqlite import SqliteStore
from events_for_tests import START
first, folder, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

class Doomed(sqlite3.Connection):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.set_trace_callback(self.count)
    def count(self, _):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

connect = sqlite3.connect
sqlite3.connect = lambda *args, **kwargs: connect(*args, **kwargs, factory=Doomed)
turn, status = 0, 1
while status:
    turn += 1
    path = folder / f"{turn}.db"
    if first.is_file():
        shutil.copy(first, path)
    left = turn
    child = os.fork()
    if not child:
        store = SqliteStore(path, write=True)
        if what == "purge":
            store.purge(START)
        elif what == "trim":
            store.trim(0, START, 99)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
@pytest.mark.parametrize(
    ("what", "rows", "kept"),
    [("begin", 0, 0), ("migrate", 40, 40), ("purge", 1_200, 600), ("trim", 900, 450)],
)
def test_killed_at_any_statement_nothing_is_half_done(
    tmp_path: Path, what: str, rows: int, kept: int
) -> None:
    first, folder = tmp_path / "first.db", tmp_path / "after"
    folder.mkdir()
    if what == "migrate":
        older(first, rows)
    elif rows:
        with closing(SqliteStore(first, write=True)) as store:
            store.append(RUN, [event(number - rows + kept) for number in range(rows)])
    environment = {"PYTHONPATH": f"{ROOT / 'addons'}:{ROOT / 'tests' / 'unit'}"}
    command = [sys.executable, "-c", DOOMED, str(first), str(folder), what]
    subprocess.run(command, env=environment, check=True)
    paths = sorted(folder.glob("*.db"), key=lambda path: int(path.stem))
    assert len(paths) > 9
    for path in paths:
        assert whole(path) in range(kept, rows + 1)
        with closing(SqliteStore(path, write=True)) as store:
            left = [row.event for row in store.rows()]
            store.purge(START)
        assert what == "migrate" or left == [event(number) for number in range(kept - len(left), kept)]
        assert whole(path) == kept


def older(path: Path, count: int) -> None:
    """A log as the first version made it."""
    at, texts = "'2026-03-01T12:00:00.000000Z'", ", ".join(["''"] * 11)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in schema.MIGRATIONS[0][1]:
            database.execute(statement)
        database.execute("INSERT INTO migrations VALUES (1, ?)", (schema.MIGRATIONS[0][0],))
        database.execute("PRAGMA user_version = 1")
        database.execute(f"INSERT INTO runs VALUES ('r', {at}, '0.1.0', 'ab', 'hosts')")
        database.executemany(
            f"INSERT INTO events VALUES (?, 'r', {at}, 'opened', 'json', {texts}, 0, 0, 1, 0)",
            [(number,) for number in range(1, count + 1)],
        )


def whole(path: Path) -> int:
    """The number of rows of a log that is old or new, and nothing between."""
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (version,) = database.execute("PRAGMA user_version").fetchone()
        columns = {row[1] for row in database.execute("PRAGMA table_info(events)")}
        assert (bool(columns), "form" in columns) == (version > 0, version > 1)
        if not columns:
            return 0
        made = [number for (number,) in database.execute("SELECT number FROM migrations ORDER BY number")]
        assert made == list(range(1, version + 1))
        return int(database.execute("SELECT count(*) FROM events").fetchone()[0])


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    promised = 0  # rows that the killed were told are written
    for turn in range(ROUNDS):
        first = turn * 1_000_000
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(first)],
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": f"{ROOT / 'addons'}:{ROOT / 'tests' / 'unit'}"},
        ) as writer:
            assert writer.stdout
            said = first
            for _ in range(turn % 5 + 1):
                said = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            said = max([said, *(int(line) for line in writer.stdout.read().split("\n")[:-1])])
        promised += said - first
        store = open_log(str(path))
        runs = [row.run.id for row in store.rows()]
        store.close()
        assert runs.count(f"run-{first}") >= said - first
        assert len(runs) >= promised
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()
