from events_for_tests import START

from unwall.model import Surface
from unwall.store.event import Action, Event
from unwall.store.schema import COLUMNS, instant, values_of


def test_what_is_not_known_is_an_empty_cell() -> None:
    cells = dict(zip(COLUMNS, values_of(Event(START, Action.FOUND, Surface.JSON)), strict=True))
    told = {"at": instant(START), "action": "found", "surface": "json", "context": "browser", "number": 1}
    assert cells == dict.fromkeys(COLUMNS, "") | {"status": 0, "latency": 0.0, "scans": 0} | told
