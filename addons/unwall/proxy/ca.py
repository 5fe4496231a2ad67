"""The local CA of ``unwall run``: made on first use, for this machine alone and for the hosts of rules alone.

Its certificate names the registrable domains of the rules as the only ones it can speak for: even with a
stolen key nobody makes a certificate that a browser takes for a bank's. Scope ``all`` needs a CA without that
limit; it is another one, in a folder of its own, made only when it is asked for.
"""

import base64
import contextlib
import hashlib
import ipaddress
import re
import shlex
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from unwall.machine.durable import keep, write_new

KEY = "mitmproxy-ca.pem"  # the names under which mitmproxy looks for them: key and certificate in one file,
CERTIFICATE = "mitmproxy-ca-cert.pem"  # the certificate alone,
CERTIFICATE_DER = "mitmproxy-ca-cert.cer"  # and as Windows and Android like it

_FOR_RULES = "ca"
_FOR_EVERYTHING = "ca-all-sites"
_UNFINISHED = ".new-"
_ABANDONED = 60.0  # seconds after which an unfinished folder belongs to nobody
_BEFORE, _AFTER = timedelta(days=1), timedelta(days=728)  # around now: less than two years
_NOBODY = "invalid"  # RFC 6761: what a CA without any domain may speak for
_DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_NAME = 64  # characters of a common name, RFC 5280


class Fault(StrEnum):
    """Why a CA cannot be used."""

    LOOSE = "loose"  # other users of this machine can read its key
    BROKEN = "broken"  # its files are not whole
    EXPIRED = "expired"
    UNREACHABLE = "unreachable"  # its folder cannot be read or written


class CaError(Exception):
    """A CA that cannot be used: where, why, a word of detail, and the command that mends it."""

    def __init__(self, fault: Fault, path: Path, detail: str, mend: str = "") -> None:
        super().__init__(f"{path}: {fault} ({detail})")
        self.fault = fault
        self.path = path
        self.detail = detail
        self.mend = mend


class CaFiles(NamedTuple):
    """A CA that is there and in order."""

    pem: Path  # key and certificate, in a folder that mitmproxy takes as its confdir
    certificate: Path
    name: str
    domains: frozenset[str] | None  # the domains it can speak for, with all below them; None for any
    expires: datetime
    fingerprint: str  # SHA-256 of the certificate, as pairs of hex digits
    spki: str  # of its key, which is also the key of every certificate made with it

    def covers(self, host: str) -> bool:
        """Whether a certificate for ``host`` would be taken."""
        if self.domains is None:
            return True
        labels = host.lower().removesuffix(".").split(".")
        return any(".".join(labels[at:]) in self.domains for at in range(len(labels)))

    def lacks(self, domains: Collection[str]) -> tuple[str, ...]:
        """Those of ``domains`` that it does not cover, in order; connections there can only pass through."""
        return tuple(sorted(domain for domain in domains if not self.covers(domain)))


def ensure(
    confdir: Path, domains: Collection[str], *, everything: bool = False, now: datetime | None = None
) -> CaFiles:
    """The CA below ``confdir`` for these registrable domains, or for ``everything``; made if there is none.

    One that is there stays, whatever it covers: somebody may have installed it. Raises CaError.
    """
    folder = folder_of(confdir, everything=everything)
    moment = now or _now()
    try:
        _sweep(confdir, moment)
        if not (folder / KEY).is_file():
            _make(folder, None if everything else domains, moment)
        return read(folder, now=moment)
    except FileNotFoundError:
        raise CaError(Fault.BROKEN, folder, KEY, removal(folder)) from None
    except OSError as error:
        raise CaError(Fault.UNREACHABLE, folder, error.strerror or str(error)) from None


def folder_of(confdir: Path, *, everything: bool = False) -> Path:
    """Where the CA lies that ``ensure`` gives."""
    return confdir / (_FOR_EVERYTHING if everything else _FOR_RULES)


def removal(folder: Path) -> str:
    """The command that takes a CA away, for people to type."""
    return f'rmdir /s "{folder}"' if sys.platform == "win32" else f"rm -r {shlex.quote(str(folder))}"


