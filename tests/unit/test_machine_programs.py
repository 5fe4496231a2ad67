"""Programs that are run for what they print."""

import os
from pathlib import Path

import pytest
from machines_for_tests import machine, script

from unwall.machine.programs import ProgramError, run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")


def test_what_it_prints_in_the_machine_s_environment_and_in_english(tmp_path: Path) -> None:
    on = machine(tmp_path, LC_ALL="zh_CN.UTF-8", HOME="/home/li")
    script(tmp_path, "says", 'echo "$1 $HOME $LC_ALL"')
    assert run(on, "says", "a b") == "a b /home/li C\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("echo one >&2; echo two >&2; exit 3", "one / two"),
        ("echo out; exit 1", "out"),
        ("exit 7", "exit 7"),
        ("exit 0", None),
    ],
)
def test_what_fails(tmp_path: Path, text: str, why: str | None) -> None:
    script(tmp_path, "works", text)
    if why is None:
        assert run(machine(tmp_path), "works") == ""
        return
    with pytest.raises(ProgramError) as raised:
        run(machine(tmp_path), "works")
    assert (raised.value.program, raised.value.why, raised.value.is_missing) == ("works", why, False)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProgramError) as raised:
        run(machine(tmp_path), "none")
    assert (str(raised.value), raised.value.is_missing) == ("none: not found", True)


def test_others_become_root_through_sudo(tmp_path: Path) -> None:
    script(tmp_path, "says", "echo said")
    script(tmp_path, "sudo", 'echo "as root: $1"; exec "$@"')
    on = machine(tmp_path)
    assert run(on, "says", as_root=True) == "said\n"
    said = run(on._replace(is_root=False), "says", as_root=True)
    assert said == f"as root: {tmp_path / 'bin/says'}\nsaid\n"
    (tmp_path / "bin/sudo").unlink()
    with pytest.raises(ProgramError, match="sudo: not found"):
        run(on._replace(is_root=False), "says", as_root=True)
