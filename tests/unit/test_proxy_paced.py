"""A WebSocket that says much, through the embedded master and over real sockets."""

import asyncio
from pathlib import Path

import pytest
from masters_for_tests import settings, tell
from mitmproxy import connection
from mitmproxy.proxy import events
from mitmproxy.proxy.layers.websocket import WebsocketMessageHook
from mitmproxy.proxy.server import ConnectionHandler

from unwall.proxy.master import Ready

SIZE, NUMBER = 1000, 4000
FRAME = b"\x81\x7e" + SIZE.to_bytes(2) + b"x" * SIZE
ASKED = (
    b"GET http://www.wall.test:PORT/ HTTP/1.1\r\nHost: www.wall.test:PORT\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
OPENED = (
    b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)
SETTLED = 1.5  # seconds after which a changed script is in force


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes of messages were read and not looked at, each time that some were read."""
    seen: list[int] = []
    sent = looked_at = 0
    through = ConnectionHandler.server_event

    async def counted(handler: ConnectionHandler, event: events.Event) -> None:
        nonlocal sent, looked_at
        if isinstance(event, events.DataReceived) and isinstance(event.connection, connection.Server):
            sent += len(event.data)
            seen.append(sent - looked_at)
        elif isinstance(event, events.HookCompleted) and isinstance(event.command, WebsocketMessageHook):
            looked_at += len(FRAME)
        await through(handler, event)

    monkeypatch.setattr(ConnectionHandler, "server_event", counted)
    return seen


def test_no_more_is_read_than_is_looked_at(tmp_path: Path, waiting: list[int]) -> None:
    script = tmp_path / "script.py"
    script.write_text("")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OPENED)
        for _ in range(NUMBER):
            writer.write(FRAME)
            await writer.drain()
        await reader.read()
        writer.close()

    async def story(ready: Ready, said: list[str]) -> None:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            script.write_text(f"def server_connect(data): data.server.address = ('127.0.0.1', {port})")
            await asyncio.sleep(SETTLED)
            reader, writer = await asyncio.open_connection(*ready.addresses[0])
            writer.write(ASKED.replace(b"PORT", str(port).encode()))
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
            for _ in range(NUMBER):
                assert await reader.readexactly(len(FRAME)) == FRAME
            writer.close()
            await writer.wait_closed()

    tell(settings(tmp_path)._replace(scripts=(str(script),)), story)
    assert len(waiting) > 10
    assert max(waiting) < 3 * 65536
