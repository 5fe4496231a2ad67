"""What of TLS is opened: decided once per connection, by the host asked for and the name in the ClientHello.

Only hosts that rules need are decrypted; everything else passes as the very bytes that came, under the
server's own certificate. Hosts that are nothing but a wall are connected to only if something else is asked.
"""

import logging
import time
from collections.abc import Callable

from mitmproxy import connection, http, tls
from mitmproxy.proxy import mode_specs

from unwall.language import say
from unwall.proxy.setup import Scope, Setup
from unwall.proxy.trust import Trust
from unwall.proxy.words import PASSED_THROUGH
from unwall.urls.address import is_numeric
from unwall.urls.show import plain

logger = logging.getLogger(__name__)
_HTTP, _HTTPS = 80, 443


class TlsGate:
    """The TLS half of the addon. It must stand behind mitmproxy's TlsConfig, whose decisions it narrows.

    ``setup`` gives what is in force; ``certifies`` tells whether our CA can speak for a host.
    """

    name = "unwalltls"

    def __init__(self, setup: Callable[[], Setup | None], certifies: Callable[[str], bool]) -> None:
        self._setup = setup
        self._certifies = certifies
        self._asked_for: dict[str, str] = {}  # by client connection: the host of its CONNECT
        self.trust = Trust(time.monotonic)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Remember the host; answer for one that need not be connected to, which holds that back."""
        host = _name(flow.request.host)
        self._asked_for[flow.client_conn.id] = host
        is_secure = flow.request.port == _HTTPS
        if not flow.response and is_secure and self.waits(host, _HTTPS, flow.client_conn.peername[0]):
            now = time.time()
            version = flow.request.data.http_version
            flow.response = http.Response(
                version, 200, b"Connection established", http.Headers(), b"", None, now, now
            )

    def waits(self, host: str, port: int, client: str) -> bool:
        """Whether a host need not be connected to before something is asked of it that only it can answer."""
        setup, name = self._setup(), _name(host)
        if setup is None or not setup.role(name).alone:
            return False
        return port == _HTTP or (port == _HTTPS and self._opens(setup, {name}, client))

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        """Decide whether this connection is opened or passed through."""
        context = data.context
        if data.ignore_connection or context.server.address is None:
            return  # decided by another addon, or TLS to the proxy itself
        if isinstance(context.client.proxy_mode, mode_specs.ReverseMode):
            return  # whoever set the proxy up as the server wants its TLS to end here
        data.ignore_connection = True  # should anything below fail, nothing is decrypted
        setup = self._setup()
        names = self._names(data)
        if setup is None or not self._opens(setup, names, context.client.peername[0]):
            return
        if any(setup.role(name).alone for name in names):
            data.establish_server_tls_first = False
            if b"http/1.1" in data.client_hello.alpn_protocols:
                # Of HTTP/2 here and HTTP/1.1 at the server, a connection for each request would come.
                context.client.alpn = b"http/1.1"
        data.ignore_connection = False

    def tls_established_client(self, data: tls.TlsData) -> None:
        """Wait for what the client does with the connection."""
        client = data.context.client
        self.trust.established(client.id, client.peername[0], self._host_of(client))

    def tls_failed_client(self, data: tls.TlsData) -> None:
        """Learn from a handshake that the client broke off."""
        client = data.context.client
        host = self._host_of(client)
        if host and self.trust.refused(client.peername[0], host, data.conn.error or ""):
            self._tell(client.peername[0], host)

    def client_disconnected(self, client: connection.Client) -> None:
        """Forget the connection, and learn where it was closed at once after its handshake."""
        self._asked_for.pop(client.id, None)
        if refused := self.trust.closed(client.id):
            self._tell(*refused)

    def _names(self, data: tls.ClientHelloData) -> set[str]:
        """The names it goes by: all must be in scope, or one could be asked for under cover of another."""
        address = data.context.server.address
        asked = self._asked_for.get(data.context.client.id)
        if asked is None and address is not None and not _is_address(address[0]):
            asked = _name(address[0])
        return {name for name in (asked, _name(data.client_hello.sni or "")) if name}

    def _opens(self, setup: Setup, names: set[str], client: str) -> bool:
        if not names:
            return setup.choices.scope is Scope.ALL
        return all(
            setup.role(name).looked_at and self._certifies(name) and not self.trust.passes(client, name)
            for name in names
        )

    def _host_of(self, client: connection.Client) -> str:
        return _name(client.sni or self._asked_for.get(client.id, ""))

    def _tell(self, client: str, host: str) -> None:
        setup = self._setup()
        if setup is not None:
            logger.info(
                "%s", say(setup.choices.language, PASSED_THROUGH, client=plain(client), host=plain(host))
            )


def _name(host: str) -> str:
    return host.lower().removesuffix(".")


def _is_address(host: str) -> bool:
    return ":" in host or is_numeric(host)
