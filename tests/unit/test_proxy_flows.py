"""Whole flows through the addon's hooks, as mitmproxy calls them: what comes out at the other end."""

import asyncio
import logging
import random
from itertools import product

import pytest
from flows_for_tests import (
    BLOCKED,
    BLOCKED_BODY,
    HTML,
    LINK,
    MOVED,
    NEW_BODY,
    PAGE,
    PAGE_BODY,
    QUOTED,
    RULES,
    SETUP,
    SHARED,
    TARGET,
    answered,
    asked,
    done,
    new_addon,
    outcome_of,
    through,
)
from mitmproxy import http

from unwall.model import DEFAULT_POLICY
from unwall.proxy import flows
from unwall.proxy.content import decoded, encoded
from unwall.proxy.setup import Choices, Scope, setup_of
from unwall.rules.loader import load_rules

# ---- navigations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flow", "outcome"),
    [
        (asked(LINK), (307, TARGET)),
        (asked(LINK, "HEAD"), (307, TARGET)),
        (asked(SHARED), (307, TARGET)),
        (asked(LINK.replace("https:", "http:", 1)), (307, TARGET)),
        (
            asked(LINK.replace("example.com", "example.com%2F%E4%B8%AD")),
            (307, "https://example.com/%E4%B8%AD/a"),
        ),
        (asked(LINK, "POST"), None),
        (asked(LINK, sec_fetch_mode="cors"), None),
        (asked(LINK, sec_purpose="prefetch"), None),
        (asked(LINK, accept="image/webp,*/*"), None),
        (asked(LINK.replace("link.wall.test", "link.wall.test:8443")), None),
        (asked("https://link.wall.test/help"), None),
        (asked("https://link.wall.test.example.com/go?target=" + QUOTED), None),
        (asked("https://link.wall.test/*.?"), None),
        (asked("https://link.wall.test/go?target=javascript%3Aalert(1)"), None),
        (
            asked(
                "https://link.wall.test/go?target=http%3A%2F%2Fexample.com%2F",
                sec_fetch_mode="navigate",
                sec_fetch_dest="iframe",
            ),
            None,
        ),
        (
            asked("https://link.wall.test/go?target=http%3A%2F%2Fexample.com%2F"),
            (307, "http://example.com/"),
        ),
        (asked("https://example.com/"), None),
    ],
)
def test_navigations(flow: http.HTTPFlow, outcome: tuple[int, str] | None) -> None:
    before = flow.request.get_state()
    assert outcome_of(through(flow)) == outcome
    assert flow.request.get_state() == before


def test_a_redirect_that_names_two_places_is_no_wall() -> None:
    flow = answered(asked(MOVED), 302, location=f"https://stop.test/?real={QUOTED}")
    assert flow.response
    flow.response.headers.add("location", "https://b.example/")
    assert through(flow).response.status_code == 302


def test_a_request_that_names_two_hosts_is_not_answered() -> None:
    flow = asked(LINK)
    flow.request.headers.set_all("host", ["link.wall.test", "b.example"])
    assert outcome_of(through(flow)) is None


def test_a_search_that_may_mean_several_links_is_asked_about_once() -> None:
    policy = DEFAULT_POLICY._replace(options=frozenset({"search-capture"}))
    setup = setup_of(load_rules(), Choices(policy=policy))
    addon = new_addon(setup)
    words = "https%3A%2F%2Fb23.tv%2FAbCdEfG+https%3A%2F%2Fv.douyin.com%2FiAbCdEf%2F"
    several = f"https://www.baidu.com/s?wd={words}"
    flow = through(asked(several), addon)
    assert flow.response is not None
    assert flow.response.status_code == 200
    assert flow.response.headers["x-unwall"] == "bilibili-short-link"
    text = flow.response.get_text()
    assert [f'href="{link}"' in text for link in ("https://b23.tv/AbCdEfG", several)] == [True, True]
    assert outcome_of(through(asked(several), addon)) is None
    one = "https://www.baidu.com/s?wd=https%3A%2F%2Fb23.tv%2FAbCdEfG+x"
    assert outcome_of(through(asked(one), addon)) == (307, "https://b23.tv/AbCdEfG")
    assert outcome_of(through(asked("https://www.baidu.com/s?wd=cats"), addon)) is None


