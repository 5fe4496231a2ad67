"""Which store an address names."""

import sys
from pathlib import Path

import pytest

from unwall.store.place import open_log, opened, place_of
from unwall.store.sqlite import SqliteStore
from unwall.store.store import StoreError


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:///data/log.db", Path("/data/log.db")),
        ("sqlite:////data/a%20b.db", Path("//data/a b.db")),
        ("own/log.db", Path("own/log.db")),
        ("postgresql://a@b.example/c", "postgresql://a@b.example/c"),
        ("postgres:///c?host=/run", "postgres:///c?host=/run"),
    ],
)
def test_addresses(url: str, place: Path | str) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize("url", ["", "mysql://a/b", "sqlite://host/b", "sqlite:///", "://"])
def test_what_is_no_store(url: str) -> None:
    with pytest.raises(StoreError, match="a log is sqlite:///absolute"):
        place_of(url)


def test_a_port_that_is_none_is_said_without_the_password() -> None:
    with pytest.raises(StoreError, match=r"^host:port/db: no address of a log") as fault:
        place_of("postgresql://user:secret@host:port/db")
    assert "secret" not in str(fault.value)


def test_a_file_is_sqlite(tmp_path: Path) -> None:
    store = opened(tmp_path / "log.db", write=True)
    assert (type(store), store.name) == (SqliteStore, str(tmp_path / "log.db"))
    store.close()
    open_log(str(tmp_path / "log.db")).close()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "unwall.store.postgres", None)
    with pytest.raises(StoreError, match=r"pip install 'unwall\[postgres\]'"):
        opened("postgresql://a@b.example/c", write=True)
