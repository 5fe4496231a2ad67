"""A whole life of unwall in one home: run, trust, settings, a crash; then all of it off, nothing is left."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from runs_for_tests import ADDONS, SECONDS, Run

type Requires = Callable[..., Path]


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str]:
    """The environment of a user with nothing of unwall."""
    home = tmp_path / "home"
    (home / "tmp").mkdir(parents=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "PYTHONPATH": str(ADDONS),
        "GSETTINGS_BACKEND": "keyfile",
        "XDG_CONFIG_HOME": str(home / ".config"),
    }


def unwall(own: dict[str, str], *words: str) -> tuple[int, str]:
    at = () if words[0] != "uninstall" or "--listen" in words else ("--listen", "127.0.0.1:9")
    command = [sys.executable, "-m", "unwall.cli.main", *words, *at]
    done = subprocess.run(
        command, env=own, capture_output=True, check=False, encoding="utf-8", timeout=SECONDS
    )
    return done.returncode, done.stdout


def said(command: list[str], own: dict[str, str]) -> str:
    return subprocess.run(command, env=own, capture_output=True, check=True, text=True, timeout=20).stdout


def test_nothing_is_left(own: dict[str, str], requires: Requires, requires_certutil: Path) -> None:
    requires("gsettings", install="apt install libglib2.0-bin gsettings-desktop-schemas")
    home = Path(own["HOME"])
    store = home / ".pki/nssdb"
    store.mkdir(parents=True)
    said([str(requires_certutil), "-N", "-d", f"sql:{store}", "--empty-password"], own)
    said(["gsettings", "set", "org.gnome.system.proxy", "autoconfig-url", "http://wpad.example/a.pac"], own)
    listing = [str(requires_certutil), "-L", "-d", f"sql:{store}"]
    setting = ["gsettings", "list-recursively", "org.gnome.system.proxy"]
    before = said(listing, own), said(setting, own), sorted(home.rglob("*"))
    assert unwall(own, "uninstall", "--check")[0] == 0

    quiet = ("--listen", "127.0.0.1:0", "--dashboard", "127.0.0.1:0", "--no-browser")
    with Run(home, *quiet, "--system-proxy", **own) as run:
        listens = next(line for line in run.lines("programs come through") if "listens on" in line)
        proxy = listens.split("listens on ")[1].split(";")[0]
        assert unwall(own, "cert", "install", "--yes", "--store", "chromium")[0] == 0
        assert unwall(own, "allow", "bank.example")[0] == 0
        code, told = unwall(own, "uninstall", "--yes", "--listen", proxy)
        assert (code, f"the proxy runs at {proxy}" in told) == (1, True)
        run.process.kill()
        run.process.wait(SECONDS)

    code, told = unwall(own, "uninstall", "--check")
    assert code == 1
    for what in (
        "the key",
        "the log",
        "the record",
        "your configuration",
        "the cache",
        "GNOME",
        f"chromium ({store})",
    ):
        assert f"✗ {what}" in told, told

    code, told = unwall(own, "uninstall", "--yes", "--keep-log")
    assert code == 0, told
    assert f"✓ chromium ({store}): as it was before" in told
    assert "✓ GNOME: the proxy setting is what it was (none)" in told
    assert f"! the log stays: {home / '.local/share/unwall/log.db'}" in told
    assert unwall(own, "uninstall", "--check")[0] == 1
    assert unwall(own, "uninstall", "--yes")[0] == 0
    code, told = unwall(own, "uninstall", "--check")
    assert (code, "✗" in told) == (0, False)

    emptied = {
        home / name for name in (".local", ".local/share", ".cache", ".cache/dconf", ".cache/dconf/user")
    }
    assert (said(listing, own), said(setting, own)) == before[:2]
    assert [path for path in sorted(home.rglob("*")) if path not in emptied] == before[2]
