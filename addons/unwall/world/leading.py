"""Leads the resolver into a world: every name has a public address, and what dials it reaches the world.

The resolver is told so by its own arguments. Nothing that a user or a server can say does the same.
"""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import httpcore

from unwall.resolve.client import Transports, transports
from unwall.resolve.guard import dial
from unwall.resolve.kept import kept

_SOMEWHERE = "93.184.215.14"  # a public address, dialled by nobody
_HTTPS = 443


class Leading(NamedTuple):
    """Where the world is, and the file with the certificate of its CA."""

    https_port: int
    http_port: int
    ca: str

    def transports(self) -> Transports:
        """What the resolver reaches the world by."""
        return transports(ssl.create_default_context(cafile=self.ca), self.look_up, self.dial)

    def kept(self) -> AbstractAsyncContextManager[Transports]:
        """The same with connections that are kept."""
        return kept(ca=Path(self.ca), look_up=self.look_up, dial=self.dial)

    async def look_up(self, host: str, _: int) -> Sequence[str]:
        """One address for every name; an address is itself."""
        await asyncio.sleep(0)
        try:
            return [str(ip_address(host))]
        except ValueError:
            return [_SOMEWHERE]

    async def dial(self, host: str, port: int, within: float | None) -> httpcore.AsyncNetworkStream:
        """A connection to the world for that address, to nothing for any other."""
        if host != _SOMEWHERE:
            raise httpcore.ConnectError(host)
        inside = self.https_port if port == _HTTPS else self.http_port
        return await dial("127.0.0.1", inside, within)
