"""Whole flows through the addon's hooks, as mitmproxy calls them: what comes out at the other end."""

import asyncio
import logging
from collections.abc import Awaitable
from pathlib import Path

import pytest
from mitmproxy import http
from mitmproxy.test import tflow

from unwall.proxy import flows
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.content import decoded, encoded
from unwall.proxy.setup import Choices, Scope, Setup, setup_of
from unwall.rules.loader import load_rules

RULES = load_rules(Path(__file__).parents[1] / "data" / "proxy", own_only=True)
SETUP = setup_of(RULES, Choices())
TARGET = "https://example.com/a"
QUOTED = "https%3A%2F%2Fexample.com%2Fa"
LINK = f"https://link.wall.test/go?target={QUOTED}"
SHARED = f"https://shared.wall.test/url?q={QUOTED}"
BLOCKED = "https://blocked.wall.test/page"
MOVED = "https://blocked.wall.test/moved"
PAGE = "https://www.wall.test/feed"
BLOCKED_BODY = f'<script>var cgiData = {{"url":"{TARGET}"}};</script>'.encode()
PAGE_BODY = f'<p><a href="{LINK}">a</a> 中</p>'.encode()
NEW_BODY = PAGE_BODY.replace(LINK.encode(), TARGET.encode())
HTML = "text/html; charset=utf-8"


def _addon(setup: Setup = SETUP) -> UnwallAddon:
    return UnwallAddon(lambda: setup.choices, setup)


def _asked(url: str, method: str = "GET", client: str = "127.0.0.1", **headers: str) -> http.HTTPFlow:
    flow = tflow.tflow()
    flow.request = http.Request.make(method, url, b"", _fields(headers))
    flow.client_conn.peername = (client, 50000)
    return flow


def _fields(headers: dict[str, str]) -> http.Headers:
    return http.Headers(
        [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    )


def _answered(flow: http.HTTPFlow, status: int = 200, body: bytes = b"", **headers: str) -> http.HTTPFlow:
    flow.response = http.Response.make(status, b"", _fields(headers))
    flow.response.raw_content = body
    flow.response.headers["content-length"] = headers.get("content_length", str(len(body)))
    return flow


def _through(flow: http.HTTPFlow, addon: UnwallAddon | None = None) -> http.HTTPFlow:
    """The flow after all hooks. Its response comes from a server, which is only asked if we do not answer."""
    addon = addon or _addon()
    server, flow.response = flow.response, None
    addon.request(flow)
    flow.response = flow.response or server
    if flow.response:
        addon.responseheaders(flow)
        work = None if flow.response.stream else addon.response(flow)
        if work:
            asyncio.run(_done(work))
    return flow


async def _done(work: Awaitable[None]) -> None:
    await work


def _outcome(flow: http.HTTPFlow) -> tuple[int, str | None] | None:
    return (flow.response.status_code, flow.response.headers.get("location")) if flow.response else None


# ---- navigations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flow", "outcome"),
    [
        (_asked(LINK), (307, TARGET)),
        (_asked(LINK, "HEAD"), (307, TARGET)),
        (_asked(SHARED), (307, TARGET)),
        (_asked(LINK.replace("https:", "http:", 1)), (307, TARGET)),
        (
            _asked(LINK.replace("example.com", "example.com%2F%E4%B8%AD")),
            (307, "https://example.com/%E4%B8%AD/a"),
        ),
        (_asked(LINK, "POST"), None),
        (_asked(LINK, sec_fetch_mode="cors"), None),
        (_asked(LINK, sec_purpose="prefetch"), None),
        (_asked(LINK, accept="image/webp,*/*"), None),
        (_asked(LINK.replace("link.wall.test", "link.wall.test:8443")), None),
        (_asked("https://link.wall.test/help"), None),
        (_asked("https://link.wall.test.example.com/go?target=" + QUOTED), None),
        (_asked("https://link.wall.test/go?target=javascript%3Aalert(1)"), None),
        (
            _asked(
                "https://link.wall.test/go?target=http%3A%2F%2Fexample.com%2F",
                sec_fetch_mode="navigate",
                sec_fetch_dest="iframe",
            ),
            None,
        ),
        (
            _asked("https://link.wall.test/go?target=http%3A%2F%2Fexample.com%2F"),
            (307, "http://example.com/"),
        ),
        (_asked("https://example.com/"), None),
    ],
)
def test_navigations(flow: http.HTTPFlow, outcome: tuple[int, str] | None) -> None:
    before = flow.request.get_state()
    assert _outcome(_through(flow)) == outcome
    assert flow.request.get_state() == before