def test_what_was_answered_is_marked_and_not_looked_at_again() -> None:
    flow = asked(LINK)
    flow.comment = "mine"
    through(flow)
    assert flow.response
    assert (flow.metadata["unwall"], flow.comment) == (["wall-link"], f"mine; unwall: opened {TARGET}")
    assert flow.response.headers["x-unwall"] == "wall-link"
    assert b"This link leads to" in (flow.response.raw_content or b"")


def test_a_wall_that_warns_is_opened_and_said_so() -> None:
    flow = through(asked(SHARED))
    assert flow.response
    assert flow.response.headers["x-unwall"] == "wall-shared; scans"


def test_an_answer_to_head_has_no_body() -> None:
    flow = through(asked(LINK, "HEAD"))
    assert flow.response
    assert (flow.response.raw_content, flow.response.headers["content-length"]) == (b"", "0")


def test_what_another_addon_answered_is_left_alone() -> None:
    flow = answered(asked(LINK), 418)
    new_addon().request(flow)
    assert outcome_of(flow) == (418, None)


def test_a_client_sent_round_in_circles_gets_the_wall() -> None:
    addon = new_addon()
    outcomes = [outcome_of(through(asked(LINK), addon)) for _ in range(4)]
    assert outcomes == [(307, TARGET)] * 3 + [None]
    again = through(answered(asked(LINK), 302, location=SHARED), addon)
    assert outcome_of(again) == (302, SHARED)
    assert outcome_of(through(asked(LINK, client="192.0.2.1"), addon)) == (307, TARGET)
    assert outcome_of(through(asked(LINK, user_agent="other"), addon)) == (307, TARGET)


def test_a_dry_run_only_says(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "unwall")
    addon = new_addon(setup_of(RULES, Choices(dry_run=True)))
    assert [outcome_of(through(asked(LINK), addon)) for _ in range(5)] == [None] * 5
    moved = through(answered(asked(PAGE), 302, location=LINK), addon)
    page = through(answered(asked(PAGE), 200, PAGE_BODY, content_type=HTML), addon)
    assert (outcome_of(moved), page.response and page.response.raw_content) == ((302, LINK), PAGE_BODY)
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 7
    assert all(line.startswith("would ") for line in lines)


@pytest.mark.parametrize(
    ("url", "method", "agent", "sent"),
    [
        ("https://shop.wall.test/item", "GET", "BlockerApp/2.0", "Plain/1.0"),
        ("https://shop.wall.test/item", "POST", "BlockerApp/2.0", "BlockerApp/2.0"),
        ("https://shop.wall.test/item", "GET", "Mozilla/5.0", "Mozilla/5.0"),
        ("https://www.wall.test/item", "GET", "BlockerApp/2.0", "BlockerApp/2.0"),
    ],
)
def test_some_addresses_are_asked_for_as_a_browser(url: str, method: str, agent: str, sent: str) -> None:
    flow = through(asked(url, method, user_agent=agent))
    assert (flow.request.headers["user-agent"], flow.comment) == (
        sent,
        "unwall: asked as a plain browser" if agent != sent else "",
    )


# ---- interstitials -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_an_interstitial_is_replaced(coding: str) -> None:
    body = encoded(BLOCKED_BODY, coding)
    flow = through(answered(asked(BLOCKED), 200, body, content_type=HTML, content_encoding=coding))
    assert flow.response
    assert outcome_of(flow) == (307, TARGET)
    assert "content-encoding" not in flow.response.headers
    assert flow.metadata["unwall"] == ["wall-blocked-page"]


@pytest.mark.parametrize(
    "flow",
    [
        answered(asked(BLOCKED, "POST"), 200, BLOCKED_BODY, content_type=HTML),
        answered(asked(BLOCKED, sec_fetch_mode="cors"), 200, BLOCKED_BODY, content_type=HTML),
        answered(asked(BLOCKED), 206, BLOCKED_BODY, content_type=HTML),
        answered(asked(BLOCKED), 200, BLOCKED_BODY, content_type="image/png"),
        answered(asked(BLOCKED), 200, b"broken", content_type=HTML, content_encoding="gzip"),
        answered(asked(BLOCKED), 200, BLOCKED_BODY.replace(b"https", b"data"), content_type=HTML),
        answered(asked("https://example.com/page"), 200, BLOCKED_BODY, content_type=HTML),
    ],
)
def test_other_responses_are_not(flow: http.HTTPFlow) -> None:
    assert flow.response
    before = flow.response.get_state()
    through(flow)
    assert flow.response.get_state() == before


