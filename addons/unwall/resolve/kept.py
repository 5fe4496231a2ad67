"""The network as probes see it: connections kept for the next link, to addresses that may be asked.

A private address is connected to where the link itself names it, or where the user allowed it; that a public
server leads there is judged before anybody is asked.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpcore
import httpx

from unwall.model import Ask
from unwall.resolve.client import Transports
from unwall.resolve.guard import Dial, Guard, LookUp, Options, dial, look_up
from unwall.resolve.transport import Transport
from unwall.urls.safety import is_private


class _Guard(httpcore.AsyncNetworkBackend):
    def __init__(self, *, private: bool, look_up: LookUp, dial: Dial) -> None:
        self._guards = {inside: Guard(private=inside, look_up=look_up, dial=dial) for inside in (False, True)}
        self._private = private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        local_address: str | None = None,
        socket_options: Options = None,
    ) -> httpcore.AsyncNetworkStream:
        named = f"[{host}]" if ":" in host else host
        guard = self._guards[self._private or is_private(named)]
        return await guard.connect_tcp(host, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._guards[False].sleep(seconds)


class _Kept(httpx.AsyncBaseTransport):
    """A connection to each server and question at once, kept for the next question to that server.

    Each has a pool of its own: one pool for all looks through every connection at every question.
    """

    def __init__(self, make: Callable[[], Transport], most: int) -> None:
        self._make = make
        self._most = most
        self._free: OrderedDict[tuple[bytes, bytes, int | None], list[Transport]] = OrderedDict()
        self._count = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        server = url.raw_scheme, url.raw_host, url.port
        free = self._free.get(server)
        if free:
            transport = free.pop()
            self._count -= 1
            if not free:
                del self._free[server]
        else:
            transport = self._make()
        try:
            response = await transport.handle_async_request(request)
        except BaseException:
            await transport.aclose()
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - Transport's own
        response.stream = _Returning(response.stream, lambda: self._take_back(server, transport))
        return response

    async def _take_back(self, server: tuple[bytes, bytes, int | None], transport: Transport) -> None:
        self._free.setdefault(server, []).append(transport)
        self._free.move_to_end(server)
        self._count += 1
        while self._count > self._most:
            oldest, free = next(iter(self._free.items()))
            closing = free.pop(0)
            if not free:
                del self._free[oldest]
            self._count -= 1
            await closing.aclose()

    async def end(self) -> None:
        """Closes all that are kept."""
        for free in self._free.values():
            for transport in free:
                await transport.aclose()
        self._free.clear()


class _Returning(httpx.AsyncByteStream):
    """A body; when it is closed, its connection is free."""

    def __init__(self, inner: httpx.AsyncByteStream, done: Callable[[], Awaitable[None]]) -> None:
        self._inner = inner
        self._done = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()
        await self._done()


def kept(
    *,
    private: bool = False,
    at_once: int = 16,
    ca: Path | None = None,
    look_up: LookUp = look_up,
    dial: Dial = dial,
) -> AbstractAsyncContextManager[Transports]:
    """Connections for one run; they end with it. ``ca``: also trusted. Raises OSError, ValueError."""
    context = httpx.create_ssl_context(trust_env=False)
    if ca is not None:
        context.load_verify_locations(ca)
    guard = _Guard(private=private, look_up=look_up, dial=dial)
    return _open(_Kept(lambda: Transport(guard, context), 2 * at_once))


@asynccontextmanager
async def _open(transport: _Kept) -> AsyncIterator[Transports]:
    def choose(_: Ask) -> httpx.AsyncBaseTransport:
        return transport

    try:
        yield choose
    finally:
        await transport.end()
