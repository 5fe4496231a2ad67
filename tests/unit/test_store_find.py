from collections.abc import Iterator
from pathlib import Path

import pytest
from events_for_tests import RUN, event

from unwall.store.find import about, event_of
from unwall.store.redaction import Detail, redacted
from unwall.store.sqlite import SqliteStore

LINK = event(1).input


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "log.db", write=True)
    events = [event(0), event(1), redacted(event(1), Detail.HOSTS), event(2, input="https://other.example/")]
    store.append(RUN, events)
    store.purge(event(0).at.replace(second=1))
    yield store
    store.close()


@pytest.mark.parametrize(
    ("number", "found"),
    [("2", 2), ("run-1-2", 2), ("run-2-2", None), ("1", None), ("9", None), ("0", None), ("x", None),
     ("", None), ("9" * 30, None), ("-2", 2), ("²", None)],
)  # fmt: skip
def test_by_number(store: SqliteStore, number: str, found: int | None) -> None:
    row = event_of(store, number)
    assert (row and row.id) == found


@pytest.mark.parametrize(
    ("address", "found"),
    [(LINK, [2, 3]), (event(1).output, [2, 3]), (event(2).output, [3, 4]), ("https://none.example/", [])],
)
def test_by_address(store: SqliteStore, address: str, found: list[int]) -> None:
    assert [row.id for row in about(store, address)] == found
