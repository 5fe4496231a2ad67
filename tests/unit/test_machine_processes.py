import os
import subprocess
import sys
from pathlib import Path

import pytest

from unwall.machine.processes import Holder, lives, using
from unwall.machine.system import Machine


@pytest.mark.skipif(os.name != "posix", reason="only on POSIX systems")
def test_lives() -> None:
    assert lives(os.getpid())
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert not lives(process.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
def test_who_has_a_file_of_a_folder_open(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    file, here = tmp_path / "data" / "log.db", Machine("linux", tmp_path, {})
    code = f"import sys; held = open({str(file)!r}, 'w'); print('ready', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        [found] = using(here, tmp_path / "data")
        assert found == Holder(process.pid, found.name)
        assert using(here, tmp_path / "dat") == ()
        with file.open():  # by ourselves
            assert len(using(here, tmp_path / "data")) == 1
        process.communicate()
    assert using(here, tmp_path / "data") == ()
