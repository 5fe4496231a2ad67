"""What the dashboard shows and changes: the running proxy, as far as the page needs it."""

from enum import StrEnum
from typing import NamedTuple, Protocol

from unwall.dashboard.links import Answered
from unwall.engine.engine import Engine
from unwall.language import Language
from unwall.model import ClientLists, Unwrapped


class Switch(StrEnum):
    """What can be turned on for this run alone."""

    PAUSE = "pause"  # nothing is opened, nothing new decrypted
    DRY_RUN = "dry-run"  # what would be opened is only said
    RESOLVE = "resolve"  # servers are asked where short links lead


class Edited(StrEnum):
    """The lists of the user's configuration that can be changed."""

    ALLOW = "allow"  # hosts that are never touched
    DENY = "deny"  # rules that are off


class Authority(NamedTuple):
    """The certificate that browsers and phones are to trust."""

    name: str
    file: str  # a path
    fingerprint: str  # SHA-256
    is_limited: bool  # it speaks for the domains of rules alone, so others may be given it


class Facts(NamedTuple):
    """What there is to know of the running proxy."""

    proxy: str  # HOST:PORT, as whoever asks reaches it
    elsewhere: str  # the dashboard's address for other devices; empty where they may not see it
    authority: Authority
    version: str
    rules: int
    scope: str
    on: frozenset[Switch]
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    clients: tuple[ClientLists, ...] = ()  # what single clients have beside these


class Desk(Protocol):
    """The proxy's side of the dashboard."""

    def engine(self) -> Engine:
        """The engine in force."""

    def facts(self, name: str) -> Facts:
        """How things are now, for somebody who calls this machine so."""

    def pac(self, name: str) -> str:
        """A PAC file that leads to the proxy, for somebody who calls this machine so."""

    def certificate(self, ending: str) -> bytes:
        """The file that devices are to trust, ``cer`` or ``pem``; empty where it is not given out."""

    def switch(self, which: Switch, *, on: bool) -> None:
        """Turn something on or off."""

    def edit(self, which: Edited, name: str, language: Language, *, remove: bool, client: str = "") -> str:
        """Put a name on a list or take it off; what is wrong with it, in one sentence, or an empty text.

        ``client``: take it off the list of this client alone.
        """

    async def resolve(self, known: Unwrapped) -> Answered:
        """Where a link leads that only a server knows; this uses the network."""
