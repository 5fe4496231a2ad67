import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from unwall.language import Language
from unwall.model import Surface
from unwall.proxy.crew import Crew
from unwall.proxy.live import Live
from unwall.proxy.mishaps import Failure, Mishaps
from unwall.proxy.setup import Choices, Setup, setup_of
from unwall.proxy.telling import State, event_of, values_of
from unwall.proxy.unread import Unread
from unwall.rules.index import RuleSet
from unwall.store.event import Action, Event
from unwall.store.log import Met

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs descriptors that a process inherits")
EVENT = Event(datetime(2026, 11, 26, tzinfo=UTC), Action.OPENED, Surface.NAVIGATION, rule="r")
_WORKER = f"""
import json, socket, sys
connection = socket.socket(fileno=int(sys.argv[1]))
lines = connection.makefile("rw")
for line in lines:
    told = json.loads(line)
    event = json.loads({json.dumps(values_of(EVENT))!r})
    event[7] = f"{{told['port']}} {{told['key']}} {{told['options']}} {{told['switched']['paused']}}"
    print(json.dumps({{"event": event}}), file=lines, flush=True)
"""
_TALLY = """
import json, socket, sys
lines = socket.socket(fileno=int(sys.argv[1])).makefile("rw")
lines.readline()
print(json.dumps({"met": ["json", "a", "b"], "looked": 3, "walled": 1}), file=lines)
print(json.dumps({"lost": 4}), file=lines, flush=True)
lines.read()
"""

ERROR = Failure("ValueError", "request")
_COUNTING = f"""
import json, os, socket, sys
lines = socket.socket(fileno=int(sys.argv[1])).makefile("rw")
lines.readline()
mishaps = json.loads({json.dumps(Mishaps({ERROR: 2}, {Unread.LARGE: 1}).values())!r})
print(json.dumps({{"mishaps": mishaps}}), file=lines)
print(json.dumps({{"failed": ["ValueError", "request", "ValueError: why", ""]}}), file=lines)
print(json.dumps({{"asks": "state"}}), file=lines, flush=True)
event = json.loads({json.dumps(values_of(EVENT))!r})
event[7] = lines.readline()
print(json.dumps({{"event": event}}), file=lines, flush=True)
os.kill(os.getpid(), 9)
"""


class Kept:
    """A log that remembers."""

    is_failing = False

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.met: list[tuple[Met, int, int]] = []

    def put(self, event: Event) -> None:
        self.events.append(event)

    def look(self, at: Met, looked: int, walled: int) -> None:
        self.met.append((at, looked, walled))

    def close(self) -> int:
        return 0


def _live(kept: Kept, choose: Callable[[], Choices] = Choices) -> Live:
    def setup() -> Setup:
        return setup_of(RuleSet.of(()), choose())

    live = Live(choose, setup(), Language.ENGLISH)
    live.keeps = kept
    live.begin_log()
    return live


def _story(script: str, tell: Callable[[Crew, Kept, Live], Awaitable[None]], live: Live, kept: Kept) -> None:
    async def story() -> None:
        crew = Crew([sys.executable, "-c", script], 2, ("run",), ("linkify",))
        crew.begin(live, 8080, "http://127.0.0.1:1/")
        try:
            await tell(crew, kept, live)
        finally:
            await crew.end()

    asyncio.run(story())


async def _until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not what():  # noqa: ASYNC110 - what other processes do
            await asyncio.sleep(0.01)


def test_what_the_others_do_is_logged_here_and_they_follow() -> None:
    paused = [False]
    kept = Kept()
    live = _live(kept, lambda: Choices(paused=paused[0]))

    async def tell(_: Crew, kept: Kept, live: Live) -> None:
        await _until(lambda: len(kept.events) == 2)
        paused[0] = True
        live.setup = setup_of(RuleSet.of(()), Choices(paused=True))
        live.changed()
        await _until(lambda: len(kept.events) == 4)

    _story(_WORKER, tell, live, kept)
    said = f"8080 {live.key.hex()} ['linkify']"
    assert [event.input for event in kept.events] == [f"{said} {on}" for on in (False, False, True, True)]
    assert {event._replace(input="") for event in kept.events} == {EVENT}


def test_counts_arrive_and_what_was_lost() -> None:
    kept = Kept()

    async def tell(_: Crew, kept: Kept, __: Live) -> None:
        await _until(lambda: len(kept.events) == 2)

    _story(_TALLY, tell, _live(kept), kept)
    assert kept.met == [(Met(Surface.JSON, "a", "b"), 3, 1)] * 2
    assert [(event.action, event.number) for event in kept.events] == [(Action.LOST, 4)] * 2


def test_one_that_ends_is_started_once_more(caplog: pytest.LogCaptureFixture) -> None:
    kept = Kept()

    async def tell(_: Crew, __: Kept, ___: Live) -> None:
        await _until(lambda: len(caplog.messages) == 4)
        await asyncio.sleep(0.05)

    with caplog.at_level(logging.WARNING, "unwall"):
        _story("raise SystemExit(3)", tell, _live(kept), kept)
    assert sorted(caplog.messages) == [
        *["a worker ended before its time (code 3); another one takes its place"] * 2,
        *["the worker in its place ended, too (code 3); the proxy goes on without it"] * 2,
    ]


def test_one_that_does_not_end_is_made_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unwall.proxy.crew._PARTING", 0.2)
    kept = Kept()

    async def tell(_: Crew, __: Kept, ___: Live) -> None:
        await asyncio.sleep(0.2)

    _story("import time; time.sleep(600)", tell, _live(kept), kept)


def test_an_event_is_read_as_it_was_written() -> None:
    assert event_of(values_of(EVENT)) == EVENT  # what the worker of these tests relies on


def test_what_the_others_counted_is_kept_and_said_however_they_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept = Kept()
    live = _live(kept)
    live.tally.add(ERROR)

    async def tell(_: Crew, kept: Kept, __: Live) -> None:
        await _until(lambda: len(kept.events) == 4)  # of two, and of those in their place

    with caplog.at_level(logging.ERROR, "unwall"):
        _story(_COUNTING, tell, live, kept)
    assert caplog.messages == [
        "an error of our own in request, the traffic passed unchanged: ValueError: why"
    ]
    assert live.tally.so_far() == Mishaps({ERROR: 9}, {Unread.LARGE: 4})
    said = [State.told(json.loads(event.input)["state"]) for event in kept.events]
    assert {each.log for each in said} == {"written"}
    assert max(each.mishaps.failures[ERROR] for each in said) == 9
