import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from events_for_tests import REFUSED, RUN, event

from unwall.cli.main import main
from unwall.model import Surface
from unwall.store.crowd import Cell, lonely
from unwall.store.event import Row, Tally
from unwall.store.place import open_log
from unwall.store.sqlite import SqliteStore


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.db"
    store = SqliteStore(path, write=True)
    days = [Tally(day, Surface.JSON, "zhihu", "taobao", 10, 8) for day in ("2026-02-28", "2026-03-01")]
    store.append(RUN, [event(0), REFUSED, event(90_000)], days)
    store.close()
    return path


def redact(log: Path, *more: str) -> int:
    return main(
        ["--lang", "en", "log", "redact", "--log", str(log), "-o", str(log.with_name("copy.db")), *more]
    )


def test_a_copy_with_its_proof(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert redact(log) == 0
    said = capsys.readouterr().err
    assert said.startswith(f"unwall: 3 events written to {log.with_name('copy.db')}; ")
    assert said.endswith("none is there\n")
    assert redact(log) == 1
    assert "name a new file" in capsys.readouterr().err


def test_only_what_is_asked_for(log: Path) -> None:
    assert redact(log, "--since", "2026-03-01", "--until", "2026-03-02", "--detail", "paths") == 0
    store = open_log(str(log.with_name("copy.db")))
    assert [row.event.input for row in store.rows()] == ["https://link.zhihu.com/?target=…"] * 2
    assert [tally.day for _, tally in store.tallies()] == ["2026-03-01"]
    store.close()


def test_a_key_gives_equal_names(log: Path) -> None:
    key = log.with_name("key")
    names = []
    for _ in range(2):
        assert redact(log, "--key", str(key)) == 0
        store = open_log(str(log.with_name("copy.db")))
        names.append({row.event.client for row in store.rows()})
        store.close()
        log.with_name("copy.db").unlink()
    assert names[0] == names[1]
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_too_short(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log.with_name("key").write_bytes(b"short")
    assert redact(log, "--key", str(log.with_name("key"))) == 1
    assert "a key has 32 bytes or more" in capsys.readouterr().err
    assert not log.with_name("copy.db").exists()


def publish(log: Path, *more: str) -> int:
    folder = log.with_name("published")
    return main(["--lang", "en", "log", "export", "--log", str(log), "--publish", str(folder), *more])


def test_a_folder_to_hand_on(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(log) == 0
    assert "none is there" in capsys.readouterr().err
    names = {path.name for path in log.with_name("published").iterdir()}
    assert names >= {"events.csv", "events.jsonl", "log.db", "manifest.json", "CITATION.cff", "summary.csv"}
    assert not [path.name for path in log.parent.iterdir() if path.name.startswith(".")]
    assert publish(log) == 1
    assert "name a new folder" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["log", "export", "--log", str(log), "--publish", str(log / "below")]
    assert main(["--lang", "en", *order]) == 1
    assert "cannot be made" in capsys.readouterr().err


def published(log: Path, *more: str) -> set[tuple[str, str]]:
    """Targets and clients of what is published."""
    shutil.rmtree(log.with_name("published"), ignore_errors=True)
    assert publish(log, *more) == 0
    store = open_log(str(log.with_name("published") / "log.db"))
    found = {(row.event.output, row.event.client) for row in store.rows() if row.event.output}
    store.close()
    return found


def test_what_one_client_met_is_not_published(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert published(log) == {("https://…/", "")}
    assert "2 hosts that fewer than 5 clients met are left out" in capsys.readouterr().err
    assert published(log, "--clients", "1") == {("https://item.taobao.com/", "")}
    [(_, named)] = published(log, "--clients", "1", "--key", str(log.with_name("key")))
    assert len(named) == 16


def test_what_is_logged_meanwhile_is_not_in_it(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def growing(rows: Iterable[Row], fewest: int) -> frozenset[Cell]:
        found = lonely(rows, fewest)
        store = SqliteStore(log, write=True)
        store.append(RUN, [event(1, output="https://only-one-came.example/")])
        store.close()
        return found

    monkeypatch.setattr("unwall.cli.redacting.lonely", growing)
    folder = log.with_name("folder")
    assert main(["log", "export", "--log", str(log), "--publish", str(folder)]) == 0
    assert "only-one-came" not in (folder / "events.csv").read_text()
    assert len((folder / "events.csv").read_text().splitlines()) == 4