def test_what_was_answered_is_marked_and_not_looked_at_again() -> None:
    flow = _asked(LINK)
    flow.comment = "mine"
    _through(flow)
    assert flow.response
    assert (flow.metadata["unwall"], flow.comment) == (["wall-link"], f"mine; unwall: opened {TARGET}")
    assert flow.response.headers["x-unwall"] == "wall-link"
    assert b"This link leads to" in (flow.response.raw_content or b"")


def test_a_wall_that_warns_is_opened_and_said_so() -> None:
    flow = _through(_asked(SHARED))
    assert flow.response
    assert flow.response.headers["x-unwall"] == "wall-shared; scans"


def test_an_answer_to_head_has_no_body() -> None:
    flow = _through(_asked(LINK, "HEAD"))
    assert flow.response
    assert (flow.response.raw_content, flow.response.headers["content-length"]) == (b"", "0")


def test_what_another_addon_answered_is_left_alone() -> None:
    flow = _answered(_asked(LINK), 418)
    _addon().request(flow)
    assert _outcome(flow) == (418, None)


def test_a_client_sent_round_in_circles_gets_the_wall() -> None:
    addon = _addon()
    outcomes = [_outcome(_through(_asked(LINK), addon)) for _ in range(4)]
    assert outcomes == [(307, TARGET)] * 3 + [None]
    again = _through(_answered(_asked(LINK), 302, location=SHARED), addon)
    assert _outcome(again) == (302, SHARED)
    assert _outcome(_through(_asked(LINK, client="192.0.2.1"), addon)) == (307, TARGET)
    assert _outcome(_through(_asked(LINK, user_agent="other"), addon)) == (307, TARGET)


def test_a_dry_run_only_says(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "unwall")
    addon = _addon(setup_of(RULES, Choices(dry_run=True)))
    assert [_outcome(_through(_asked(LINK), addon)) for _ in range(5)] == [None] * 5
    moved = _through(_answered(_asked(PAGE), 302, location=LINK), addon)
    page = _through(_answered(_asked(PAGE), 200, PAGE_BODY, content_type=HTML), addon)
    assert (_outcome(moved), page.response and page.response.raw_content) == ((302, LINK), PAGE_BODY)
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
    flow = _through(_asked(url, method, user_agent=agent))
    assert (flow.request.headers["user-agent"], flow.comment) == (
        sent,
        "unwall: asked as a plain browser" if agent != sent else "",
    )


# ---- headers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flow", "location"),
    [
        (_answered(_asked(PAGE), 302, location=LINK), TARGET),
        (_answered(_asked(PAGE), 301, location=LINK), TARGET),
        (_answered(_asked(PAGE), 302, location="/url?q=" + QUOTED), TARGET),
        (_answered(_asked(PAGE), 302, location="wallapp://open?url=" + QUOTED), TARGET),
        (_answered(_asked(PAGE, "POST"), 303, location=LINK), TARGET),
        (_answered(_asked(PAGE, "POST"), 307, location=LINK), LINK),
        (_answered(_asked(PAGE, "POST"), 308, location=LINK), LINK),
        (_answered(_asked(PAGE, sec_fetch_mode="cors"), 302, location=LINK), LINK),
        (_answered(_asked(PAGE), 302, location="https://other.example/"), "https://other.example/"),
        (
            _answered(_asked(PAGE), 302, location="wallapp://open?url=file%3A%2F%2F%2F"),
            "wallapp://open?url=file%3A%2F%2F%2F",
        ),
        (_answered(_asked("https://example.com/"), 302, location=LINK), LINK),
        (_answered(_asked(MOVED), 302, location=LINK), TARGET),
    ],
)
def test_locations(flow: http.HTTPFlow, location: str) -> None:
    status = flow.response and flow.response.status_code
    assert _outcome(_through(flow)) == (status, location)


def test_a_refresh_header_is_made_direct() -> None:
    flow = _through(_answered(_asked(PAGE), 200, refresh=f"0; url={LINK}", content_type="image/png"))
    assert flow.response
    assert flow.response.headers["refresh"] == f"0; url={TARGET}"
    assert flow.comment == f"unwall: refresh made direct: {TARGET}"


