"""``unwall off`` where there is nothing to undo, and where something cannot be; no configuration matters."""

import json
import os
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran

from unwall.machine.changes import Change, Changes, Kind


@pytest.fixture(autouse=True)
def data(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path / ".local/share/unwall"


def test_nothing_to_undo(data: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    broken = data.parent / "broken.toml"
    broken.parent.mkdir(parents=True)
    broken.write_text("allow =")
    code, out, err = ran(capsysbinary, "off", "--config", str(broken))
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "✓ our certificate is in no store of this machine",
        "✓ no change of unwall stands on this machine",
    ]
    assert not data.exists()


def test_what_cannot_be_undone_is_named_with_what_it_was(
    data: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    said = {"mode": "auto", "pac": "http://wpad/a.pac", "http": "", "https": ""}
    before, ours = json.dumps(said), json.dumps(said | {"pac": "http://127.0.0.1:8081/unwall.pac"})
    Changes(data).note(Change(Kind.PROXY, "Elsewhere", "", before, ours, 1))
    code, out, _ = ran(capsysbinary, "off", "-q", "--lang", "zh")
    assert code == 1
    assert out.splitlines() == [
        "✗ Elsewhere：无法恢复代理设置（Elsewhere: 该设置不存在）；"
        "原值为 auto http://wpad/a.pac → 请在网络设置中手动改回",
        "✗ unwall 的 1 项改动仍然存在 → 请按上述提示修复，再执行 unwall off",
    ]
    code, out, _ = ran(capsysbinary, "off", "--json")
    told = [json.loads(line) for line in out.splitlines()]
    assert [(each["check"], each["state"]) for each in told if each["state"] != "fine"] == [
        ("system-proxy", "mend"),
        ("record", "mend"),
    ]
