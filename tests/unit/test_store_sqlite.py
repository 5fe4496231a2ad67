import contextlib
import sqlite3
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from events_for_tests import REFUSED, RUN, START, event

from unwall.model import Surface
from unwall.store import schema
from unwall.store.event import Tally
from unwall.store.sqlite import SqliteStore
from unwall.store.store import Damaged, Passing, StoreError, Wanted


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own" / "log.db"


def filled(path: Path, count: int) -> SqliteStore:
    store = SqliteStore(path, write=True)
    store.append(RUN, [event(number) for number in range(count)])
    return store


def test_what_is_appended_is_read_back_the_same(path: Path) -> None:
    events = [event(0), REFUSED, event(2, input="' OR 1=1--\r\n", output="=1+1")]
    store = SqliteStore(path, write=True)
    store.append(RUN, events, [Tally("2026-03-01", Surface.JSON, "weibo", "", 10, 2)])
    store.append(RUN, [], [Tally("2026-03-01", Surface.JSON, "weibo", "", 5, 1)])
    store.close()
    again = SqliteStore(path, write=False)
    assert [(row.run, row.event) for row in again.rows()] == [(RUN, each) for each in events]
    assert again.tallies() == [(RUN, Tally("2026-03-01", Surface.JSON, "weibo", "", 15, 3))]
    again.close()


def test_an_older_log_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    at, texts = "'2026-03-01T12:00:00.000000Z'", ", ".join(["''"] * 11)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in schema.MIGRATIONS[0][1]:
            database.execute(statement)
        database.execute("PRAGMA user_version = 1")
        database.execute(f"INSERT INTO runs VALUES ('r', {at}, '0.1.0', 'ab', 'hosts')")
        database.execute(f"INSERT INTO events VALUES (7, 'r', {at}, 'opened', 'json', {texts}, 0, 0, 1, 0)")
    with pytest.raises(StoreError, match="unwall run --log brings it up to date"):
        SqliteStore(path, write=False)
    store = SqliteStore(path, write=True)
    [row] = store.rows()
    assert (row.id, row.run.id, row.event.surface, row.event.form) == (7, "r", Surface.JSON, "")
    store.close()


def test_rows_that_are_asked_for(path: Path) -> None:
    store = filled(path, 2_500)

    def numbers(wanted: Wanted) -> list[int]:
        return [int((row.event.at - START).total_seconds()) for row in store.rows(wanted)]

    assert numbers(Wanted()) == list(range(2_500))
    assert numbers(Wanted(last=3)) == [2_497, 2_498, 2_499]
    assert numbers(Wanted(last=9_999)) == list(range(2_500))
    assert numbers(Wanted(since=START + timedelta(seconds=2_498))) == [2_498, 2_499]
    assert numbers(Wanted(until=START + timedelta(seconds=2))) == [0, 1]
    assert numbers(Wanted(after=2_499)) == [2_499]
    assert numbers(Wanted(equal=(("blocked", "taobao"), ("status", "200")), last=1)) == [2_499]
    first = event(0).at.isoformat()
    for column, value in (("id", "1"), ("at", first), ("latency", "1.5"), ("scans", "0"), ("run", "run-1")):
        assert numbers(Wanted(equal=((column, value),)))[:1] == [0]
    for column, value in (("version", RUN.version), ("rules", RUN.rules), ("started", START.isoformat())):
        assert numbers(Wanted(equal=((column, value), ("id", "2")), last=1)) == [1]
    assert numbers(Wanted(equal=(("detail", "hosts"),))) == []
    assert numbers(Wanted(equal=(("blocker", "x' OR '1'='1"),))) == []
    with pytest.raises(StoreError, match='no column "nothing"'):
        numbers(Wanted(equal=(("nothing", ""),)))
    store.close()


def test_folder_and_files_are_the_users_alone(path: Path) -> None:
    store = filled(path, 1)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in [path.parent, *path.parent.iterdir()]}
    store.close()
    assert modes.pop("own") == 0o700
    assert "log.db-wal" in modes
    assert set(modes.values()) == {0o600}


