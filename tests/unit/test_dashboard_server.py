"""The dashboard over real sockets: who gets what, and what is refused."""

import asyncio
import json
import re
import socket
from collections.abc import Awaitable, Callable

import httpx
import pytest

from unwall import Engine, load_rules
from unwall.dashboard.desk import Authority, Edited, Facts, Switch
from unwall.dashboard.feed import Feed, Line, Mishaps
from unwall.dashboard.links import Answered
from unwall.dashboard.server import Dashboard, new_key
from unwall.language import Language, Sentence
from unwall.model import Unwrapped

ENGINE = Engine(load_rules())
KEY = "a-key-of-this-test"
SHORT = "https://v.douyin.com/iAbCdEf/"
LINE = Line(0.0, "opened", "zhihu-link", "https://link.zhihu.com/", "https://example.com/", "", 1)


class Paper:
    """A desk that notes what was asked of it."""

    is_limited = True

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []

    def engine(self) -> Engine:
        return ENGINE

    def facts(self, name: str) -> Facts:
        authority = Authority("our CA", "ca.pem", "AB:CD", self.is_limited)
        return Facts(f"{name}:8080", "", authority, "1.0", 7, "pages", frozenset(), (), ())

    def pac(self, name: str) -> str:
        return f"function FindProxyForURL {name}"

    def certificate(self, ending: str) -> bytes:
        return f"as {ending}".encode() if self.is_limited else b""

    def switch(self, which: Switch, *, on: bool) -> None:
        self.done.append((which, on))

    def edit(self, which: Edited, name: str, _: Language, *, remove: bool, client: str = "") -> str:
        self.done.append((which, name, remove, client))
        return "" if "." in name else f"{name} is no host"

    async def resolve(self, known: Unwrapped) -> Answered:
        self.done.append(("resolve", known.output))
        if "Gone" in known.output:
            return Answered(known, Sentence("nobody answers", "没有应答"))
        return Answered(known._replace(output="https://www.douyin.com/video/1", needs=None))


class Visit(httpx.AsyncClient):
    """A browser that has shown the key, unless it has not."""

    def __init__(self, dashboard: Dashboard, desk: Paper, feed: Feed) -> None:
        super().__init__(base_url=dashboard.address, trust_env=False)
        self.dashboard, self.desk, self.feed = dashboard, desk, feed
        self.origin = dashboard.address.removesuffix("/")
        self.proof = ""

    async def come_in(self) -> None:
        entered = await self.post("/enter", data={"key": KEY}, headers={"Origin": self.origin})
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        page = (await self.get("/")).text
        self.proof = page.partition('name="proof" value="')[2].partition('"')[0]

    async def send_form(self, path: str, **fields: str) -> httpx.Response:
        return await self.post(path, data={"proof": self.proof, **fields}, headers={"Origin": self.origin})


def act(story: Callable[[Visit], Awaitable[None]], *, inside: bool = True) -> None:
    async def go() -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        desk, feed = Paper(), Feed()
        dashboard = Dashboard(listener, KEY, desk, feed)
        async with asyncio.timeout(20), Visit(dashboard, desk, feed) as visit:
            if inside:
                await visit.come_in()
            await story(visit)
        await dashboard.close()

    asyncio.run(go())


def test_without_the_key_there_is_nothing_but_the_entrance() -> None:
    async def story(visit: Visit) -> None:
        statuses = {}
        for path in (
            "/",
            "/open?text=x",
            "/events",
            "/links",
            "/enter",
            "/style.css",
            "/unwall.pac",
            "/unwall.cer",
            "/unwall.pem",
            "/unwall.key",
            "/page.js",
            "/icon.svg",
            "/x",
        ):
            answer = await visit.get(path)
            statuses[path] = answer.status_code
            assert "proof" not in answer.text
            assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert not [name for name in answer.headers if name.startswith("access-control-")]
            assert "server" not in answer.headers
        assert statuses == {
            "/": 401, "/open?text=x": 401, "/events": 401, "/links": 401, "/enter": 200,
            "/style.css": 200, "/unwall.pac": 200, "/unwall.cer": 200, "/unwall.pem": 200,
            "/unwall.key": 401, "/page.js": 200, "/icon.svg": 200, "/x": 401,
        }  # fmt: skip
        for path in ("/switch", "/edit", "/links"):
            answer = await visit.post(path, headers={"Origin": visit.origin})
            assert (answer.status_code, 'action="/enter"' in answer.text) == (401, True)
        assert visit.desk.done == []

    act(story, inside=False)


