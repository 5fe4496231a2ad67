"""What becomes of what was shared: real processes, and programs of the test in the place of the system's."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import segno

UNWALL = [sys.executable, "-m", "unwall.cli.main", "open"]
WALLED = "看看 https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F%E4%B8%AD 吧"
TARGET = "https://example.com/%E4%B8%AD"
APP = "alipays://platformapi/startapp?appId=20000001"


class User(NamedTuple):
    home: Path
    env: dict[str, str]

    def program(self, name: str, script: str) -> None:
        path = self.home / "bin" / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, *arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        done = subprocess.run(
            [*UNWALL, *arguments], input=stdin, env=self.env, capture_output=True, check=False, timeout=60
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    @property
    def opened(self) -> str:
        file = self.home / "opened"
        return file.read_text() if file.exists() else ""


@pytest.fixture
def user(tmp_path: Path) -> User:
    (tmp_path / "bin").mkdir()
    kept = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    env = kept | {"HOME": str(tmp_path), "LC_ALL": "C", "PATH": path, "DISPLAY": ":9"}
    found = User(tmp_path, env | {"BROWSER": f"{tmp_path / 'bin' / 'browse'} %s"})
    found.program("browse", f'printf %s "$1" > {tmp_path}/opened')
    return found


def test_a_share_text_is_opened(user: User) -> None:
    assert user.run(WALLED) == (0, "", "")
    assert user.opened == TARGET


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [((WALLED,), ""), (tuple(WALLED.split()), ""), ((), WALLED), (("-",), WALLED + "\n")],
)
def test_it_may_be_printed(user: User, arguments: tuple[str, ...], stdin: str) -> None:
    assert user.run("--print", *arguments, stdin=stdin.encode()) == (0, TARGET + "\n", "")
    assert user.opened == ""


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("今天天气不错", 1, "there is no link in this text"),
        ("", 1, "there is no link in this text"),
        ("javascript://%0aalert(1)", 1, "there is no link in this text"),
        ("https://example.org/\x1b[31m", 4, "(control): https://example.org/\\x1b[31m"),
        ("https:///example.org/", 4, "(malformed): https:///example.org/"),
        ("http://[::1", 4, "(malformed)"),
        ("file:///etc/passwd", 1, "there is no link in this text"),
        ("meet at 10:30", 1, "there is no link in this text"),
        (
            "复制￥AbCd1EfGh2J￥打开淘宝",
            3,
            "only the app opens this: copy the whole text on the phone, then open the app there",
        ),
        (
            "https://link.zhihu.com/?target=javascript%3Aalert(1)",
            4,
            "could run here (scheme): javascript:alert(1)",
        ),
        (APP, 4, "not opened, as it would start another program"),
        ("a" * (50 << 20), 2, "longer than 1048576 characters"),
    ],
    ids=[
        "words",
        "nothing",
        "script",
        "control",
        "slashes",
        "bracket",
        "file",
        "time",
        "token",
        "unsafe",
        "app",
        "50 MB",
    ],
)
def test_what_is_not_opened(user: User, text: str, code: int, said: str) -> None:
    found, out, err = user.run(stdin=text.encode())
    assert (found, out, user.opened) == (code, "", "")
    assert err.startswith("unwall: ")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(("answer", "code", "opened"), [("y\n", 0, APP), ("n\n", 4, ""), ("\n", 4, "")])
def test_another_program_is_asked_for(user: User, answer: str, code: int, opened: str) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*UNWALL, APP], stdin=theirs, stderr=subprocess.PIPE, env=user.env)
    os.close(theirs)
    os.write(ours, answer.encode())
    err = process.communicate(timeout=60)[1].decode()
    os.close(ours)
    assert (process.returncode, user.opened) == (code, opened)
    assert "would open another program; open it? [y/N]" in err


def test_without_a_browser_the_link_is_printed(user: User) -> None:
    user.program("browse", "exit 1")
    del user.env["DISPLAY"]
    user.env["PATH"] = str(user.home / "bin")
    code, out, err = user.run(WALLED)
    assert (code, out) == (0, TARGET + "\n")
    assert "no browser could be started" in err


def test_the_clipboard(user: User) -> None:
    user.program("xclip", f"printf '%s' '{WALLED}'")
    assert user.run("--clipboard", "--print") == (0, TARGET + "\n", "")
    user.program("xclip", "true")
    assert user.run("--clipboard")[0] == 1
    (user.home / "bin" / "xclip").unlink()
    code, _, err = user.run("--clipboard")
    assert code == 2 or Path("/usr/bin/xclip").exists() or Path("/usr/bin/xsel").exists()
    assert "no program here reads the clipboard" in err or code != 2


def test_whatever_is_copied(user: User) -> None:
    """The clipboard holds another text each time it is looked at, and at last none that can be read."""
    board = user.home / "board"
    user.program(
        "xclip",
        f'case "$3" in -in) cat > {user.home}/written;; *)\n'
        f"n=$(cat {board} 2>/dev/null || echo 0); echo $((n + 1)) > {board}\n"
        f"case $n in 0) echo old;; 1) echo words;; 2) printf '%s' '{WALLED}';; 3) printf '%s' '{WALLED}';;"
        " *) kill -INT $PPID;; esac;; esac",
    )
    code, out, err = user.run("--watch", "--replace")
    assert (code, out) == (130, TARGET + "\n")
    assert (user.home / "written").read_text() == TARGET
    assert err == "unwall: watching the clipboard; Ctrl-C ends it\n"


def test_codes_in_pictures(user: User, tmp_path: Path) -> None:
    segno.make(WALLED.split()[1]).save(str(tmp_path / "code.png"), scale=4)
    assert user.run("--image", str(tmp_path / "code.png"), "--print") == (0, TARGET + "\n", "")
    segno.make("x").save(str(tmp_path / "white.png"), dark="white")
    code, out, err = user.run("--image", str(tmp_path / "white.png"))
    assert (code, out) == (1, "")
    assert "there is no QR code in" in err
    (tmp_path / "text.png").write_text("no picture")
    code, out, err = user.run("--image", str(tmp_path / "text.png"))
    assert (code, out) == (2, "")
    assert "cannot be read as a picture" in err
    code, out, err = user.run("--lang", "zh", "--image", str(tmp_path / "absent.png"))
    assert (code, out) == (2, "")
    assert "（没有这个文件或目录）" in err


def test_the_link_as_a_code(user: User) -> None:
    code, out, _ = user.run("--qr", "--print", WALLED)
    *picture, link = out.splitlines()
    assert (code, link) == (0, TARGET)
    assert len({len(row) for row in picture}) == 1
    assert len(picture) > 10


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--clipboard", WALLED], "a text and --clipboard are two things to open"),
        (["--watch", WALLED], "a text and --watch are two things to open"),
        (["--image", "code.png", WALLED], "a text and --image are two things to open"),
        (["--screen", WALLED], "a text and --screen are two things to open"),
        (["--replace", WALLED], "--replace is about what --watch finds"),
        (["--image", ""], 'unwall: "" cannot be read as a picture'),
    ],
)
def test_one_thing_at_a_time(user: User, words: list[str], said: str) -> None:
    code, out, err = user.run(*words, stdin=WALLED.encode())
    assert (code, out) == (2, "")
    assert said in err
    assert user.opened == ""


def test_what_only_other_systems_take(user: User) -> None:
    code, out, err = user.run(stdin=b"https://example.org/\x00")
    assert (code, out) == (4, "")
    assert "(control)" in err
    assert user.run("--print", stdin=WALLED.encode("utf-16")) == (0, TARGET + "\n", "")