def test_a_redirect_that_is_a_wall_is_replaced_before_its_body_comes() -> None:
    flow = answered(asked(MOVED), 302, location=f"https://stop.test/?real={QUOTED}", content_length="7")
    through(flow)
    assert flow.response
    assert outcome_of(flow) == (307, TARGET)
    assert (flow.response.raw_content, flow.response.headers["content-length"]) == (b"", "0")
    assert callable(flow.response.stream)
    assert flow.response.stream(b"what still comes") == b""


def test_interstitials_that_come_again_and_again_are_shown() -> None:
    addon = new_addon()
    flows = [through(answered(asked(BLOCKED), 200, BLOCKED_BODY, content_type=HTML), addon) for _ in range(4)]
    assert [flow.response and flow.response.status_code for flow in flows] == [307, 307, 307, 200]


# ---- bodies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["", "gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize(("client", "keeps"), [("127.0.0.1", False), ("::1", False), ("192.0.2.1", True)])
def test_links_in_pages_are_made_direct(coding: str, client: str, keeps) -> None:
    flow = asked(PAGE, client=client)
    answered(flow, 200, encoded(PAGE_BODY, coding), content_type=HTML, content_encoding=coding, etag='"e"')
    through(flow)
    assert flow.response
    sent = coding if keeps else ""
    raw = flow.response.raw_content or b""
    assert decoded(raw, sent) == NEW_BODY
    assert {
        **flow.response.headers,
        "content-encoding": flow.response.headers.get("content-encoding", ""),
    } == {
        "content-type": HTML,
        "content-encoding": sent,
        "etag": f'W/"e-uw{SETUP.mark}"',
        "content-length": str(len(raw)),
    }
    assert (flow.metadata["unwall"], flow.comment) == (["wall-link"], "unwall: links made direct")


def test_a_large_page_is_left_to_a_thread() -> None:
    flow = answered(asked(PAGE), 200, PAGE_BODY + b" " * (1 << 16), content_type=HTML)
    addon = new_addon()
    work = addon.response(flow)
    assert flow.response
    assert work
    assert flow.response.raw_content == PAGE_BODY + b" " * (1 << 16)
    asyncio.run(done(work))
    assert flow.response.raw_content == NEW_BODY + b" " * (1 << 16)


@pytest.mark.parametrize(
    ("url", "body", "headers"),
    [
        (PAGE, PAGE_BODY, {"cache_control": "no-transform"}),
        (PAGE, PAGE_BODY, {"signature": "a=:x:"}),
        (PAGE, PAGE_BODY, {"content_disposition": "attachment"}),
        (PAGE, encoded(PAGE_BODY, "gzip")[:-4], {"content_encoding": "gzip"}),
        (PAGE, encoded(b"<p>nothing</p>", "gzip"), {"content_encoding": "gzip", "etag": '"e"'}),
        ("https://example.com/", PAGE_BODY, {}),
        ("https://link.wall.test/help", PAGE_BODY, {}),
    ],
)
def test_what_is_not_changed_stays_to_the_byte(url: str, body: bytes, headers: dict[str, str]) -> None:
    flow = answered(asked(url), 200, body, content_type=HTML, **headers)
    assert flow.response
    before = flow.response.get_state()
    through(flow)
    assert (flow.response.get_state(), flow.comment) == (before, "")


@pytest.mark.parametrize(
    ("scope", "body"), [(Scope.MINIMAL, PAGE_BODY), (Scope.PAGES, PAGE_BODY), (Scope.ALL, NEW_BODY)]
)
def test_scope_all_rewrites_everywhere(scope: Scope, body: bytes) -> None:
    addon = new_addon(setup_of(RULES, Choices(scope=scope)))
    flow = through(answered(asked("https://example.com/"), 200, PAGE_BODY, content_type=HTML), addon)
    assert flow.response
    assert flow.response.raw_content == body


