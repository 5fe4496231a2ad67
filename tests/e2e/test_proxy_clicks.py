"""A page over HTTP/2 with links of its own, of a WebSocket and of events, clicked through in a Chromium."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from proxies_for_tests import KINDS, LINK, SITES, TARGET, Running, nobody_at_home, running

from unwall.world.server import World

WALLED = f"https://{LINK}"
WORDS = "中文🍑 " * 2000  # over many frames, and no character of them is cut
SCRIPT = """
const add = (name, url) => { const a = document.createElement("a"); a.id = name; a.href = url;
    a.textContent = name; document.body.append(a); };
const socket = new WebSocket("wss://www.wall.test/socket");
socket.onmessage = ({data}) => { const said = JSON.parse(data); document.title = said.words.length;
    window.words = said.words; add("socket", said.url); add("inner", JSON.parse(said.card).url);
    socket.close(4000, "enough"); };
socket.onclose = ({code, wasClean}) => add("closed", `/${code}/${wasClean}`);
const events = new EventSource("/events");
events.onmessage = ({data}) => { add("event", data); events.close(); };
"""
PAGE = f'<!doctype html><meta charset="utf-8"><a id="page" href="{WALLED}">page</a><script>{SCRIPT}</script>'
CARD = {"words": WORDS, "url": WALLED, "card": json.dumps({"url": WALLED})}


async def live(scope: Any, receive: Any, send: Any) -> None:
    """The page, its socket and its events, as an ASGI application."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": json.dumps(CARD, ensure_ascii=False)})
        await receive()
        return
    is_page = scope["path"] != "/events"
    kind = b"text/html; charset=utf-8" if is_page else b"text/event-stream"
    body = PAGE if is_page else f"data: {WALLED}\n\n"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
    await send({"type": "http.response.body", "body": body.encode(), "more_body": not is_page})
    if not is_page:
        await receive()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with (
        nobody_at_home(tmp_path_factory.mktemp("home")),
        World(SITES, apps={"www.wall.test": live}) as there,
    ):
        yield there


@pytest.fixture(scope="module", params=KINDS)
def proxy(request: pytest.FixtureRequest, world: World) -> Iterator[Running]:
    with running(world, request.param) as there:
        yield there


@pytest.fixture
def page(proxy: Running, requires_chromium: Path) -> Iterator[Page]:
    keys = f"{proxy.world.spki},{proxy.proxy.spki}"
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(
            executable_path=str(requires_chromium),
            args=[f"--ignore-certificate-errors-spki-list={keys}", "--test-type"],
            proxy={"server": proxy.url},
        )
        page = browser.new_page()
        page.set_default_timeout(20_000)
        yield page
        browser.close()


@pytest.mark.parametrize("name", ["page", "socket", "inner", "event"])
def test_a_link_is_direct_and_opens(proxy: Running, page: Page, name: str) -> None:
    page.goto("https://www.wall.test/page")
    protocol = page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol")
    link = page.locator(f"#{name}")
    assert (protocol, link.get_attribute("href")) == ("h2", TARGET)
    link.click()
    page.wait_for_url(TARGET)
    assert page.title() == "target"
    assert not [each for each in proxy.world.ledger.asked if each.url.startswith("https://link.wall.test/")]


def test_a_socket_says_all_of_what_was_said_and_closes_as_the_page_has_it(page: Page) -> None:
    page.goto("https://www.wall.test/page")
    assert page.locator("#closed").get_attribute("href") == "/4000/true"
    assert page.evaluate("window.words") == WORDS
