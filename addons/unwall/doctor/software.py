"""The programs and libraries that unwall itself consists of."""

import platform
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from unwall.doctor import words
from unwall.doctor.finding import Finding, State
from unwall.language import Language
from unwall.proxy.version import fault_of

_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)( *;)?", re.MULTILINE)
_ACCELERATOR = re.compile(
    r"^([A-Za-z0-9_.-]+)[^;]*;.*extra == ['\"]fast['\"]"
)  # as our own metadata has them
_SHOWN = 3  # packages that are named


def software(language: Language, lock: Path | None) -> Iterator[Finding]:
    """Python, mitmproxy, the versions that ``lock`` names, and what makes it faster."""
    yield Finding("python", State.FINE, words.PYTHON, {"version": platform.python_version()})
    yield _mitmproxy(language)
    if lock:
        yield _locked(lock.read_text(encoding="utf-8"))
    for name in _accelerators():
        yield (
            Finding("accelerators", State.FINE, words.FAST, {"name": name})
            if _version(name)
            else Finding("accelerators", State.NOTE, words.NOT_FAST, {"name": name}, words.INSTALL_FAST)
        )


def lock_of(package: Path, prefix: Path) -> Path | None:
    """The lock by which a checkout's own environment was made; None where ``prefix`` is another one."""
    checkout = package.parents[1]
    lock = checkout / "constraints" / "run.txt"
    return lock if lock.is_file() and prefix.resolve() == (checkout / ".venv").resolve() else None


def _mitmproxy(language: Language) -> Finding:
    version = metadata.version("mitmproxy")
    fault = fault_of(version, language)
    if fault:
        return Finding("mitmproxy", State.MEND, words.PLAIN, {"text": fault})
    return Finding("mitmproxy", State.FINE, words.MITMPROXY, {"version": version})


def _locked(lock: str) -> Finding:
    wanted: dict[str, set[str]] = {}
    optional: set[str] = set()  # those for other systems or Pythons
    for name, version, condition in _PIN.findall(lock):
        wanted.setdefault(name, set()).add(version)
        if condition:
            optional.add(name)
    faults = []
    for name, versions in wanted.items():
        found = _version(name)
        if found not in versions and (found or name not in optional):
            faults.append(f"{name} {found or '-'} (≠ {'/'.join(sorted(versions))})")
    if not faults:
        return Finding("packages", State.FINE, words.LOCKED, {"count": len(wanted)})
    few = ", ".join(faults[:_SHOWN]) + ("…" if len(faults) > _SHOWN else "")
    parts = {"count": len(faults), "packages": few}
    return Finding("packages", State.MEND, words.NOT_LOCKED, parts, words.SET_UP_AGAIN)


def _accelerators() -> list[str]:
    try:
        needed = metadata.requires("unwall") or []
    except metadata.PackageNotFoundError:
        return []
    return [found[1] for found in map(_ACCELERATOR.match, needed) if found]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
