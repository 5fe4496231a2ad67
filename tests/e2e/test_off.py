"""The system's proxy setting, changed by a real run and real gsettings, and given back whatever ends it."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from runs_for_tests import ADDONS, SECONDS, Run

CORPORATE = "http://wpad.company.example/proxy.pac"
ENDS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]

type Requires = Callable[..., Path]


class Desktop:
    """The settings of one user, in a file below a home of the test's own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {"GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": str(home / ".config")}

    def gsettings(self, *words: str) -> str:
        own = {"PATH": os.environ["PATH"], "HOME": str(self.home)} | self.environment
        done = subprocess.run(
            ["gsettings", *words], env=own, capture_output=True, check=True, text=True, timeout=20
        )
        return done.stdout.strip().strip("'")

    @property
    def said(self) -> tuple[str, str]:
        """Mode and PAC file."""
        mode, pac = (
            self.gsettings("get", "org.gnome.system.proxy", key) for key in ("mode", "autoconfig-url")
        )
        return mode, pac

    def go_corporate(self) -> None:
        for key, value in (("autoconfig-url", CORPORATE), ("mode", "auto")):
            self.gsettings("set", "org.gnome.system.proxy", key, value)

    def run(self, *arguments: str) -> Run:
        quiet = ("--listen", "127.0.0.1:0", "--dashboard", "127.0.0.1:0", "--no-browser")
        return Run(self.home, *quiet, *arguments, **self.environment)

    def unwall(self, *words: str, **environment: str) -> tuple[int, list[str]]:
        places = {"PATH": os.environ["PATH"], "HOME": str(self.home), "PYTHONPATH": str(ADDONS)}
        done = subprocess.run(
            [sys.executable, "-m", "unwall.cli.main", *words],
            env=places | self.environment | environment,
            capture_output=True, check=False, encoding="utf-8", timeout=SECONDS,
        )  # fmt: skip
        assert done.stderr == ""
        return done.returncode, done.stdout.splitlines()

    @property
    def record(self) -> list[Path]:
        return list((self.home / ".local/share/unwall/changes").glob("*"))


@pytest.fixture
def desktop(tmp_path: Path, requires: Requires) -> Desktop:
    requires("gsettings", install="apt install libglib2.0-bin gsettings-desktop-schemas")
    return Desktop(tmp_path)


def pac_of(run: Run) -> str:
    """The address of the PAC file that programs were led to."""
    said = run.lines("programs come through unwall")[-1]
    found = re.search(r"http://\S+/unwall\.pac$", said)
    assert found, said
    return found[0]


@pytest.mark.parametrize("end", ENDS)
def test_for_as_long_as_the_run_lasts(desktop: Desktop, end: signal.Signals) -> None:
    with desktop.run("--system-proxy") as run:
        pac = pac_of(run)
        assert desktop.said == ("auto", pac)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(pac, timeout=10) as answer:
            assert answer.headers["content-type"] == "application/x-ns-proxy-autoconfig"
            text = answer.read().decode("ascii")
        assert re.search(r'needed \? "PROXY 127\.0\.0\.1:\d+; DIRECT" : "DIRECT"', text)
        assert '"link.zhihu.com":1' in text
        [record] = desktop.record
        assert record.stat().st_mode & 0o777 == 0o600
        assert run.end(end) == 0
        assert any("the proxy setting is what it was (none)" in line for line in run.lines("is what it was"))
    assert desktop.said == ("none", "")
    assert desktop.record == []


def test_after_kill_9_off_gives_a_corporate_proxy_back(desktop: Desktop) -> None:
    desktop.go_corporate()
    with desktop.run("--system-proxy") as run:
        assert "goes through a proxy already" in run.line()
        assert run.process.wait(SECONDS) == 2
    with desktop.run("--system-proxy", "--upstream", "http://127.0.0.1:9") as run:
        pac = pac_of(run)
        run.process.kill()
        run.process.wait(SECONDS)
    assert desktop.said == ("auto", pac)
    code, lines = desktop.unwall("doctor", "-q", "--listen", "127.0.0.1:9")
    assert code == 1
    assert "✗ GNOME: a run that did not end in order left the proxy setting changed → unwall off" in lines
    code, lines = desktop.unwall("off")
    assert code == 0
    assert lines[0] == f"✓ GNOME: the proxy setting is what it was (auto {CORPORATE})"
    assert lines[-1] == "✓ no change of unwall stands on this machine"
    assert desktop.said == ("auto", CORPORATE)
    assert desktop.record == []
    assert desktop.unwall("off")[0] == 0
    assert desktop.said == ("auto", CORPORATE)


def test_after_kill_9_the_next_run_gives_it_back(desktop: Desktop) -> None:
    with desktop.run("--system-proxy") as run:
        pac_of(run)
        run.process.kill()
        run.process.wait(SECONDS)
    with desktop.run() as run:
        assert run.line().endswith("GNOME: the proxy setting is what it was (none)")
        assert desktop.said == ("none", "")
        run.lines("/#")
        assert run.end() == 0


def test_what_was_set_by_hand_is_named_and_stays(desktop: Desktop) -> None:
    for kind in ("http", "https"):
        desktop.gsettings("set", f"org.gnome.system.proxy.{kind}", "host", "127.0.0.1")
        desktop.gsettings("set", f"org.gnome.system.proxy.{kind}", "port", "8080")
    desktop.gsettings("set", "org.gnome.system.proxy", "mode", "manual")
    code, lines = desktop.unwall("off", https_proxy="http://localhost:8080")
    assert code == 1
    assert [line for line in lines if line.startswith("✗")] == [
        "✗ GNOME: still leads to us (127.0.0.1:8080), as somebody set it by hand → take it out there",
        "✗ https_proxy: still leads to us (http://localhost:8080), as somebody set it by hand"
        " → unset https_proxy HTTPS_PROXY, and take it out of the file that sets it",
    ]
    assert desktop.said[0] == "manual"


def test_trust_goes_with_it(desktop: Desktop, requires_certutil: Path) -> None:
    store = desktop.home / ".pki/nssdb"
    store.mkdir(parents=True)
    listing = [str(requires_certutil), "-L", "-d", f"sql:{store}"]
    subprocess.run([listing[0], "-N", *listing[2:], "--empty-password"], check=True, timeout=20)
    before = subprocess.run(listing, check=True, capture_output=True, timeout=20).stdout
    assert desktop.unwall("cert", "install", "--yes", "--store", "chromium")[0] == 0
    code, lines = desktop.unwall("off")
    assert (code, f"✓ chromium ({store}): as it was before" in lines) == (0, True)
    assert subprocess.run(listing, check=True, capture_output=True, timeout=20).stdout == before
