"""How httpx reaches the network here: through a guard, by HTTP/2 where the server speaks it."""

import ssl
from collections.abc import AsyncIterator

import httpcore
import httpx


class Transport(httpx.AsyncBaseTransport):
    """A transport for one question at a time; it trusts ``context`` and connects through ``guard``."""

    def __init__(self, guard: httpcore.AsyncNetworkBackend, context: ssl.SSLContext) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context, http1=True, http2=True, max_connections=1, network_backend=guard
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request. Raises what httpcore raises."""
        url = request.url
        response = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.content,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._response.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._response.aclose()
