"""HTTP/3 on both sides of real proxies in mitmproxy's reverse mode, with a real Chromium as the client."""

import asyncio
import base64
import gzip
import hashlib
import json
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import brotli
import pytest
import zstandard
from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets
from playwright.sync_api import Page, sync_playwright
from proxies_for_tests import KINDS, LINK, TARGET, Running, nobody_at_home, running

from unwall.world.server import World

NAME = "www.wall.test"
HOME = f"https://{NAME}"
WALLED = f"https://{LINK}"
PAGE = f'<!doctype html><title>page</title><p><a href="{WALLED}">中</a>'
NONE = f"<!doctype html><title>none</title><p>link.wall.test.example {'没有' * 300}"
_RANDOM = random.Random(3)
LARGE = "".join(f'<p><a href="{WALLED}">one</a> {_RANDOM.randbytes(600).hex()}</p>\n' for _ in range(2000))
JSON = json.dumps({"url": WALLED}).replace("/", "\\/").encode()
PACKED = {
    "": bytes,
    "gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
HTML = b"text/html; charset=utf-8"
# The server is found by its address here, so its name is said apart, as a name's own address would say it.
NAMED = f"def server_connect(data): data.server.sni = {NAME!r}\n"
EVENTS = """() => new Promise(done => {
    const said = [], events = new EventSource("/events");
    events.onmessage = (event) => { said.push(event.data);
        if (event.lastEventId === "2") { events.close(); done(said); } else fetch("/next"); };
})"""
FETCHED = """async (path) => { const got = await fetch(path);
    return {text: await got.text(), headers: Object.fromEntries(got.headers)}; }"""
ECHOED = """async (text) => (await fetch("/echo", {method: "POST", body: text})).text()"""


class Site:
    """What the server says over HTTP/3, as an ASGI application."""

    def __init__(self) -> None:
        self.versions: set[str] = set()
        self.echoed = b""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        self.versions.add(scope["http_version"])
        path, coding = scope["path"], scope["query_string"].decode()
        if path == "/events":
            await self._events(send)
        elif path == "/next":
            self._next.set()
            await _answer(send, 200, b"text/plain", b"")
        elif path == "/echo":
            self.echoed = await _body(receive)
            await _answer(send, 200, b"text/plain", b"heard")
        elif path == "/json":
            sum_ = base64.b64encode(hashlib.sha256(JSON).digest())
            more = {b"etag": b'"a"', b"content-digest": b"sha-256=:" + sum_ + b":"}
            await _answer(send, 200, b"application/json", JSON, more)
        else:
            page = {"/page": PAGE, "/large": LARGE, "/none": NONE}.get(path, "")
            more = {b"content-encoding": coding.encode()} if coding else {}
            await _answer(send, 200, HTML, PACKED[coding](page.encode()), {b"etag": b'"a"'} | more)

    async def _events(self, send: Any) -> None:
        """The second comes only when the first has been seen."""
        self._next = asyncio.Event()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"text/event-stream")],
            }
        )
        for number, data in ((1, WALLED), (2, "none")):
            event = f"id: {number}\ndata: {data}\n\n".encode()
            await send({"type": "http.response.body", "body": event, "more_body": True})
            await self._next.wait()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _body(receive: Any) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def _answer(
    send: Any, status: int, kind: bytes, body: bytes, more: dict[bytes, bytes] | None = None
) -> None:
    headers = {b"content-type": kind, b"content-length": str(len(body)).encode(), **(more or {})}
    await send({"type": "http.response.start", "status": status, "headers": list(headers.items())})
    await send({"type": "http.response.body", "body": body, "more_body": False})


