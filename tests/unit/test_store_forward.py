"""What is logged to a server by way of the disk: nothing waits for it, and it gets everything once."""

import socket
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from clusters_for_tests import Relay, filled
from events_for_tests import RUN, event

from unwall.model import Surface
from unwall.store.event import Action
from unwall.store.log import Keeping, Log, Met
from unwall.store.place import open_log
from unwall.store.postgres import PostgresStore
from unwall.store.redaction import Detail
from unwall.store.spool import Spool
from unwall.store.store import StoreError


def kept(tmp_path: Path) -> Keeping:
    return Keeping(detail=Detail.FULL, interval=0.01, spool=str(tmp_path / "spool"), capacity=100)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_what_two_proxies_log_while_the_server_is_away_is_written_once(dsn: str, tmp_path: Path) -> None:
    """More than waits in memory; one of them ends meanwhile, and the next run writes what it left."""
    port, away = urlsplit(dsn).port, closed_port()
    assert port
    elsewhere = dsn.replace(f":{port}/", f":{away}/")
    said: list[str] = []
    one, two = (
        Log(elsewhere, RUN._replace(id=name), kept(tmp_path), lambda each: said.append(str(each)))
        for name in ("run-2", "run-3")
    )
    for number in range(0, 600, 2):
        one.put(event(number))
        two.put(event(number + 1))
        two.look(Met(Surface.JSON, "weibo", "taobao"), 1, 0)
        if number % 50 == 0:
            assert one.flush()
            assert two.flush()  # on disk
    assert one.close() == 0
    assert len(list((tmp_path / "spool").glob("*.db"))) == 2
    relay = Relay(port, fatal=0, at=away)
    deadline = time.monotonic() + 10
    while two.is_failing and time.monotonic() < deadline:
        time.sleep(0.05)
    three = Log(elsewhere, RUN._replace(id="run-4"), kept(tmp_path))
    three.put(event(600))
    assert two.close() == three.close() == 0
    relay.close()
    store = open_log(dsn)
    rows = list(store.rows())
    assert sorted(row.event for row in rows) == [event(number) for number in range(601)]
    by_run = {name: [row.event for row in rows if row.run.id == name] for name in ("run-2", "run-3")}
    assert by_run == {f"run-{2 + odd}": [event(number) for number in range(odd, 600, 2)] for odd in (0, 1)}
    assert [tally.looked for _, tally in store.tallies()] == [300]
    store.close()
    assert list((tmp_path / "spool").iterdir()) == []
    assert sum("wait in" in each for each in said) == 3  # two at the start, one at the end
    assert sum("written again" in each for each in said) == 1


def test_what_a_silent_server_does_not_take_waits_on_disk_at_the_end(dsn: str, tmp_path: Path) -> None:
    port = urlsplit(dsn).port
    assert port
    filled(dsn, 0).close()
    relay = Relay(port, fatal=3, hangs=True)
    log = Log(dsn.replace(f":{port}/", f":{relay.port}/"), RUN._replace(id="run-2"), kept(tmp_path))
    log.put(event(1))
    assert log.flush()
    log.put(event(2))  # committed, and nobody is told
    assert relay.hung.wait(5)
    log.put(event(3))
    assert log.close(0.5) == 0
    (left,) = (tmp_path / "spool").iterdir()
    store = PostgresStore(dsn, write=True)
    with closing(Spool(left)) as spool:
        spool.empty_into(store)
    assert [row.event for row in store.rows()] == [event(1), event(2), event(3)]
    store.close()
    relay.close()


def test_a_server_that_stands_still_holds_up_nothing_and_gets_everything_once(
    dsn: str, tmp_path: Path
) -> None:
    """Far more than waits in memory."""
    port = urlsplit(dsn).port
    assert port
    filled(dsn, 0).close()
    relay = Relay(port, fatal=3, hangs=True)
    log = Log(dsn.replace(f":{port}/", f":{relay.port}/"), RUN._replace(id="run-2"), kept(tmp_path))
    for number in range(1_000):
        log.put(event(number))
        if number % 50 == 0:
            assert log.flush(5)
    assert relay.hung.wait(5)
    assert log.close(1.0) == 0
    relay.close()
    (left,) = (tmp_path / "spool").iterdir()
    store = PostgresStore(dsn, write=True)
    assert 0 < len(list(store.rows())) < 1_000
    with closing(Spool(left)) as spool:
        spool.empty_into(store)
    assert [row.event for row in store.rows()] == [event(number) for number in range(1_000)]
    store.close()


def test_a_group_that_the_server_never_takes_is_counted_and_the_next_are_written(
    dsn: str, tmp_path: Path
) -> None:
    said: list[str] = []
    log = Log(dsn, RUN, kept(tmp_path), lambda each: said.append(str(each)))
    log.put(event(1, number=1 << 70))
    log.put(event(2))
    assert log.flush()
    log.put(event(3))
    assert log.flush()
    deadline = time.monotonic() + 10
    while (log.is_failing or not said) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert log.close() == 0
    store = open_log(dsn)
    lost, kept_one = (row.event for row in store.rows())
    store.close()
    assert (lost.action, lost.number, kept_one) == (Action.LOST, 2, event(3))
    assert ["written again" in each for each in said] == [False, True]
    assert list((tmp_path / "spool").iterdir()) == []


def test_without_room_for_what_waits_the_server_is_written_to_itself(dsn: str, tmp_path: Path) -> None:
    (tmp_path / "spool").write_bytes(b"")
    log = Log(dsn, RUN, kept(tmp_path))
    log.put(event(1))
    assert log.flush()
    store = open_log(dsn)
    assert [row.event for row in store.rows()] == [event(1)]
    store.close()
    assert log.close() == 0


def test_a_server_that_will_not_do_is_refused_at_the_start(dsn: str, tmp_path: Path) -> None:
    filled(dsn, 0).close()
    with psycopg.connect(dsn, autocommit=True) as server:
        server.execute("INSERT INTO unwall.migrations VALUES (99, 'later')")
    with pytest.raises(StoreError, match="written by a newer unwall; upgrade"):
        Log(dsn, RUN, kept(tmp_path))
    assert list((tmp_path / "spool").iterdir()) == []


def test_half_a_character_is_written(dsn: str, tmp_path: Path) -> None:
    log = Log(dsn, RUN, kept(tmp_path))
    log.put(event(1, output="https://a.example/\ud83d"))
    log.close()
    store = open_log(dsn)
    assert [row.event.output for row in store.rows()] == ["https://a.example/?"]
    store.close()


def test_the_start_does_not_wait_for_a_server_that_is_silent(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        log = Log(f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/x", RUN, kept(tmp_path))
        assert time.monotonic() - began < 3
        log.put(event(1))
        assert log.close(0.5) == 0
    assert len(list((tmp_path / "spool").iterdir())) == 1
