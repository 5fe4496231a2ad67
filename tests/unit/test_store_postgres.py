"""The log in a real PostgreSQL of this test's own, shared by writers at once."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

import psycopg
import pytest
from clusters_for_tests import Relay, filled
from events_for_tests import RUN, START, event

from unwall.model import Surface
from unwall.store.event import Event, Tally
from unwall.store.log import Keeping, Log, Met
from unwall.store.place import open_log
from unwall.store.postgres import MIGRATIONS, PostgresStore
from unwall.store.redaction import Detail
from unwall.store.store import StoreError, Wanted


def test_what_was_appended_is_read_back_equal(dsn: str) -> None:
    store = filled(dsn, 2_500)
    store.append(RUN, [], [Tally("2026-03-01", Surface.JSON, "weibo", "taobao", 7, 2)])
    store.append(RUN, [], [Tally("2026-03-01", Surface.JSON, "weibo", "taobao", 1, 0)])
    again = PostgresStore(dsn, write=False)
    rows = list(again.rows())
    assert [row.event for row in rows] == [event(number) for number in range(2_500)]
    assert {row.run for row in rows} == {RUN}
    assert again.tallies() == [(RUN, Tally("2026-03-01", Surface.JSON, "weibo", "taobao", 8, 2))]
    again.close()
    store.close()


def test_the_rows_asked_for(dsn: str) -> None:
    store = filled(dsn, 30)
    first = next(store.rows()).id
    assert [row.event for row in store.rows(Wanted(last=3))] == [event(number) for number in (27, 28, 29)]
    assert [row.id for row in store.rows(Wanted(after=first + 27))] == [first + 28, first + 29]
    assert [row.id for row in store.rows(Wanted(upto=first + 27, last=1))] == [first + 27]
    some = event(5)
    rows = store.rows(Wanted(since=some.at, until=some.at + timedelta(microseconds=1)))
    assert some in [row.event for row in rows]
    assert list(store.rows(Wanted(equal=(("rule", "'; DROP TABLE unwall.events; --"),)))) == []
    assert len(list(store.rows(Wanted(equal=(("status", str(some.status)),))))) >= 1
    typed = (("id", str(first)), ("at", event(0).at.isoformat()), ("latency", "1.5"), ("scans", "0"))
    of_run = (("run", "run-1"), ("version", RUN.version), ("rules", RUN.rules), ("detail", RUN.detail))
    for equal in (*typed, *of_run, ("started", RUN.started.isoformat())):
        assert len(list(store.rows(Wanted(equal=(equal,), last=1)))) == 1
    assert list(store.rows(Wanted(equal=(("rules", "other"),)))) == []
    with pytest.raises(StoreError, match="there is no column"):
        list(store.rows(Wanted(equal=(("nothing", ""),))))
    store.close()


def test_texts_that_the_database_does_not_take_are_mended(dsn: str) -> None:
    store = PostgresStore(dsn, write=True)
    store.append(RUN, [event(0, input="a\0b\ud800c\td\\e\nf")])
    [row] = store.rows()
    assert row.event.input == "a\ufffdb?c\td\\e\nf"
    store.close()


def test_a_commit_is_whole_or_nothing(dsn: str) -> None:
    store = filled(dsn, 2)
    with pytest.raises(StoreError):
        store.append(RUN, [event(5), event(6, status=1 << 40)])
    assert len(list(store.rows())) == 2
    store.close()


def test_purge(dsn: str) -> None:
    store = filled(dsn, 10)
    assert store.purge(event(4).at) == 4
    assert store.purge(None) == 6
    assert (list(store.rows()), store.tallies()) == ([], [])
    store.close()


def test_many_proxies_write_to_one_log(dsn: str) -> None:
    def write(name: str) -> None:
        log = Log(dsn, RUN._replace(id=name), Keeping(detail=Detail.FULL, interval=0.01))
        for number in range(500):
            log.put(event(number))
            log.look(Met(Surface.JSON, "weibo", "taobao"), 1, 1)
        assert log.flush()
        assert log.close() == 0

    writers = [threading.Thread(target=write, args=(f"run{number}",)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    store = open_log(dsn)
    rows = list(store.rows())
    assert sorted((row.run.id, row.event) for row in rows) == [
        (f"run{number}", event(each)) for number in range(4) for each in range(500)
    ]
    assert [tally.looked for _, tally in store.tallies()] == [500] * 4
    store.close()


def test_a_log_goes_on_when_the_server_comes_back(dsn: str) -> None:
    said: list[str] = []
    log = Log(
        dsn,
        RUN,
        Keeping(detail=Detail.FULL, interval=0.01),
        lambda each: said.append(str(each)),
        lambda: START,
    )
    log.put(event(1))
    assert log.flush()
    with psycopg.connect(dsn, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'unwall'"
        )
    log.put(event(2))
    assert log.flush()
    assert log.close() == 0
    store = open_log(dsn)
    assert [row.event for row in store.rows()] == [event(1), event(2)]
    store.close()
    assert said[1:] == [f"the log is written again: {store.name}"]
    assert said[0].startswith(f"the log is not written for now ({store.name}: ")


def test_what_was_committed_without_an_answer_is_not_written_twice(dsn: str) -> None:
    port = urlsplit(dsn).port
    assert port
    filled(dsn, 0).close()  # three commits: the schema, and this
    relay = Relay(port, fatal=3)  # the second group
    said: list[str] = []
    log = Log(
        dsn.replace(f":{port}/", f":{relay.port}/"),
        RUN._replace(id="run-2"),
        Keeping(detail=Detail.FULL, interval=0.01),
        lambda each: said.append(str(each)),
    )
    for number in range(4):
        log.put(event(number))
        log.look(Met(Surface.JSON, "weibo", "taobao"), 1, 0)
        assert log.flush()
    assert log.close() == 0
    relay.close()
    assert ["not written for now" in each for each in said] == [True, False]
    store = open_log(dsn)
    assert [row.event for row in store.rows()] == [event(number) for number in range(4)]
    assert [tally.looked for _, tally in store.tallies()] == [4]
    store.close()


def test_the_end_does_not_wait_for_a_server_that_is_silent(dsn: str) -> None:
    port = urlsplit(dsn).port
    assert port
    filled(dsn, 0).close()
    relay = Relay(port, fatal=3, hangs=True)
    log = Log(dsn.replace(f":{port}/", f":{relay.port}/"), RUN._replace(id="run-2"), Keeping(interval=0.01))
    log.put(event(1))
    assert log.flush()
    log.put(event(2))
    assert relay.hung.wait(5)
    began = time.monotonic()
    assert log.close(1.0) == 1
    assert time.monotonic() - began < 1.7
    relay.close()


def test_a_log_whose_server_is_not_up_yet_is_written_once_it_is(dsn: str) -> None:
    port = urlsplit(dsn).port
    assert port
    with socket.create_server(("127.0.0.1", 0)) as free:
        later = int(free.getsockname()[1])
    said: list[str] = []
    log = Log(
        dsn.replace(f":{port}/", f":{later}/"),
        RUN,
        Keeping(interval=0.01),
        lambda each: said.append(str(each)),
    )
    assert log.is_failing
    log.put(event(1))
    assert not log.flush(0.1)
    relay = Relay(port, fatal=0, at=later)
    assert log.close() == 0
    relay.close()
    assert ["not written for now" in each for each in said] == [True, False]
    assert [each.count("mend the address") for each in said] == [1, 0]


def test_a_log_that_is_not_there_or_too_new(dsn: str) -> None:
    with pytest.raises(StoreError, match="there is no log yet; unwall run --log writes one"):
        PostgresStore(dsn, write=False)
    filled(dsn, 0).close()
    with psycopg.connect(dsn, autocommit=True) as server:
        made = server.execute("SELECT name FROM unwall.migrations ORDER BY number").fetchall()
        assert made == [(name,) for name, _ in MIGRATIONS]
        server.execute("INSERT INTO unwall.migrations VALUES (99, 'later')")
    for write in (True, False):
        with pytest.raises(StoreError, match="written by a newer unwall; upgrade"):
            PostgresStore(dsn, write=write)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://nobody:secret@127.0.0.1:1/x", "postgresql://nobody@127.0.0.1:1/x: cannot be used ("),
        ("postgresql://u:secret@127.0.0.1:1/x?connect_timeout=no", "cannot be used ("),
    ],
)
def test_a_wrong_address_is_one_sentence_without_the_password(url: str, says: str) -> None:
    with pytest.raises(StoreError) as fault:
        PostgresStore(url, write=True)
    told = str(fault.value)
    assert says in told
    assert told.endswith("mend the address, or choose another with --log")
    assert "secret" not in told
    assert "\n" not in told


def test_ids_grow_in_the_order_in_which_rows_can_be_seen(dsn: str) -> None:
    """Who follows the log by the greatest id that was seen misses none."""
    filled(dsn, 0).close()
    first, second = PostgresStore(dsn, write=True), PostgresStore(dsn, write=True)
    entered, leave = threading.Event(), threading.Event()

    def slowly() -> Iterator[Event]:
        yield event(1)
        entered.set()
        assert leave.wait(10)

    slow = threading.Thread(target=lambda: first.append(RUN, cast("list[Event]", slowly())))
    slow.start()
    assert entered.wait(10)
    quick = threading.Thread(target=lambda: second.append(RUN._replace(id="run-2"), [event(2)]))
    quick.start()
    quick.join(0.3)
    assert quick.is_alive()  # in its turn
    leave.set()
    for each in (slow, quick):
        each.join(10)
    assert [row.event for row in second.rows()] == [event(1), event(2)]
    first.close()
    second.close()


def test_purge_takes_the_counts_of_days_before_as_well(dsn: str) -> None:
    store = filled(dsn, 0)
    for day in ("2026-02-27", "2026-02-28", "2026-03-01"):
        store.append(RUN, [], [Tally(day, Surface.JSON, "weibo", "taobao", 7, 2)])
    store.purge(START.replace(year=2026, month=2, day=28, hour=12))
    assert [tally.day for _, tally in store.tallies()] == ["2026-02-28", "2026-03-01"]
    store.close()
