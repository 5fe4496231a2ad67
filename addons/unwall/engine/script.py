"""What a page's scripts say outright: assignments of literals, pieces put together, jumps, packed source.

Nothing is run. A value that the script goes on to change is not taken for the target: half a link is no link.
"""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from unwall.engine.literal import Reading, Value, after_space, is_name, read, read_alone

_MOST_WRITES = 10_000
_SPACE = " \t\n\r"
_GLOBALS = ("window.", "self.", "top.", "parent.", "document.", "globalThis.")
_PACKED = "eval(function(p,a,c,k,e,"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_PACKED = 32
_LONGEST_UNPACKED = 4 * 1024 * 1024  # characters


class Write(NamedTuple):
    """One ``name = …`` or ``name += …``."""

    appends: bool
    reading: Reading
    joined: bool  # stands in the same block as the write before it


def writes(text: str, name: str) -> tuple[Write, ...]:
    """The assignments to a variable, in order; none where there are too many to make sense of."""
    found = tuple(islice(_writes(text, name), _MOST_WRITES + 1))
    return found if len(found) <= _MOST_WRITES else ()


def values(text: str, name: str) -> Iterator[Value]:
    """The literals that are assigned to ``name`` and stay; else those of ``name: …`` in objects."""
    found = writes(text, name)
    plain = [number for number, write in enumerate(found) if write.reading.whole and not write.appends]
    for number in plain:
        following = found[number + 1 : number + 2]
        if not any(write.appends and write.joined for write in following):
            yield found[number].reading.value
    if not plain:
        yield from _properties(text, name)


def pieces(text: str, name: str) -> Iterator[str]:
    """What ``name = '…'; name += '…';`` puts together from literals alone and then uses.

    A script that is cut off after some of the pieces gives nothing.
    """
    parts: list[str] | None = None
    end = 0
    for write in writes(text, name):
        if not write.appends or not write.joined:
            yield from _whole(parts, text, name, end)
            parts = None if write.appends else []
        if parts is not None and isinstance(write.reading.value, str):
            parts.append(write.reading.value)
            end = write.reading.end
        else:
            parts = None
    yield from _whole(parts, text, name, end)


def _whole(parts: list[str] | None, text: str, name: str, end: int) -> Iterator[str]:
    put_together = "".join(parts or ())
    if put_together and _is_used(text, name, end):
        yield put_together


def _is_used(text: str, name: str, at: int) -> bool:
    """Whether the variable stands once more after ``at``, in whatever is not another piece."""
    while (at := text.find(name, at)) >= 0:
        start, at = at, at + len(name)
        if _is_variable(text, start, at):
            return text[after_space(text, at) :][:1] not in ("", "+")
    return False


def jumps(text: str) -> Iterator[str]:
    """The literals that ``location`` is set to, replaced by or assigned."""
    at = 0
    while (at := text.find("location", at)) >= 0:
        start, at = at, at + len("location")
        if not _is_variable(text, start, at):
            continue
        value = _jumped_to(text, at)
        if value is not None:
            reading = read_alone(text, value)
            at = max(at, reading.end)
            if isinstance(reading.value, str):
                yield reading.value


def _jumped_to(text: str, end: int) -> int | None:
    """Where the value begins in ``= …``, ``.href = …``, ``.replace(…`` or ``.assign(…``."""
    at = after_space(text, end)
    if text.startswith((".replace", ".assign"), at):
        at = after_space(text, at + (8 if text.startswith(".replace", at) else 7))
        return at + 1 if text.startswith("(", at) else None
    if text.startswith(".href", at):
        at = after_space(text, at + 5)
    return at + 1 if _assigns(text, at) else None


def _assigns(text: str, at: int) -> bool:
    return text.startswith("=", at) and text[at + 1 : at + 2] not in ("=", ">")


def _writes(text: str, name: str) -> Iterator[Write]:
    at = end = 0
    while (at := text.find(name, at)) >= 0:
        start, at = at, at + len(name)
        if not _is_variable(text, start, at):
            continue
        sign = after_space(text, at)
        appends = text.startswith("+=", sign)
        if not appends and not _assigns(text, sign):
            continue
        reading = read_alone(text, sign + 1 + appends)
        joined = text.find("{", end, start) < 0 and text.find("}", end, start) < 0
        at = end = max(at, reading.end)
        yield Write(appends, reading, joined)


def _properties(text: str, name: str) -> Iterator[Value]:
    at = 0
    while (at := text.find(name, at)) >= 0:
        start, at = at, at + len(name)
        quote = text[start - 1 : start] if start else ""
        if quote in ("'", '"') and text.startswith(quote, at):
            start, at = start - 1, at + 1
        elif is_name(quote) or is_name(text[at : at + 1]):
            continue
        colon = after_space(text, at)
        if text.startswith(":", colon) and _opens(text, start):
            reading = read_alone(text, colon + 1)
            at = max(at, reading.end)
            if reading.whole:
                yield reading.value


def _opens(text: str, start: int) -> bool:
    """Whether what stands before is where a property may begin."""
    while start and text[start - 1] in _SPACE:
        start -= 1
    return start > 0 and text[start - 1] in "{,"


def _is_variable(text: str, start: int, end: int) -> bool:
    """Whether the text there is a name of its own, or one of the window's, and no other object's property."""
    if is_name(text[end : end + 1]):
        return False
    before = text[start - 1 : start] if start else ""
    return not is_name(before) and (before != "." or text.endswith(_GLOBALS, 0, start))


# ---- packed source -----------------------------------------------------------------------------------------


def unpacked(text: str) -> str:
    """The source inside every ``eval(function(p,a,c,k,e,d){…}(…))``, by its dictionary."""
    found: list[str] = []
    at = 0
    for _ in range(_MOST_PACKED):
        at = text.find(_PACKED, at)
        at = text.find("}(", at) if at >= 0 else -1
        if at < 0:
            break
        at += 2
        arguments: list[Value] = []
        while len(arguments) < 4:
            reading = read(text, at)
            at = reading.end + 1 if text.startswith(",", reading.end) else max(at, reading.end)
            arguments.append(reading.value)
        match arguments:
            case [str() as source, int() as base, int() as count, str() as words] if (
                2 <= base <= len(_DIGITS)
            ):
                found.append(_expanded(source, base, words.split("|")[:count]))
    return "\n".join(found)


def _expanded(source: str, base: int, words: list[str]) -> str:
    """The source with every number in ``base`` replaced by its word; empty where that grows too long."""
    import re  # noqa: PLC0415 - few pages are packed

    meant = {_in_base(number, base): word for number, word in enumerate(words) if word}
    out: list[str] = []
    room = _LONGEST_UNPACKED
    at = 0
    for found in re.finditer("[0-9A-Za-z_]+", source):
        out += source[at : found.start()], meant.get(found.group(), found.group())
        at = found.end()
        room -= len(out[-2]) + len(out[-1])
        if room < 0:
            return ""
    return "".join(out) + source[at:]


def _in_base(number: int, base: int) -> str:
    digits = _DIGITS[number % base]
    while number := number // base:
        digits = _DIGITS[number % base] + digits
    return digits
