"""Clients that do not take our certificate for a host: pinned apps, and whatever does not know our CA."""

import re
import time
from collections.abc import Callable

_MOST = 4096  # pairs of client and host remembered
_BLAMES = re.compile(
    r"alert (?:unknown ca|(?:bad|unsupported) certificate|certificate (?:unknown|expired|revoked))"
)
_SILENT = "disconnected during the handshake"  # so mitmproxy says of a client that just closed
_UNSEEN = "connection closed early"  # and of one that did so before it was shown a certificate

type Pair = tuple[str, str]  # a client's address and a host


class Trust:
    """Learns from handshakes, for a client's address and a host, where connections must pass through unread.

    For an hour after one that the client broke off with an alert about the certificate, after two that failed
    otherwise, or after three times at which a client that has never asked for anything closed without a word.
    The last is what an app with a certificate of its own may do, and what a browser does to connections that
    it no longer wants: several at one moment, before a request of its goes through.
    """

    _ENOUGH = 6
    _REFUSAL, _FAULT, _SILENCE = 6, 3, 2
    _SECONDS = 3600.0
    _MOMENT = 3.0  # an app that checks the certificate itself closes so soon after the handshake
    _APART = 1.0  # what is closed within so short a time is closed for one reason

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._strikes: dict[Pair, int] = {}
        self._silences: dict[Pair, float] = {}  # when one was counted last
        self._until: dict[Pair, float] = {}
        self._content: dict[Pair, None] = {}  # those that asked something after a handshake
        self.idle: dict[str, tuple[Pair, float]] = {}  # by connection: those that have asked nothing yet

    def passes(self, client: str, host: str) -> bool:
        """Whether connections of ``client`` to ``host`` pass through unread now."""
        until = self._until.get((client, host))
        return until is not None and self._clock() < until

    def refused(self, client: str, host: str, error: str) -> bool:
        """A handshake failed; tells whether connections of this client there begin to pass through."""
        pair = client, host
        if error == _UNSEEN:
            return False
        if _SILENT in error:
            return self._was_silent(pair)
        return self._strike(pair, self._REFUSAL if _BLAMES.search(error) else self._FAULT)

    def established(self, connection: str, client: str, host: str) -> None:
        """A handshake was completed; what the client does next shows whether it was content."""
        self.idle[connection] = (client, host), self._clock()

    def asked(self, connection: str) -> None:
        """A request came over a connection: its client takes our certificate."""
        if idle := self.idle.pop(connection, None):
            self._strikes.pop(idle[0], None)
            _remember(self._content, idle[0], None)

    def closed(self, connection: str) -> Pair | None:
        """A connection ended; gives client and host where that makes connections pass through from now on."""
        idle = self.idle.pop(connection, None)
        if idle is None:
            return None
        pair, since = idle
        if self._clock() - since > self._MOMENT:
            return None  # browsers open more connections than they use
        return pair if self._was_silent(pair) else None

    def _was_silent(self, pair: Pair) -> bool:
        now = self._clock()
        if pair in self._content or now - self._silences.get(pair, -self._APART) < self._APART:
            return False
        _remember(self._silences, pair, now)
        return self._strike(pair, self._SILENCE)

    def _strike(self, pair: Pair, weight: int) -> bool:
        strikes = self._strikes.pop(pair, 0) + weight
        if strikes < self._ENOUGH:
            _remember(self._strikes, pair, strikes)
            return False
        _remember(self._until, pair, self._clock() + self._SECONDS)
        return True


def _remember[Value](table: dict[Pair, Value], pair: Pair, value: Value) -> None:
    table.pop(pair, None)
    table[pair] = value
    if len(table) > _MOST:
        del table[next(iter(table))]
