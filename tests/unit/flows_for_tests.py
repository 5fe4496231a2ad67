"""Whole flows through the addon's hooks, as mitmproxy calls them: what comes out at the other end."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path

from mitmproxy import http
from mitmproxy.test import tflow

from unwall.proxy.addon import UnwallAddon
from unwall.proxy.setup import Choices, Setup, setup_of
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


def new_addon(setup: Setup = SETUP) -> UnwallAddon:
    return UnwallAddon(lambda: setup.choices, setup)


def asked(url: str, method: str = "GET", client: str = "127.0.0.1", **headers: str) -> http.HTTPFlow:
    flow = tflow.tflow()
    flow.request = http.Request.make(method, url, b"", fields(headers))
    flow.client_conn.peername = (client, 50000)
    return flow


def fields(headers: dict[str, str]) -> http.Headers:
    return http.Headers(
        [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    )


def answered(flow: http.HTTPFlow, status: int = 200, body: bytes = b"", **headers: str) -> http.HTTPFlow:
    flow.response = http.Response.make(status, b"", fields(headers))
    flow.response.raw_content = body
    flow.response.headers["content-length"] = headers.get("content_length", str(len(body)))
    return flow


def through(flow: http.HTTPFlow, addon: UnwallAddon | None = None) -> http.HTTPFlow:
    """The flow after all hooks. Its response comes from a server, which is only asked if we do not answer."""
    addon = addon or new_addon()
    server, flow.response = flow.response, None
    work = addon.request(flow)
    if work:
        asyncio.run(done(work))
    flow.response = flow.response or server
    if flow.response:
        addon.responseheaders(flow)
        work = None if flow.response.stream else addon.response(flow)
        if work:
            asyncio.run(done(work))
    return flow


async def done(work: Awaitable[None]) -> None:
    await work


def outcome_of(flow: http.HTTPFlow) -> tuple[int, str | None] | None:
    return (flow.response.status_code, flow.response.headers.get("location")) if flow.response else None
