"""Where the proxy may not be led: to itself, and by other machines to what only this one should reach."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from mitmproxy import connection, http
from mitmproxy.proxy import mode_specs, server_hooks

from unwall.language import Language, Sentence, say
from unwall.proxy import connections
from unwall.proxy.respond import refusal
from unwall.proxy.words import LOCAL_ONLY, OWN_PORT
from unwall.urls.address import is_metadata
from unwall.urls.show import plain

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Reach:
    """Refuses connections to the proxy's own ports, in every spelling of a local address.

    With ``guard``, other machines are also refused loopback, link-local and cloud metadata addresses.
    Names are looked up before a connection is made, and what was reached is checked before a byte is sent.
    ``dashboard`` is its address, http://HOST:PORT/ : not to be reached through the proxy either, but by other
    machines where it is ``shared`` with them: a phone has one setting, for this address as for all.
    """

    name = "unwallreach"

    def __init__(
        self,
        language: Language = Language.ENGLISH,
        *,
        guard: bool = False,
        dashboard: str = "",
        shared: bool = False,
    ) -> None:
        self._language = language
        self._guard = guard
        self._dashboard = dashboard
        self._shared = shared
        self._more = frozenset({urlsplit(dashboard).port}) if dashboard else frozenset()
        self._own: frozenset[int | None] = frozenset()  # ports of this proxy; empty until they are known
        self._follows = False

    def dashboard_of(self, client: connection.Client) -> str:
        """The address of the dashboard for this client; empty where it has none."""
        if connections.is_near(client):
            return self._dashboard
        if not self._shared:
            return ""
        host = client.sockname[0]
        return f"http://{f'[{host}]' if ':' in host else host}:{urlsplit(self._dashboard).port}/"

    def asks_about(self, flow: http.HTTPFlow) -> bool:
        """Whether it has to be known where a request or a tunnel leads."""
        if flow.request.data.port in (self._own or self._known()):  # as _is_own; this is asked every time
            return True
        return self._guard and self._is_guarded(flow.client_conn)

    async def answer(self, flow: http.HTTPFlow) -> None:
        """Refuse a request or a tunnel with a sentence that says why, also on its way to another proxy."""
        if flow.response or not self.asks_about(flow):
            return
        host, port = flow.request.data.host, flow.request.data.port
        sentence = self._refusal(await _addresses(host, port), port, flow.client_conn)
        if sentence is not None:
            flow.response = refusal(say(self._language, sentence, host=plain(host), port=port))

    async def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Refuse by name, with a sentence that says why."""
        if data.server.address is None or not self._may_refuse(data):
            return
        host, port = data.server.address[:2]
        sentence = self._refusal(await _addresses(host, port), port, data.client)
        if sentence is not None:
            data.server.error = say(self._language, sentence, host=plain(host), port=port)

    def server_connected(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Close what a name that changed its mind led to; nothing has been sent yet."""
        peer = data.server.peername
        if peer is None or not self._may_refuse(data):
            return
        if self._refusal(_parsed([peer[0]]), peer[1], data.client) is not None:
            _close(data.client, data.server)

    def _may_refuse(self, data: server_hooks.ServerConnectionHookData) -> bool:
        """Whether the address has to be known; it does not for most connections, which so cost nothing."""
        port = (data.server.peername or data.server.address or ("", 0))[1]
        return self._is_own(port) or self._is_guarded(data.client)

    def _is_own(self, port: int) -> bool:
        return port in (self._own or self._known())

    def _known(self) -> frozenset[int | None]:
        """The ports that this proxy and its dashboard listen on, asked for again when they change."""
        serving = connections.server()
        if serving is None:
            return self._more
        if not self._follows:
            self._follows = True
            serving.servers.changed.connect(self._forget)
        ports = frozenset(address[1] for address in serving.listen_addrs())
        self._own = ports | self._more if ports else frozenset()
        return self._own or self._more

    def _forget(self) -> None:
        self._own = frozenset()

    def _is_guarded(self, client: connection.Client) -> bool:
        return (
            self._guard
            and not isinstance(client.proxy_mode, mode_specs.ReverseMode | mode_specs.UpstreamMode)
            and not connections.is_near(client)
        )

    def _is_dashboard(self, addresses: Iterable[Address], port: int, client: connection.Client) -> bool:
        """Whether it is the dashboard, asked for by another machine at the address at which it finds us."""
        if not self._shared or port not in self._more or connections.is_near(client):
            return False
        return set(addresses) == set(_parsed([client.sockname[0]]))

    def _refusal(self, addresses: Iterable[Address], port: int, client: connection.Client) -> Sentence | None:
        addresses = list(addresses)
        if self._is_dashboard(addresses, port, client):
            return None
        if self._is_own(port) and any(map(_is_this_machine, addresses)):
            return OWN_PORT
        if self._is_guarded(client) and any(
            at.is_link_local or _is_secret(at) or _is_this_machine(at) for at in addresses
        ):
            return LOCAL_ONLY
        return None


def is_loopback(host: str) -> bool:
    """Whether listening on ``host`` is for this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):  # of a name that can be none
        return []  # it cannot be connected to either
    return _parsed(str(address[0]) for *_, address in found)


def _parsed(texts: Iterable[str]) -> list[Address]:
    return [_unmapped(ipaddress.ip_address(text.partition("%")[0])) for text in texts]


def _unmapped(address: Address) -> Address:
    return (isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped) or address


def _is_secret(address: Address) -> bool:
    return is_metadata("", int(address))


def _is_this_machine(address: Address) -> bool:
    if address.is_loopback or address.is_unspecified:
        return True
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((str(address), 0))
        except OSError:
            return False
    return True


def _close(client: connection.Client, server: connection.Server) -> None:
    handler = connections.handler_of(client)
    writer = handler.transports[server].writer if handler else None
    if writer is not None:
        writer.close()
