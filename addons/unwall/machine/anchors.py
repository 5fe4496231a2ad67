"""The system's store on Linux: a folder of anchors, and a program that makes a bundle of them for all."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from unwall.machine.programs import ProgramError, run
from unwall.machine.roots import Root, ours_in, roots_of
from unwall.machine.system import Machine
from unwall.machine.written import written

_SHORT = 16  # hex digits of a fingerprint that make a name


class Family(NamedTuple):
    """How distributions that are kin keep their anchors."""

    anchors: str
    ending: str  # of the files that are read there
    update: tuple[str, ...]
    renew: tuple[str, ...]  # the same after something was taken away
    bundle: str  # where most programs look


_FAMILIES = (
    Family(  # Debian, Ubuntu
        "usr/local/share/ca-certificates",
        ".crt",
        ("update-ca-certificates",),
        ("update-ca-certificates", "--fresh"),  # else links to what is gone stay
        "etc/ssl/certs/ca-certificates.crt",
    ),
    Family(  # Fedora, RHEL
        "etc/pki/ca-trust/source/anchors",
        ".pem",
        ("update-ca-trust", "extract"),
        ("update-ca-trust", "extract"),
        "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    ),
    Family(  # Arch
        "etc/ca-certificates/trust-source/anchors",
        ".crt",
        ("trust", "extract-compat"),
        ("trust", "extract-compat"),
        "etc/ssl/certs/ca-certificates.crt",
    ),
    Family(  # openSUSE
        "etc/pki/trust/anchors",
        ".pem",
        ("update-ca-certificates",),
        ("update-ca-certificates",),
        "var/lib/ca-certificates/ca-bundle.pem",
    ),
)


def families(machine: Machine) -> Iterator[Family]:
    """The one that this system belongs to, or none."""
    yield from [each for each in _FAMILIES if (machine.root / each.anchors).is_dir()][:1]


class Anchors:
    """The store of one system. Implements ``Store``."""

    name = "system"

    def __init__(self, machine: Machine, family: Family) -> None:
        self._machine = machine
        self._family = family
        self._folder = machine.root / family.anchors
        self._bundle = machine.root / family.bundle
        self.place = str(self._folder)
        self.by_root = not machine.is_root

    def listing(self) -> str:
        """The anchors by name, then all that the bundle vouches for."""
        files = (f"{path.name} {_held(path)}" for path in sorted(self._folder.glob("*")))
        return "\n".join(("", *files, *(root.fingerprint for root in roots_of(self._bundle)), ""))

    def has(self, root: Root) -> bool:
        """Whether programs trust it, or will once the bundle is made anew."""
        return root in roots_of(self._bundle) or bool(self._files(root))

    def ours(self) -> tuple[Root, ...]:
        """Of the bundle and of the anchors."""
        anchors = (root for path in sorted(self._folder.glob("*")) for root in roots_of(path))
        return ours_in((*roots_of(self._bundle), *anchors))

    def add(self, root: Root) -> None:
        """Lay the file there and have the bundle made; where that fails the file goes again."""
        path = self._folder / f"unwall-{root.fingerprint[:_SHORT]}{self._family.ending}"
        with written(root.pem) as file:
            self._run("install", "-m", "644", file, str(path))
        try:
            self._run(*self._family.update)
        except ProgramError:
            self._run("rm", "-f", str(path))
            with suppress(ProgramError):
                self._run(*self._family.renew)
            raise

    def remove(self, root: Root, *, made: bool = False) -> None:
        """Take away every file that holds it alone, whoever laid it there, and have the bundle made."""
        del made
        for path in self._files(root):
            self._run("rm", "-f", str(path))
        self._run(*self._family.renew)

    def _files(self, root: Root) -> list[Path]:
        return [path for path in sorted(self._folder.glob("*")) if roots_of(path) == (root,)]

    def _run(self, *words: str) -> None:
        run(self._machine, *words, as_root=True)


def _held(path: Path) -> str:
    return " ".join(root.fingerprint for root in roots_of(path))
