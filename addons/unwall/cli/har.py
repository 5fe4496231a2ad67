"""HAR 1.2 entry by entry: a file may be larger than memory, and so may one of its texts."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from unwall.cli.records import BLOCK, BREAKS_OFF, DAMAGED, LARGEST, BrokenError, Passed, too_large
from unwall.language import TOO_DEEP, Said

_ENTRIES = re.compile(r'(?<!\\)"entries"\s*:\s*\[')
_BETWEEN = re.compile(r"[ \t\r\n,]*")
_MARK = re.compile(r'"(?:[^"\\]++|\\.)*+(?P<end>"?)|[{}\[\]]', re.DOTALL)
_STRING = re.compile(r'(?:[^"\\]++|\\.)*+(?P<end>"?)', re.DOTALL)  # the rest of one
_TEXT = 1  # RFC 6455
_LEFT_OUT = "unwall: bytes left out"  # stands as {"…": size} for a string that there is no room for


def entries(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any]] | Passed]:
    """The entries with their numbers. Raises BrokenError where the file breaks off."""
    window = _Window(file)
    window.find_entries()
    number = 0
    while window.has_value():
        value = window.value()
        if isinstance(value, Said):
            yield Passed(str(number), value)
        elif isinstance(value, dict):
            yield number, value
        else:
            continue
        number += 1


def body(part: dict[str, Any]) -> bytes | Said:
    """The bytes of ``content`` or ``postData``; why there are none, where they cannot be had."""
    text = part.get("text")
    if isinstance(text, dict) and isinstance(size := text.get(_LEFT_OUT), int):
        return too_large(size)
    if not isinstance(text, str):
        return b""
    if part.get("encoding") == "base64":
        import base64  # noqa: PLC0415 - only here
        import binascii  # noqa: PLC0415

        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            return Said(DAMAGED)
    return text.encode("utf-8", "replace")


def messages(entry: Mapping[str, Any]) -> Iterator[tuple[int, bytes | Said]]:
    """The texts among the WebSocket messages of an entry, with their numbers, as browsers write them."""
    listed = entry.get("_webSocketMessages")
    for number, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, dict) and each.get("opcode") == _TEXT:
            yield number, body({"text": each.get("data")})


def media_type(part: dict[str, Any], said: str) -> str:
    """The media type of ``body``: what stands as text is UTF-8, in whatever charset it was sent."""
    is_text = bool(said and part.get("text")) and part.get("encoding") != "base64"
    return f"{said.partition(';')[0].strip()}; charset=utf-8" if is_text else said


def object_in(of: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object under that name; an empty one where there is none."""
    value = of.get(name)
    return value if isinstance(value, dict) else {}


def text_in(of: Mapping[str, Any], name: str) -> str:
    """The text under that name; an empty one where there is none."""
    value = of.get(name)
    return value if isinstance(value, str) else ""


def headers_of(message: Mapping[str, Any]) -> dict[str, str]:
    """The headers of a request or response, names in lower case."""
    listed = message.get("headers")
    fields = [each for each in (listed if isinstance(listed, list) else ()) if isinstance(each, dict)]
    found = {text_in(field, "name").lower(): text_in(field, "value") for field in fields}
    found.pop("", None)
    return found


class _Window:
    """What was read of a file and not looked at yet."""

    def __init__(self, file: BinaryIO) -> None:
        self._reader = codecs.getreader("utf-8-sig")(file, "replace")
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._at = 0

    def _read(self) -> None:
        self._text, self._at = self._reader.read(BLOCK), 0
        if not self._text:
            raise BrokenError(BREAKS_OFF)

    def find_entries(self) -> None:
        """Goes to where the entries begin."""
        kept = ""
        while True:
            self._read()
            self._text = kept + self._text
            if found := _ENTRIES.search(self._text):
                self._at = found.end()
                return
            kept = self._text[-64:]

    def has_value(self) -> bool:
        """Whether an entry stands there, or the end of them."""
        while (found := _BETWEEN.match(self._text, self._at)) and found.end() == len(self._text):
            self._read()
        self._at = found.end() if found else self._at
        return self._text[self._at] != "]"

    def value(self) -> object:
        """The entry that stands there, which may end far behind; why it is passed over, where it is."""
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            parts = _Parts()
            while (end := parts.take(self._text[self._at :])) is None:
                self._read()
            self._at += end
            return parts.value()
        return value


class _Parts:
    """A value of JSON that comes in parts, of which no more is kept than there is room for."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._room = LARGEST
        self._size = 0  # in bytes
        self._depth = 0
        self._string: _String | None = None  # the one whose end has not come
        self._escape = ""  # the backslash at the end of the last part of it

    def take(self, text: str) -> int | None:
        """Takes what belongs to the value; where that ends in the text, None if it goes on behind it."""
        held = len(self._escape)
        text, self._escape = self._escape + text, ""
        start = self._end_of_string(text)
        if start is None:
            return None
        for found in _MARK.finditer(text, start):
            mark = text[found.start()]
            if mark != '"':
                self._depth += 1 if mark in "{[" else -1
                if self._depth <= 0:
                    end = found.start() if self._depth < 0 and mark == "]" else found.end()
                    self._keep(text[start:end])
                    return end - held
            elif not found["end"]:
                self._keep(text[start : found.start()])
                self._string = _String(self._room)
                self._string.add(text[found.start() : found.end()])
                self._escape = text[found.end() :]
                return None
        self._keep(text[start:])
        return None

    def _end_of_string(self, text: str) -> int | None:
        """Where the string ends in which the text begins; None if it goes on behind it."""
        if self._string is None:
            return 0
        found = _STRING.match(text)
        end = found.end() if found else 0
        self._string.add(text[:end])
        if not found or not found["end"]:
            self._escape = text[end:]
            return None
        self._keep(self._string.text())
        self._string = None
        return end

    def _keep(self, text: str) -> None:
        self._size += len(text.encode())
        self._room -= len(text)
        if self._room < 0:
            self._kept.clear()
        else:
            self._kept.append(text)

    def value(self) -> object:
        """The value, now that its end has come; why it is passed over, where it is."""
        if self._room < 0:
            return too_large(self._size)
        try:
            return json.loads("".join(self._kept))
        except RecursionError:
            return Said(TOO_DEEP)
        except ValueError:
            return Said(DAMAGED)


class _String:
    """A string of JSON that comes in parts; where there is no room for it, its size."""

    def __init__(self, room: int) -> None:
        self._parts: list[str] = []
        self._room = room
        self._size = 0  # in bytes

    def add(self, part: str) -> None:
        """Takes one more part."""
        self._size += len(part.encode())
        self._room -= len(part)
        if self._room < 0:
            self._parts.clear()
        else:
            self._parts.append(part)

    def text(self) -> str:
        """It, or what stands for it."""
        return "".join(self._parts) if self._room >= 0 else json.dumps({_LEFT_OUT: self._size - len('""')})
