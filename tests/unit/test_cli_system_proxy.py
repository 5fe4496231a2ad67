"""Whether the system's programs can be led to a run, and what is said where they cannot."""

import argparse
import os
from pathlib import Path

import pytest
from machines_for_tests import machine, script

from unwall.cli.system_proxy import (
    SystemProxyError,
    beyond,
    found,
    give_all_back,
    pac_at,
    system_proxy,
    told,
)
from unwall.config import unread
from unwall.doctor.finding import State
from unwall.language import Language
from unwall.machine.changes import Changes
from unwall.machine.proxying import Given, Returned
from unwall.machine.system import Machine

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")

PAC = "http://127.0.0.1:8081/unwall.pac"
# Keeps each key in a file of its own; "none" and empty unless set.
GSETTINGS = """
file={folder}/$2.$3
case $1 in
get) if test -e $file; then cat $file
     elif test $3 = mode; then echo "'none'"
     elif test $3 = port; then echo 0
     else echo "''"; fi;;
set) test -e {folder}/broken || echo "$4" > $file;;
reset) rm -f $file;;
esac
"""


def args(**options: object) -> argparse.Namespace:
    usual: dict[str, object] = {
        "no_dashboard": False,
        "mode": None,
        "scope": "pages",
        "upstream": None,
        "dashboard": None,
    }
    return argparse.Namespace(**usual | options, lang=Language.ENGLISH)


@pytest.fixture
def gnome(tmp_path: Path) -> Machine:
    (tmp_path / "gnome").mkdir()
    script(tmp_path, "gsettings", GSETTINGS.format(folder=tmp_path / "gnome"))
    return machine(tmp_path, path="/usr/bin:/bin", HOME=str(tmp_path))


def refusal(on: Machine, **options: object) -> str:
    with pytest.raises(SystemProxyError) as raised:
        system_proxy(args(**options), unread(None, {"HOME": str(on.home)}), on)
    return str(raised.value)


def test_led_and_given_back(tmp_path: Path, gnome: Machine) -> None:
    config = unread(None, {"HOME": str(gnome.home)})
    changes = Changes(Path(config.places.data))
    leading = system_proxy(args(), config, gnome)
    assert (
        leading.begin(PAC, Language.ENGLISH)
        == f"GNOME: programs come through unwall until this run ends; {PAC}"
    )
    assert (tmp_path / "gnome/org.gnome.system.proxy.autoconfig-url").read_text() == f"'{PAC}'\n"
    assert refusal(gnome).startswith(f"another unwall run ({os.getpid()}) leads")
    assert list(give_all_back(changes, gnome, only_dead=True)) == []
    assert list(give_all_back(changes, gnome, only_of=1)) == []
    [(_, returned)] = give_all_back(changes, gnome, only_of=os.getpid())
    assert told(returned, Language.ENGLISH) == "GNOME: the proxy setting is what it was (none)"
    assert list((tmp_path / "gnome").iterdir()) == []


def test_what_a_run_that_was_killed_left_is_given_back(tmp_path: Path, gnome: Machine) -> None:
    config = unread(None, {"HOME": str(gnome.home)})
    changes = Changes(Path(config.places.data))
    system_proxy(args(), config, gnome).begin(PAC, Language.ENGLISH)
    [change] = changes.all()
    changes.forget(change)
    changes.note(change._replace(pid=2**22 + 1))  # no process has so great a number
    [(_, returned)] = give_all_back(changes, gnome, only_dead=True)
    assert returned.given is Given.BACK


def test_where_it_cannot_be(tmp_path: Path, gnome: Machine) -> None:
    for options in ({"no_dashboard": True}, {"mode": ["socks5"]}, {"scope": "all"}):
        assert "--system-proxy does not go with --" in refusal(gnome, **options)
    kde = gnome._replace(environment={**gnome.environment, "XDG_CURRENT_DESKTOP": "KDE"})
    for on in (kde, gnome._replace(environment={"PATH": ""}), gnome._replace(system="darwin")):
        assert f"set {PAC} as automatic proxy configuration" in refusal(on)
    (tmp_path / "gnome/org.gnome.system.proxy.mode").write_text("'auto'\n")
    (tmp_path / "gnome/org.gnome.system.proxy.autoconfig-url").write_text("'http://wpad/a.pac'\n")
    assert "a proxy already (http://wpad/a.pac)" in refusal(gnome)
    assert system_proxy(args(upstream="http://p:1"), unread(None, {"HOME": str(gnome.home)}), gnome)


def test_a_setting_that_does_not_keep_it(tmp_path: Path, gnome: Machine) -> None:
    (tmp_path / "gnome/broken").touch()
    config = unread(None, {"HOME": str(gnome.home)})
    said = system_proxy(args(), config, gnome).begin(PAC, Language.ENGLISH)
    assert said.startswith("GNOME: the setting could not be changed (")
    assert list(Changes(Path(config.places.data)).all()) == []


def test_what_came_of_it_as_a_finding() -> None:
    states = {given: found(Returned("GNOME", given, "none", OSError("why"))) for given in Given}
    assert {given: finding.state for given, finding in states.items()} == {
        Given.BACK: State.FINE,
        Given.LEFT: State.FINE,
        Given.FAILED: State.MEND,
    }
    assert all(all(finding.told(language)[0] for language in Language) for finding in states.values())


@pytest.mark.parametrize(
    ("upstream", "words"),
    [
        (None, "DIRECT"),
        ("http://p.example:3128", "PROXY p.example:3128"),
        ("https://li:secret@[::1]:1", "HTTPS [::1]:1"),
    ],
)
def test_beyond(upstream: str | None, words: str) -> None:
    assert beyond(upstream) == words


def test_pac_at() -> None:
    assert pac_at("http://127.0.0.1:8081/") == PAC
