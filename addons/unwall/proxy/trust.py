"""Clients that do not take our certificate for a host: pinned apps, and whatever does not know our CA."""

import time
from collections.abc import Callable

_MOST = 4096  # pairs of client and host remembered

type Pair = tuple[str, str]  # a client's address and a host


class Trust:
    """Learns from handshakes, for a client's address and a host, where connections must pass through unread.

    For an hour after two failed handshakes, or after one broken off because of the certificate.
    """

    _STRIKES = 2
    _SECONDS = 3600.0
    _MOMENT = (
        3.0  # an app that checks the certificate itself closes so soon after the handshake, asking nothing
    )

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._strikes: dict[Pair, int] = {}
        self._until: dict[Pair, float] = {}
        self._content: dict[Pair, None] = {}  # those that asked something after a handshake
        self._silent: dict[str, tuple[Pair, float]] = {}  # by connection: those that have asked nothing yet

    def passes(self, client: str, host: str) -> bool:
        """Whether connections of ``client`` to ``host`` pass through unread now."""
        until = self._until.get((client, host))
        return until is not None and self._clock() < until

    def refused(self, client: str, host: str, error: str) -> bool:
        """A handshake failed; tells whether connections of this client there begin to pass through."""
        return self._strike((client, host), self._STRIKES if _blames_certificate(error) else 1)

    def established(self, connection: str, client: str, host: str) -> None:
        """A handshake was completed; what the client does next shows whether it was content."""
        self._silent[connection] = (client, host), self._clock()

    def asked(self, connection: str) -> None:
        """A request came over a connection: its client takes our certificate."""
        if self._silent and (silent := self._silent.pop(connection, None)):
            self._strikes.pop(silent[0], None)
            _remember(self._content, silent[0], None)

    def closed(self, connection: str) -> Pair | None:
        """A connection ended; gives client and host where that makes connections pass through from now on."""
        silent = self._silent.pop(connection, None)
        if silent is None:
            return None
        pair, since = silent
        if pair in self._content or self._clock() - since > self._MOMENT:
            return None  # browsers open more connections than they use
        return pair if self._strike(pair, 1) else None

    def _strike(self, pair: Pair, weight: int) -> bool:
        strikes = self._strikes.pop(pair, 0) + weight
        if strikes < self._STRIKES:
            _remember(self._strikes, pair, strikes)
            return False
        _remember(self._until, pair, self._clock() + self._SECONDS)
        return True


def _blames_certificate(error: str) -> bool:
    return "alert" in error and ("certificate" in error or "unknown ca" in error)


def _remember[Value](table: dict[Pair, Value], pair: Pair, value: Value) -> None:
    table.pop(pair, None)
    table[pair] = value
    if len(table) > _MOST:
        del table[next(iter(table))]
