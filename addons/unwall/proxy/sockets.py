"""The messages of WebSockets: text from a server with its links made direct, each message by itself."""

import re
from typing import Any

from mitmproxy import http

from unwall.model import Rewritten, Surface
from unwall.proxy import report
from unwall.proxy.flows import note
from unwall.proxy.navigation import address_of
from unwall.proxy.setup import Setup
from unwall.store.event import Action

# JSON, also behind what Socket.IO (42["…"]) and SockJS (a["…"]) put before theirs.
_JSON = re.compile(rb"\s*(?:[0-9]{1,16}(?:/[^,\[{]{0,256},)?[0-9]{0,16}|[am])?[\[{]")
_MARKUP = re.compile(rb"\s*<[A-Za-z!?]")
_END = re.compile(
    rb"([\x1e\0])"
)  # of each of the messages that SignalR puts into one, and of a frame of STOMP


class Characters(bytes):
    """UTF-8 that comes in parts only between its characters, wherever somebody cuts it.

    mitmproxy cuts a changed message into frames of 4,000 bytes, and what is left of a character that lies
    across becomes U+FFFD.
    """

    __slots__ = ()

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 - as bytes have it
        if not isinstance(at, slice) or at.step not in (None, 1):
            return super().__getitem__(at)
        start, stop, _ = at.indices(len(self))
        return super().__getitem__(slice(self._begin(start), self._begin(stop)))

    def _begin(self, at: int) -> int:
        while 0 < at < len(self) and super().__getitem__(at) & 0xC0 == 0x80:
            at -= 1
        return at


def direct(setup: Setup, flow: http.HTTPFlow) -> None:
    """Make the links in the newest message direct; what a person sends is theirs, and binary is no text."""
    message = flow.websocket.messages[-1] if flow.websocket else None
    if message is None or message.from_client or not message.is_text:
        return
    data = message.content
    result = _rewritten(setup, data)
    if result.data == data:
        return
    rules = report.rules_in(result.matches)
    report.rewrote(setup.choices, address_of(flow.request), rules)
    action = Action.FOUND if setup.choices.dry_run else Action.REWRITTEN
    matches = [match._replace(surface=Surface.WEBSOCKET) for match in result.matches]
    setup.journal.rewrote(flow, setup.engine, matches, action)
    if not setup.choices.dry_run:
        message.content = Characters(result.data)
        if "unwall" not in flow.metadata:
            note(flow, "links made direct", sorted(rules))


def _rewritten(setup: Setup, data: bytes) -> Rewritten:
    results = [_direct(setup, record) for record in _END.split(data)]
    matches = tuple(match for result in results for match in result.matches)
    return Rewritten(b"".join(result.data for result in results), matches)


def _direct(setup: Setup, record: bytes) -> Rewritten:
    return setup.engine.rewrite(record, f"{_kind(record)}; charset=utf-8")


def _kind(record: bytes) -> str:
    if _JSON.match(record):
        return "application/json"
    # Of a page or a stanza, that is not said; neither takes elements of ours.
    return "application/xhtml+xml" if _MARKUP.match(record) else "text/plain"


def size_of(flow: http.HTTPFlow) -> int:
    """Of the newest message, in bytes."""
    return len(flow.websocket.messages[-1].content) if flow.websocket else 0


def forget(flow: http.HTTPFlow) -> None:
    """Let go of the messages before the newest, which mitmproxy keeps for as long as the socket is open."""
    if flow.websocket:
        del flow.websocket.messages[:-1]
