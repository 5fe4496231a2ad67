"""Links elsewhere than in a page read whole: sockets, events, streams; real proxies and a real Chromium."""

import asyncio
import gzip
import random
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from proxies_for_tests import KINDS, LINK, TARGET, Running, nobody_at_home, running

from unwall.world.server import World

WALLED = f"https://{LINK}"
JSON = '{"url":"WALLED"}'.replace("WALLED", WALLED.replace("/", "\\/"))
IN_JSON = TARGET.replace("/", "\\/")
LARGE = (f'<p><a href="{WALLED}">one</a> {random.Random(3).randbytes(500).hex()} 中</p>\n' * 2000).encode()
DIRECT = LARGE.replace(WALLED.encode(), TARGET.replace("&", "&amp;").encode())
SCRIPT = """
const said = [];
const add = (what) => { said.push(what); if (said.length === 5) document.title = said.sort().join(" | "); };
const socket = new WebSocket("wss://www.wall.test/socket");
socket.binaryType = "arraybuffer";
socket.onopen = () => socket.send(["https:", "", "REST"].join("/"));
socket.onmessage = (message) => add(typeof message.data === "string" ? "text " + message.data
    : "binary " + new TextDecoder().decode(message.data));
const events = new EventSource("https://www.wall.test/events");
events.onmessage = (event) => { add("event " + event.data); if (event.lastEventId === "2") events.close();
    else fetch("/next"); };
"""
PAGE = f"<!doctype html><title>waiting</title><body><script>{SCRIPT}</script>".replace("REST", LINK)
HTML, BINARY = b"text/html; charset=utf-8", b"application/octet-stream"
MEBIBYTE = 1 << 20


class Live:
    """A site with sockets and streams, as an ASGI application."""

    def __init__(self) -> None:
        self.socket_said: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await self._talk(receive, send)
            return
        path = scope["path"]
        if path == "/events":
            await self._events(send)
        elif path.startswith("/slow"):
            await self._slow(path, send)
        elif path == "/next":
            self._next.set()
            await _start(send, 204, {})
            await _end(send)
        elif path == "/page":
            body = gzip.compress(PAGE.encode())
            await _start(send, 200, {b"content-type": HTML, b"content-encoding": b"gzip"})
            await _end(send, body)
        elif path.startswith("/large"):
            await self._large(path, send)
        else:
            await _start(send, 200, {b"content-type": BINARY})
            for _ in range(int(path.rpartition("/")[2])):
                await _part(send, bytes(MEBIBYTE))
            await _end(send)

    async def _talk(self, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self.socket_said.append((await receive())["text"])
        await send({"type": "websocket.send", "text": JSON})
        await send({"type": "websocket.send", "bytes": WALLED.encode()})
        await send({"type": "websocket.send", "text": "none"})
        await receive()

    async def _events(self, send: Any) -> None:
        """The second comes only when the first has been seen."""
        self._next = asyncio.Event()
        await _start(send, 200, {b"content-type": b"text/event-stream"})
        await _part(send, f"id: 1\ndata: {WALLED}\n\n".encode())
        await self._next.wait()
        await _part(send, b"id: 2\ndata: none\n\n")
        await _end(send)

    async def _slow(self, path: str, send: Any) -> None:
        """The second part comes only when the first has been seen."""
        self._next = asyncio.Event()
        pack = zlib.compressobj(wbits=31) if path == "/slow-gzip" else None
        coding = {b"content-encoding": b"gzip"} if pack else {}
        first, second = b'{"part": 1}\n', JSON.encode()
        if pack:
            first = pack.compress(first) + pack.flush(zlib.Z_SYNC_FLUSH)
            second = pack.compress(second) + pack.flush()
        await _start(send, 200, {b"content-type": b"application/x-ndjson", **coding})
        await _part(send, first)
        await self._next.wait()
        await _end(send, second)

    async def _large(self, path: str, send: Any) -> None:
        body = gzip.compress(LARGE, 1) if "gzip" in path else LARGE
        length = {b"content-length": str(len(body)).encode()} if "long" in path else {}
        coding = {b"content-encoding": b"gzip"} if "gzip" in path else {}
        await _start(send, 200, {b"content-type": HTML, **length, **coding})
        for at in range(0, len(body), 50_000):
            await _part(send, body[at : at + 50_000])
        await _end(send)


async def _start(send: Any, status: int, headers: dict[bytes, bytes]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers.items())})


