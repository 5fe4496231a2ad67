import os
import stat
from pathlib import Path

import pytest

from unwall.world.drive import BrowserError, Driver, find_browser
from unwall.world.server import World


def test_a_browser_is_found_by_path_or_not_at_all(tmp_path: Path) -> None:
    program = tmp_path / "browser.exe"
    program.write_text("#!/bin/sh\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    assert find_browser(str(program)) == str(program)
    assert find_browser(str(tmp_path / "other")) is None


@pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")
def test_what_is_no_browser_is_told(tmp_path: Path) -> None:
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with World({}) as world, pytest.raises(BrowserError), Driver(world, (), str(program)):
        pass
