"""What of ours lies on a machine, and that nothing else goes with it."""

import os
import tempfile
from pathlib import Path

import pytest
from machines_for_tests import machine, tree

from unwall.config import Places
from unwall.doctor.remains import Kind, delete, items


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return Places(*(str(tmp_path / name / "unwall") for name in ("config", "data", "cache")))


def fill(places: Places) -> None:
    names = {
        places.data: (
            "ca/key",
            "ca-all-sites/key",
            ".new-x/key",
            "changes/a.json",
            "log.db",
            "log.db-wal",
            "else",
        ),
        places.config: ("config.toml", "rules/own.yaml"),
        places.cache: ("answers.db", "rules-1.bin"),
    }
    for place, files in names.items():
        for name in files:
            path = Path(place, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"12345")


def test_nothing_on_a_new_machine(tmp_path: Path, places: Places) -> None:
    assert items(places, machine(tmp_path)) == []


def test_each_thing_by_what_it_is_for(tmp_path: Path, places: Places) -> None:
    fill(places)
    (tmp_path / "tmp" / "unwall-browser-4194305-x").mkdir()
    found = {item.path.name: (item.kind, item.size, item.used) for item in items(places, machine(tmp_path))}
    assert found == {
        ".new-x": (Kind.KEY, 5, False),
        "ca": (Kind.KEY, 5, False),
        "ca-all-sites": (Kind.KEY, 5, False),
        "changes": (Kind.RECORD, 5, False),
        "else": (Kind.OTHER, 5, False),
        "log.db": (Kind.LOG, 5, False),
        "log.db-wal": (Kind.LOG, 5, False),
        "config.toml": (Kind.CONFIG, 5, False),
        "rules": (Kind.RULES, 5, False),
        "unwall": (Kind.CACHE, 10, False),
        "unwall-browser-4194305-x": (Kind.PROFILE, 0, False),
    }


def test_a_ca_elsewhere_and_folders_that_are_one(tmp_path: Path, places: Places) -> None:
    one = Places(places.data, places.data, places.data + "-cache")
    for name in ("config.toml", "ca/key"):
        Path(places.data, name).parent.mkdir(parents=True, exist_ok=True)
        Path(places.data, name).touch()
    (tmp_path / "own/ca").mkdir(parents=True)
    (tmp_path / "own/precious").touch()
    found = items(one, machine(tmp_path), str(tmp_path / "own"))
    assert [(item.kind, item.path) for item in found] == [
        (Kind.KEY, Path(places.data, "ca")),
        (Kind.CONFIG, Path(places.data, "config.toml")),
        (Kind.KEY, tmp_path / "own/ca"),
    ]


def test_all_of_it_goes_and_nothing_else(tmp_path: Path, places: Places) -> None:
    for place in places:
        Path(place).parent.mkdir(parents=True)
        (Path(place).parent / "others").touch()
    before = tree(tmp_path)
    fill(places)
    gone = items(places, machine(tmp_path))
    assert [error for _, error in delete(gone, places)] == [None] * len(gone)
    for name in ("home", "root", "bin"):
        (tmp_path / name).rmdir()
    assert tree(tmp_path) == before


def test_what_is_kept_keeps_its_folder(tmp_path: Path, places: Places) -> None:
    fill(places)
    list(delete([each for each in items(places, machine(tmp_path)) if each.kind is not Kind.LOG], places))
    assert [item.path.name for item in items(places, machine(tmp_path))] == ["log.db", "log.db-wal"]
    Path(places.data, "log.db").unlink()
    Path(places.data, "log.db-wal").unlink()
    [empty] = items(places, machine(tmp_path))
    assert (empty.kind, empty.path) == (Kind.OTHER, Path(places.data))
    assert list(delete([empty], places)) == [(empty, None)]
    assert items(places, machine(tmp_path)) == []


@pytest.mark.skipif(os.name != "posix", reason="only on systems where everybody may link")
def test_a_link_goes_and_what_it_leads_to_stays(tmp_path: Path, places: Places) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles/config.toml").touch()
    Path(places.config).parent.mkdir()
    Path(places.config).symlink_to(tmp_path / "dotfiles")
    [link] = items(places, machine(tmp_path))
    assert list(delete([link], places)) == [(link, None)]
    assert not Path(places.config).is_symlink()
    assert (tmp_path / "dotfiles/config.toml").exists()


def test_what_cannot_go_is_told(tmp_path: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(places)
    [cache] = [each for each in items(places, machine(tmp_path)) if each.kind is Kind.CACHE]

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("shutil.rmtree", refuse)
    [(item, error)] = delete([cache], places)
    assert (item, str(error)) == (cache, "[Errno 13] Permission denied")
