"""Machines of the tests' own: a home and a root in a folder, and programs that are real or shell scripts."""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from unwall.machine.roots import Root, roots_of
from unwall.machine.system import Machine
from unwall.proxy.ca import ensure

REAL = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"


def machine(folder: Path, system: str = "linux", path: str = "", **environment: str) -> Machine:
    """A machine with nothing on it; ``path`` is where its own scripts are looked for first."""
    for name in ("home", "root", "bin"):
        (folder / name).mkdir(exist_ok=True)
    places = f"{folder / 'bin'}:{path}" if path else str(folder / "bin")
    return Machine(
        system, folder / "home", {"PATH": places, **environment}, is_root=True, root=folder / "root"
    )


def script(folder: Path, name: str, text: str) -> Path:
    """A program of that machine, in sh."""
    (folder / "bin").mkdir(exist_ok=True)
    path = folder / "bin" / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def root(folder: Path, *domains: str) -> Root:
    """A CA certificate like ours, made in that folder."""
    [found] = roots_of(ensure(folder, domains or ["zhihu.com"]).certificate)
    return found


def company() -> Root:
    """A CA certificate of somebody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Company CA")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2036, 1, 1, tzinfo=UTC)
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return Root(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER))


def tree(folder: Path) -> dict[str, str]:
    """Everything in a folder: bytes and modes of files, targets of links."""
    return {
        str(path.relative_to(folder)): str(path.readlink())
        if path.is_symlink()
        else f"{path.stat().st_mode:o} {path.read_bytes().hex() if path.is_file() else ''}"
        for path in sorted(folder.rglob("*"))
    }