def test_the_key_is_kept_where_no_script_and_no_other_site_gets_at_it() -> None:
    async def story(visit: Visit) -> None:
        entered = await visit.post("/enter", data={"key": KEY}, headers={"Origin": visit.origin})
        told = entered.headers["set-cookie"]
        assert told.startswith(f"unwall-{visit.dashboard.port}={KEY}; ")
        assert "HttpOnly" in told
        assert "SameSite=Strict" in told

    act(story, inside=False)


@pytest.mark.parametrize(
    ("headers", "proof", "status"),
    [
        ({"Origin": "http://evil.example"}, True, 403),
        ({}, True, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, True, 403),
        ({"Origin": None}, False, 403),
        ({"Origin": None, "Host": "evil.example"}, True, 421),
        ({"Origin": None}, True, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True, 303),
    ],
)
def test_only_our_own_pages_change_something(
    headers: dict[str, str | None], proof: bool, status: int
) -> None:
    async def story(visit: Visit) -> None:
        sent = {name: visit.origin if value is None else value for name, value in headers.items()}
        fields = {"switch": "pause", "on": "on"} | ({"proof": visit.proof} if proof else {})
        answer = await visit.post("/switch", data=fields, headers=sent)
        assert answer.status_code == status
        assert visit.desk.done == ([(Switch.PAUSE, True)] if status == 303 else [])

    act(story)


def test_a_device_gets_the_certificate_that_it_is_to_trust() -> None:
    async def story(visit: Visit) -> None:
        for ending in ("cer", "pem"):
            answer = await visit.get(f"/unwall.{ending}")
            assert (answer.status_code, answer.text) == (200, f"as {ending}")
            assert answer.headers["content-type"] == "application/x-x509-ca-cert"
            assert answer.headers["content-disposition"] == f"attachment; filename=unwall.{ending}"
            assert (await visit.get(f"/unwall.{ending}", headers={"Host": "evil.example"})).status_code == 421
        visit.desk.is_limited = False
        assert (await visit.get("/unwall.cer")).status_code == 404

    act(story, inside=False)


def test_reading_changes_nothing() -> None:
    async def story(visit: Visit) -> None:
        for path in ("/switch?switch=pause&on=on", "/edit?list=allow&name=a.example", "/links?text=x"):
            assert (await visit.get(path)).status_code == 405
            assert (await visit.options(path)).status_code == 403
        assert visit.desk.done == []

    act(story)


def test_what_is_pasted_is_answered() -> None:
    async def story(visit: Visit) -> None:
        page = (await visit.send_form("/links", text=f"看 {SHORT}")).text
        assert f'class="target" href="{SHORT}"' in page
        assert "only its server knows" in page
        assert visit.desk.done == []
        page = (await visit.send_form("/links", text=f"看 {SHORT}", resolve="on")).text
        assert 'class="target" href="https://www.douyin.com/video/1"' in page
        assert visit.desk.done == [("resolve", SHORT)]
        page = (await visit.send_form("/links", text="https://v.douyin.com/iGoneAb/", resolve="on")).text
        assert "Asked, but nobody answers." in page

    act(story)


def test_what_is_not_there_is_said_to_who_may_look() -> None:
    async def story(visit: Visit) -> None:
        answer = await visit.get("/nothing")
        assert (answer.status_code, "There is no such page." in answer.text) == (404, True)

    act(story)


def test_what_a_bookmark_brings_is_shown_and_not_opened() -> None:
    async def story(visit: Visit) -> None:
        for text in (SHORT, f"web+unwall:{SHORT}", f"web+unwall://{SHORT}"):
            answer = await visit.get("/open", params={"text": text})
            assert (answer.status_code, "location" in answer.headers) == (200, False)
            assert f'class="target" href="{SHORT}"' in answer.text

    act(story)


def test_from_another_site_it_is_asked_again_by_ourselves() -> None:
    async def story(visit: Visit) -> None:
        foreign = {"Sec-Fetch-Site": "cross-site"}
        answer = await visit.get("/open?text=%22%3E", headers=foreign)
        assert answer.status_code == 401
        assert 'content="0;url=/open?text=%22%3E"' in answer.text
        assert 'action="/enter"' in (await visit.get("/open?text=x")).text

    act(story, inside=False)


