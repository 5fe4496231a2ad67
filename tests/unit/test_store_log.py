import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from events_for_tests import RUN, START, event

from unwall.model import Surface
from unwall.store.event import Action, Event, Tally
from unwall.store.log import Keeping, Log, Met
from unwall.store.place import open_log
from unwall.store.redaction import Detail
from unwall.store.sqlite import SqliteStore
from unwall.store.store import StoreError

FULL = Keeping(detail=Detail.FULL)


def logged(path: Path) -> list[Event]:
    store = open_log(str(path))
    events = [row.event for row in store.rows()]
    store.close()
    return events


def begun(path: Path, keeping: Keeping = FULL, said: list[str] | None = None) -> Log:
    heard = said if said is not None else []
    return Log(path, RUN, keeping, lambda each: heard.append(str(each)), lambda: START)


def test_what_flush_acknowledged_is_in_the_file(tmp_path: Path) -> None:
    log = begun(tmp_path / "log.db")
    events = [event(number) for number in range(5_000)]
    for each in events:
        log.put(each)
    log.look(Met(Surface.JSON, "weibo", "taobao"), 7, 2)
    log.look(Met(Surface.JSON, "weibo", "taobao"), 1, 0)
    log.look(Met(Surface.JSON), 3, 0)
    assert log.flush()
    assert logged(tmp_path / "log.db") == events
    store = open_log(f"sqlite://{tmp_path / 'log.db'}")
    assert [tally for _, tally in store.tallies()] == [
        Tally("2026-03-01", Surface.JSON, "", "", 3, 0),
        Tally("2026-03-01", Surface.JSON, "weibo", "taobao", 8, 2),
    ]
    store.close()
    assert log.close() == 0


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    log = begun(tmp_path / "log.db")

    def put(first: int) -> None:
        for number in range(first, first + 500):
            log.put(event(number))

    threads = [threading.Thread(target=put, args=(first,)) for first in range(0, 4_000, 500)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.close() == 0
    assert sorted(logged(tmp_path / "log.db")) == [event(number) for number in range(4_000)]


def test_the_default_keeps_hosts_alone(tmp_path: Path) -> None:
    log = begun(tmp_path / "log.db", Keeping())
    log.put(event(1))
    log.close()
    [row] = logged(tmp_path / "log.db")
    assert (row.input, row.output) == ("https://link.zhihu.com/", "https://item.taobao.com/")


def test_a_locked_file_makes_events_wait_and_those_beyond_the_queue_are_counted(tmp_path: Path) -> None:
    path, said = tmp_path / "log.db", list[str]()
    log = begun(path, FULL._replace(capacity=10, interval=0.01), said)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for number in range(25):
        log.put(event(number))
    assert not log.flush(0.6)
    other.execute("ROLLBACK")
    other.close()
    assert log.flush()
    log.close()
    kept, lost = logged(path)[:10], logged(path)[10:]
    assert kept == [event(number) for number in range(10)]
    assert [(each.action, each.number) for each in lost] == [(Action.LOST, 15)]
    assert len(said) == 2
    assert "not written for now" in said[0]
    assert "written again" in said[1]


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    path, said = tmp_path / "log.db", list[str]()
    path.write_bytes(b"no database at all" * 99)
    log = begun(path, FULL._replace(own=True), said)
    log.put(event(1))
    assert log.close() == 0
    assert logged(path) == [event(1)]
    assert (tmp_path / "log.db.corrupt-20260301T120000").read_bytes() == b"no database at all" * 99
    assert len(said) == 1


def test_what_was_set_aside_stays(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    for number in range(3):
        path.write_bytes(b"no database at all %d" % number * 99)
        begun(path, FULL._replace(own=True)).close()
    for number, name in enumerate(("", "-2", "-3")):
        aside = tmp_path / f"log.db.corrupt-20260301T120000{name}"
        assert aside.read_bytes() == b"no database at all %d" % number * 99


def test_a_damaged_log_is_set_aside_wherever_it_lies(tmp_path: Path) -> None:
    path, said = tmp_path / "log.db", list[str]()
    begun(path).close()
    path.write_bytes(path.read_bytes()[:100] + b"?" * 8_000)
    log = begun(path, said=said)
    log.put(event(1))
    assert log.close() == 0
    assert logged(path) == [event(1)]
    assert (tmp_path / "log.db.corrupt-20260301T120000").is_file()


def test_a_file_that_is_no_log_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir,\n" * 99)
    with pytest.raises(StoreError, match="not a log, or damaged"):
        begun(path)
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]
    assert path.read_text() == "Dear Sir,\n" * 99


def test_a_database_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "cookies.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE cookies (name TEXT)")
        database.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="a database of something else"):
        begun(path)
    assert path.read_bytes() == before


