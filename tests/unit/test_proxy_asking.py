"""Navigations that only a server can lead on, through the addon's hooks; servers are a table of answers."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import httpx
import pytest
from flows_for_tests import HTML, answered, asked, new_addon, outcome_of, through
from mitmproxy import http

from unwall.model import DEFAULT_POLICY, Service
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.asking import Asking
from unwall.proxy.setup import Choices, setup_of
from unwall.rules.loader import load_rules

SHORT = "https://v.douyin.com/iRAbCdxo/"
SHOP = "https://u.jd.com/AbCdEfG"
VIDEO = "https://www.iesdouyin.com/share/video/7300000000000000001/"
APP_PAGE = b"<title>open the app</title>"
TOKEN = "%EF%BF%A5AbCd1EfGh2J%EF%BF%A5"
PASTED = f"https://www.baidu.com/s?wd=%E5%A4%8D%E5%88%B6{TOKEN}%E6%89%93%E5%BC%80%E6%B7%98%E5%AE%9D"
ITEM = "https://item.taobao.com/item.htm?id=600000000001"
ASKED = f"https://signer.example/?q={TOKEN}"
SERVICE = Service(("taobao/token",), "https://signer.example/?q={text}", "/url")
BUILT_IN = load_rules()


class Body(httpx.AsyncByteStream):
    def __init__(self, data: bytes) -> None:
        self._data = data

    async def __aiter__(self):
        yield self._data


class Servers:
    """What is asked, and how it is answered."""

    def __init__(self, answers: dict[str, httpx.Response | type[Exception]]) -> None:
        self.answers = answers
        self.asked: Counter[str] = Counter()
        self.headers: set[str] = set()

    async def reply(self, request: httpx.Request) -> httpx.Response:
        self.asked[str(request.url)] += 1
        self.headers |= set(request.headers)
        answer = self.answers.get(str(request.url), httpx.Response(404))
        if isinstance(answer, type):
            raise answer
        return answer


def moved(to: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": to})


def addon_with(servers: Servers, *, resolve: bool = True, **choices: object) -> UnwallAddon:
    options = DEFAULT_POLICY._replace(options=frozenset({"search-capture"}), services=(SERVICE,))
    addon = new_addon(setup_of(BUILT_IN, Choices(resolve=resolve, policy=options, **choices)))  # type: ignore[arg-type]
    addon.asking = Asking(lambda _: httpx.MockTransport(servers.reply))
    return addon


def page(url: str = SHORT, body: bytes = APP_PAGE, status: int = 200, **headers: str) -> http.HTTPFlow:
    return answered(
        asked(url, cookie="a=b", referer="https://x.test/", **headers), status, body, content_type=HTML
    )


@pytest.mark.parametrize(
    ("flow", "outcome", "questions"),
    [
        (page(), (307, VIDEO), 1),
        (page(user_agent="x MicroMessenger/8.0"), (307, VIDEO), 1),
        (page(body=f'<meta http-equiv="refresh" content="0;url={VIDEO}">'.encode()), (307, VIDEO), 0),
        (page(sec_fetch_mode="cors"), (200, None), 0),
        (page(sec_purpose="prefetch"), (200, None), 0),
        (page(status=404), (404, None), 0),
        (page("https://v.douyin.com/"), (200, None), 0),
        (page("https://v.douyin.com/Gone123/"), (200, None), 1),
        (page("https://v.douyin.com/Inside1/"), (200, None), 1),
        (page("https://v.douyin.com/Breaks1/"), (200, None), 1),
        (page("https://example.com/"), (200, None), 0),
    ],
)  # fmt: skip
def test_a_page_that_stands_before_a_target(
    flow: http.HTTPFlow, outcome: tuple[int, str | None], questions: int
) -> None:
    servers = Servers(
        {
            SHORT: moved(VIDEO),
            "https://v.douyin.com/Inside1/": moved("http://10.0.0.1/"),
            "https://v.douyin.com/Breaks1/": ZeroDivisionError,
        }
    )
    kept = flow.copy()
    assert outcome_of(through(kept, addon_with(servers))) == outcome
    assert servers.asked.total() == questions
    assert servers.headers <= {"host", "user-agent", "accept", "accept-language", "accept-encoding"}


def test_off_unless_chosen() -> None:
    servers = Servers({SHORT: moved(VIDEO)})
    assert outcome_of(through(page(), addon_with(servers, resolve=False))) == (200, None)
    assert outcome_of(through(page(), addon_with(servers, dry_run=True))) == (200, None)
    assert not servers.asked


def test_a_page_with_its_next_step_is_asked_about_that() -> None:
    """The shop's page names the next address; that one alone is asked, and by a rule the proxy has anyway."""
    servers = Servers({})
    body = b"<script>var hrl='https://u.jd.com/jda?e=&p=AAAA&d=AbCdEfG';var ua='x';</script>"
    flow = through(page(SHOP, body), addon_with(servers))
    assert outcome_of(flow) == (307, "https://u.jd.com/jda?e=&p=AAAA&d=AbCdEfG")


def test_a_server_that_does_not_answer_holds_nobody_up() -> None:
    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    addon = addon_with(Servers({}))
    addon.asking = Asking(lambda _: httpx.MockTransport(never), patience=0.05)
    flow = through(page(), addon)
    assert flow.response
    assert (flow.response.status_code, flow.response.raw_content) == (200, APP_PAGE)


@pytest.mark.parametrize(
    ("resolve", "answer", "outcome", "questions"),
    [
        (True, {"url": ITEM}, (307, ITEM), 1),
        (True, {}, (200, None), 1),
        (False, {"url": ITEM}, (200, None), 0),
    ],
)
def test_a_token_pasted_as_a_search(
    resolve: bool, answer: dict[str, str], outcome: tuple[int, str | None], questions: int
) -> None:
    """What a service knows is opened; else the person is asked, and the engine sees nothing of it."""
    body = Body(json.dumps(answer).encode())
    servers = Servers({ASKED: httpx.Response(200, stream=body)})
    flow = through(asked(PASTED), addon_with(servers, resolve=resolve))
    assert outcome_of(flow) == outcome
    assert servers.asked.total() == questions


def test_answers_are_kept_and_limits_hold_over_all_flows(tmp_path: Path) -> None:
    servers = Servers({SHORT: moved(VIDEO)})
    for _ in range(2):
        addon = addon_with(servers, cache=str(tmp_path))
        assert outcome_of(through(page(), addon)) == (307, VIDEO)
        addon.asking.close()
    assert servers.asked == {SHORT: 1}
