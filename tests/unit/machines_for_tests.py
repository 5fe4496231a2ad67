"""Machines of the tests' own: a home and a root in a folder, and programs that are real or shell scripts."""

from pathlib import Path

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


def tree(folder: Path) -> dict[str, str]:
    """Everything in a folder: bytes and modes of files, targets of links."""
    return {
        str(path.relative_to(folder)): str(path.readlink())
        if path.is_symlink()
        else f"{path.stat().st_mode:o} {path.read_bytes().hex() if path.is_file() else ''}"
        for path in sorted(folder.rglob("*"))
    }
