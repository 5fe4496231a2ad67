"""JavaScript literals read from running text, without running anything.

Not JSON: single, double and back quotes, bare keys, trailing commas, comments. What is no literal ends the
reading; nothing is guessed from its beginning. The cost is linear in what was read, and ``end`` says how far
that was.
"""

from collections.abc import Iterator
from typing import NamedTuple

type Value = str | int | float | bool | list[Value] | dict[str, Value] | None

_DEEPEST = 40
_LONGEST_NUMBER = 300  # characters; Python reads longer integers in quadratic time
_SPACE = frozenset(" \t\n\r\v\f\u00a0\ufeff\u2028\u2029")
_WORDS: dict[str, Value] = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": None,
    "NaN": None,
    "!0": True,
    "!1": False,
    "void 0": None,
}
_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "0": "\0",
    "\n": "",
    "\u2028": "",
    "\u2029": "",
}
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_NUMBER = frozenset("0123456789abcdefABCDEFxXoO.+-_n")
_GOES_ON = frozenset("+-*/%.[(?&|^=<>")  # after a literal: it is only the beginning of an expression


class Reading(NamedTuple):
    """What was read, and where the reading stopped."""

    value: Value
    end: int
    whole: bool  # False: no literal stands here, value is None


def read(text: str, start: int = 0) -> Reading:
    r"""The literal at ``start``, after white space and comments. Total.

    >>> read("{url: 'https:\/\/a.example', n: [1, 2,],}").value
    {'url': 'https://a.example', 'n': [1, 2]}
    """
    reader = _Reader(text, start)
    try:
        value = reader.value(0)
    except _Stopped:
        return Reading(None, reader.at, whole=False)
    return Reading(value, reader.at, whole=True)


def read_alone(text: str, start: int = 0) -> Reading:
    """The literal at ``start`` where it is the whole expression, not the start of one like ``'a' + b``."""
    reading = read(text, start)
    if not reading.whole:
        return reading
    reader = _Reader(text, reading.end)
    try:
        reader.space()
    except _Stopped:
        return reading._replace(end=reader.at)
    following = text[reader.at : reader.at + 2]
    alone = following in ("</", "<!") or (following[:1] not in _GOES_ON and following != "!=")
    return Reading(reading.value if alone else None, reader.at, alone)


def after_space(text: str, start: int) -> int:
    """Where the white space at ``start`` ends; comments are not taken with it."""
    while text[start : start + 1] in _SPACE:
        start += 1
    return start


def is_name(character: str) -> bool:
    """Whether the character can stand inside a JavaScript name; False for no character at all."""
    return character.isalnum() or character in ("_", "$")


class _Stopped(Exception):  # noqa: N818 - how the reader says: no literal here
    pass


class _Reader:
    """A position in a text that only moves forward."""

    __slots__ = ("_text", "at")

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self.at = at

    def value(self, depth: int) -> Value:
        self.space()
        mark = self._text[self.at : self.at + 1]
        if mark == "{":
            return self._object(depth + 1)
        if mark == "[":
            return self._array(depth + 1)
        if mark in ("'", '"', "`"):
            return self._string(mark)
        if mark in ("-", "+", ".") or mark.isdigit():
            return self._number()
        return self._word()

    def space(self) -> None:
        text = self._text
        while True:
            while text[self.at : self.at + 1] in _SPACE:
                self.at += 1
            opening = text[self.at : self.at + 2]
            if opening not in ("//", "/*"):
                return
            closing = "\n" if opening == "//" else "*/"
            end = text.find(closing, self.at + 2)
            self.at = len(text) if end < 0 else end + len(closing)
            if end < 0 and opening == "/*":
                raise _Stopped

    def _take(self, mark: str) -> bool:
        if self._text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def _demand(self, mark: str) -> None:
        if not self._take(mark):
            raise _Stopped

    def _object(self, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for _ in self._items("}", depth):
            key = self._key()
            self.space()
            self._demand(":")
            found[key] = self.value(depth)
        return found

    def _array(self, depth: int) -> list[Value]:
        return [self.value(depth) for _ in self._items("]", depth)]

    def _items(self, closing: str, depth: int) -> Iterator[None]:
        """Stops before each item; takes the marks around and between them."""
        if depth > _DEEPEST:
            raise _Stopped
        self.at += 1
        self.space()
        while not self._take(closing):
            yield
            self.space()
            if not self._take(","):
                self._demand(closing)
                return
            self.space()

    def _key(self) -> str:
        mark = self._text[self.at : self.at + 1]
        if mark in ("'", '"'):
            return self._string(mark)
        return self._name()

    def _name(self) -> str:
        start = self.at
        while is_name(self._text[self.at : self.at + 1]):
            self.at += 1
        if self.at == start:
            raise _Stopped
        return self._text[start : self.at]

    def _word(self) -> Value:
        text, start = self._text, self.at
        for word, value in _WORDS.items():
            end = start + len(word)
            if text.startswith(word, start) and not is_name(text[end : end + 1]):
                self.at = end
                return value
        raise _Stopped

    def _number(self) -> int | float:
        text, start = self._text, self.at
        self.at += 1
        while text[self.at : self.at + 1] in _NUMBER and (
            text[self.at] not in "+-" or text[self.at - 1] in "eE"
        ):
            self.at += 1
        said = text[start : self.at].replace("_", "").removesuffix("n")
        if len(said) > _LONGEST_NUMBER:
            raise _Stopped
        try:
            return int(said, 0)
        except ValueError:
            pass
        try:
            return float(said)
        except ValueError:
            raise _Stopped from None

    def _string(self, quote: str) -> str:
        text = self._text
        self.at += 1
        parts: list[str] = []
        close = text.find(quote, self.at)
        while close >= 0:
            escape = text.find("\\", self.at, close)
            part = text[self.at : close if escape < 0 else escape]
            if quote == "`":
                if "${" in part:
                    break
            elif "\n" in part or "\r" in part:
                break
            parts.append(part)
            if escape < 0:
                self.at = close + 1
                return _joined(parts)
            self.at = escape + 1
            parts.append(self._escape())
            if self.at > close:
                close = text.find(quote, self.at)
        self.at = len(text) if close < 0 else self.at
        raise _Stopped

    def _escape(self) -> str:
        mark = self._text[self.at : self.at + 1]
        self.at += 1
        if mark == "x":
            return self._code(2)
        if mark != "u":
            return _ESCAPES.get(mark, mark)
        if not self._take("{"):
            return self._code(4)
        end = self._text.find("}", self.at, self.at + 8)
        character = self._code(end - self.at)
        self._demand("}")
        return character

    def _code(self, length: int) -> str:
        digits = self._text[self.at : self.at + length]
        if (
            length < 1
            or len(digits) < length
            or not _HEXADECIMAL.issuperset(digits)
            or int(digits, 16) > 0x10FFFF
        ):
            raise _Stopped
        self.at += length
        return chr(int(digits, 16))


def _joined(parts: list[str]) -> str:
    """The parts as one text: halves of a character written as two escapes meet, lone ones are replaced."""
    whole = "".join(parts)
    if len(parts) == 1 or whole.isascii():
        return whole
    return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
