"""Where unwall keeps things: whether we can, and nobody else."""

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from unwall.config import Places
from unwall.doctor import words
from unwall.doctor.finding import Finding, State

_OTHERS = 0o077


def folders(places: Places) -> Iterator[Finding]:
    """The data folder with what in it is secret, and the other two."""
    data = Path(places.data)
    yield _folder(data)
    if data.is_dir() and sys.platform != "win32":
        yield from (_loose(path, 0o600) for path in sorted(data.glob("*.db*")) if _mode(path) & _OTHERS)
    for place in map(Path, (places.config, places.cache)):
        if is_there(place) and not _usable(place):
            yield unusable(place)


def _folder(path: Path) -> Finding:
    if not is_there(path):
        return Finding("folder", State.FINE, words.NO_FOLDER, {"path": path})
    if not _usable(path):
        return unusable(path)
    if sys.platform != "win32" and _mode(path) & _OTHERS:
        return _loose(path, 0o700)
    return Finding("folder", State.FINE, words.FOLDER, {"path": path})


def _loose(path: Path, mode: int) -> Finding:
    parts = {
        "path": path,
        "mode": f"{_mode(path):04o}",
        "wanted": f"{mode:o}",
        "quoted": shlex.quote(str(path)),
    }
    return Finding("folder", State.MEND, words.LOOSE, parts, words.CHMOD)


def is_there(path: Path) -> bool:
    """Whether something is there, or stands in the way to it."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def unusable(path: Path, check: str = "folder") -> Finding:
    """It is not ours to use."""
    parts = {"path": path, "quoted": shlex.quote(str(path))}
    return Finding(check, State.MEND, words.UNUSABLE, parts, words.CHOWN)


def _usable(path: Path) -> bool:
    return path.is_dir() and os.access(path, os.R_OK | os.W_OK | os.X_OK)


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777
