"""Where the proxy is to listen, checked before anything starts. A fault is a sentence with the next step."""

import asyncio
import contextlib
import errno
import re
import socket
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from mitmproxy.net.free_port import get_free_port
from mitmproxy.proxy import mode_servers, mode_specs
from mitmproxy.version import VERSION

from unwall.language import Language, say
from unwall.proxy import words
from unwall.proxy.dispatch import is_known
from unwall.proxy.reach import is_loopback
from unwall.urls.show import plain

_BRACKETS = re.compile(r"@\[([0-9a-f:.]+)\](?=:[0-9]+$)", re.IGNORECASE)
_SEARCHED_PORTS = 100
_ASKS_FOR_KEYS = (mode_specs.WireGuardMode, mode_specs.LocalMode, mode_specs.TunMode)


class CannotServeError(Exception):
    """Why the proxy cannot start, in one sentence with the next step; ``port``: one that is taken."""

    def __init__(self, sentence: str, port: int = 0) -> None:
        super().__init__(sentence)
        self.port = port


class Listen(NamedTuple):
    """The address to listen on, and who may connect."""

    host: str = "127.0.0.1"
    port: int = 8080
    modes: tuple[str, ...] = ("regular",)  # as in mitmproxy's --mode
    allow_lan: bool = False  # other machines of the local network
    proxyauth: str = ""  # as in mitmproxy's --proxyauth


def check(listen: Listen, language: Language, *, taken: bool = False) -> None:
    """Raise CannotServeError where a mode is unknown, a port taken, or strangers could use the proxy.

    ``taken``: the port is, by a process that shares it.
    """
    for mode in parsed(listen.modes, language):
        host = mode.listen_host(listen.host)
        port = mode.listen_port(listen.port)
        if port is None:
            continue
        guarded = listen.allow_lan or listen.proxyauth or isinstance(mode, _ASKS_FOR_KEYS)
        if not guarded and not is_loopback(host):
            raise CannotServeError(say(language, words.OPEN_TO_OTHERS, host=host or "*"))
        if mode.transport_protocol != "udp" and not taken:
            _check_port(host, port, language)


@contextlib.contextmanager
def shared_port(listen: Listen, language: Language) -> Iterator[None]:
    """While this lasts, what listens lets other processes of this user listen on the same port.

    Raises CannotServeError where that cannot be.
    """
    modes = parsed(listen.modes, language)
    if len(modes) != 1 or modes[0].transport_protocol != "tcp" or not is_known(VERSION):
        raise CannotServeError(say(language, words.NO_WORKERS))
    kind = mode_servers.AsyncioServerInstance
    before = kind.listen

    async def listen_too(server: Any, host: str, port: int) -> list[Any]:  # noqa: ANN401 - as in mitmproxy
        chosen = port or get_free_port()
        return [await asyncio.start_server(server.handle_stream, host, chosen, reuse_port=True)]

    kind.listen = listen_too  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        kind.listen = before  # type: ignore[method-assign]


def parsed(modes: Iterable[str], language: Language) -> list[mode_specs.ProxyMode]:
    """The modes as mitmproxy has them, which knows no brackets. Raises CannotServeError for what is none."""
    out = []
    for mode in modes:
        try:
            out.append(mode_specs.ProxyMode.parse(_BRACKETS.sub(r"@\1", mode)))
        except ValueError:
            raise CannotServeError(say(language, words.BAD_MODE, mode=plain(mode))) from None
    return out


def _check_port(host: str, port: int, language: Language) -> None:
    error = obstacle(host, port)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        free = free_port(host, port)
        raise CannotServeError(say(language, words.PORT_TAKEN, host=host, port=port, free=free), port)
    raise CannotServeError(say(language, words.CANNOT_LISTEN, host=host, port=port, error=error.strerror))


def free_port(host: str, port: int) -> int:
    """A free port beyond this one and that of its dashboard; 0, which stands for any, where none is near."""
    ports = range(port + 2, min(port + 2 + _SEARCHED_PORTS, 65536))
    return next((each for each in ports if obstacle(host, each) is None), 0)


def obstacle(host: str, port: int) -> OSError | None:
    """What keeps a socket from being bound as the server's will be; None where nothing does."""
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            with socket.socket(family, kind, protocol) as probe:
                if hasattr(socket, "SO_REUSEPORT"):  # a POSIX system, where the server reuses addresses too
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(address)
    except OSError as error:
        return error
    return None
