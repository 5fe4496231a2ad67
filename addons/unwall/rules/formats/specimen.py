"""A text that an expression matches: the shortest one that a person would write as an example."""

from collections.abc import Iterable

_CHOICES = "a0x-_/.:? %=&"  # tried in order where a class only says what may not stand there
_CLASSES = {"d": "0123456789", "w": "abcdefghijklmnopqrstuvwxyz0123456789_", "s": " "}
_NOTHING = frozenset("bBAzZ")  # escapes that match no character
_MOST_TIMES = 200


class NoSpecimenError(ValueError):
    """An expression that is beyond this reader."""


def specimen(pattern: str, captures: Iterable[str] = ()) -> str:
    """A text for ``pattern``, with its groups filled by ``captures`` in order.

    What may be absent is left out and of alternatives the first is taken. Raises NoSpecimenError.

    >>> specimen("^/c/[0-9]{2}[?](?:a|b)=(http.*)", ["https://e.com"])
    '/c/00?a=https://e.com'
    """
    reader = _Reader(pattern, list(captures))
    try:
        text = reader.alternatives()
    except RecursionError:  # thousands of groups, one in the other
        raise NoSpecimenError(pattern) from None
    if reader.at < len(pattern):
        raise NoSpecimenError(pattern)
    return text


class _Reader:
    def __init__(self, pattern: str, captures: list[str]) -> None:
        self._pattern = pattern
        self._captures = captures
        self._groups = 0
        self.at = 0

    def _peek(self) -> str:
        return self._pattern[self.at : self.at + 1]

    def _take(self) -> str:
        mark = self._peek()
        if not mark:
            raise NoSpecimenError(self._pattern)
        self.at += 1
        return mark

    def alternatives(self) -> str:
        text = self._sequence()
        while self._peek() == "|":
            self.at += 1
            self._sequence()
        return text

    def _sequence(self) -> str:
        out = []
        while self._peek() not in ("", "|", ")"):
            out.append(self._repeated(self._atom()))
        return "".join(out)

    def _repeated(self, text: str) -> str:
        mark = self._peek()
        if mark in ("*", "?"):
            self.at += 1
            text = ""
        elif mark == "+":
            self.at += 1
        elif mark == "{" and (end := self._pattern.find("}", self.at)) > 0:
            least = self._pattern[self.at + 1 : end].partition(",")[0]
            if not least.isdigit() or int(least) > _MOST_TIMES:
                raise NoSpecimenError(self._pattern)
            text *= int(least)
            self.at = end + 1
        else:
            return text
        if self._peek() in ("?", "+"):  # lazy or possessive: the same text
            self.at += 1
        return text

    def _atom(self) -> str:
        mark = self._take()
        match mark:
            case "(":
                return self._group()
            case "[":
                return self._class()
            case "\\":
                return self._escape()
            case ".":
                return "x"
            case "^" | "$":
                return ""
            case _:
                return mark

    def _group(self) -> str:
        number = None
        if self._pattern.startswith("?:", self.at):
            self.at += 2
        elif self._peek() == "?":
            raise NoSpecimenError(self._pattern)
        else:
            number = self._groups
            self._groups += 1
        text = self.alternatives()
        if self._take() != ")":
            raise NoSpecimenError(self._pattern)
        return self._captures[number] if number is not None and number < len(self._captures) else text

    def _escape(self) -> str:
        mark = self._take()
        if mark in _NOTHING:
            return ""
        if mark in _CLASSES:
            return _CLASSES[mark][0]
        if mark.isalnum():
            raise NoSpecimenError(self._pattern)
        return mark

    def _class(self) -> str:
        negated = self._peek() == "^"
        self.at += negated
        members: set[str] = set()
        first = ""
        while self._peek() != "]" or not members:
            low, own = self._member()
            if self._peek() == "-" and self._pattern[self.at + 1 : self.at + 2] not in ("", "]"):
                self.at += 1
                high, _ = self._member()
                own = "".join(map(chr, range(ord(low), ord(high) + 1)))
            members.update(own)
            first = first or own[:1]
        self.at += 1
        if not negated:
            return first
        for choice in _CHOICES:
            if choice not in members:
                return choice
        raise NoSpecimenError(self._pattern)

    def _member(self) -> tuple[str, str]:
        mark = self._take()
        if mark != "\\":
            return mark, mark
        mark = self._take()
        return (_CLASSES[mark][0], _CLASSES[mark]) if mark in _CLASSES else (mark, mark)