def test_a_file_taken_away_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "own" / "log.db"
    log = begun(path)
    log.put(event(1))
    assert log.flush()
    for each in path.parent.iterdir():
        each.unlink()
    path.parent.rmdir()
    log.put(event(2))
    assert log.close() == 0
    assert logged(path) == [event(2)]


def test_a_folder_in_the_place_of_the_file_makes_events_wait(tmp_path: Path) -> None:
    path = tmp_path / "own" / "log.db"
    log = begun(path)
    log.put(event(1))
    assert log.flush()
    for each in path.parent.iterdir():
        each.unlink()
    path.mkdir()
    log.put(event(2))
    assert not log.flush(0.5)
    path.rmdir()
    assert log.flush()
    assert log.close() == 0
    assert logged(path) == [event(2)]


def test_an_event_that_no_database_takes_is_counted_and_the_next_are_written(tmp_path: Path) -> None:
    path, said = tmp_path / "log.db", list[str]()
    log = begun(path, said=said)
    log.put(event(1, number=1 << 70))
    assert log.flush()
    log.put(event(2))
    assert log.close() == 0
    lost, kept = logged(path)
    assert (lost.action, lost.number, kept) == (Action.LOST, 1, event(2))
    assert ["written again" in each for each in said] == [False, True]
    assert "OverflowError" in said[0] or "too large" in said[0]


def test_what_cannot_be_written_at_the_end_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log = begun(path, FULL._replace(interval=0.01))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    log.put(event(1))
    assert log.close(0.3) == 1
    other.close()


def test_a_file_that_is_locked_at_first_is_written_once_it_is_free(tmp_path: Path) -> None:
    path, said = tmp_path / "log.db", list[str]()
    with closing(SqliteStore(path, write=True)) as store:
        store.append(RUN, [event(number) for number in range(4)])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    log = begun(path, said=said)
    assert log.is_failing
    log.put(event(4))
    other.execute("ROLLBACK")
    other.close()
    assert log.close() == 0
    assert logged(path) == [event(number) for number in range(5)]
    assert [("not written for now" in each, "written again" in each) for each in said] == [
        (True, False),
        (False, True),
    ]


def test_that_writing_works_again_is_seen_without_an_event(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    begun(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    log = begun(path)
    other.execute("ROLLBACK")
    other.close()
    assert log.flush()
    log.close()
    assert not log.is_failing


def test_the_oldest_go_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unwall.store.log._OFTEN", 1_000)
    path = tmp_path / "log.db"
    log = begun(path, FULL._replace(interval=0.01, most=200_000))
    for first in range(0, 4_000, 500):
        for number in range(first, first + 500):
            log.put(event(number))
        assert log.flush()
    assert log.close() == 0
    kept = logged(path)
    assert 0 < len(kept) <= 2_500
    assert kept == [event(number) for number in range(4_000 - len(kept), 4_000)]


def test_a_clock_that_is_set_anew_makes_nothing_old(tmp_path: Path) -> None:
    clock = [START]
    path = tmp_path / "log.db"
    log = Log(path, RUN, FULL._replace(interval=0.01), now=lambda: clock[0])
    numbers = list(range(200))
    for days in (0, 365, -1):
        clock[0] = START + timedelta(days=days)
        for number in numbers:
            log.put(event(number, at=clock[0]))
        assert log.flush()
    assert log.close() == 0
    since = [(each.at - START).days for each in logged(path)]
    assert since == [0] * 200 + [365] * 200 + [-1] * 200
