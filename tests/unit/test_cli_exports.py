"""``unwall rules export``: data to stdout or a file, what cannot be said to stderr."""

import json
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)
    return tmp_path


def test_data_and_messages_are_apart(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, err = ran(capsysbinary, "rules", "export", "--format", "debounce")
    assert code == 0
    assert {"include", "exclude", "action", "param"} <= json.loads(out)[0].keys()
    lines = err.splitlines()
    assert lines[0].endswith("rules written")
    assert "rules cannot be said as debounce: " in lines[1]
    chinese = ran(capsysbinary, "rules", "export", "--lang", "zh", "--format", "debounce")[2].splitlines()[1]
    assert ("应用链接" in chinese, "app links" in chinese) == (True, False)
    code, out, err = ran(capsysbinary, "rules", "export", "--format", "csv", "-o", str(home / "rules.csv"))
    assert (code, out, len(err.splitlines())) == (0, "", 1)
    assert (home / "rules.csv").read_bytes().startswith(b"id,platform,kind,")


def test_nowhere_to_write(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, _, err = ran(capsysbinary, "rules", "export", "--format", "json", "-o", str(home))
    assert (code, "choose another with -o FILE" in err) == (2, True)
    there = home / "no" / "mine.json"
    code, out, err = ran(
        capsysbinary, "--lang", "zh", "rules", "export", "--format", "json", "-o", str(there)
    )
    assert (code, out, err) == (
        2,
        "",
        f"unwall: 无法写入 {there}（没有这个文件或目录）；请用 -o FILE 换一个\n",
    )
