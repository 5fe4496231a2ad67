"""SOCKS: a host that is nothing but a wall is not connected to before something else is asked of it.

mitmproxy connects to whatever a client names, so that servers which speak first are heard; a web server does
not speak first. In the other modes the requests themselves tell what is wanted, see ``tls``.
"""

from collections.abc import Callable
from types import MethodType

from mitmproxy import connection
from mitmproxy.proxy import events, layer, layers

from unwall.proxy.connections import handler_of


class Socks:
    """``waits`` tells of a host and port, asked for from an address, whether it is such a one."""

    name = "unwallsocks"

    def __init__(self, waits: Callable[[str, int, str], bool]) -> None:
        self._waits = waits

    def client_connected(self, client: connection.Client) -> None:
        """Before the client has said where it wants to go."""
        handler = handler_of(client)
        if handler is not None and isinstance(handler.layer, layers.modes.Socks5Proxy):
            finish = MethodType(_finish, (handler.layer, self._waits))
            setattr(handler.layer, "finish_start", finish)  # noqa: B010 - mypy takes it for one that stays


def _finish(
    of: tuple[layers.modes.Socks5Proxy, Callable[[str, int, str], bool]],
) -> layer.CommandGenerator[str | None]:
    """What mitmproxy does when it knows where a client wants to go, but for such a host."""
    top, waits = of
    host, port = (top.context.server.address or ("", 0))[:2]
    if not waits(host, port, top.context.client.peername[0]):
        return (yield from layers.modes.Socks5Proxy.finish_start(top))
    top._handle_event = top.child_layer.handle_event  # noqa: SLF001 - as there
    yield from top.child_layer.handle_event(events.Start())
    return None
