"""``unwall uninstall``: what is asked, what stays, and what is verified."""

import io
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran

from unwall.machine.changes import Change, Changes, Kind
from unwall.proxy.ca import ensure


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    new_user(tmp_path, tmp_path / ".cache", monkeypatch)
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def data(home: Path) -> Path:
    """The data folder of somebody who has used unwall."""
    folder = home / ".local/share/unwall"
    ensure(folder, ["zhihu.com"])
    (folder / "log.db").write_bytes(b"events")
    (home / ".config/unwall").mkdir(parents=True)
    (home / ".config/unwall/config.toml").write_text("allow = [")
    (home / ".cache/unwall").mkdir(parents=True)
    return folder


NOWHERE = ("--listen", "127.0.0.1:9")


def test_nothing_on_a_new_machine(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    before = sorted(home.rglob("*"))
    code, out, err = ran(capsysbinary, "uninstall", "--check", *NOWHERE)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "✓ no file of unwall is left"
    assert ran(capsysbinary, "uninstall", *NOWHERE)[0] == 0
    assert sorted(home.rglob("*")) == before


def test_check_lists_and_changes_nothing(
    home: Path, data: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    before = sorted(home.rglob("*"))
    code, out, _ = ran(capsysbinary, "uninstall", "--check", "--json", *NOWHERE)
    told = [json.loads(line) for line in out.splitlines()]
    left = [each["says"].split(" (")[0] for each in told if each["state"] == "mend"]
    assert code == 1
    assert left == [
        f"the key and the certificate: {data / 'ca'}",
        f"the log: {data / 'log.db'}",
        f"your configuration: {home / '.config/unwall/config.toml'}",
        f"the cache: {home / '.cache/unwall'}",
    ]
    assert sorted(home.rglob("*")) == before


def test_a_script_must_agree(home: Path, data: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    said = json.dumps({"mode": "none", "pac": "", "http": "", "https": ""})
    Changes(data).note(Change(Kind.PROXY, "GNOME", "", said, said, 1))
    before = sorted(home.rglob("*"))
    code, out, err = ran(capsysbinary, "uninstall", *NOWHERE)
    assert (code, out) == (2, "")
    assert f"the log: {data / 'log.db'} (1 KiB)" in err
    assert "GNOME: the proxy setting is ours" in err
    assert "--yes" in err.splitlines()[-1]
    assert sorted(home.rglob("*")) == before


@pytest.mark.parametrize(
    ("answers", "options", "code", "left"),
    [
        ("n\n", (), 1, {"ca", "log.db", "config.toml", ".cache/unwall"}),
        ("y\nn\n", (), 0, {"log.db"}),
        ("y\ny\n", (), 0, set()),
        ("y\n", ("--keep-log",), 0, {"log.db"}),
        ("", ("--yes", "--keep-log"), 0, {"log.db"}),
        ("", ("--yes",), 0, set()),
    ],
)
def test_the_log_is_asked_about_by_itself(
    home: Path,
    data: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
    answers: str,
    options: tuple[str, ...],
    code: int,
    left: set[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answers))
    assert ran(capsysbinary, "uninstall", *options, *NOWHERE)[0] == code
    there = {data / "ca": "ca", data / "log.db": "log.db", home / ".config/unwall/config.toml": "config.toml"}
    there[home / ".cache/unwall"] = ".cache/unwall"
    assert {name for path, name in there.items() if path.exists()} == left
    assert data.exists() is bool(left)
    check = ran(capsysbinary, "uninstall", "--check", *NOWHERE)[0]
    assert check == (1 if left else 0)
    kept = ran(capsysbinary, "uninstall", "--check", "--keep-log", *NOWHERE)[0]
    assert kept == (0 if left <= {"log.db"} else 1)


def test_nothing_is_deleted_while_a_change_stands_that_needs_it(
    data: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    said = json.dumps({"mode": "none", "pac": "", "http": "", "https": ""})
    Changes(data).note(Change(Kind.PROXY, "Elsewhere", "", said, said, 1))
    code, out, _ = ran(capsysbinary, "uninstall", "--yes", *NOWHERE)
    assert code == 1
    assert out.splitlines()[-1].startswith("✗ nothing was deleted, as changes stand")
    assert (data / "ca").is_dir()
    assert ran(capsysbinary, "uninstall", "--check", *NOWHERE)[0] == 1


def test_a_window_that_is_open_has_to_be_closed_first(
    home: Path, data: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    profile = home / f"unwall-browser-{os.getpid()}-x"
    profile.mkdir()
    code, out, _ = ran(capsysbinary, "uninstall", "--yes", *NOWHERE)
    assert (code, out) == (1, f"✗ a browser window of unwall run is open: {profile} → end it first\n")
    assert (data / "ca").is_dir()
