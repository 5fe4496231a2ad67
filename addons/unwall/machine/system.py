"""The machine we run on, as a value: tests bring one of their own."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_FOR_ADMINISTRATORS = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # on many systems not on a user's PATH


class Machine(NamedTuple):
    """What has to be known of a machine to look for programs, browsers and settings on it."""

    system: str  # as sys.platform has it
    home: Path
    environment: Mapping[str, str]
    is_root: bool = False
    root: Path = Path("/")

    @property
    def on_windows(self) -> bool:
        """Whether it runs Windows."""
        return self.system == "win32"

    @property
    def has_display(self) -> bool:
        """Whether a window could be seen."""
        shown = self.environment.get("DISPLAY") or self.environment.get("WAYLAND_DISPLAY")
        return self.system in ("win32", "darwin") or bool(shown)

    def program(self, name: str) -> str | None:
        """Where the program of that name or path lies."""
        return shutil.which(name, path=self.environment.get("PATH", os.defpath))

    def tool(self, name: str) -> str | None:
        """The same, also where programs of administrators lie."""
        places = (
            () if self.on_windows else (str(self.root / place.lstrip("/")) for place in _FOR_ADMINISTRATORS)
        )
        return self.program(name) or shutil.which(name, path=os.pathsep.join(places))
