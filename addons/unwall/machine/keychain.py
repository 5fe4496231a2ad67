"""The store of macOS: the user's login keychain."""

from unwall.machine.programs import run
from unwall.machine.roots import Root, ours_in, roots_in
from unwall.machine.system import Machine
from unwall.machine.written import written


class Keychain:
    """The login keychain. Implements ``Store``."""

    name = "keychain"
    by_root = False

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.place = str(machine.home / "Library/Keychains/login.keychain-db")

    def listing(self) -> str:
        """All certificates, as PEM."""
        return run(self._machine, "security", "find-certificate", "-a", "-p", self.place)

    def has(self, root: Root) -> bool:
        """Whether it holds the certificate."""
        return root in roots_in(self.listing())

    def ours(self) -> tuple[Root, ...]:
        """Of all that it holds."""
        return ours_in(roots_in(self.listing()))

    def add(self, root: Root) -> None:
        """Put it in and trust it; macOS asks for the password."""
        with written(root.pem) as file:
            run(self._machine, "security", "add-trusted-cert", "-r", "trustRoot", "-k", self.place, file)

    def remove(self, root: Root, *, made: bool = False) -> None:
        """Take away the trust, then the certificate."""
        del made
        with written(root.pem) as file:
            run(self._machine, "security", "remove-trusted-cert", file)
        run(self._machine, "security", "delete-certificate", "-Z", root.thumbprint.upper(), self.place)