def read(folder: Path, *, now: datetime | None = None) -> CaFiles:
    """The CA that lies in ``folder``. Raises CaError, and FileNotFoundError where there is none."""
    _refuse_loose(folder, 0o700)
    _refuse_loose(folder / KEY, 0o600)
    certificate = _whole(folder)
    if certificate.not_valid_after_utc <= (now or _now()):
        raise CaError(Fault.EXPIRED, folder, f"{certificate.not_valid_after_utc:%Y-%m-%d}", removal(folder))
    return CaFiles(
        pem=folder / KEY,
        certificate=folder / CERTIFICATE,
        name=certificate.subject.rfc4514_string(),
        domains=_permitted(certificate),
        expires=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
        spki=spki(certificate),
    )


def spki(certificate: x509.Certificate) -> str:
    """The Base64 of the SHA-256 of its public key, by which Chromium's command line names a key."""
    public = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(hashlib.sha256(public).digest()).decode()


# ---- the certificate ---------------------------------------------------------------------------------------


def _certificate(
    key: ec.EllipticCurvePrivateKey, domains: Collection[str] | None, now: datetime
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _name(now, everything=domains is None))])
    use = x509.KeyUsage(
        key_cert_sign=True,
        crl_sign=True,
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + _AFTER)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(use, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if domains is not None:
        builder = builder.add_extension(_constraints(domains), critical=True)
    return builder.sign(key, hashes.SHA256())


def _name(now: datetime, *, everything: bool) -> str:
    before, after = "unwall CA for all sites " if everything else "unwall CA ", f" {now:%Y-%m-%d}"
    return before + socket.gethostname()[: _LONGEST_NAME - len(before) - len(after)] + after


def _constraints(domains: Collection[str]) -> x509.NameConstraints:
    names = sorted(
        {name for domain in domains if _DOMAIN.fullmatch(name := domain.lower().removesuffix("."))}
    )
    nowhere = [x509.IPAddress(ipaddress.ip_network(network)) for network in ("0.0.0.0/0", "::/0")]
    return x509.NameConstraints([x509.DNSName(name) for name in names or [_NOBODY]], nowhere)


def _permitted(certificate: x509.Certificate) -> frozenset[str] | None:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return None
    names = (name.value for name in constraints.permitted_subtrees or () if isinstance(name, x509.DNSName))
    return frozenset(names)


# ---- its files ---------------------------------------------------------------------------------------------


def _make(folder: Path, domains: Collection[str] | None, now: datetime) -> None:
    """All files at once or none: they are written to a folder beside, which then takes its name.

    Of two processes that do so at the same moment the first wins, and both use its CA.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, domains, now)
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder.parent))  # for us alone, whatever the umask
    try:
        write_new(fresh / KEY, secret + pem, 0o600)
        write_new(fresh / CERTIFICATE, pem, 0o644)
        write_new(fresh / CERTIFICATE_DER, certificate.public_bytes(serialization.Encoding.DER), 0o644)
        keep(fresh)
        with contextlib.suppress(OSError):
            fresh.rename(folder)  # fails where a folder with something in it stands
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    keep(folder.parent)


def _whole(folder: Path) -> x509.Certificate:
    data = (folder / KEY).read_bytes()
    try:
        certificate = x509.load_pem_x509_certificate(data)
        key = serialization.load_pem_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CaError(Fault.BROKEN, folder, KEY, removal(folder)) from None
    if key.public_key() != certificate.public_key():
        raise CaError(Fault.BROKEN, folder, KEY, removal(folder))
    public = folder / CERTIFICATE
    if not public.is_file() or public.read_bytes() != certificate.public_bytes(serialization.Encoding.PEM):
        raise CaError(Fault.BROKEN, folder, CERTIFICATE, removal(folder))
    return certificate


def _refuse_loose(path: Path, mode: int) -> None:
    found = path.stat().st_mode & 0o777
    if sys.platform != "win32" and found & 0o077:
        raise CaError(Fault.LOOSE, path, f"{found:04o}", f"chmod {mode:o} {shlex.quote(str(path))}")


def _sweep(confdir: Path, now: datetime) -> None:
    """Take away what a process that was killed left behind."""
    for rest in confdir.glob(_UNFINISHED + "*"):
        with contextlib.suppress(OSError):
            if now.timestamp() - rest.stat().st_mtime > _ABANDONED:
                shutil.rmtree(rest)


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)
