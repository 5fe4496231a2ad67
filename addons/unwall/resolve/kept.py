"""The network as probes see it: connections kept for the next link, to addresses that may be asked.

A private address is connected to where the link itself names it, or where the user allowed it; that a public
server leads there is judged before anybody is asked.
"""

from collections.abc import AsyncIterator
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
    """Whoever has asked closes it; it stays open."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)


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
    return _open(Transport(guard, context, 2 * at_once))


@asynccontextmanager
async def _open(inner: Transport) -> AsyncIterator[Transports]:
    transport = _Kept(inner)

    def choose(_: Ask) -> httpx.AsyncBaseTransport:
        return transport

    try:
        yield choose
    finally:
        await inner.aclose()
