"""What all stores share."""

import pytest

from unwall.store.store import StoreError, Wanted, checked


def test_only_columns_can_be_asked_for() -> None:
    wanted = Wanted(equal=(("rule", "a"), ("blocked", "b")))
    assert checked(wanted) is wanted
    with pytest.raises(StoreError, match='there is no column "id; DROP"; there are at, action, '):
        checked(Wanted(equal=(("id; DROP", "a"),)))
