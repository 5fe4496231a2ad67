"""What waits on disk for a server: whole, in order, once, and for this user alone."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from events_for_tests import RUN, event

from unwall.model import Surface
from unwall.store import spool as spools
from unwall.store import words
from unwall.store.event import Event, Run, Tally
from unwall.store.spool import Spool, Spooled, take_over
from unwall.store.sqlite import SqliteStore
from unwall.store.store import Passing, StoreError

SERVER = "postgresql://me:secret@127.0.0.1:5432/logs"
TALLY = Tally("2026-03-01", Surface.JSON, "weibo", "taobao", 7, 2)


class Away(SqliteStore):
    """One that takes so many groups, and then no more."""

    left = 0

    def append(
        self, run: Run, events: Sequence[Event], tallies: Iterable[Tally] = (), number: int = 0
    ) -> None:
        if not self.left:
            raise Passing(words.FAILED, place="there", why="away")
        self.left -= 1
        super().append(run, events, tallies, number)


def groups(count: int) -> list[Spooled]:
    return [
        Spooled(RUN, number, [event(2 * number), event(2 * number + 1)], [TALLY]) for number in range(count)
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Away]:
    away = Away(tmp_path / "log.db", write=True)
    yield away
    away.close()


def test_what_waits_is_written_in_order_and_then_forgotten(tmp_path: Path, store: Away) -> None:
    spool = Spool.of_run(tmp_path / "spool", SERVER, RUN)
    for group in groups(5):
        assert spool.put(group)
    store.left = 3
    with pytest.raises(Passing):
        spool.empty_into(store)
    assert [row.event for row in store.rows()] == [event(number) for number in range(6)]
    store.left = 9
    spool.empty_into(store)
    assert [row.event for row in store.rows()] == [event(number) for number in range(10)]
    assert {row.run for row in store.rows()} == {RUN}
    assert store.tallies() == [(RUN, TALLY._replace(looked=35, walled=10))]
    assert store.left == 7
    spool.close()
    assert list((tmp_path / "spool").iterdir()) == []


def test_what_a_run_left_is_taken_over_by_the_next(tmp_path: Path, store: Away) -> None:
    folder, store.left = tmp_path / "spool", 9
    spool = Spool.of_run(folder, SERVER, RUN)
    spool.put(groups(1)[0])
    other = Spool.of_run(folder, SERVER.replace("/logs", "/others"), RUN)
    other.put(groups(1)[0])
    other.close()
    take_over(folder, SERVER, store)
    assert list(store.rows()) == []  # it is held
    with pytest.raises(StoreError):
        Spool.of_run(folder, SERVER, RUN)
    spool.close()
    take_over(folder, SERVER.replace(":secret", ":changed"), store)
    assert [row.event for row in store.rows()] == [event(0), event(1)]
    assert len(list(folder.iterdir())) == 1  # that of another server


def test_it_is_for_this_user_alone_and_names_no_server(tmp_path: Path) -> None:
    spool = Spool.of_run(tmp_path / "spool", SERVER, RUN)
    spool.put(groups(1)[0])
    spool.close()
    (file,) = (tmp_path / "spool").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert not any(word in file.name for word in ("me", "secret", "logs"))
    assert b"secret" not in file.read_bytes()


def test_a_full_one_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools, "LARGEST", 40_000)
    spool = Spool.of_run(tmp_path / "spool", SERVER, RUN)
    taken = [spool.put(group) for group in groups(200)]
    assert 10 < sum(taken) < 200
    assert taken == sorted(taken, reverse=True)
    assert spool.path.stat().st_size <= 40_000
    spool.close()


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "spool").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be used"):
        Spool.of_run(tmp_path / "spool", SERVER, RUN)
