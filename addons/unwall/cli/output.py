"""Where data and notes go: data to stdout as UTF-8 whatever the locale, everything else to stderr."""

import os
import sys
from collections.abc import Mapping
from typing import IO, Any

_COLORS = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_LINE_ENDS = frozenset("\x85\u2028\u2029")  # those that JSON does not escape by itself


class Output:
    """The process's own streams.

    On a terminal what could steer it is shown escaped, and lines are not held back.
    """

    def __init__(self, out: IO[bytes], err: IO[bytes], *, terminal: bool, color: bool) -> None:
        self._out = out
        self._err = err
        self.terminal = terminal
        self.color = color
        self._mark = f"\ufdd0{os.urandom(8).hex()}"  # ESC and [ of our own colours, which no text can know

    @classmethod
    def of_process(cls, environment: Mapping[str, str], color: str = "auto") -> "Output":
        """Stdout and stderr; colour on a terminal, unless NO_COLOR or ``--color`` says otherwise."""
        terminal = sys.stdout.isatty()
        automatic = terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
        return cls(
            sys.stdout.buffer,
            sys.stderr.buffer,
            terminal=terminal,
            color=color == "always" or (color == "auto" and automatic),
        )

    @property
    def file(self) -> IO[bytes]:
        """Where data goes."""
        return self._out

    def line(self, text: str) -> None:
        """One line of data."""
        self._out.write(encoded(self._shown(text)))  # in two pieces: there are very long lines
        self._out.write(b"\n")
        if self.terminal:
            self._out.flush()

    def shaped(self, text: str) -> bytes:
        """A line of data as it is written."""
        return encoded(self._shown(text)) + b"\n"

    def data(self, data: bytes) -> None:
        """Bytes as they are."""
        self._out.write(data)
        self._out.flush()

    def text(self, text: str) -> None:
        """Text as it is, line ends included."""
        self._out.write(encoded(text))

    def json(self, value: Mapping[str, Any]) -> None:
        """One object as one line."""
        self._out.write(json_line(value, ascii_only=self.terminal))
        if self.terminal:
            self._out.flush()

    def note(self, text: str) -> None:
        """One message for the person."""
        self._out.flush()
        self._err.write(encoded(f"unwall: {_harmless(text)}\n"))
        self._err.flush()

    def paint(self, text: str, color: str) -> str:
        """The text in a colour, where colours are on, for one ``line``."""
        return f"{self._mark}{_COLORS[color]}m{text}{self._mark}0m" if self.color else text

    def flush(self) -> None:
        """Writes what is held back."""
        self._out.flush()

    def finish(self) -> None:
        """Writes what is held back, as far as it can be written."""
        try:
            self._out.flush()
        except OSError:
            self.abandon()

    def abandon(self) -> None:
        """The reader has gone or the disk is full: nothing more is written, nor tried at the end."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())

    def _shown(self, text: str) -> str:
        if text.isprintable() or not (self.terminal or self.color):
            return text
        harmless = _harmless if self.terminal else str
        if not self.color:
            return harmless(text)
        return "\x1b[".join(map(harmless, text.split(self._mark)))


def _harmless(text: str) -> str:
    """Every line of the text, with what could steer a terminal escaped."""
    if text.isprintable():
        return text
    from unwall.urls.show import escaped  # noqa: PLC0415 - only for the odd line

    return "\n".join(map(escaped, text.split("\n")))


def stand_in_for_closed_streams() -> None:
    """Opens nothing at all where the process was started with a standard stream closed (``>&-``).

    Else the first file to be opened, like a log, would get its number, and messages be written into it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - as long as the process


def json_line(value: Mapping[str, Any], *, ascii_only: bool = False) -> bytes:
    """One object as one line of UTF-8.

    What is no UTF-8, what ends a line for some readers, and where ``ascii_only`` what could steer a terminal,
    is written as JSON escapes.
    """
    import json  # noqa: PLC0415 - only with --json

    text = json.dumps(value, ensure_ascii=False)
    if not text.isprintable() and (ascii_only or not _LINE_ENDS.isdisjoint(text) or not _is_utf8(text)):
        text = json.dumps(value, ensure_ascii=True)
    return encoded(text) + b"\n"


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def encoded(text: str) -> bytes:
    """UTF-8; bytes of the input that are none come out as they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
