"""Which certificate stores of this machine hold a certificate; nothing is changed."""

import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from unwall.browser.find import Machine

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora
    "/etc/ssl/ca-bundle.pem",  # openSUSE
)
_FIREFOX = (".mozilla/firefox", ".config/mozilla/firefox", "snap/firefox/common/.mozilla/firefox")
_LISTED = re.compile(
    r"^(unwall.*?) +\S*,\S*,\S* *$", re.MULTILINE
)  # our nickname, or what Firefox makes of the name
_SECONDS = 20.0


def holding(certificate: Path, machine: Machine) -> tuple[str, ...]:
    """The stores with the certificate of that PEM file, each by its place or by its system's name for it."""
    wanted = _plain(certificate.read_text(encoding="ascii").split("-----")[2])
    return tuple(name for name, held in _stores(machine) if wanted in _plain(held))


def _stores(machine: Machine) -> Iterator[tuple[str, str]]:
    """Each store with the certificates that may be ours, as PEM."""
    if sys.platform == "win32":
        for name in ("ROOT", "CA"):
            yield (
                f"Windows {name}",
                "".join(ssl.DER_cert_to_PEM_cert(der) for der, _, _ in ssl.enum_certificates(name)),
            )
    elif machine.system == "darwin":
        yield "Keychain", _said(["security", "find-certificate", "-a", "-p"])
    else:
        for bundle in map(Path, _BUNDLES):
            if bundle.is_file():
                yield str(bundle), bundle.read_text(encoding="utf-8", errors="replace")
        yield from _nss_stores(machine)


def _nss_stores(machine: Machine) -> Iterator[tuple[str, str]]:
    certutil = machine.program("certutil")
    profiles = (profile for place in _FIREFOX for profile in (machine.home / place).glob("*"))
    for folder in (machine.home / ".pki/nssdb", *profiles) if certutil else ():
        if certutil and (folder / "cert9.db").is_file():
            listing = [certutil, "-L", "-d", f"sql:{folder}"]
            ours = _LISTED.findall(_said(listing))
            yield str(folder), "".join(_said([*listing, "-n", nickname, "-a"]) for nickname in ours)


def _plain(text: str) -> str:
    return "".join(text.split())


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
