"""The isolated browser as a process: started in a profile of its own, ended with us, its profile taken away.

opened = launch(order, machine)
if isinstance(opened, Window):
opened.wait()  # until the person closes it
opened.close()
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from enum import StrEnum
from pathlib import Path

from unwall.browser import trust
from unwall.browser.command import Order, arguments, environment, settings
from unwall.browser.trust import Trust
from unwall.machine.processes import lives
from unwall.machine.system import Machine

_FOLDER = "unwall-browser-"
_PID = "browser.pid"
_GRACE = 0.5  # seconds for the browser to end by itself
_DYING = 2.0  # seconds in which a killed process gives its memory back, and with it the files of the profile
_REMOVING = 2.0  # seconds in which a profile is tried to be removed: Windows holds its files for a moment
_MOMENT = 3.0  # seconds; a browser that fails within them was never seen


class Obstacle(StrEnum):
    """Why there is no window."""

    NO_DISPLAY = "no display"
    NO_TRUST = "no trust"  # Firefox, and no certutil to give it our CA
    FAILED = "failed"  # it could not be started, or ended at once


class Window:
    """A browser that was started."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, by: Trust) -> None:
        self.trust = by
        self.folder = folder
        self._process = process
        self._started = time.monotonic()

    def wait(self) -> Obstacle | None:
        """Wait until the browser ends; gives FAILED where it did so at once and with an error."""
        failed = self._process.wait() != 0
        return Obstacle.FAILED if failed and time.monotonic() - self._started < _MOMENT else None

    def close(self) -> None:
        """End it, if it has not ended, and take its profile away."""
        if self._process.poll() is None:
            _end(self._process)
        _remove(self.folder)


def launch(order: Order, machine: Machine) -> Window | Obstacle:
    """Open a window, or tell what stands against it."""
    if not machine.has_display:
        return Obstacle.NO_DISPLAY
    parent = order.browser.confined_to or Path(tempfile.gettempdir())
    with contextlib.suppress(OSError):
        sweep(parent)
    folder: Path | None = None
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=parent))
        opened = _open(order, machine, folder)
    except OSError:
        opened = Obstacle.FAILED
    if folder and isinstance(opened, Obstacle):
        _remove(folder)
    return opened


def _open(order: Order, machine: Machine, folder: Path) -> Window | Obstacle:
    profile = folder / "profile"
    profile.mkdir(mode=0o700)
    by = trust.give(order.browser, machine, order.authority, folder, profile)
    if by is Trust.NONE:
        return Obstacle.NO_TRUST
    for name, text in settings(order, machine).items():
        place = profile / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")
    process = _start(arguments(order, machine, profile, by), environment(order, machine, folder))
    with contextlib.suppress(OSError):
        (folder / _PID).write_text(str(process.pid), encoding="ascii")
    return Window(process, folder, by)


def _start(command: list[str], own: dict[str, str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C in our terminal reaches us alone and we end it in order."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(
        command,
        env=own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=sys.platform != "win32",
        creationflags=flags,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.terminate()  # its other processes end when they miss it
    else:
        with contextlib.suppress(
            ProcessLookupError, PermissionError
        ):  # as macOS says of a group that has ended
            os.killpg(process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE)
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        until = time.monotonic() + _DYING
        while _group_lives(process.pid) and time.monotonic() < until:
            time.sleep(0.005)
    process.wait()


def _group_lives(group: int) -> bool:
    """Whether a process of the group still runs; one that has ended may wait long to be collected."""
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    found = [
        text.rpartition(")")[2].split() for text in map(_text, Path("/proc").glob("[0-9]*/stat")) if text
    ]
    return not found or any(int(fields[2]) == group and fields[0] not in "ZX" for fields in found)


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""  # it has ended meanwhile


# ---- profiles ----------------------------------------------------------------------------------------------


def sweep(parent: Path) -> None:
    """Remove our profiles in ``parent`` that nothing uses any more, as they stay after a power cut."""
    for folder in parent.glob(_FOLDER + "*"):
        with contextlib.suppress(OSError, ValueError):
            if _is_ours(folder) and not _is_used(folder):
                shutil.rmtree(folder)


def profiles(machine: Machine) -> list[tuple[Path, bool]]:
    """Those of this user that lie anywhere, each with whether something uses it."""
    parents = [Path(tempfile.gettempdir()), *machine.home.glob("snap/*/common")]
    parents += machine.home.glob(".var/app/*/cache")
    found = []
    for folder in sorted(each for parent in parents for each in parent.glob(_FOLDER + "*")):
        with contextlib.suppress(OSError, ValueError):  # it goes, or the name is somebody else's
            if _is_ours(folder) and folder.is_dir() and not folder.is_symlink():
                found.append((folder, _is_used(folder)))
    return found


def _is_ours(folder: Path) -> bool:
    return sys.platform == "win32" or folder.lstat().st_uid == os.geteuid()


def _is_used(folder: Path) -> bool:
    """Whether the process in its name or its browser lives. Raises ValueError for a name that is not ours."""
    if sys.platform == "win32":
        try:
            folder.rename(folder.with_suffix(".free")).rename(folder)
        except OSError:  # a file in it is open
            return True
        return False
    else:  # noqa: RET505 - to a type checker, one of the two is not there
        pids = [int(folder.name.removeprefix(_FOLDER).partition("-")[0])]
        browser = folder / _PID
        if browser.is_file():
            pids.append(int(browser.read_text(encoding="ascii")))
        return any(map(lives, pids))


def _remove(folder: Path) -> None:
    until = time.monotonic() + _REMOVING
    while folder.exists() and time.monotonic() < until:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            time.sleep(0.05)