def test_lists_are_edited_and_faults_said() -> None:
    async def story(visit: Visit) -> None:
        assert (await visit.send_form("/edit", list="allow", name="a.example")).status_code == 303
        assert (await visit.send_form("/edit", list="deny", name="rule.x", remove="on")).status_code == 303
        own = {"list": "deny", "name": "rule.x", "client": "wechat"}
        assert (await visit.send_form("/edit", **own, remove="on")).status_code == 303
        assert (await visit.send_form("/edit", **own)).status_code == 303  # what is put on is for all
        wrong = await visit.send_form("/edit", list="allow", name="<b>")
        assert (wrong.status_code, "&lt;b&gt; is no host" in wrong.text) == (400, True)
        assert (await visit.send_form("/edit", list="x", name="a.example")).status_code == 400
        assert (await visit.send_form("/edit", list="allow")).status_code == 400
        assert (await visit.send_form("/switch", switch="x")).status_code == 400
        assert visit.desk.done == [
            (Edited.ALLOW, "a.example", False, ""), (Edited.DENY, "rule.x", True, ""),
            (Edited.DENY, "rule.x", True, "wechat"), (Edited.DENY, "rule.x", False, ""),
            (Edited.ALLOW, "<b>", False, ""),
        ]  # fmt: skip

    act(story)


def test_who_watches_sees_what_happens() -> None:
    async def story(visit: Visit) -> None:
        async with visit.stream("GET", "/events") as answer:
            assert answer.headers["content-type"] == "text/event-stream"
            lines = answer.aiter_lines()
            assert await anext(lines) == ": begun"
            visit.feed.put(LINE)
            told = [await anext(lines) for _ in range(3)]
            data = json.loads(told[2].removeprefix("data: "))
            assert data["counts"] == "1 opened, 0 made direct, 0 refused"
            assert "zhihu-link" in data["lines"]
            visit.feed.end()
            assert [line async for line in lines] == [""]

    act(story)


def test_much_at_once_is_told_at_once_and_the_latest_of_it() -> None:
    async def story(visit: Visit) -> None:
        async with visit.stream("GET", "/events") as answer:
            lines = answer.aiter_lines()
            assert await anext(lines) == ": begun"
            for number in range(1_000):
                visit.feed.put(LINE._replace(rule=f"rule-{number}"))
            visit.feed.count(Mishaps((("ValueError", "go_on", 1),)))
            visit.feed.count(Mishaps((("ValueError", "go_on", 2),)))
            visit.feed.end()
            events = [line async for line in lines if line]
            assert events[::2] == ["event: lines", "event: mishaps"]
            told, mishaps = (json.loads(line.removeprefix("data: ")) for line in events[1::2])
            assert told["counts"] == "1000 opened, 0 made direct, 0 refused"
            assert re.findall(r"<code>rule-(\d+)", told["lines"]) == [
                str(each) for each in range(999, 799, -1)
            ]
            assert "× 2" in mishaps["mishaps"]

    act(story)


def test_who_watches_sees_what_went_wrong_also_before() -> None:
    async def story(visit: Visit) -> None:
        visit.feed.count(Mishaps((("ValueError", "go_on", 1),)))
        assert "× 1" in (await visit.get("/")).text
        async with visit.stream("GET", "/events", headers={"Accept-Language": "zh-CN"}) as answer:
            lines = answer.aiter_lines()
            assert [await anext(lines) for _ in range(3)] == [": begun", "", "event: mishaps"]
            assert "</code> × 1" in json.loads((await anext(lines)).removeprefix("data: "))["mishaps"]
            visit.feed.count(Mishaps((("ValueError", "go_on", 2),)))
            told = [await anext(lines) for _ in range(3)]
            section = json.loads(told[2].removeprefix("data: "))["mishaps"]
            assert "<code>go_on</code> 处的 <code>ValueError</code> × 2" in section

    act(story)


@pytest.mark.parametrize(("asked", "language"), [("zh-CN,zh;q=0.9", "zh-CN"), ("de", "en"), ("", "en")])
def test_it_speaks_the_readers_language(asked: str, language: str) -> None:
    async def story(visit: Visit) -> None:
        assert f'<html lang="{language}">' in (await visit.get("/", headers={"Accept-Language": asked})).text
        assert '<html lang="zh-CN">' in (await visit.get("/?lang=zh")).text
        assert '<html lang="zh-CN">' in (await visit.get("/")).text
        assert (await visit.get("/?lang=xx")).status_code == 200

    act(story)


def test_what_is_too_large_is_not_read() -> None:
    async def story(visit: Visit) -> None:
        try:
            status = (await visit.send_form("/links", text="x" * (1 << 20))).status_code
        except httpx.TransportError:  # the server closes while we still send
            status = 0
        assert status in (0, 400, 413)
        assert (await visit.get("/")).status_code == 200

    act(story)


def test_keys_are_long_and_never_twice_the_same() -> None:
    assert len(new_key()) == 43
    assert new_key() != new_key()
