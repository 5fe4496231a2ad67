"""Connections to public addresses only, whatever a name says when it is asked again.

A name is looked up once. Every address that comes is checked, those that are not public are left out, and
the connection goes to an address that was checked; the name goes on to stand in Host and in TLS.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence

import httpcore

from unwall.urls import address

type LookUp = Callable[[str, int], Awaitable[Sequence[str]]]
type Dial = Callable[[str, int, float | None], Awaitable[httpcore.AsyncNetworkStream]]
type Options = Iterable[httpcore.SOCKET_OPTION] | None

_TRIED = 4  # addresses of one name
_SHARE = 0.5  # of the time that is left, for each address but the last


class PrivateAddressError(httpcore.ConnectError):
    """A name leads to somebody's own network."""


class UnknownNameError(httpcore.ConnectError):
    """Nobody knows the name."""


class NoAnswerError(httpcore.ConnectError):
    """Whether somebody knows the name cannot be said now: the servers of names do not answer."""


async def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system knows it. Raises UnknownNameError, NoAnswerError."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if getattr(error, "errno", None) == socket.EAI_AGAIN:
            raise NoAnswerError(str(error)) from None
        raise UnknownNameError(str(error)) from None
    return list(dict.fromkeys(str(each[4][0]) for each in found))


async def dial(host: str, port: int, within: float | None) -> httpcore.AsyncNetworkStream:
    """A connection to an address."""
    return await httpcore.AnyIOBackend().connect_tcp(host, port, within)


def is_open(text: str, *, private: bool) -> bool:
    """Whether this address may be connected to.

    ``private``: those of somebody's own network, too; never those by which clouds serve their secrets.
    """
    try:
        value = ipaddress.ip_address(text)
    except ValueError:
        return False
    number = int(value)
    if address.is_metadata("", number):
        return False
    inside = address.is_private_ipv4(number) if value.version == 4 else address.is_private_ipv6(number)
    return (private or not inside) and "%" not in text


class Guard(httpcore.AsyncNetworkBackend):
    """The network as the resolver may see it.

    ``look_up`` and ``dial`` are the system's; a test's own world gives others.
    """

    def __init__(self, *, private: bool = False, look_up: LookUp = look_up, dial: Dial = dial) -> None:
        self._private = private
        self._look_up = look_up
        self._dial = dial

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        local_address: str | None = None,  # noqa: ARG002 - see above
        socket_options: Options = None,  # noqa: ARG002 - see above
    ) -> httpcore.AsyncNetworkStream:
        """A connection to a checked address of ``host``. Raises PrivateAddressError where it has none."""
        try:
            async with asyncio.timeout(timeout):
                found = await self._look_up(host, port)
                usable = [each for each in found if is_open(each, private=self._private)][:_TRIED]
                if not usable:
                    raise PrivateAddressError(f"{host} has no public address")
                return await self._first(usable, port, timeout)
        except TimeoutError:
            raise httpcore.ConnectTimeout(host) from None

    async def _first(
        self,
        addresses: Sequence[str],
        port: int,
        within: float | None,
    ) -> httpcore.AsyncNetworkStream:
        """The first address that answers."""
        for each in addresses[:-1]:
            share = None if within is None else within * _SHARE
            try:
                return await self._dial(each, port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._dial(addresses[-1], port, within)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - see above
        socket_options: Options = None,  # noqa: ARG002 - see above
    ) -> httpcore.AsyncNetworkStream:
        """There is none to connect to."""
        raise PrivateAddressError(path)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
