"""How the isolated browser, and nothing else on this machine, comes to trust our CA."""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from unwall.browser.find import Browser, Family, has_own_home
from unwall.machine.programs import ProgramError, run
from unwall.machine.system import Machine

_NICKNAME = "unwall"  # of our CA in a certificate store


class Authority(NamedTuple):
    """The CA to be trusted."""

    certificate: Path  # PEM
    spki: str  # Base64 of the SHA-256 of its public key


class Trust(StrEnum):
    """The way in which a browser trusts the CA."""

    STORE = "store"  # a certificate store of its own: every check is made, the limits of the CA among them
    KEY = "key"  # on the command line: certificates with that key are not checked, and a bar says so
    NONE = "none"


def give(browser: Browser, machine: Machine, authority: Authority, home: Path, profile: Path) -> Trust:
    """Make the browser with this home and this profile trust the CA, in the best way there is."""
    store = profile if browser.family is Family.FIREFOX else home / ".pki" / "nssdb"
    if _reads_store(browser, machine) and _fill(store, machine, authority.certificate):
        return Trust.STORE
    return Trust.KEY if browser.family is Family.CHROMIUM else Trust.NONE


def _reads_store(browser: Browser, machine: Machine) -> bool:
    """Whether it can be given a store: Firefox in its profile, Chromium on Linux in a home of its own."""
    if browser.family is Family.FIREFOX:
        return not machine.on_windows  # where certutil is another program
    return has_own_home(browser, machine)


def _fill(store: Path, machine: Machine, certificate: Path) -> bool:
    if machine.tool("certutil") is None:
        return False
    store.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = ("-d", f"sql:{store}")
    try:
        run(machine, "certutil", "-N", *place, "--empty-password")
        run(machine, "certutil", "-A", *place, "-t", "C,,", "-n", _NICKNAME, "-i", str(certificate))
    except ProgramError:
        return False
    return True
