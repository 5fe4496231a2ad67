"""What all stores share."""

import pytest

from unwall.store.store import StoreError, Wanted, compared


def test_only_columns_can_be_asked_for() -> None:
    assert compared(Wanted(equal=(("rule", "a"), ("status", "200")))) == [("rule", "a"), ("status", 200)]
    with pytest.raises(StoreError, match='there is no column "id; DROP"; there are id, run, '):
        compared(Wanted(equal=(("id; DROP", "a"),)))
    with pytest.raises(StoreError, match='"openned" is nothing that action can be; it takes opened, '):
        compared(Wanted(equal=(("action", "openned"),)))
