"""GNOME's settings: with the real gsettings and its file back end where they are, and with a script."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from machines_for_tests import REAL, machine, script

from unwall.machine.gnome import Gnome
from unwall.machine.programs import ProgramError
from unwall.machine.settings import Mode, Route, put

PAC = "http://127.0.0.1:8081/unwall.pac"
CORPORATE = 'http://wpad.company/it\'s "all" \\ here.pac'


@pytest.fixture
def gnome(tmp_path: Path, requires: Callable[..., Path]) -> Gnome:
    requires("gsettings", install="apt install libglib2.0-bin gsettings-desktop-schemas")
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "GSETTINGS_BACKEND": "keyfile"}
    found = Gnome(machine(tmp_path, path=REAL, **home))
    if found.read() is None:
        pytest.skip(
            "there is no schema of GNOME's proxy; install it with: apt install gsettings-desktop-schemas"
        )
    return found


def lines(folder: Path) -> list[str]:
    return sorted((folder / "glib-2.0/settings/keyfile").read_text().splitlines())


def test_none_at_first(gnome: Gnome) -> None:
    assert gnome.read() == Route(Mode.NONE, "", "", "")


@pytest.mark.parametrize(
    "before", [Route(Mode.AUTO, CORPORATE), Route(Mode.MANUAL, CORPORATE), Route(Mode.NONE)]
)
def test_there_and_back(tmp_path: Path, gnome: Gnome, before: Route) -> None:
    put(gnome, before)
    kept = lines(tmp_path) if before.pac else None
    put(gnome, Route(Mode.AUTO, PAC))
    assert gnome.read() == Route(Mode.AUTO, PAC, "", "")
    put(gnome, before)
    assert gnome.read() == before
    if kept:
        assert lines(tmp_path) == kept


def test_proxies_that_are_named(tmp_path: Path, gnome: Gnome) -> None:
    file = tmp_path / "glib-2.0/settings/keyfile"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[system/proxy]\nmode='manual'\n[system/proxy/http]\nhost='127.0.0.1'\nport=8080\n")
    assert gnome.read() == Route(Mode.MANUAL, "", "127.0.0.1:8080", "")


@pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")
def test_without_gsettings_and_with_one_that_forgets(tmp_path: Path) -> None:
    found = Gnome(machine(tmp_path))
    assert found.read() is None
    script(tmp_path, "gsettings", "test $1 = get && echo \"'none'\"; exit 0")
    with pytest.raises(ProgramError):
        put(found, Route(Mode.AUTO, PAC))
