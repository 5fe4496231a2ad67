import asyncio
import json
import socket
from datetime import UTC, datetime

import pytest

from unwall.language import Language
from unwall.model import Surface
from unwall.proxy.mishaps import Failure, Mishaps
from unwall.proxy.report import Failed
from unwall.proxy.setup import Choices
from unwall.proxy.telling import Beginning, State, line_of, switched_of
from unwall.proxy.unread import Unread
from unwall.proxy.worker import Worker
from unwall.store.event import Action, Event
from unwall.store.log import Met

EVENT = Event(datetime(2026, 11, 26, tzinfo=UTC), Action.OPENED, Surface.NAVIGATION)
ERROR = Failure("ValueError", "request")
BEGINNING = Beginning((), 8080, "00ff", (), "", switched_of(Choices()))


def _pair(beginning: Beginning = BEGINNING) -> tuple[Worker, socket.socket]:
    first, second = socket.socketpair()
    first.sendall(line_of(beginning._asdict()))
    return Worker(second), first


def test_what_is_switched_in_the_first_process_is_chosen_here() -> None:
    worker, first = _pair(BEGINNING._replace(switched=switched_of(Choices(resolve=True))))
    seen: list[Choices] = []

    async def changed() -> None:
        seen.append(worker.chosen(Choices(log="x", dry_run=True)))

    async def story() -> None:
        await changed()
        paused = BEGINNING._replace(switched=switched_of(Choices(paused=True)))
        first.sendall(line_of(paused._asdict()) + line_of(BEGINNING._asdict()))
        first.close()
        stop = asyncio.Event()
        await worker.follow(changed, stop)
        assert stop.is_set()
        await worker.end()

    asyncio.run(story())
    assert seen == [Choices(resolve=True), Choices(paused=True), Choices()]


def test_events_of_any_thread_arrive_in_order() -> None:
    worker, first = _pair()

    async def story() -> list[dict[str, object]]:
        following = asyncio.create_task(worker.follow(lambda: asyncio.sleep(0), asyncio.Event()))
        await asyncio.sleep(0.01)
        for number in range(3):
            await asyncio.to_thread(worker.put, EVENT._replace(number=number))
        worker.look(Met(Surface.JSON, "a", "b"), 5, 2)
        assert worker.close() == 0
        await worker.end()
        following.cancel()
        with first, first.makefile() as lines:
            return [json.loads(line) for line in lines]

    *events, met = asyncio.run(story())
    assert [event["event"][17] for event in events] == [0, 1, 2]  # type: ignore[index]
    assert met == {"met": ["json", "a", "b"], "looked": 5, "walled": 2}


def test_what_the_first_process_does_not_take_in_time_is_counted() -> None:
    worker, first = _pair()

    async def story() -> list[str]:
        following = asyncio.create_task(worker.follow(lambda: asyncio.sleep(0), asyncio.Event()))
        await asyncio.sleep(0.01)
        for _ in range(5):
            worker.put(EVENT._replace(input="x" * (2 << 20)))
        await asyncio.sleep(0.01)
        got = asyncio.create_task(asyncio.to_thread(lambda: first.makefile().readlines()))
        await worker.end()
        following.cancel()
        return await got

    *events, last = asyncio.run(story())
    first.close()
    assert json.loads(last) == {"lost": 5 - len(events)}
    assert 0 < len(events) < 5


def test_without_a_first_process_there_is_none() -> None:
    first, second = socket.socketpair()
    first.close()
    with second, pytest.raises(ConnectionError):
        Worker(second)


# ---- what passed as it was ---------------------------------------------------------------------------------


def _told(lines: list[str]) -> list[Mishaps]:
    return [Mishaps.told(told["mishaps"]) for line in lines if "mishaps" in (told := json.loads(line))]


def test_what_is_counted_is_told_once_a_moment_whatever_the_thread() -> None:
    worker, first = _pair()
    worker.count(ERROR, 2)  # before there is a loop

    async def story() -> list[str]:
        following = asyncio.create_task(worker.follow(lambda: asyncio.sleep(0), asyncio.Event()))
        await asyncio.sleep(0.01)
        for _ in range(3):
            worker.count(ERROR, 1)
            worker.count(Unread.LARGE, 1)
        await asyncio.sleep(0.01)
        await asyncio.to_thread(worker.count, ERROR, 1)
        await worker.end()
        following.cancel()
        with first, first.makefile() as lines:
            return list(lines)

    assert _told(asyncio.run(story())) == [
        Mishaps({ERROR: 2}),
        Mishaps({ERROR: 3}, {Unread.LARGE: 3}),
        Mishaps({ERROR: 1}),
    ]


def test_of_what_is_counted_nothing_is_lost_where_events_are() -> None:
    worker, first = _pair()

    async def story() -> list[str]:
        following = asyncio.create_task(worker.follow(lambda: asyncio.sleep(0), asyncio.Event()))
        await asyncio.sleep(0.01)
        for _ in range(3):
            worker.put(EVENT._replace(input="x" * (3 << 20)))
        await asyncio.sleep(0.01)
        for _ in range(2):
            worker.count(ERROR, 1)
            await asyncio.sleep(0.01)
        got = asyncio.create_task(asyncio.to_thread(lambda: first.makefile().readlines()))
        await worker.end()
        following.cancel()
        return await got

    lines = asyncio.run(story())
    first.close()
    assert json.loads(lines[-1]) == {"lost": 1}
    assert _told(lines) == [Mishaps({ERROR: 2})]


def test_an_error_is_said_by_the_first_process() -> None:
    worker, first = _pair()

    async def story() -> str:
        following = asyncio.create_task(worker.follow(lambda: asyncio.sleep(0), asyncio.Event()))
        await asyncio.sleep(0.01)
        await asyncio.to_thread(worker.say, Language.ENGLISH, Failed(ERROR, "ValueError: x", "Traceback"))
        await worker.end()
        following.cancel()
        with first, first.makefile() as lines:
            return lines.read()

    assert json.loads(asyncio.run(story())) == {
        "failed": ["ValueError", "request", "ValueError: x", "Traceback"]
    }


def test_how_all_are_the_first_process_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unwall.proxy.worker._PATIENCE", 0.05)
    worker, first = _pair()
    state = State("failing", Mishaps({ERROR: 7}))

    async def story() -> None:
        assert await worker.state() is None  # nobody is connected yet
        following = asyncio.create_task(worker.follow(lambda: asyncio.sleep(0), asyncio.Event()))
        await asyncio.sleep(0.01)
        worker.count(ERROR, 1)
        assert await worker.state() is None  # it is not said in time
        lines = first.makefile()
        assert [await asyncio.to_thread(lines.readline) for _ in range(2)] == [
            line_of({"mishaps": Mishaps({ERROR: 1}).values()}).decode(),
            line_of({"asks": "state"}).decode(),
        ]
        both = asyncio.gather(worker.state(), worker.state())
        await asyncio.sleep(0)
        first.sendall(line_of({"state": state.values()}))
        assert [*await both] == [state, state]
        following.cancel()
        await worker.end()
        assert lines.readline() == ""
        lines.close()

    asyncio.run(story())
    first.close()
