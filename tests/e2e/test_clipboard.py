"""A real clipboard of a real X server: what is copied there, and what becomes of it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

type Requires = Callable[..., Path]

WALLED = "看看 https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F%E4%B8%AD 吧"
TARGET = "https://example.com/%E4%B8%AD"
OPEN = [sys.executable, "-m", "unwall.cli.main", "open", "--lang", "en"]
PATIENCE = 30.0


class Desk:
    """A session with a clipboard."""

    def __init__(self, home: Path, display: str) -> None:
        self.home = home
        self.env = {
            "PATH": f"{home}:{os.environ['PATH']}",
            "HOME": str(home),
            "DISPLAY": display,
            "LC_ALL": "C",
        }

    def copy(self, text: str) -> None:
        subprocess.run(["xclip", "-selection", "clipboard"], input=text.encode(), env=self.env, check=True)

    def held(self) -> str:
        done = subprocess.run(
            ["xclip", "-selection", "clipboard", "-o"], env=self.env, capture_output=True, check=False
        )
        return done.stdout.decode()

    def becomes(self, text: str) -> bool:
        """Whether the clipboard comes to hold this text."""
        until = time.monotonic() + PATIENCE
        while self.held() != text:
            if time.monotonic() > until:
                return False
        return True

    def program(self, name: str, script: str) -> None:
        (self.home / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.home / name).chmod(0o755)

    def open(self, *arguments: str) -> tuple[int, str, str]:
        done = subprocess.run([*OPEN, *arguments], env=self.env, capture_output=True, check=False, timeout=60)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def watch(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*OPEN, "--watch", *arguments],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        assert process.stderr.readline() == "unwall: watching the clipboard; Ctrl-C ends it\n"
        return process


@pytest.fixture
def desk(requires: Requires, tmp_path: Path) -> Iterator[Desk]:
    server = requires("Xvfb", install="apt install xvfb")
    requires("xclip", install="apt install xclip")
    reads, writes = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(writes), "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writes],
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    number = b""
    while not number.endswith(b"\n"):
        number += os.read(reads, 64)
    os.close(reads)
    try:
        yield Desk(tmp_path, f":{number.decode().strip()}")
    finally:
        process.terminate()
        process.wait()


def test_what_was_copied_is_opened(desk: Desk) -> None:
    desk.program("browse", f'printf %s "$1" > {desk.home}/opened')
    desk.env["BROWSER"] = f"{desk.home}/browse %s"
    assert desk.open("--clipboard") == (
        1,
        "",
        "unwall: the clipboard holds no text; copy something first\n",
    )
    desk.copy(WALLED)
    assert desk.open("--clipboard", "--print") == (0, f"{TARGET}\n", "")
    assert desk.open("--clipboard") == (0, "", "")
    assert (desk.home / "opened").read_text() == TARGET
    desk.copy("a" * (50 << 20))
    assert desk.open("--clipboard")[0] == 2


def test_the_clipboard_is_followed_and_left_as_it_is(desk: Desk) -> None:
    process = desk.watch()
    desk.copy(WALLED)
    assert process.stdout
    assert process.stdout.readline() == f"{TARGET}\n"
    assert desk.held() == WALLED
    process.terminate()
    process.communicate()


def test_the_link_takes_the_place_of_the_text(desk: Desk) -> None:
    process = desk.watch("--replace")
    desk.copy(WALLED)
    assert desk.becomes(TARGET)
    process.terminate()
    process.communicate()


def test_the_button_of_the_notice_puts_the_text_back(desk: Desk) -> None:
    desk.program(
        "notify-send",
        f'printf "%s|" "$@" > {desk.home}/said\n'
        f"until [ -e {desk.home}/press ]; do sleep 0.1; done; echo undo",
    )
    process = desk.watch("--replace")
    desk.copy(WALLED)
    assert desk.becomes(TARGET)
    (desk.home / "press").touch()
    assert desk.becomes(WALLED)
    assert process.stdout
    assert process.stdout.readline() == f"{TARGET}\n"
    said = (desk.home / "said").read_text()
    assert said.split("|")[1:4] == [
        "--action=undo=Put the text back",
        "--",
        "the clipboard now holds the link",
    ]
    desk.copy("https://link.juejin.cn?target=https%3A%2F%2Fexample.com%2Fnext")
    assert desk.becomes("https://example.com/next")
    process.terminate()
    process.communicate()


def test_a_code_on_the_screen_needs_a_screen(desk: Desk) -> None:
    code, out, err = desk.open("--screen")
    assert (code, out) == (1, "")
    assert err == "unwall: there is no QR code in --screen; take a picture that shows all of it\n"
    desk.env["DISPLAY"] = ":65000"
    code, out, err = desk.open("--screen")
    assert (code, out) == (2, "")
    assert err.startswith("unwall: the screen cannot be read (")
