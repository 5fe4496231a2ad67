"""What passes undecrypted, through the embedded master and over real sockets."""

import asyncio
import contextlib
import hashlib
import random
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from masters_for_tests import settings, tell
from mitmproxy import connection
from mitmproxy.proxy import context, layers, mode_specs
from mitmproxy.proxy.server import ConnectionHandler
from mitmproxy.test import taddons

from unwall.proxy.master import Ready
from unwall.proxy.tunnel import is_plain

type End = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

SETTLED = 1.5  # seconds after which a changed script is in force
LARGE = random.Random(3).randbytes(3 << 20)


def _hello(name: str) -> bytes:
    """What a browser says first."""
    said = ssl.MemoryBIO()
    tls = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), said, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    return said.read()


HELLO = _hello("passed.test")


def _between(folder: Path, server: End, client: End, host: str = "127.0.0.1") -> list[str]:
    """What the proxy said while a client told its hello to a server through it, and went on."""
    script = folder / "script.py"
    script.write_text("")

    async def story(ready: Ready, _: list[str]) -> None:
        served = asyncio.get_running_loop().create_future()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                assert await reader.readexactly(len(HELLO)) == HELLO
                await server(reader, writer)
                writer.close()
            finally:
                served.set_result(None)

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            script.write_text(f"def server_connect(data): data.server.address = ('127.0.0.1', {port})")
            await asyncio.sleep(SETTLED)
            reader, writer = await asyncio.open_connection(*ready.addresses[0])
            where = host if ":" in host else f"{host}:{port}"
            writer.write(f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n\r\n".encode())
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            for part in (HELLO[:7], HELLO[7:]):
                writer.write(part)
                await asyncio.sleep(0.01)
            await client(reader, writer)
            writer.close()
            await served

    return tell(settings(folder)._replace(scripts=(str(script),)), story)


@pytest.fixture
def layered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The events that went through mitmproxy's layers."""
    seen: list[str] = []
    through = ConnectionHandler.server_event

    async def counted(handler: ConnectionHandler, event: object) -> None:
        seen.append(type(event).__name__)
        await through(handler, event)  # type: ignore[arg-type]

    monkeypatch.setattr(ConnectionHandler, "server_event", counted)
    return seen


async def _piecewise(writer: asyncio.StreamWriter, data: bytes) -> None:
    at = 0
    sizes = random.Random(4)
    while at < len(data):
        size = sizes.choice((1, 100, 20_000, 70_000, 200_000))
        writer.write(data[at : at + size])
        await writer.drain()
        at += size


def test_both_directions_come_as_they_were_and_not_through_the_layers(
    tmp_path: Path, layered: list[str]
) -> None:
    got: dict[str, str] = {}

    async def send_and_hear(
        name: str, other: bytes, own: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        sending = asyncio.create_task(_piecewise(writer, own))
        got[name] = hashlib.sha256(await reader.readexactly(len(other))).hexdigest()
        await sending

    back = LARGE[::-1]
    said = _between(
        tmp_path,
        lambda reader, writer: send_and_hear("server", LARGE, back, reader, writer),
        lambda reader, writer: send_and_hear("client", back, LARGE, reader, writer),
    )
    assert got == {"server": hashlib.sha256(LARGE).hexdigest(), "client": hashlib.sha256(back).hexdigest()}
    assert layered.count("DataReceived") < 12
    assert said == []


def test_a_client_that_ends_first(tmp_path: Path) -> None:
    got: list[bool] = []

    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _piecewise(writer, b"first")
        got.append(await reader.read() == LARGE)

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(5) == b"first"
        await _piecewise(writer, LARGE)

    assert _between(tmp_path, server, client) == []
    assert got == [True]


def test_a_server_that_is_connected_to_when_the_client_has_spoken(tmp_path: Path, layered: list[str]) -> None:
    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _piecewise(writer, LARGE)
        assert await reader.read() == LARGE

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(len(LARGE)) == LARGE
        await _piecewise(writer, LARGE)
        writer.write_eof()

    # Nothing but a wall is there, so it is not connected to until the client turns out to want another.
    assert _between(tmp_path, server, client, "link.wall.test:443") == []
    assert layered.count("DataReceived") < 12


def test_a_server_that_ends_first(tmp_path: Path) -> None:
    async def server(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _piecewise(writer, b"first")
        await _piecewise(writer, LARGE)

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.read() == b"first" + LARGE
        assert not writer.is_closing()

    assert _between(tmp_path, server, client) == []


@pytest.mark.parametrize("who", ["client", "server"])
def test_an_end_that_breaks_off(tmp_path: Path, who: str) -> None:
    told: list[str] = []

    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(10)
        writer.transport.abort()

    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while not reader.at_eof():
                writer.write(LARGE[:100_000])
                await writer.drain()
                await asyncio.sleep(0)
        told.append("over")

    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"first")
        await (broken if who == "server" else other)(reader, writer)

    assert _between(tmp_path, answering, broken if who == "client" else other) == []
    assert told == ["over"]


def test_who_does_not_read_is_not_read_for(tmp_path: Path) -> None:
    accepted: list[int] = []
    seen = asyncio.Event()

    async def server(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"first")
        for _number in range(64):
            writer.write(LARGE[: 1 << 20])
        before = -1
        while (left := writer.transport.get_write_buffer_size()) != before:
            before = left
            await asyncio.sleep(0.3)
        accepted.append((64 << 20) - before)
        seen.set()
        writer.transport.abort()

    async def client(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readexactly(5)
        await seen.wait()

    assert _between(tmp_path, server, client) == []
    assert 0 < accepted[0] < 32 << 20


def _context(mode: str, tls: int = 1, via: tuple[str, tuple[str, int]] | None = None) -> context.Context:
    with taddons.context() as running:
        client = connection.Client(
            peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2), proxy_mode=mode_specs.ProxyMode.parse(mode)
        )
        of = context.Context(client, running.options)
    of.layers += [object.__new__(layers.ClientTLSLayer) for _ in range(tls)]
    of.server.via = via  # type: ignore[assignment]
    return of


@pytest.mark.parametrize(
    ("of", "plain"),
    [
        (_context("regular"), True),
        (_context("socks5"), True),
        (_context("transparent"), True),
        (_context("regular", tls=2), False),  # a proxy that is itself spoken to in TLS
        (_context("upstream:http://proxy.test:8080", via=("http", ("proxy.test", 8080))), False),
        (_context("regular", via=("http", ("proxy.test", 8080))), False),
        (_context("reverse:https://example.com"), False),
    ],
)
def test_only_where_nothing_else_is_around_it(of: context.Context, plain) -> None:
    assert is_plain(of) is plain
