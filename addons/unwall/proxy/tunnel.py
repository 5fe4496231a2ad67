"""Connections that pass as they are: once they do, their bytes go from one end to the other at once.

mitmproxy takes each piece through all layers of its connection, though none of them has a use for it. Here
they get the beginning and the end of what comes, and nothing between.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple, cast

from mitmproxy import connection, tls
from mitmproxy.proxy import context, layers, mode_specs, server_hooks
from mitmproxy.proxy.server import ConnectionIO

from unwall.proxy.connections import handler_of
from unwall.proxy.joined import JoinedWriter

type _Read = Callable[[int], Awaitable[bytes]]
_MODES = (mode_specs.RegularMode, mode_specs.Socks5Mode, mode_specs.TransparentMode)


class Tunnel:
    """An addon that must stand behind those which decide what passes."""

    name = "unwalltunnel"

    def __init__(self) -> None:
        self._waiting: set[str] = set()  # clients that pass, whose server is not connected yet

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        """Join the ends of a connection that is not decrypted."""
        of = data.context
        if not data.ignore_connection or not is_plain(of):
            return
        if of.server.timestamp_tcp_setup is None:
            self._waiting.add(of.client.id)
        else:
            _join(of.client, of.server)

    def server_connected(self, data: server_hooks.ServerConnectionHookData) -> None:
        """The same where the server was not connected to before the client said which it wants."""
        if data.client.id in self._waiting:
            self._waiting.remove(data.client.id)
            _join(data.client, data.server)

    def client_disconnected(self, client: connection.Client) -> None:
        """Forget a client that did not wait."""
        self._waiting.discard(client.id)


def is_plain(of: context.Context) -> bool:
    """Whether nothing but this TLS is around what passes, on either side."""
    return (
        isinstance(of.client.proxy_mode, _MODES)
        and of.server.via is None
        and sum(isinstance(layer, layers.ClientTLSLayer) for layer in of.layers) == 1
    )


def _join(client: connection.Client, server: connection.Server) -> None:
    handler = handler_of(client)
    near = handler.transports.get(client) if handler else None
    far = handler.transports.get(server) if handler else None
    if handler is None or near is None or far is None:
        return
    asking, answering = near.reader, far.reader
    if isinstance(asking, asyncio.StreamReader) and isinstance(answering, asyncio.StreamReader):
        active = handler.timeout_watchdog.register_activity
        up = _Passing(asking.read, _writer(far), active)
        down = _Passing(answering.read, _writer(near), active)
        _Answering(asking, answering, up, down).begin()


class _Passing(NamedTuple):
    """One direction."""

    some: _Read
    writer: asyncio.StreamWriter
    active: Callable[[], None]

    async def read(self, most: int) -> bytes:
        """Read to the end of what comes, which goes on meanwhile."""
        while data := await self.some(most):
            self.writer.write(data)
            self.active()
            await self.writer.drain()
        return data


class _Answering(NamedTuple):
    """How mitmproxy reads what a server says, until both directions pass.

    The first of it goes through the layers: behind it they hold nothing back any more.
    """

    asking: asyncio.StreamReader
    answering: asyncio.StreamReader
    up: _Passing
    down: _Passing

    def begin(self) -> None:
        """See to it that mitmproxy reads so."""
        _reads(self.answering, self._first)

    async def _first(self, most: int) -> bytes:
        data = await self.down.some(most)
        _reads(self.answering, self._second)
        return data

    async def _second(self, most: int) -> bytes:
        _reads(self.asking, self.up.read)
        _reads(self.answering, self.down.read)
        return await self.down.read(most)


def _writer(end: ConnectionIO) -> asyncio.StreamWriter:
    """Writes to this end, at once."""
    return (
        end.writer.plain if isinstance(end.writer, JoinedWriter) else cast("asyncio.StreamWriter", end.writer)
    )


def _reads(reader: asyncio.StreamReader, read: _Read) -> None:
    setattr(reader, "read", read)  # noqa: B010 - mypy takes it for a method that nobody may change
