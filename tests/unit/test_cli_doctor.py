"""``unwall doctor`` as people and scripts see it; each check has its own tests."""

import json
import os
import socket
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran

CHECKS = {
    "browser", "ca", "clock", "config", "dashboard", "environment", "folder", "listener",
    "log", "mitmproxy", "python", "rules",
}  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def free() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"127.0.0.1:{listener.getsockname()[1]}"


def test_a_new_user_has_nothing_to_mend(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    where = ("--listen", free(), "--dashboard", free())
    code, out, err = ran(capsysbinary, "doctor", "--json", *where)
    told = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert {tuple(each) for each in told} == {("check", "state", "says", "next")}
    assert {each["check"] for each in told} >= CHECKS
    assert {each["state"] for each in told} == {"fine", "note"}
    code, out, _ = ran(capsysbinary, "doctor", *where)
    assert (code, {line[:2] for line in out.splitlines()}) == (0, {"✓ ", "! "})
    assert len(out.splitlines()) == len(told)
    assert ran(capsysbinary, "doctor", "-q", *where) == (0, "", "")


def test_what_is_broken_is_named_with_its_place_and_the_next_step(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (home / "own.toml").write_text("allow = 1\n")
    (home / "own.yaml").write_text("rules: 1\n")
    code, out, err = ran(
        capsysbinary, "doctor", "-q", "--lang", "zh", "--config", str(home / "own.toml"),
        "--rules", str(home / "own.yaml"), "--listen", free(), "--dashboard", free(),
    )  # fmt: skip
    assert (code, err) == (1, "")
    config, *rules = out.splitlines()
    assert config == f"✗ {home / 'own.toml'}：allow 须为文本列表"
    assert rules
    assert all(line.startswith(f"✗ {home / 'own.yaml'}:") and " → 请修正该规则" in line for line in rules)


def test_an_address_that_is_none(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(SystemExit) as ended:
        ran(capsysbinary, "doctor", "--listen", "8080")
    assert ended.value.code == 2