# ---- interstitials -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_an_interstitial_is_replaced(coding: str) -> None:
    body = encoded(BLOCKED_BODY, coding)
    flow = _through(_answered(_asked(BLOCKED), 200, body, content_type=HTML, content_encoding=coding))
    assert flow.response
    assert _outcome(flow) == (307, TARGET)
    assert "content-encoding" not in flow.response.headers
    assert flow.metadata["unwall"] == ["wall-blocked-page"]


@pytest.mark.parametrize(
    "flow",
    [
        _answered(_asked(BLOCKED, "POST"), 200, BLOCKED_BODY, content_type=HTML),
        _answered(_asked(BLOCKED, sec_fetch_mode="cors"), 200, BLOCKED_BODY, content_type=HTML),
        _answered(_asked(BLOCKED), 206, BLOCKED_BODY, content_type=HTML),
        _answered(_asked(BLOCKED), 200, BLOCKED_BODY, content_type="image/png"),
        _answered(_asked(BLOCKED), 200, b"broken", content_type=HTML, content_encoding="gzip"),
        _answered(_asked(BLOCKED), 200, BLOCKED_BODY.replace(b"https", b"data"), content_type=HTML),
        _answered(_asked("https://example.com/page"), 200, BLOCKED_BODY, content_type=HTML),
    ],
)
def test_other_responses_are_not(flow: http.HTTPFlow) -> None:
    assert flow.response
    before = flow.response.get_state()
    _through(flow)
    assert flow.response.get_state() == before


def test_a_redirect_that_is_a_wall_is_replaced_before_its_body_comes() -> None:
    flow = _answered(_asked(MOVED), 302, location=f"https://stop.test/?real={QUOTED}", content_length="7")
    _through(flow)
    assert flow.response
    assert _outcome(flow) == (307, TARGET)
    assert (flow.response.raw_content, flow.response.headers["content-length"]) == (b"", "0")
    assert callable(flow.response.stream)
    assert flow.response.stream(b"what still comes") == b""


def test_interstitials_that_come_again_and_again_are_shown() -> None:
    addon = _addon()
    flows = [
        _through(_answered(_asked(BLOCKED), 200, BLOCKED_BODY, content_type=HTML), addon) for _ in range(4)
    ]
    assert [flow.response and flow.response.status_code for flow in flows] == [307, 307, 307, 200]


# ---- bodies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["", "gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize(("client", "keeps"), [("127.0.0.1", False), ("::1", False), ("192.0.2.1", True)])
def test_links_in_pages_are_made_direct(coding: str, client: str, keeps) -> None:
    flow = _asked(PAGE, client=client)
    _answered(flow, 200, encoded(PAGE_BODY, coding), content_type=HTML, content_encoding=coding, etag='"e"')
    _through(flow)
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
    flow = _answered(_asked(PAGE), 200, PAGE_BODY + b" " * (1 << 16), content_type=HTML)
    addon = _addon()
    work = addon.response(flow)
    assert flow.response
    assert work
    assert flow.response.raw_content == PAGE_BODY + b" " * (1 << 16)
    asyncio.run(_done(work))
    assert flow.response.raw_content == NEW_BODY + b" " * (1 << 16)


@pytest.mark.parametrize(
    ("url", "body", "headers"),
    [
        (PAGE, PAGE_BODY, {"cache_control": "no-transform"}),
        (PAGE, PAGE_BODY, {"digest": "sha-256=x"}),
        (PAGE, PAGE_BODY, {"content_disposition": "attachment"}),
        (PAGE, encoded(PAGE_BODY, "gzip")[:-4], {"content_encoding": "gzip"}),
        (PAGE, encoded(b"<p>nothing</p>", "gzip"), {"content_encoding": "gzip", "etag": '"e"'}),
        ("https://example.com/", PAGE_BODY, {}),
        ("https://link.wall.test/help", PAGE_BODY, {}),
    ],
)
def test_what_is_not_changed_stays_to_the_byte(url: str, body: bytes, headers: dict[str, str]) -> None:
    flow = _answered(_asked(url), 200, body, content_type=HTML, **headers)
    assert flow.response
    before = flow.response.get_state()
    _through(flow)
    assert (flow.response.get_state(), flow.comment) == (before, "")


