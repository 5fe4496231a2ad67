"""The certificate stores of this machine: what programs trust."""

from typing import Protocol

from unwall.machine.anchors import Anchors, families
from unwall.machine.keychain import Keychain
from unwall.machine.nss import Nss, databases
from unwall.machine.roots import Root
from unwall.machine.system import Machine
from unwall.machine.windows_roots import WindowsRoots


class Store(Protocol):
    """One of them. What fails is a ProgramError or an OSError."""

    name: str  # as --store takes it; several may share one
    place: str  # which of them it is
    by_root: bool  # only an administrator may change it

    def listing(self) -> str:
        """What it holds: the same text as long as nothing changes. Empty where there is none yet."""

    def has(self, root: Root) -> bool:
        """Whether it holds the certificate."""

    def ours(self) -> tuple[Root, ...]:
        """Every certificate with the name that CAs of unwall have, whoever made it."""

    def add(self, root: Root) -> None:
        """Make it hold the certificate, as one that may vouch for servers."""

    def remove(self, root: Root, *, made: bool = False) -> None:
        """Take out the certificate and nothing else; ``made``: there was no store before we came."""


def stores(machine: Machine) -> tuple[Store, ...]:
    """Those that are here, or that a browser here would read."""
    if machine.on_windows:
        return (WindowsRoots(machine),)
    if machine.system == "darwin":
        return (Keychain(machine), *(Nss(machine, *each) for each in databases(machine)))
    return (
        *(Anchors(machine, family) for family in families(machine)),
        *(Nss(machine, *each) for each in databases(machine)),
    )