async def _part(send: Any, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _end(send: Any, body: bytes = b"") -> None:
    await send({"type": "http.response.body", "body": body, "more_body": False})


LIVE = Live()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with (
        nobody_at_home(tmp_path_factory.mktemp("home")),
        World({}, apps={"www.wall.test": LIVE}) as there,
    ):
        yield there


@pytest.fixture(scope="module", params=KINDS)
def proxy(request: pytest.FixtureRequest, world: World) -> Iterator[Running]:
    with running(world, request.param) as there:
        yield there


@pytest.fixture
def chromium(proxy: Running, requires_chromium: Path) -> Iterator[Browser]:
    keys = f"{proxy.world.spki},{proxy.proxy.spki}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(requires_chromium),
            args=[f"--ignore-certificate-errors-spki-list={keys}", "--test-type"],
            proxy={"server": proxy.url},
        )
        yield browser
        browser.close()


def _opened(chromium: Browser, url: str) -> Page:
    page = chromium.new_page()
    page.set_default_timeout(20_000)
    page.goto(url)
    return page


def test_sockets_and_events_in_a_browser(proxy: Running, chromium: Browser) -> None:
    page = _opened(chromium, "https://www.wall.test/page")
    page.wait_for_function("document.title !== 'waiting'")
    assert set(page.title().split(" | ")) == {
        f"binary {WALLED}",
        f"event {TARGET}",
        "event none",
        f'text {{"url":"{IN_JSON}"}}',
        "text none",
    }
    assert LIVE.socket_said[-1] == WALLED
    protocol = page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol")
    assert protocol == "h2"


@pytest.mark.parametrize("way", ["large", "large-long", "large-gzip", "large-gzip-long"])
def test_a_large_page_in_a_browser(proxy: Running, chromium: Browser, way: str) -> None:
    page = _opened(chromium, f"https://www.wall.test/{way}")
    links = page.eval_on_selector_all("a", "all => [all.length, [...new Set(all.map(a => a.href))]]")
    assert links == [2000, [TARGET]]


@pytest.mark.parametrize("h2", [False, True])
@pytest.mark.parametrize("way", ["large", "large-long", "large-gzip", "large-gzip-long"])
def test_a_large_page_byte_for_byte(proxy: Running, way: str, h2) -> None:
    with proxy.client(h2=h2) as client:
        for _ in range(2):  # the second over the same connection
            answer = client.get(f"https://www.wall.test/{way}")
            assert answer.content == DIRECT
    assert answer.headers.get("transfer-encoding") != "identity"


@pytest.mark.parametrize("h2", [False, True])
@pytest.mark.parametrize("way", ["slow", "slow-gzip"])
def test_a_small_part_does_not_wait_for_the_next(proxy: Running, way: str, h2) -> None:
    with proxy.client(h2=h2) as client, client.stream("GET", f"https://www.wall.test/{way}") as answer:
        parts = answer.iter_bytes()
        first = next(parts)
        proxy.through("https://www.wall.test/next")
        rest = b"".join(parts)
    assert (first, rest.decode()) == (b'{"part": 1}\n', f'{{"url":"{IN_JSON}"}}')


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only on Linux is the memory of a process to be read"
)
def test_a_download_is_not_held(proxy: Running) -> None:
    def most() -> int:
        status = Path(f"/proc/{proxy.proxy._process.pid}/status").read_text()  # noqa: SLF001 - only the harness has it
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    with proxy.client() as client:
        client.get("https://www.wall.test/download/2")
        before = most()
        with client.stream("GET", "https://www.wall.test/download/256") as answer:
            size = sum(map(len, answer.iter_bytes()))
    assert (size, most() - before < 8 * MEBIBYTE) == (256 * MEBIBYTE, True)