def test_purge_leaves_no_trace_in_any_file(path: Path) -> None:
    store = SqliteStore(path, write=True)
    store.append(RUN, [event(input="secret-word-7391", at=START), event(5, input="kept-word-1188")])
    assert store.purge(START + timedelta(seconds=1)) == 1
    raw = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert b"secret-word-7391" not in raw
    assert b"kept-word-1188" in raw
    assert store.purge(None) == 1
    assert list(store.rows()) == []
    store.close()


def test_purge_says_that_a_reader_keeps_traces(path: Path) -> None:
    store = SqliteStore(path, write=True)
    store.append(RUN, [event(input="secret-word-7391")])
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM events").fetchone() == (1,)
        with pytest.raises(Passing, match="1 events deleted, but another program reads the log"):
            store.purge(None)
    assert store.purge(None) == 0
    assert b"secret-word-7391" not in b"".join(each.read_bytes() for each in path.parent.iterdir())
    store.close()


def test_trim_takes_the_oldest_and_never_more_than_half(path: Path) -> None:
    store = filled(path, 1_000)
    assert store.trim(most=1 << 40, before=START + timedelta(seconds=100), steps=10) == 100
    assert store.trim(most=0, before=START, steps=10) == 400
    assert next(iter(store.rows())).event == event(500)
    assert store.trim(most=1 << 40, before=START + timedelta(days=400), steps=10) == 0
    store.append(RUN, [event(number) for number in range(1_000, 1_300)])
    assert store.trim(most=0, before=START, steps=10) == 300
    store.close()


def test_an_older_log_is_brought_up_to_date_by_one_of_those_who_open_it(tmp_path: Path) -> None:
    def opened(path: Path, start: threading.Barrier, said: list[str]) -> None:
        start.wait()
        try:
            store = SqliteStore(path, write=True)
            store.append(RUN, [event(0)])
            store.close()
        except StoreError as error:
            said.append(str(error))

    faults: list[str] = []
    for turn in range(10):
        path, start = tmp_path / f"{turn}.db", threading.Barrier(4)
        openers = [threading.Thread(target=opened, args=(path, start, faults)) for _ in range(4)]
        for each in openers:
            each.start()
        for each in openers:
            each.join()
    assert faults == []


def test_what_may_pass_by_itself_is_told_from_what_does_not(path: Path) -> None:
    store = filled(path, 2)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for attempt in (
            lambda: store.append(RUN, [event(3)]),
            lambda: store.trim(0, START, 1),
            lambda: store.purge(None),
        ):
            with pytest.raises(Passing, match="database is locked"):
                attempt()
        other.execute("ROLLBACK")
    store.append(RUN, [event(3)])
    with pytest.raises(StoreError) as refused:
        SqliteStore(path / "below", write=True)
    assert not isinstance(refused.value, Passing)
    store.close()


def test_a_newer_log_is_not_touched(path: Path) -> None:
    filled(path, 1).close()
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    database.close()
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(StoreError, match="newer unwall"):
            SqliteStore(path, write=write)
    assert path.read_bytes() == before


def test_what_is_no_log(path: Path) -> None:
    with pytest.raises(StoreError, match="there is no log yet"):
        SqliteStore(path, write=False)
    path.parent.mkdir()
    path.write_bytes(b"anything but a database" * 100)
    with pytest.raises(Damaged, match="not a log, or damaged"):
        SqliteStore(path, write=True)
    with pytest.raises(StoreError, match="cannot be used"):
        SqliteStore(path / "below", write=True)


def test_a_folder_is_no_log(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreError, match="unable to open"):
        SqliteStore(path, write=True)


def test_a_commit_is_whole_or_nothing(path: Path) -> None:
    store = filled(path, 2)
    with pytest.raises(StoreError):
        store.append(RUN, [event(5), event(6, status=object())])
    assert len(list(store.rows())) == 2
    store.close()


def test_migrations_are_recorded(path: Path) -> None:
    filled(path, 0).close()
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT number, name FROM migrations").fetchall()
    database.close()
    assert rows == [(number, name) for number, (name, _) in enumerate(schema.MIGRATIONS, 1)]
