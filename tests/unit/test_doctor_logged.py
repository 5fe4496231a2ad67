from datetime import UTC, datetime
from pathlib import Path

from unwall.doctor.logged import logged
from unwall.language import Language
from unwall.store.event import Run
from unwall.store.sqlite import SqliteStore


def told(url: str) -> tuple[str, str]:
    [finding] = logged(url)
    return finding.state.value, finding.told(Language.ENGLISH)[0]


def test_none_yet_one_that_is_there_and_one_that_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    assert told(str(path)) == ("fine", f"log {path}: begun by the first unwall run")
    store = SqliteStore(path, write=True)
    store.append(Run("r", datetime(2026, 1, 1, tzinfo=UTC), "1", "2", "hosts"), [])
    store.close()
    assert told(f"sqlite://{path}") == ("fine", f"log {path}: {path.stat().st_size / 1048576:.1f} MiB")
    path.write_bytes(b"no database" * 1000)
    state, says = told(str(path))
    assert (state, says.startswith(f"{path}: ")) == ("mend", True)


def test_what_stands_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    state, says = told(str(tmp_path / "file" / "log.db"))
    assert (state, says.startswith(str(tmp_path / "file"))) == ("mend", True)


def test_no_address_of_a_log() -> None:
    assert told("mysql://x/y")[0] == "mend"
    assert told("postgresql://nobody@127.0.0.1:9/none?connect_timeout=1")[0] == "mend"
