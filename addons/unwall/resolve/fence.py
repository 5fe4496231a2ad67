"""The guard around a program that is not ours: a proxy on loopback, its only way to the network.

It speaks SOCKS 5 (RFC 1928) without log-in and with CONNECT alone: names are looked up here and nowhere else.
"""

import asyncio
from concurrent.futures import Future
from contextlib import suppress
from ipaddress import ip_address
from threading import Thread
from types import TracebackType
from typing import Self

import httpcore

from unwall.resolve.guard import Guard, PrivateAddressError, UnknownNameError

_VERSION = b"\x05"
_CONNECT, _NAME = 1, 3
_LENGTHS = {1: 4, 4: 16}  # bytes of an address, by its kind
_DONE, _FAILED, _FORBIDDEN, _UNREACHABLE, _REFUSED, _UNKNOWN_ORDER = 0, 1, 2, 4, 5, 7
_NOWHERE = b"\x00\x01" + bytes(6)  # where it was connected from: nobody asks
_HASTE = 5.0  # seconds for a program on this machine to say where it wants to go
_PARTING = 1.0  # seconds for it to take what is left
_PATIENCE = 10.0  # seconds for a connection
_STEPS = 4  # of asyncio, from a connection that was accepted just now to its task
_PART = 1 << 16  # bytes


class Fence:
    """A context manager with a thread of its own; ``port`` is where it listens on 127.0.0.1."""

    port: int

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._up: Future[int] = Future()
        self._thread = Thread(target=self._run, name="unwall-fence", daemon=True)

    def __enter__(self) -> Self:
        """Begins to listen. Raises OSError."""
        self._thread.start()
        self.port = self._up.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends every connection."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._up.set_exception(error)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        there: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._accept(reader, writer))
            there.add(task)
            task.add_done_callback(there.discard)
            task.add_done_callback(lambda _: writer.transport.abort())  # it may end before it begins

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        self._up.set_result(server.sockets[0].getsockname()[1])
        await self._over.wait()
        server.close()
        for _ in range(_STEPS):
            await asyncio.sleep(0)
        for task in there:
            task.cancel()
        await asyncio.gather(*there, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, EOFError, TimeoutError):
                async with asyncio.timeout(_HASTE):
                    place = await _place(reader, writer)
                if place is not None:
                    await self._lead(place, reader, writer)
        finally:
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(_PARTING):
                    await writer.wait_closed()

    async def _lead(
        self, place: tuple[str, int], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            stream = await self._guard.connect_tcp(*place, timeout=_PATIENCE)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            _say(writer, _code(error))
            return
        try:
            _say(writer, _DONE)
            ways = [asyncio.create_task(each) for each in (_out(reader, stream), _back(stream, writer))]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        finally:
            await stream.aclose()


async def _place(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int] | None:
    """Where it wants to go; None where that is no question for us. Raises EOFError where it says nothing."""
    version, count = await reader.readexactly(2)
    if bytes([version]) != _VERSION or 0 not in await reader.readexactly(count):
        writer.write(_VERSION + b"\xff")
        return None
    writer.write(_VERSION + b"\x00")
    _, order, _, kind = await reader.readexactly(4)
    if kind == _NAME:
        (length,) = await reader.readexactly(1)
        host = (await reader.readexactly(length)).decode("ascii", "replace")
    elif kind in _LENGTHS:
        host = str(ip_address(await reader.readexactly(_LENGTHS[kind])))
    else:
        _say(writer, _FAILED)
        return None
    port = int.from_bytes(await reader.readexactly(2))
    if order != _CONNECT:
        _say(writer, _UNKNOWN_ORDER)
        return None
    return host, port


def _say(writer: asyncio.StreamWriter, code: int) -> None:
    writer.write(_VERSION + bytes([code]) + _NOWHERE)


def _code(error: Exception) -> int:
    if isinstance(error, PrivateAddressError):
        return _FORBIDDEN
    if isinstance(error, UnknownNameError | httpcore.ConnectTimeout):
        return _UNREACHABLE
    return _REFUSED


async def _out(reader: asyncio.StreamReader, stream: httpcore.AsyncNetworkStream) -> None:
    while data := await reader.read(_PART):
        await stream.write(data)


async def _back(stream: httpcore.AsyncNetworkStream, writer: asyncio.StreamWriter) -> None:
    while data := await stream.read(_PART):
        writer.write(data)
        await writer.drain()
