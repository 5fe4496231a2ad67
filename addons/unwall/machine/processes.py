"""Other processes of this machine."""

import os
import sys


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
