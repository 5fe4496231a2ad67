"""Settings that are only read, as their systems write them."""

import os
import sys
from pathlib import Path

import pytest
from machines_for_tests import machine, script

from unwall.machine.desktops import Kde, Macos, Windows, settings, variables
from unwall.machine.settings import Mode, Route


def test_which_there_are(tmp_path: Path) -> None:
    kinds = {"linux": ["GNOME", "KDE"], "darwin": ["macOS"], "win32": ["Windows"]}
    assert {kind: [each.name for each in settings(machine(tmp_path, kind))] for kind in kinds} == kinds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[Proxy Settings]\nProxyType=0\nhttpProxy=http://p 1\n", Route(Mode.NONE, "", "http://p:1", "")),
        (
            "[Other]\nProxyType=2\n[Proxy Settings]\nProxyType=1\n"
            "httpProxy=http://127.0.0.1 8080\nhttpsProxy=http://127.0.0.1 8080\n",
            Route(Mode.MANUAL, "", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ),
        (
            "[Proxy Settings]\nProxy Config Script[$e]=file:///a.pac\nProxyType=2\n",
            Route(Mode.AUTO, "file:///a.pac", "", ""),
        ),
        ("", Route(Mode.NONE)),
    ],
)
def test_kde(tmp_path: Path, text: str, said: Route) -> None:
    on = machine(tmp_path)
    assert Kde(on).read() is None
    (tmp_path / "home/.config").mkdir(parents=True)
    (tmp_path / "home/.config/kioslaverc").write_text(text)
    assert Kde(on).read() == said


NETWORKSETUP = """
case "$1 $2" in
-listallnetworkservices*)
    echo 'An asterisk (*) denotes that a network service is disabled.'
    echo '*Thunderbolt'; echo Ethernet; echo 'Wi-Fi 2';;
"-getautoproxyurl Wi-Fi 2") echo 'URL: http://127.0.0.1:8081/unwall.pac'; echo 'Enabled: {pac}';;
"-getautoproxyurl "*) echo 'URL: (null)'; echo 'Enabled: No';;
"-getwebproxy Wi-Fi 2"|"-getsecurewebproxy Wi-Fi 2")
    echo 'Enabled: {web}'; echo 'Server: 127.0.0.1'; echo 'Port: 8080'
    echo 'Authenticated Proxy Enabled: 0';;
*) echo 'Enabled: No'; echo 'Server:'; echo 'Port: 0';;
esac
"""


@pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")
@pytest.mark.parametrize(
    ("pac", "web", "said"),
    [
        ("No", "No", Route(Mode.NONE)),
        (
            "Yes",
            "No",
            Route(Mode.AUTO, "http://127.0.0.1:8081/unwall.pac", "127.0.0.1:8080", "127.0.0.1:8080"),
        ),
        (
            "No",
            "Yes",
            Route(Mode.MANUAL, "http://127.0.0.1:8081/unwall.pac", "127.0.0.1:8080", "127.0.0.1:8080"),
        ),
    ],
)
def test_macos(tmp_path: Path, pac: str, web: str, said: Route) -> None:
    script(tmp_path, "networksetup", NETWORKSETUP.format(pac=pac, web=web))
    assert Macos(machine(tmp_path, "darwin")).read() == said


def test_windows() -> None:
    read = Windows().read()
    assert read if sys.platform == "win32" else read == Route(Mode.NONE)


def test_variables() -> None:
    environment = {
        "http_proxy": "http://a:1",
        "HTTP_PROXY": "http://b:1",
        "HTTPS_PROXY": "http://c:1",
        "NO_PROXY": "",
    }
    assert variables(environment) == {"http_proxy": "http://a:1", "https_proxy": "http://c:1"}
