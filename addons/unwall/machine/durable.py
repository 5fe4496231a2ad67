"""Files that outlive a power cut from the moment on at which they are said to be there."""

import os
import sys
from pathlib import Path


def write_new(path: Path, data: bytes, mode: int) -> None:
    """A new file with that mode from its first byte. Raises FileExistsError, OSError."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def keep(folder: Path) -> None:
    """Make what was done in ``folder`` outlive a power cut; Windows does so by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
