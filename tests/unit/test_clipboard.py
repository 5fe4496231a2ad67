"""Which programs reach the clipboard, by system and session."""

from pathlib import Path

import pytest

from unwall.cli.clipboard import NoClipboardError, clipboard, notify


@pytest.mark.parametrize(
    ("platform", "session", "there", "reads"),
    [
        ("linux", {"DISPLAY": ":0"}, ["xclip", "xsel"], "xclip"),
        ("linux", {"DISPLAY": ":0"}, ["xsel"], "xsel"),
        ("linux", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}, ["xclip", "wl-paste"], "wl-paste"),
        ("linux", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}, ["xclip"], "xclip"),
        ("darwin", {}, ["pbpaste"], "pbpaste"),
        ("win32", {}, ["powershell.exe"], "powershell.exe"),
        ("linux", {}, ["xclip", "xsel", "wl-paste"], None),
        ("linux", {"DISPLAY": ":0"}, [], None),
        ("darwin", {}, ["xclip"], None),
    ],
)
def test_programs(
    tmp_path: Path, platform: str, session: dict[str, str], there: list[str], reads: str | None
) -> None:
    for name in there:
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    environment = session | {"PATH": str(tmp_path)}
    if reads is None:
        with pytest.raises(NoClipboardError):
            clipboard(environment, platform)
    else:
        assert clipboard(environment, platform).reads[0] == reads


def test_what_is_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f'#!/bin/sh\ncase "$3" in -in) cat > {tmp_path}/held;; *) cat {tmp_path}/held;; esac\n'
    (tmp_path / "xclip").write_text(script)
    (tmp_path / "xclip").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    board = clipboard({"DISPLAY": ":0", "PATH": str(tmp_path)}, "linux")
    board.write("网页 $(x)")
    assert board.read() == "网页 $(x)"


def test_a_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "notify-send", f'printf "%s|" "$@" > {tmp_path}/said')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert not notify("-a", "b c", "", {"PATH": str(tmp_path)}, "linux")
    assert (tmp_path / "said").read_text() == "--app-name=unwall|--|-a|b c|"
    assert not notify("a", "b", "", {"PATH": "/nowhere"}, "linux")


@pytest.mark.parametrize(
    ("script", "pressed", "said"),
    [
        ("echo undo", True, 1),
        ("true", False, 1),
        ('case "$*" in *--action*) exit 1;; esac', False, 2),  # a program from before there were buttons
    ],
)
def test_a_notice_with_a_button(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, pressed: bool, said: int
) -> None:
    program(tmp_path, "notify-send", f'echo "$*" >> {tmp_path}/said; {script}')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert notify("a", "b", "Put back", {"PATH": str(tmp_path)}, "linux") == pressed
    lines = (tmp_path / "said").read_text().splitlines()
    assert lines[0] == "--app-name=unwall --action=undo=Put back -- a b"
    assert len(lines) == said


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)
