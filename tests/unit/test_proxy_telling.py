import json
from datetime import UTC, datetime

import pytest

from unwall.model import Kind, Needs, Reason, Surface
from unwall.proxy.mishaps import Failure, Mishaps
from unwall.proxy.setup import Choices
from unwall.proxy.telling import (
    Beginning,
    State,
    beginning_of,
    event_of,
    line_of,
    met_of,
    switched_of,
    values_of,
)
from unwall.proxy.unread import Unread
from unwall.store.event import Action, Event
from unwall.store.log import Met

NOW = datetime(2026, 11, 26, 3, 4, 5, 678, UTC)
FULL = Event(
    NOW, Action.REFUSED, Surface.JSON, "rule", Kind.WRAPPER, "zhihu", "x", "https://a.example/\udcff", "中",
    Reason.SCHEME, Needs.APP, "wechat", "c1", "GET", 200, 1.5, "form", 7, scans=True,
)  # fmt: skip


@pytest.mark.parametrize("event", [Event(NOW, Action.OPENED, Surface.NAVIGATION), FULL])
def test_an_event_arrives_as_it_was(event: Event) -> None:
    line = line_of({"event": values_of(event)})
    assert line.count(b"\n") == 1
    told = event_of(json.loads(line)["event"])
    assert told == event
    assert [type(value) for value in told] == [type(value) for value in event]


def test_what_was_met_arrives() -> None:
    at = Met(Surface.HTML_TEXT, "zhihu", "")
    assert met_of(json.loads(line_of({"met": [*at]}))["met"]) == at


def test_how_all_are_arrives() -> None:
    state = State("failing", Mishaps({Failure("E", "p"): 2}, {Unread.LARGE: 1}))
    assert State.told(json.loads(line_of(state.values()))) == state


def test_the_beginning_arrives() -> None:
    beginning = Beginning(
        ("run", "--script", "\udcff"),
        8080,
        "00ff",
        ("linkify",),
        "http://127.0.0.1:1/",
        switched_of(Choices(paused=True)),
    )
    assert beginning_of(line_of(beginning._asdict())) == beginning
    assert beginning.switched == {"paused": True, "dry_run": False, "resolve": False}
