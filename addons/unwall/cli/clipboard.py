"""The clipboard and short notices, through the programs that each system has for them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_SECONDS = 5.0
MOST = 1 << 20  # characters that are read

type Command = tuple[str, ...]


class NoClipboardError(Exception):
    """No program here reaches the clipboard; the text says what to install."""


class Clipboard(NamedTuple):
    """The programs by which it is read and written."""

    reads: Command
    writes: Command

    def read(self) -> str:
        """Its text; empty where it holds none."""
        done = subprocess.run(self.reads, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - found below
        return done.stdout.decode("utf-8", "replace")[:MOST].strip()

    def write(self, text: str) -> None:
        """Puts a text into it."""
        subprocess.run(self.writes, input=text.encode(), check=False, timeout=_SECONDS)  # noqa: S603 - found below


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
    title: str, text: str, environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> None:
    """Shows a notice where the system has a way to; it is no fault where it has none."""
    if platform == "darwin":
        script = "on run {a, b}\ndisplay notification b with title a\nend run"
        command: Command = ("osascript", "-e", script, title, text)
    else:
        command = ("notify-send", "--app-name=unwall", "--", title, text)
    if shutil.which(command[0], path=environment.get("PATH")):
        subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - as above