@pytest.mark.parametrize(
    ("scope", "body"), [(Scope.MINIMAL, PAGE_BODY), (Scope.PAGES, PAGE_BODY), (Scope.ALL, NEW_BODY)]
)
def test_scope_all_rewrites_everywhere(scope: Scope, body: bytes) -> None:
    addon = _addon(setup_of(RULES, Choices(scope=scope)))
    flow = _through(_answered(_asked("https://example.com/"), 200, PAGE_BODY, content_type=HTML), addon)
    assert flow.response
    assert flow.response.raw_content == body


@pytest.mark.parametrize(
    ("url", "kind", "streamed"),
    [
        (PAGE, "image/png", True),
        ("https://blocked.wall.test/x", "text/event-stream", True),
        (PAGE, "video/mp4", True),
        (PAGE, HTML, False),
        ("https://example.com/", "image/png", False),
    ],
)
def test_what_is_never_looked_at_is_not_held_back(url: str, kind: str, streamed) -> None:
    flow = _through(_answered(_asked(url), 200, b"x", content_type=kind))
    assert flow.response
    assert flow.response.stream is streamed


def test_alone_what_is_never_looked_at_is_not_held_back() -> None:
    addon = UnwallAddon(lambda: SETUP.choices, SETUP, alone=True)
    flow = _through(_answered(_asked("https://example.com/"), 200, b"x", content_type=HTML), addon)
    assert flow.response
    assert flow.response.stream is True


def test_a_body_in_another_coding_than_said_is_left_and_told_of(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "unwall")
    flow = _through(_answered(_asked(PAGE), 200, PAGE_BODY, content_type=HTML, content_encoding="gzip"))
    assert flow.response
    assert (flow.response.raw_content, flow.response.headers["content-encoding"]) == (PAGE_BODY, "gzip")
    assert "left as it is  www.wall.test/feed: its body is not whole in the coding" in caplog.text


@pytest.mark.parametrize(
    ("name", "value", "new"),
    [
        ("content_location", LINK, TARGET),
        ("content_location", PAGE, PAGE),
        ("link", f'<{LINK}>; rel="next", </a>; rel=preload', f'<{TARGET}>; rel="next", </a>; rel=preload'),
        ("link", f'<{LINK}>; rel="canonical"', f'<{LINK}>; rel="canonical"'),
        ("location", LINK, LINK),  # of a script that asks, as it would not be let to another site
    ],
)
def test_addresses_in_headers_of_what_a_script_asks_for(name: str, value: str, new: str) -> None:
    flow = _through(
        _answered(_asked(PAGE, sec_fetch_mode="cors"), 200, b"{}", content_type=HTML, **{name: value})
    )
    assert flow.response
    assert flow.response.headers[name.replace("_", "-")] == new
    assert (flow.comment != "") is (value != new)


def test_headers_that_are_several() -> None:
    flow = _answered(_asked(PAGE), 200, b"", content_type=HTML, link=f"<{LINK}>; rel=next")
    assert flow.response
    flow.response.headers.add("link", "</b>; rel=next")
    headers = _through(flow).response.headers  # type: ignore[union-attr]
    assert headers.get_all("link") == [f"<{TARGET}>; rel=next", "</b>; rel=next"]


def test_a_stream_of_somebody_else_is_left() -> None:
    flow = _answered(_asked(PAGE), 200, b"x", content_type="image/png")
    assert flow.response
    flow.response.stream = own = lambda data: data
    _addon().responseheaders(flow)
    assert flow.response.stream is own


# ---- validators --------------------------------------------------------------------------------------------


def test_a_changed_body_is_asked_about_by_the_tag_of_the_server() -> None:
    flow = _asked(PAGE, if_none_match=f'W/"e-uw{SETUP.mark}"')
    _through(_answered(flow, 304, etag='"e"'))
    assert flow.response
    assert (flow.request.headers["if-none-match"], flow.response.headers["etag"]) == (
        'W/"e"',
        f'W/"e-uw{SETUP.mark}"',
    )


def test_a_body_that_was_not_ours_is_asked_about_as_it_was() -> None:
    flow = _through(_answered(_asked(PAGE, if_none_match='"e"'), 304, etag='"e"'))
    assert flow.response
    assert (flow.request.headers["if-none-match"], flow.response.headers["etag"]) == ('"e"', '"e"')


def test_a_body_that_never_came_is_not_opened() -> None:
    flow = _answered(_asked(PAGE), 200, content_type=HTML)
    assert flow.response
    flow.response.raw_content = None
    flows.open_body(SETUP, flow, SETUP.role("www.wall.test"), _addon()._rounds)  # noqa: SLF001 - any will do
    assert flow.response.raw_content is None
