"""SOCKS5 through the embedded master and over real sockets."""

import asyncio
import ssl
from pathlib import Path

import pytest
from masters_for_tests import settings, tell

from unwall.proxy.master import Listen, Ready

LINK = (
    b"GET /go?target=https%3A%2F%2Fexample.com%2Fa HTTP/1.1\r\nHost: link.wall.test\r\nConnection: close\r\n"
)
NAVIGATING = b"Accept: text/html\r\n\r\n"


async def _connected(
    ready: Ready, host: str, port: int
) -> tuple[bytes, asyncio.StreamReader, asyncio.StreamWriter]:
    """What the proxy answers to a client that wants to go there, and the connection."""
    reader, writer = await asyncio.open_connection(*ready.addresses[0])
    writer.write(b"\x05\x01\x00")
    assert await reader.readexactly(2) == b"\x05\x00"
    writer.write(b"\x05\x01\x00\x03" + bytes([len(host)]) + host.encode() + port.to_bytes(2))
    return await reader.readexactly(10), reader, writer


@pytest.mark.parametrize("host", ["link.wall.test", "LINK.wall.test."])
@pytest.mark.parametrize("port", [80, 443])
def test_a_wall_opens_that_cannot_be_reached(tmp_path: Path, port: int, host: str) -> None:
    async def story(ready: Ready, _: list[str]) -> None:
        answer, reader, writer = await _connected(ready, host, port)
        assert answer[1] == 0
        if port == 443:
            trusting = ssl.create_default_context(cafile=str(ready.ca.certificate))
            await writer.start_tls(trusting, server_hostname="link.wall.test")
        writer.write(LINK + NAVIGATING)
        assert (await reader.read()).startswith(
            b"HTTP/1.1 307 Temporary Redirect\r\nLocation: https://example.com/a\r\n"
        )
        writer.close()
        await writer.wait_closed()

    said = tell(settings(tmp_path)._replace(listen=Listen(port=0, modes=("socks5",))), story)
    assert [line[10:] for line in said] == ["opened  wall-link: link.wall.test/go?… → https://example.com/a"]


def test_whatever_else_is_connected_to_first(tmp_path: Path) -> None:
    async def story(ready: Ready, _: list[str]) -> None:
        answer, _reader, writer = await _connected(ready, "127.0.0.1", 1)
        assert answer[1] == 4  # unreachable
        writer.close()
        await writer.wait_closed()

    tell(settings(tmp_path)._replace(listen=Listen(port=0, modes=("socks5",))), story)


def test_a_server_that_speaks_first_is_heard(tmp_path: Path) -> None:
    async def story(ready: Ready, _: list[str]) -> None:
        async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"SSH-2.0-test\r\n")
            await writer.drain()
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
            answer, reader, writer = await _connected(ready, "127.0.0.1", server.sockets[0].getsockname()[1])
            assert answer[1] == 0
            assert await reader.readline() == b"SSH-2.0-test\r\n"
            writer.close()
            await writer.wait_closed()

    tell(settings(tmp_path)._replace(listen=Listen(port=0, modes=("socks5",))), story)
