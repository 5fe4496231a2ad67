"""What is written to a connection in one moment goes out at once: the head of a message with its body.

mitmproxy writes each part of a message by itself, and each write is a call of the system and a packet.
"""

import asyncio
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, cast

from mitmproxy import connection
from mitmproxy.proxy import server_hooks

from unwall.proxy.connections import handler_of

if TYPE_CHECKING:
    from mitmproxy.proxy.server import ConnectionIO

_LARGEST = 1 << 16  # bytes that are copied into one


class JoinedWriter:
    """A StreamWriter that waits for the end of the moment; in all other ways it is the one given."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.plain = writer  # which does not wait
        self._parts: list[bytes] = []
        self._call_soon = asyncio.get_running_loop().call_soon

    def write(self, data: bytes) -> None:
        """Have this sent after what was written before."""
        if not self._parts:
            self._call_soon(self._send)
        self._parts.append(data)

    def drain(self) -> Awaitable[None]:
        """Send, and wait while too much of it waits to be taken."""
        self._send()
        return self.plain.drain()

    def write_eof(self) -> None:
        """Send, and say that this is all."""
        self._send()
        self.plain.write_eof()

    def close(self) -> None:
        """Send, and close."""
        self._send()
        self.plain.close()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the writer has
        return getattr(self.plain, name)

    def _send(self) -> None:
        parts, self._parts = self._parts, []
        if len(parts) > 1 and sum(map(len, parts)) <= _LARGEST:
            parts = [b"".join(parts)]
        for part in parts:
            self.plain.write(part)


class Joined:
    """Gives every connection of the proxy such a writer."""

    name = "unwalljoined"

    def client_connected(self, client: connection.Client) -> None:
        """Before anything is written to a client."""
        _join(client, client)

    def server_connected(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Before anything is written to a server."""
        _join(data.client, data.server)


def _join(client: connection.Client, end: connection.Connection) -> None:
    handler = handler_of(client)
    ends: ConnectionIO | None = handler.transports.get(end) if handler else None
    if ends is not None and isinstance(ends.writer, asyncio.StreamWriter):
        ends.writer = cast("asyncio.StreamWriter", JoinedWriter(ends.writer))
