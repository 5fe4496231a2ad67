"""Whose lists count for a flow: those of all clients, and those of its own client alone where it has some."""

from mitmproxy import http

from unwall.proxy.navigation import role_of
from unwall.proxy.setup import Role, Setup

_AGENT = "unwall_agent"  # in a flow's metadata: the user agent of a client that is asked for as another


def of_client(setup: Setup, flow: http.HTTPFlow) -> tuple[Setup, Role]:
    """The set-up, and what the host of a flow is to us, as the flow's client has them.

    Own lists only add to what is left alone: nobody need ask where ``setup`` has no ``clients``, or about a
    host that is nothing to us for all of them.
    """
    own = setup.of_client(flow.metadata.get(_AGENT) or flow.request.headers.get("user-agent", ""))
    return own, role_of(flow, own)


def ask_as(flow: http.HTTPFlow, agent: str) -> None:
    """Ask as another client; the flow stays that of its own."""
    flow.metadata[_AGENT] = flow.request.headers.get("user-agent", "")
    flow.request.headers["user-agent"] = agent
