"""The mitmproxy addon that makes a proxy live in a world: every name leads there, and its CA is trusted.

It is loaded beside unwall by a script of two lines, which ``script`` writes. Names are led astray where they
are looked up, as Chromium's own resolver rules do, so the proxy keeps the real ones everywhere else.
"""

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from mitmproxy import ctx
from mitmproxy.addons.proxyserver import Proxyserver

from unwall.world.leading import Leading

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_HTTPS, _HTTP = 443, 80


class Upstream(NamedTuple):
    """Where the world is; ``ready_port`` is told the proxy's own port and its CA's folder once it listens."""

    https_port: int
    http_port: int
    ca: str
    ready_port: int

    def script(self) -> str:
        """The source of a script that loads this very addon."""
        return f"from unwall.world.upstream import Upstream\naddons = [{self!r}]\n"

    async def running(self) -> None:
        """The proxy listens."""
        ctx.options.update(ssl_verify_upstream_trusted_ca=self.ca)
        ports = {_HTTPS: self.https_port, _HTTP: self.http_port}
        loop = asyncio.get_running_loop()
        look_up: Callable[..., Awaitable[object]] = loop.getaddrinfo

        async def astray(host: object, port: int, **how: int) -> object:
            if port in ports:
                host, port = "127.0.0.1", ports[port]
            return await look_up(host, port, **how)

        loop.getaddrinfo = astray  # type: ignore[method-assign,assignment]
        unwall: Any = ctx.master.addons.get("unwall")  # by what it has: the world knows no proxy from inside
        if unwall is not None:
            unwall.asking.transports = Leading(self.https_port, self.http_port, self.ca).transports()
        server = ctx.master.addons.get("proxyserver")
        assert isinstance(server, Proxyserver)
        port = server.listen_addrs()[0][1]
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.ready_port)
        except OSError:
            return  # another process of this proxy has told it
        writer.write(f"{port} {ctx.options.confdir}\n".encode())
        writer.close()
        await writer.wait_closed()
