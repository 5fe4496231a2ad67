"""What mitmproxy itself keeps of the connections that it serves."""

from mitmproxy import connection, ctx
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.mode_servers import ProxyConnectionHandler


def server() -> Proxyserver | None:
    """The addon that listens; None where there is none, as in tests of single hooks."""
    found = ctx.master.addons.get("proxyserver")
    return found if isinstance(found, Proxyserver) else None


def is_near(client: connection.Client) -> bool:
    """Whether the client is on this machine."""
    address: str = client.peername[0].removeprefix("::ffff:")
    return address == "::1" or address.startswith("127.")


def handler_of(client: connection.Client) -> ProxyConnectionHandler | None:
    """What serves this client; None once that has ended."""
    serving = server()
    return serving.connections.get(client.id) if serving else None
