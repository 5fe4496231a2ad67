"""Other processes of this machine."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from unwall.machine.system import Machine


class Holder(NamedTuple):
    """A process."""

    pid: int
    name: str  # of its program

    def __str__(self) -> str:
        """As people name it."""
        return f"{self.name} ({self.pid})"


def lives(pid: int) -> bool:
    """Whether a process with that number runs; on Windows, where asking would be a signal, it always may."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def using(machine: Machine, folder: Path) -> tuple[Holder, ...]:
    """Other processes of this user that have a file in that folder open; on Linux alone, elsewhere none."""
    inside = f"{folder.resolve()}{os.sep}"
    found = holding(machine, lambda file: file.startswith(inside))
    return tuple(each for each in found if each.pid != os.getpid())


def holding(machine: Machine, wanted: Callable[[str], bool]) -> Iterator[Holder]:
    """Processes with such an open file, as the kernel of Linux names open files."""
    for process in (machine.root / "proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            if any(wanted(os.readlink(each)) for each in (process / "fd").iterdir()):  # noqa: PTH115 - no path
                yield Holder(int(process.name), (process / "comm").read_text(errors="replace").strip())
