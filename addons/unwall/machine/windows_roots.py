"""The store of Windows: the trusted roots of this user, by Windows' own certutil."""

import re
import ssl
import sys

from unwall.machine.programs import run
from unwall.machine.roots import Root, ours_in
from unwall.machine.system import Machine
from unwall.machine.written import written

_HASH = re.compile(r"\b(?:[0-9a-f]{2} ?){20}\b")  # the SHA-1 of a certificate; older ones print spaces in it


class WindowsRoots:
    """The user's root store. Implements ``Store``."""

    name = "windows"
    place = "Root"
    by_root = False

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def listing(self) -> str:
        """As certutil prints it."""
        return self._run("-store", self.place)

    def has(self, root: Root) -> bool:
        """Whether it holds the certificate."""
        held = {found.replace(" ", "") for found in _HASH.findall(self.listing().lower())}
        return root.thumbprint in held

    def ours(self) -> tuple[Root, ...]:
        """Of all that programs of this user trust; the listing has no whole certificates."""
        found: list[Root] = []
        if sys.platform == "win32":
            found += (Root(der) for der, _, _ in ssl.enum_certificates("ROOT"))
        return ours_in(found)

    def add(self, root: Root) -> None:
        """Put it in; Windows shows its name and asks."""
        with written(root.pem) as file:
            self._run("-addstore", self.place, file)

    def remove(self, root: Root, *, made: bool = False) -> None:
        """Take it out; Windows asks again."""
        del made
        self._run("-delstore", self.place, root.thumbprint)

    def _run(self, *words: str) -> str:
        return run(self._machine, "certutil", "-user", *words)
