"""The world itself: every fake platform behind one pair of loopback ports, reached by its real name."""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self, cast

from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope, WebsocketScope

from unwall.world.certificates import Authority
from unwall.world.exchange import NOTHING, Reply, Request, Site, encoded
from unwall.world.lag import Way, carry
from unwall.world.ledger import Asked, Ledger
from unwall.world.platforms import SITES, SOCKETS

_START = 10.0  # seconds
_MOST = 1 << 20  # bytes of a form that platforms see

type App = Callable[[Any, Any, Any], Awaitable[None]]  # scope, receive, send


class World:
    """A context manager: the platforms are up inside it, on ``https_port`` and ``http_port`` of 127.0.0.1.

    It runs in a thread and an event loop of its own. Unknown hosts answer 204. ``rtt`` is the round-trip
    time, in seconds, that every connection seems to have. ``apps`` are hosts that do more than answer:
    ASGI applications, for sockets and streams.
    """

    https_port: int
    http_port: int

    def __init__(
        self, sites: Mapping[str, Site] = SITES, *, rtt: float = 0.0, apps: Mapping[str, App] | None = None
    ) -> None:
        self.ledger = Ledger()
        self._sites = sites
        self._apps = apps or {}
        self._rtt = rtt
        self._folder = TemporaryDirectory(prefix="unwall-world-")
        self._authority = Authority(Path(self._folder.name))
        self._up: Future[asyncio.AbstractEventLoop] = Future()
        self._over = asyncio.Event()
        self._joined: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), name="walled world")

    @property
    def ca_pem(self) -> Path:
        """The file with the world's CA certificate, for clients that check; it is gone when the world is."""
        return self._authority.file

    @property
    def spki(self) -> str:
        """The CA's public key as Chromium's list of trusted keys names it."""
        return self._authority.spki

    @property
    def resolver_rules(self) -> str:
        """Chromium's ``--host-resolver-rules`` that lead every name to the world."""
        return (
            f"MAP *:443 127.0.0.1:{self.https_port},MAP *:80 127.0.0.1:{self.http_port},"
            "EXCLUDE 127.0.0.1,EXCLUDE localhost"
        )

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._loop = self._up.result(_START)
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._folder.cleanup()

    async def _live(self) -> None:
        asyncio.get_running_loop().set_exception_handler(_complain)
        try:
            config = _Platforms(self._authority)
            inner = config.listening
            ways = [
                await asyncio.start_server(self._way(each.getsockname()[1]), "127.0.0.1", 0)
                for each in (*inner.secure_sockets, *inner.insecure_sockets)
            ]
        except BaseException as error:
            self._up.set_exception(error)
            raise
        self.https_port, self.http_port = (each.sockets[0].getsockname()[1] for each in ways)
        app = cast("Any", self._answer)  # the server's own type names every extension of the protocol
        platforms = asyncio.create_task(serve(app, config, shutdown_trigger=self._over.wait, mode="asgi"))
        self._up.set_result(asyncio.get_running_loop())
        await self._over.wait()
        await asyncio.sleep(0)  # a connection that was accepted just now needs its server to be there
        for way in ways:
            way.close()
        await self._cut()
        await platforms

    def _way(self, port: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        way = Way(port, self._rtt, self.ledger)

        async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            if self._over.is_set():  # it was accepted just before the end, and nobody would cut it any more
                writer.close()
                return
            self._joined.add(task)
            task.add_done_callback(self._joined.discard)
            with contextlib.suppress(asyncio.CancelledError):  # of which CPython up to 3.12.2 complains here
                await carry(way, reader, writer)

        return connect

    async def _cut(self) -> None:
        """Ends every connection that is still open."""
        for task in self._joined:
            task.cancel()
        await asyncio.gather(*self._joined, return_exceptions=True)

    async def _answer(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "lifespan":
            await _live_and_die(receive, send)
            return
        app = self._apps.get(_host(scope))
        if app is not None:
            await app(scope, receive, send)
            return
        if scope["type"] != "http":
            await _talk(SOCKETS.get(_host(scope), ()), receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = cast("dict[str, Any]", await receive())
            body += message.get("body", b"")
            more = message.get("more_body", False)
        request = _request(scope, bytes(body[:_MOST]))
        self.ledger.asked.append(Asked(request.method, request.url, request.agent))
        site = self._sites.get(request.host)
        reply = encoded(site(request) if site else NOTHING, request.headers.get("accept-encoding", ""))
        await _send(reply, send, bodiless=request.method == "HEAD")


class _Platforms(Config):
    """Where and how the platforms listen."""

    loglevel = "CRITICAL"
    errorlog = None
    graceful_timeout = 1.0
    keep_alive_timeout = 60.0

    def __init__(self, authority: Authority) -> None:
        super().__init__()
        self._authority = authority
        self.listening = Sockets([_listen()], [_listen()], [])

    @property
    def ssl_enabled(self) -> bool:
        return True

    def create_ssl_context(self) -> ssl.SSLContext:
        context = self._authority.context("localhost")

        def choose(sock: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
            sock.context = self._authority.context(name or "localhost")

        context.sni_callback = choose
        return context

    def create_sockets(self) -> Sockets:
        return self.listening


def _complain(loop: asyncio.AbstractEventLoop, what: dict[str, Any]) -> None:
    # A client that left, or that does not trust us, is its own affair.
    if not isinstance(what.get("exception"), OSError):
        loop.default_exception_handler(what)


def _listen() -> socket.socket:
    # The protocol is named because asyncio turns Nagle's delay off, 40 ms here, only where it is.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.bind(("127.0.0.1", 0))
    sock.listen(128)
    sock.setblocking(False)  # noqa: FBT003 - the library's own signature
    return sock


def _host(scope: HTTPScope | WebsocketScope) -> str:
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return host.rsplit(":", 1)[0].lower()


def _request(scope: HTTPScope, body: bytes) -> Request:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    host = _host(scope)
    path = scope["raw_path"].decode("latin-1").partition("?")[0]
    return Request(
        scope["method"],
        scope["scheme"],
        host,
        path,
        scope["query_string"].decode("latin-1"),
        headers,
        body,
    )


async def _send(reply: Reply, send: ASGISendCallable, *, bodiless: bool) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    if reply.body:
        headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if bodiless else reply.body, "more_body": False})


async def _talk(messages: Sequence[str], receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Says these to who opened a socket, and waits for them to leave."""
    await receive()
    await send(cast("Any", {"type": "websocket.accept"}))
    for message in messages:
        await send({"type": "websocket.send", "bytes": None, "text": message})
    while messages and (await receive())["type"] != "websocket.disconnect":
        pass
    if not messages:
        await send({"type": "websocket.close", "code": 1000, "reason": None})


async def _live_and_die(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    while True:
        match (await receive())["type"]:
            case "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            case "lifespan.shutdown":
                await send({"type": "lifespan.shutdown.complete"})
                return
