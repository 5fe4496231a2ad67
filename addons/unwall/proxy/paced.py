"""WebSockets that say more than can be looked at: what waits, waits at its sender and not in our memory.

mitmproxy goes on reading while a message is before the addons, and keeps what it reads, however much that is.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from mitmproxy import ctx, http
from mitmproxy.addons.proxyserver import Proxyserver

type _Read = Callable[[int], Awaitable[bytes]]


class Paced:
    """Has both ends of a socket read on only when no message came for a moment."""

    name = "unwallpaced"

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}  # by flow: its messages so far

    def websocket_start(self, flow: http.HTTPFlow) -> None:
        """Before the first message."""
        proxy = ctx.master.addons.get("proxyserver")
        handler = proxy.connections.get(flow.client_conn.id) if isinstance(proxy, Proxyserver) else None
        if handler is None:
            return
        self._seen[flow.id] = 0
        for end in (flow.client_conn, flow.server_conn):
            ends = handler.transports.get(end)
            if ends is not None and isinstance(ends.reader, asyncio.StreamReader):
                read = partial(self._read, flow.id, ends.reader.read)
                setattr(ends.reader, "read", read)  # noqa: B010 - mypy takes it for one that stays

    def websocket_message(self, flow: http.HTTPFlow) -> None:
        """Of the messages in what was read, mitmproxy brings one in each round of the event loop."""
        if flow.id in self._seen:
            self._seen[flow.id] += 1

    def websocket_end(self, flow: http.HTTPFlow) -> None:
        """Forget the socket."""
        self._seen.pop(flow.id, None)

    async def _read(self, flow: str, read: _Read, most: int) -> bytes:
        before = -1
        while flow in self._seen and self._seen[flow] != before:
            before = self._seen[flow]
            for _ in range(2):  # a round in which the addons are asked, and one in which the next may be
                await asyncio.sleep(0)
        return await read(most)
