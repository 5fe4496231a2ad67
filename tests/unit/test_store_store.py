"""What all stores share."""

from pathlib import Path

import pytest
from events_for_tests import RUN, event

from unwall.store.sqlite import SqliteStore
from unwall.store.store import StoreError, Wanted, as_of_now, compared


def test_only_columns_can_be_asked_for() -> None:
    assert compared(Wanted(equal=(("rule", "a"), ("status", "200")))) == [("rule", "a"), ("status", 200)]
    with pytest.raises(StoreError, match='there is no column "id; DROP"; there are id, run, '):
        compared(Wanted(equal=(("id; DROP", "a"),)))
    with pytest.raises(StoreError, match='"openned" is nothing that action can be; it takes opened, '):
        compared(Wanted(equal=(("action", "openned"),)))


def test_a_log_that_grows_is_the_same_when_it_is_read_again(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "log.db", write=True)
    nothing = as_of_now(store, Wanted())
    store.append(RUN, [event(0), event(1)])
    wanted = as_of_now(store, Wanted(since=event(1).at))
    store.append(RUN, [event(2)])
    assert [row.id for row in store.rows(wanted)] == [2]
    assert [row.id for row in store.rows(wanted._replace(since=None, last=1))] == [2]
    assert list(store.rows(nothing)) == []
    store.close()
