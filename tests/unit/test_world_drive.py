import os
import stat
from pathlib import Path

import pytest

from unwall.world.drive import BrowserError, Driver, find_browser, unwrapped
from unwall.world.server import World


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://link.zhihu.com/?target=https%3A//example.com/a%3Fb%3D1", "https://example.com/a?b=1"),
        ("看看 https://link.zhihu.com/?target=https%3A//example.com/ 吧", "https://example.com/"),
        ("no link", "no link"),
    ],
)
def test_a_text_becomes_what_the_command_line_makes_of_it(text: str, url: str) -> None:
    assert unwrapped(text) == url


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