class Quic(World):
    """A world with one more server, which speaks HTTP/3 alone, at ``quic_port``."""

    def __init__(self, site: Site) -> None:
        super().__init__({})
        self._site = site
        self._chain = TemporaryDirectory(prefix="unwall-quic-")
        self._end = asyncio.Event()

    def __enter__(self) -> Self:
        super().__enter__()
        self._remember_transports()
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        sock.setblocking(False)
        self.quic_port = sock.getsockname()[1]
        config = _Listening(sock)
        config.certfile, config.keyfile = self._certified()
        self._serving = asyncio.run_coroutine_threadsafe(
            serve(self._site, config, shutdown_trigger=self._end.wait, mode="asgi"), self._loop
        )
        return self

    def _remember_transports(self) -> None:
        """The server leaves the one that it opens to whoever collects the garbage."""
        opens = self._loop.create_datagram_endpoint
        self._transports: list[asyncio.DatagramTransport] = []

        async def opened(*args: Any, **options: Any) -> Any:
            transport, protocol = await opens(*args, **options)
            self._transports.append(transport)
            return transport, protocol

        self._loop.create_datagram_endpoint = opened  # type: ignore[method-assign]

    def _certified(self) -> tuple[str, str]:
        """The files with the certificates for the site's name, and with its key."""
        folder = Path(self._chain.name)
        pem = self._authority.chain(NAME)
        at = pem.index(b"-----BEGIN CERTIFICATE")
        for name, part in (("chain", pem[at:]), ("key", pem[:at])):
            (folder / name).write_bytes(part)
        return str(folder / "chain"), str(folder / "key")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._serving.result(10)
        for transport in self._transports:
            self._loop.call_soon_threadsafe(transport.close)
        super().__exit__(kind, error, trace)
        self._chain.cleanup()


class _Listening(Config):
    loglevel = "CRITICAL"
    errorlog = None
    graceful_timeout = 1.0

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock

    def create_sockets(self) -> Sockets:
        return Sockets([], [], [self._sock])


SITE = Site()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quic]:
    with nobody_at_home(tmp_path_factory.mktemp("home")), Quic(SITE) as there:
        yield there


@pytest.fixture(scope="module", params=KINDS)
def proxy(
    request: pytest.FixtureRequest, world: Quic, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    named = tmp_path_factory.mktemp("named") / "named.py"
    named.write_text(NAMED)
    mode = f"reverse:https://127.0.0.1:{world.quic_port}"
    with running(world, request.param, str(named), mode=mode) as there:
        yield there


@pytest.fixture(scope="module")
def page(proxy: Running, requires_chromium: Path) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(requires_chromium),
            args=[
                f"--ignore-certificate-errors-spki-list={proxy.proxy.spki}",
                "--test-type",
                "--enable-quic",
                f"--origin-to-force-quic-on={NAME}:443",
                f"--host-resolver-rules=MAP {NAME}:443 127.0.0.1:{proxy.proxy.port}",
            ],
        )
        opened = browser.new_page()
        opened.set_default_timeout(20_000)
        opened.goto(f"{HOME}/page")
        yield opened
        browser.close()


@pytest.mark.parametrize("coding", PACKED)
def test_a_page(page: Page, coding: str) -> None:
    page.goto(f"{HOME}/page?{coding}")
    assert page.eval_on_selector("a", "a => [a.href, a.textContent]") == [TARGET, "中"]
    assert page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol") == "h3"
    assert SITE.versions == {"3"}


@pytest.mark.parametrize("coding", PACKED)
def test_a_page_without_a_link(page: Page, coding: str) -> None:
    got = page.evaluate(FETCHED, f"/none?{coding}")
    assert got["text"] == NONE
    assert got["headers"].get("content-encoding", "") == coding
    assert (got["headers"]["etag"], int(got["headers"]["content-length"])) == (
        '"a"',
        len(PACKED[coding](NONE.encode())),
    )


def test_an_answer_and_its_headers(page: Page) -> None:
    got = page.evaluate(FETCHED, "/json")
    want = JSON.replace(WALLED.replace("/", "\\/").encode(), TARGET.replace("/", "\\/").encode())
    digest = base64.b64encode(hashlib.sha256(want).digest()).decode()
    assert got["text"].encode() == want
    assert got["headers"]["content-digest"] == f"sha-256=:{digest}:"
    assert got["headers"]["content-length"] == str(len(want))
    assert got["headers"]["etag"].startswith('W/"a-uw')


@pytest.mark.parametrize("coding", PACKED)  # packed it is larger than a MiB, too
def test_a_large_page_while_it_flows(page: Page, coding: str) -> None:
    got = page.evaluate(FETCHED, f"/large?{coding}")
    assert got["text"] == LARGE.replace(WALLED, TARGET.replace("&", "&amp;"))


def test_events_are_not_held_back(page: Page) -> None:
    assert page.evaluate(EVENTS) == [TARGET, "none"]


def test_what_is_sent_stays(page: Page) -> None:
    assert page.evaluate(ECHOED, f"see {WALLED}") == "heard"
    assert SITE.echoed.decode() == f"see {WALLED}"
