"""The messages of WebSockets: text from a server with its links made direct, each message by itself."""

from mitmproxy import http

from unwall.model import Surface
from unwall.proxy import report
from unwall.proxy.flows import note
from unwall.proxy.navigation import address_of
from unwall.proxy.setup import Setup
from unwall.store.event import Action

_JSON = (b"{", b"[")


def direct(setup: Setup, flow: http.HTTPFlow) -> None:
    """Make the links in the newest message direct; what a person sends is theirs, and binary is no text."""
    message = flow.websocket.messages[-1] if flow.websocket else None
    if message is None or message.from_client or not message.is_text:
        return
    data = message.content
    kind = "application/json" if data.lstrip()[:1] in _JSON else "text/plain"
    result = setup.engine.rewrite(data, f"{kind}; charset=utf-8")
    if result.data is data:
        return
    rules = report.rules_in(result.matches)
    report.rewrote(setup.choices, address_of(flow.request), rules)
    action = Action.FOUND if setup.choices.dry_run else Action.REWRITTEN
    matches = [match._replace(surface=Surface.WEBSOCKET) for match in result.matches]
    setup.journal.rewrote(flow, setup.engine, matches, action)
    if not setup.choices.dry_run:
        message.content = result.data
        if "unwall" not in flow.metadata:
            note(flow, "links made direct", sorted(rules))


def forget(flow: http.HTTPFlow) -> None:
    """Let go of the messages before the newest, which mitmproxy keeps for as long as the socket is open."""
    if flow.websocket:
        del flow.websocket.messages[:-1]
