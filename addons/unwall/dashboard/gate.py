"""Who may ask the dashboard for what.

It holds what was browsed and can change what is opened, so every program and every web page on this machine
is a stranger to it until it shows the key. The attacks kept out are named where they are.
"""

import hashlib
import hmac
import ipaddress
import time
from collections import deque
from collections.abc import Callable, Collection
from typing import NamedTuple

_WRONG = 10  # wrong keys within a minute, after which no key is looked at
_MINUTE = 60.0


class Asked(NamedTuple):
    """What of a request decides. Fields that were not sent are empty."""

    method: str
    host: str
    origin: str = ""
    key: str = ""  # of the cookie
    proof: str = ""  # of the form or the header
    site: str = ""  # where the page is from that asks, as browsers say it (Sec-Fetch-Site)

    @property
    def is_ours(self) -> bool:
        """Whether a page of ours asks. Of a page without referrer a form has no origin, but a site."""
        return self.origin == f"http://{self.host}" or (self.origin == "null" and self.site == "same-origin")


def name_of(host: str) -> str:
    """The name or address alone of a ``Host`` field.

    >>> name_of("[::1]:8081"), name_of("nas.local:81"), name_of("nas")
    ('::1', 'nas.local', 'nas')
    """
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).removeprefix("[").removesuffix("]")


class Gate:
    """Judges requests. ``key`` is the secret that lets in; ``port`` is listened on.

    ``names``: what other machines call this one, where they may ask; None where only this one may.
    """

    def __init__(
        self,
        key: str,
        port: int,
        clock: Callable[[], float] = time.monotonic,
        *,
        names: Collection[str] | None = None,
    ) -> None:
        self._key = key.encode()
        self._clock = clock
        self._wrong: deque[float] = deque(maxlen=_WRONG)
        self._hosts = frozenset(f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]"))
        self._names = names
        self.cookie = f"unwall-{port}"  # cookies know no ports: two proxies must not overwrite each other's
        self.proof = hmac.new(self._key, b"of the same page", hashlib.sha256).hexdigest()

    def misled(self, asked: Asked) -> int:
        """A status for a request that was not meant for us, 0 for any other.

        A foreign name may have been made to point here (DNS rebinding). Other machines ask by an address,
        which nobody can make point elsewhere, on whatever port leads here, or by a name of this one.
        """
        host = asked.host.lower()
        if host in self._hosts:
            return 0
        return 0 if self._names is not None and self._names_us(host) else 421

    def _names_us(self, host: str) -> bool:
        name = name_of(host)
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in (self._names or ())
        return True

    def refusal(self, asked: Asked) -> int:
        """A status for a request that may not be answered, 0 for one that may.

        What changes something must come from a page of ours: no other page knows the proof or can send our
        origin (CSRF).
        """
        if status := self.misled(asked):
            return status
        if not hmac.compare_digest(asked.key.encode(), self._key):
            return 401
        if asked.method in ("GET", "HEAD"):
            return 0
        return 0 if asked.is_ours and hmac.compare_digest(asked.proof.encode(), self.proof.encode()) else 403

    def enters(self, asked: Asked, key: str) -> int:
        """0 where the key of a log-in is right, else a status; who guesses has ten tries a minute."""
        if status := self.misled(asked):
            return status
        if not asked.is_ours:
            return 403
        now = self._clock()
        while self._wrong and now - self._wrong[0] >= _MINUTE:
            self._wrong.popleft()
        if len(self._wrong) == _WRONG:
            return 429
        if hmac.compare_digest(key.strip().encode(), self._key):
            return 0
        self._wrong.append(now)
        return 403
