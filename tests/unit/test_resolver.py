"""Where links lead, over a server that is a table of answers."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpcore
import httpx
import pytest
from rules_for_tests import rule_set

from unwall import Engine
from unwall.model import Policy, Reason, Refused, Service
from unwall.resolve.cache import Cache
from unwall.resolve.client import Client
from unwall.resolve.guard import PrivateAddressError, UnknownNameError
from unwall.resolve.pace import Most, Pace
from unwall.resolve.resolver import Resolved, Resolver

RULES = (
    """
    id: short
    kind: short_link
    verdict: ask
    needs: network
    where: {hosts: [s.example.com, t.example.com], path: '^/[a-z0-9]+$'}
    """,
    """
    id: token
    kind: token
    verdict: ask
    needs: app
    find: '=[A-Z]{6}='
    """,
)
S = "https://s.example.com/"
FAST = Most(per_host=99, per_second=10_000, waiting=99_999)


class Body(httpx.AsyncByteStream):
    def __init__(self, data: bytes) -> None:
        self._data = data

    async def __aiter__(self):
        yield self._data


def moved(to: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": to})


ANSWERS: dict[str, Callable[[], httpx.Response]] = {
    S + "a": lambda: moved("https://example.com/a"),
    S + "two": lambda: moved("https://t.example.com/b"),
    "https://t.example.com/b": lambda: moved("https://example.com/b"),
    S + "inside": lambda: moved("http://10.0.0.1/"),
    S + "round": lambda: moved(S + "round"),
    S + "gone": lambda: httpx.Response(404),
    S + "silent": lambda: httpx.Response(200, stream=Body(b"")),
    S + "broken": lambda: httpx.Response(503),
    S + "half": lambda: moved("https://t.example.com/gone"),
    "https://t.example.com/gone": lambda: httpx.Response(410),
}


class Servers:
    """All of them, and how often each address was asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.wait: asyncio.Event | None = None
        self.reached = asyncio.Event()

    async def reply(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        self.asked[url] += 1
        self.reached.set()
        if self.wait:
            await self.wait.wait()
        return ANSWERS[url]()

    def resolver(self, cache: Cache | None = None, *, total: float = 8.0, now: float = 1e9) -> Resolver:
        client = Client(lambda _: httpx.MockTransport(self.reply))
        return Resolver(client, Pace(str, FAST), cache, total=total, clock=lambda: now)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(rule_set(tmp_path_factory.mktemp("rules"), *RULES))


@pytest.fixture
def servers() -> Servers:
    return Servers()


@contextmanager
def kept_in(folder: Path) -> Iterator[Cache]:
    with closing(Cache(folder / "answers.db")) as cache:
        yield cache


def resolved(engine: Engine, resolver: Resolver, text: str) -> Resolved:
    return asyncio.run(resolver.resolve(engine, text))


@pytest.mark.parametrize(
    ("text", "output", "contacted"),
    [
        (S + "a", "https://example.com/a", (S + "a",)),
        (f"看 {S}a 吧", "https://example.com/a", (S + "a",)),
        (S + "two", "https://example.com/b", (S + "two", "https://t.example.com/b")),
        ("https://example.com/", "https://example.com/", ()),
        ("=ABCDEF=", "=ABCDEF=", ()),
    ],
)
def test_where_links_lead(
    engine: Engine, servers: Servers, text: str, output: str, contacted: tuple[str, ...]
) -> None:
    found = resolved(engine, servers.resolver(), text)
    assert (found.result.output, found.error, found.contacted) == (output, None, contacted)


@pytest.mark.parametrize(
    ("key", "error"),
    [("gone", "status"), ("silent", "nothing"), ("half", "status"), ("unknown", None)],
)
def test_what_cannot_be_known_is_as_it_was(
    engine: Engine, servers: Servers, key: str, error: str | None
) -> None:
    if error is None:
        ANSWERS[S + key] = lambda: httpx.Response(302)
    found = resolved(engine, servers.resolver(), S + key)
    assert (found.result, found.error) == (engine.unwrap(S + key), error or "nothing")


@pytest.mark.parametrize(
    ("key", "refused"),
    [
        ("inside", Refused(Reason.PRIVATE, "http://10.0.0.1/")),
        ("round", Refused(Reason.LOOP, S + "round")),
    ],
)
def test_what_must_not_be_opened(engine: Engine, servers: Servers, key: str, refused: Refused) -> None:
    found = resolved(engine, servers.resolver(), S + key)
    assert (found.result.output, found.result.refused, found.error) == (S + key, refused, None)


def test_what_may_go_better_is_tried_three_times(engine: Engine, servers: Servers) -> None:
    found = resolved(engine, servers.resolver(), S + "broken")
    assert (found.error, servers.asked) == ("status", {S + "broken": 3})


def test_no_time_left_is_no_other_try(engine: Engine, servers: Servers) -> None:
    resolved(engine, servers.resolver(total=0.2), S + "broken")
    assert servers.asked == {S + "broken": 1}


def test_what_is_asked_already_is_asked_once(engine: Engine, servers: Servers) -> None:
    async def run() -> list[Resolved]:
        servers.wait = asyncio.Event()
        resolver = servers.resolver()
        tasks = [asyncio.create_task(resolver.resolve(engine, S + "two")) for _ in range(500)]
        await servers.reached.wait()
        tasks[0].cancel()  # who began it leaves; the others still get their answer
        servers.wait.set()
        return await asyncio.gather(*tasks[1:])

    found = asyncio.run(run())
    assert {each.result.output for each in found} == {"https://example.com/b"}
    assert servers.asked == {S + "two": 1, "https://t.example.com/b": 1}


def test_what_is_kept_is_not_asked_again(engine: Engine, servers: Servers, tmp_path: Path) -> None:
    outcomes = []
    for _ in range(3):
        with kept_in(tmp_path) as cache:
            outcomes.append(resolved(engine, servers.resolver(cache), S + "two"))
    assert servers.asked == {S + "two": 1, "https://t.example.com/b": 1}
    assert [each.result for each in outcomes] == [outcomes[0].result] * 3
    assert [len(each.contacted) for each in outcomes] == [2, 0, 0]


@pytest.mark.parametrize(("key", "tries"), [("gone", 1), ("silent", 1), ("inside", 1)])
def test_a_failure_is_kept_for_a_minute(
    engine: Engine, servers: Servers, tmp_path: Path, key: str, tries: int
) -> None:
    for now in (1e9, 1e9 + 59, 1e9 + 61):
        with kept_in(tmp_path) as cache:
            resolved(engine, servers.resolver(cache, now=now), S + key)
    assert servers.asked == {S + key: 2 * tries}


def test_what_was_kept_is_judged_anew(servers: Servers, engine: Engine, tmp_path: Path) -> None:
    loose = Engine(engine.rules, Policy(allow_private=True))
    with kept_in(tmp_path) as cache:
        assert resolved(loose, servers.resolver(cache), S + "inside").result.output == "http://10.0.0.1/"
        again = resolved(engine, servers.resolver(cache), S + "inside")
    assert again.result.refused == Refused(Reason.PRIVATE, "http://10.0.0.1/")
    assert servers.asked == {S + "inside": 1}


def test_a_service_answers_for_a_token(engine: Engine, servers: Servers) -> None:
    service = Service(("token",), "http://127.0.0.1:9/?q={text}", "/url")
    url = "http://127.0.0.1:9/?q=%3DABCDEF%3D"
    ANSWERS[url] = lambda: httpx.Response(
        200, stream=Body(b'{"url": "https://example.com/item"}'), headers={"content-type": "application/json"}
    )
    found = resolved(Engine(engine.rules, Policy(services=(service,))), servers.resolver(), "=ABCDEF=")
    assert (found.result.output, found.contacted) == ("https://example.com/item", (url,))


def test_too_many_questions_are_sent_away(engine: Engine, servers: Servers) -> None:
    async def run() -> Resolved:
        client = Client(lambda _: httpx.MockTransport(servers.reply))
        return await Resolver(client, Pace(str, Most(waiting=0))).resolve(engine, S + "a")

    found = asyncio.run(run())
    assert (found.error, found.contacted) == ("busy", ())


@pytest.mark.parametrize(
    ("fault", "error", "contacted"),
    [
        (PrivateAddressError, "private", ()),
        (UnknownNameError, "dns", ()),
        (httpcore.ReadTimeout, "timeout", (S + "a",)),
    ],
)
def test_who_was_not_reached_was_not_contacted(
    engine: Engine, fault: type[Exception], error: str, contacted: tuple[str, ...]
) -> None:
    def reply(_: httpx.Request) -> httpx.Response:
        raise fault("not reached")

    client = Client(lambda _: httpx.MockTransport(reply))
    found = resolved(engine, Resolver(client, Pace(str, FAST)), S + "a")
    assert (found.error, found.contacted) == (error, contacted)
