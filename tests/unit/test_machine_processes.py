import os
import subprocess
import sys

import pytest

from unwall.machine.processes import lives


@pytest.mark.skipif(os.name != "posix", reason="only on POSIX systems")
def test_lives() -> None:
    assert lives(os.getpid())
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert not lives(process.pid)