CHARSETS = (
    "utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "shift_jis", "euc-jp", "euc-kr", "iso-2022-jp",
    "utf-16-le", "utf-16", "windows-1251", "latin-1",
)  # fmt: skip
TYPES = ("text/html", "application/json", "text/javascript", "text/css", "application/xml", "text/plain", "")
CODINGS = ("", "gzip", "deflate", "br", "zstd")
LETTERS = "中文，。日本語カナ 한국 é <a href='https://other.example/'>x</a> \\/ &amp; \\u4e2d {}[]\n\r\t"
NEAR = (
    "https://link.wall.test/help", "https://link.wall.test.evil.example/go?target=x", "link.wall.test",
    "//link.wall.test", "https://link.wall.test/go?target=javascript%3Aalert(1)", "LINK.WALL.TEST/go",
    "https:\\/\\/link.wall.test\\/go?target=",
)  # fmt: skip


def _bodies(charset: str, number: int) -> bytes:
    """A body without a link that opens, in that charset: letters it has, look-alikes, bytes that are none."""
    chance = random.Random(f"{charset} {number}")
    parts = [
        "".join(chance.choices(LETTERS, k=60)) + chance.choice(NEAR) for _ in range(chance.randrange(12))
    ]
    body = f'<meta charset="{charset}">{"".join(parts)}'.encode(charset, "ignore")
    return body + chance.randbytes(8) if number % 3 == 2 else body


def test_what_holds_no_link_is_the_same_to_the_byte() -> None:
    """2,730 bodies in every charset, coding and type: not one of their bytes changes, no header either."""
    addon = new_addon()
    changed = []
    for charset, coding, kind, number in product(CHARSETS, CODINGS, TYPES, range(6)):
        said = f"{kind}; charset={charset}" if number % 2 and kind else kind
        sent = encoded(_bodies(charset, number), coding)
        fields = {"content_type": said, "etag": '"a"', "accept_ranges": "bytes"}
        flow = answered(asked(PAGE), 200, sent, **fields | ({"content_encoding": coding} if coding else {}))
        before = flow.response.get_state() if flow.response else None
        after = through(flow, addon).response
        if after is None or after.get_state() != before or after.stream:
            changed.append((charset, coding, kind, number))
    assert changed == []


def test_a_body_in_another_coding_than_said_is_left_and_told_of(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "unwall")
    flow = through(answered(asked(PAGE), 200, PAGE_BODY, content_type=HTML, content_encoding="gzip"))
    assert flow.response
    assert (flow.response.raw_content, flow.response.headers["content-encoding"]) == (PAGE_BODY, "gzip")
    assert "left as it is  www.wall.test/feed: its body is not whole in the coding" in caplog.text


def test_a_script_that_a_page_names_with_a_hash_stays() -> None:
    addon, script = new_addon(), f'go("{LINK}")'.encode()
    page = b"<script src='/app.js?a=1&amp;b=2' integrity=sha256-x></script>"
    through(answered(asked(PAGE), 200, page, content_type=HTML), addon)
    for name, want in (
        ("app.js?a=1&b=2", script),
        ("app.js", script.replace(LINK.encode(), TARGET.encode())),
    ):
        flow = asked(f"https://www.wall.test/{name}", sec_fetch_dest="script", sec_fetch_mode="no-cors")
        through(answered(flow, 200, script, content_type="text/javascript"), addon)
        assert flow.response
        assert flow.response.raw_content == want


def test_a_stream_of_somebody_else_is_left() -> None:
    flow = answered(asked(PAGE), 200, b"x", content_type="image/png")
    assert flow.response
    flow.response.stream = own = lambda data: data
    new_addon().responseheaders(flow)
    assert flow.response.stream is own


def test_a_body_that_never_came_is_not_opened() -> None:
    flow = answered(asked(PAGE), 200, content_type=HTML)
    assert flow.response
    flow.response.raw_content = None
    flows.open_body(SETUP, flow, SETUP.role("www.wall.test"), new_addon()._rounds)  # noqa: SLF001 - any will do
    assert flow.response.raw_content is None
