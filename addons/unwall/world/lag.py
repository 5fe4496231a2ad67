"""The way to the world: counts what is sent over it, and makes it as long as a real one.

Loopback has no distance, and without it nothing a detour costs can be seen. Delay is added per connection and
direction, in a pipeline: it changes when bytes arrive, not how many are under way.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import NamedTuple

from unwall.world.ledger import Ledger

_CHUNK = 1 << 16


class Way(NamedTuple):
    """Where a connection leads and how far that is."""

    port: int  # on 127.0.0.1
    rtt: float  # seconds there and back
    ledger: Ledger


async def carry(way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Joins one client to ``way.port`` until either side ends."""
    connection = way.ledger.open()
    try:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", way.port)
    except OSError:
        writer.close()
        return
    try:
        async with asyncio.TaskGroup() as group:
            # The TCP handshake, which loopback does at once, is paid by whatever the client says first.
            group.create_task(_pump(reader, up_writer, way.rtt / 2, way.rtt, connection.take))
            group.create_task(_pump(up_reader, writer, way.rtt / 2))
    except* OSError:
        pass  # one side is gone, so is the connection
    finally:
        for side in (up_writer, writer):
            side.close()
            with contextlib.suppress(OSError):
                await side.wait_closed()


async def _pump(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    lag: float,
    hold: float = 0.0,
    note: Callable[[bytes], None] = lambda _: None,
) -> None:
    loop = asyncio.get_running_loop()
    opened = loop.time() + hold
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def take() -> None:
        while True:
            chunk = await reader.read(_CHUNK)
            note(chunk)
            under_way.put_nowait((max(loop.time(), opened) + lag, chunk))
            if not chunk:
                return

    async def give() -> None:
        while True:
            due, chunk = await under_way.get()
            if (wait := due - loop.time()) > 0:
                await asyncio.sleep(wait)
            if not chunk:
                if writer.can_write_eof():
                    writer.write_eof()
                return
            writer.write(chunk)
            await writer.drain()

    async with asyncio.TaskGroup() as group:
        group.create_task(take())
        group.create_task(give())
