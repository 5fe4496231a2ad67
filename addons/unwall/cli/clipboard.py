"""The clipboard and short notices, through the programs that each system has for them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

_SECONDS = 5.0
MOST = 1 << 20  # characters of a text that somebody copied; of a longer one so much more as tells that it is
_SHOWN = 60.0  # seconds that a notice with a button may stand
_UNDO = "undo"

type Command = tuple[str, ...]


class NoClipboardError(Exception):
    """No program here reaches the clipboard; the text says what to install."""


class Clipboard(NamedTuple):
    """The programs by which it is read and written."""

    reads: Command
    writes: Command

    def read(self) -> str:
        """Its text; empty where it holds none, or where who holds it does not hand it over."""
        try:
            done = subprocess.run(self.reads, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - found below
        except subprocess.TimeoutExpired:
            return ""
        return done.stdout.decode("utf-8", "replace")[: MOST + 1].strip()

    def write(self, text: str) -> None:
        """Puts a text into it.

        Programs that hold it live on, so they get no end of our pipes, which whoever reads us waits for.
        """
        quiet = subprocess.DEVNULL
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(  # noqa: S603 - found below
                self.writes, input=text.encode(), check=False, timeout=_SECONDS, stdout=quiet, stderr=quiet
            )


_WINDOWS = Clipboard(
    (
        "powershell.exe",
        "-NoProfile",
        "-Command",
        "[Console]::OutputEncoding=[Text.Encoding]::UTF8;Get-Clipboard -Raw",
    ),
    ("powershell.exe", "-NoProfile", "-Command", "$input | Set-Clipboard"),
)
_MAC = Clipboard(("pbpaste",), ("pbcopy",))
_WAYLAND = Clipboard(("wl-paste", "--no-newline", "--type", "text"), ("wl-copy",))
_X11 = (
    Clipboard(("xclip", "-selection", "clipboard", "-out"), ("xclip", "-selection", "clipboard", "-in")),
    Clipboard(("xsel", "--clipboard", "--output"), ("xsel", "--clipboard", "--input")),
)


def clipboard(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Clipboard:
    """The clipboard of this session. Raises NoClipboardError."""
    for each in _candidates(environment, platform):
        if shutil.which(each.reads[0], path=environment.get("PATH")):
            return each
    raise NoClipboardError("wl-clipboard" if "WAYLAND_DISPLAY" in environment else "xclip")


def _candidates(environment: Mapping[str, str], platform: str) -> Sequence[Clipboard]:
    if platform == "win32":
        return [_WINDOWS]
    if platform == "darwin":
        return [_MAC]
    wayland = [_WAYLAND] if "WAYLAND_DISPLAY" in environment else []
    return [*wayland, *(_X11 if "DISPLAY" in environment else ())]


def notify(
    title: str,
    text: str,
    undo: str = "",
    environment: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
) -> bool:
    """Shows a notice where the system has a way to; it is no fault where it has none.

    True where the person pressed the button ``undo``, which is waited for.
    """
    if platform == "darwin":
        script = "on run {a, b}\ndisplay notification b with title a\nend run"
        command: Command = ("osascript", "-e", script, title, text)
    else:
        button = (f"--action={_UNDO}={undo}",) if undo else ()
        command = ("notify-send", "--app-name=unwall", *button, "--", title, text)
    if not shutil.which(command[0], path=environment.get("PATH")):
        return False
    try:
        done = subprocess.run(  # noqa: S603 - as above
            command, capture_output=True, check=False, timeout=_SHOWN if undo else _SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode and undo and platform != "darwin":  # a program from before there were buttons
        return notify(title, text, "", environment, platform)
    return done.stdout.decode("utf-8", "replace").strip() == _UNDO
