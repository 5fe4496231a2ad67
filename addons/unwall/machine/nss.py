"""NSS databases: what Firefox trusts on every system, and Chromium's family on Linux."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from unwall.machine.programs import ProgramError, run
from unwall.machine.roots import Root, ours_in, roots_in
from unwall.machine.system import Machine
from unwall.machine.written import written

_DATABASE = "cert9.db"
_FILES = (_DATABASE, "key4.db", "pkcs11.txt")
_CHROMIUM = (".pki/nssdb", "snap/chromium/current/.pki/nssdb", "snap/brave/current/.pki/nssdb")
_FIREFOX = (
    ".mozilla/firefox",
    ".config/mozilla/firefox",
    "snap/firefox/common/.mozilla/firefox",
    ".var/app/org.mozilla.firefox/.mozilla/firefox",
    "Library/Application Support/Firefox/Profiles",
)
_READERS = (
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "brave-browser",
    "microsoft-edge-stable",
    "vivaldi-stable",
)
_ROW = re.compile(r"^(.*\S) +([a-zA-Z]*,[a-zA-Z]*,[a-zA-Z]*) *$", re.MULTILINE)
_OURS = "unwall"  # begins our nicknames, and those that Firefox makes of our CA's name
_SHORT = 16  # hex digits of a fingerprint that make a nickname


def databases(machine: Machine) -> Iterator[tuple[str, Path]]:
    """Each database that is here, with who reads it; that of Chromium also where it is yet to come."""
    for place in _CHROMIUM if machine.system != "darwin" else ():
        folder = machine.home / place
        wanted = place == _CHROMIUM[0] and any(map(machine.program, _READERS))
        if (folder / _DATABASE).is_file() or wanted:
            yield "chromium", folder
    for place in _FIREFOX:
        for folder in sorted((machine.home / place).glob("*")):
            if (folder / _DATABASE).is_file():
                yield "firefox", folder


class Nss:
    """One database. Implements ``Store``."""

    by_root = False

    def __init__(self, machine: Machine, name: str, folder: Path) -> None:
        self.name = name
        self.place = str(folder)
        self._machine = machine
        self._folder = folder

    def listing(self) -> str:
        """As certutil prints it."""
        return self._run("-L") if self._is_there() else ""

    def has(self, root: Root) -> bool:
        """Whether it holds the certificate, under whatever name of ours."""
        return self._is_there() and any(root in held for held in self._ours().values())

    def ours(self) -> tuple[Root, ...]:
        """Those under nicknames like ours."""
        return ours_in(root for held in self._ours().values() for root in held) if self._is_there() else ()

    def add(self, root: Root) -> None:
        """Put it in; the database is made where there is none."""
        if not self._is_there():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._run("-N", "--empty-password")
        self._put(root, f"{_OURS} {root.fingerprint[:_SHORT]}", "C,,")

    def remove(self, root: Root, *, made: bool = False) -> None:
        """Take it out. Of several certificates under one nickname, NSS takes any: the others are put back."""
        before = self._ours()
        flags = dict(_ROW.findall(self.listing()))
        for nickname, held in before.items():
            while root in self._named(nickname):
                self._run("-D", "-n", nickname)
            for other in self._lost([each for each in held if each != root]):
                self._put(other, nickname, flags[nickname])
        if made:
            self._unmake()

    def _lost(self, others: list[Root]) -> list[Root]:
        """Those that are under no nickname any more."""
        names = {name for name, _ in _ROW.findall(self.listing())} if others else ()
        left = {each for name in names for each in self._named(name)}
        return [each for each in others if each not in left]

    def _put(self, root: Root, nickname: str, flags: str) -> None:
        with written(root.pem) as file:
            self._run("-A", "-t", flags, "-n", nickname, "-i", file)

    def _unmake(self) -> None:
        """Take the database away again, if nobody has put anything into it."""
        if _ROW.search(self.listing()) or self._holds_keys():
            return
        for name in _FILES:
            (self._folder / name).unlink(missing_ok=True)
        for folder in (self._folder, self._folder.parent):
            with suppress(OSError):  # not empty
                folder.rmdir()

    def _holds_keys(self) -> bool:
        try:
            self._run("-K")
        except ProgramError as error:
            return "no keys found" not in str(error)
        return True

    def _ours(self) -> dict[str, tuple[Root, ...]]:
        """The certificates that may be ours, by nickname."""
        names = sorted({name for name, _ in _ROW.findall(self.listing()) if name.startswith(_OURS)})
        return {name: self._named(name) for name in names}

    def _named(self, nickname: str) -> tuple[Root, ...]:
        """Those under that nickname, and others of the same subject; none where there is no such nickname."""
        with suppress(ProgramError):
            return tuple(roots_in(self._run("-L", "-n", nickname, "-a")))
        return ()

    def _is_there(self) -> bool:
        return (self._folder / _DATABASE).is_file()

    def _run(self, *words: str) -> str:
        return run(self._machine, "certutil", *words, "-d", f"sql:{self._folder}")
