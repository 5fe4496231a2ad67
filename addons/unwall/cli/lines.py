"""Standard input: line by line for a person, in blocks of whole lines for a million of them.

It is UTF-8, whatever the locale, and so are texts given as arguments; UTF-16 with its mark, as PowerShell
writes it, is read as well.
"""

import os
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    import io

_BLOCK = 1 << 20  # bytes asked for at a time
_WIDE = (BOM_UTF16_LE, BOM_UTF16_BE)
_MARK_OR_HALF = (*_WIDE, *(mark[:1] for mark in _WIDE))
_LOOK, _FEWEST = 512, 4  # bytes by which such text is known, at most and at least
LONGEST = 8 << 20  # bytes of a line that is looked into


def lines() -> Iterator[str]:
    """Each line as UTF-8, any byte kept."""
    source = cast("io.BufferedReader", sys.stdin.buffer)
    if _is_wide(source.peek(_LOOK)):
        yield from _wide_lines(source)
        return
    while line := source.readline():
        text = text_of(line)
        del line  # which may be a very long one
        yield text


def _is_wide(beginning: bytes) -> bool:
    """Whether text in UTF-16 begins so, with its mark; other bytes may begin with the mark, too."""
    if not beginning.startswith(_WIDE):
        return False
    from codecs import getincrementaldecoder  # noqa: PLC0415 - once in a blue moon

    try:
        text = getincrementaldecoder("utf-16")().decode(beginning[:_LOOK])
    except UnicodeDecodeError:
        return False
    is_text = all(character >= " " or character in "\t\r\n" for character in text)
    return is_text and any(character <= "~" for character in text)


def _wide_lines(source: IO[bytes]) -> Iterator[str]:
    from io import TextIOWrapper  # noqa: PLC0415 - see _is_wide

    for line in TextIOWrapper(source, "utf-16", "replace", newline="\n"):
        yield line.rstrip("\r\n")


def whole(most: int) -> str:
    """Stdin as one text; of a longer one than ``most`` characters so much more as tells that it is."""
    data = sys.stdin.buffer.read(4 * most + 1)
    return data.decode("utf-16" if _is_wide(data) else "utf-8-sig", "replace")


def argument(text: str) -> str:
    """A text given as an argument, as the UTF-8 that it is, whatever the locale made of its bytes."""
    if text.isascii():
        return text
    try:
        return os.fsencode(text).decode()
    except UnicodeError:
        return text


def text_of(line: bytes) -> str:
    """A line without its end."""
    end = len(line)
    while end and line[end - 1] in b"\r\n":
        end -= 1
    return str(memoryview(line)[:end], "utf-8", "surrogateescape")  # no copy of a very long one


def blocks(source: int) -> Iterator[tuple[bytes, bool]]:
    """Whole lines as they arrive, each with its line feed; and True, or False for a part of one too long.

    ``source`` is a file descriptor. Carriage returns before line feeds are gone. Memory does not grow with
    the input.
    """
    kept: list[bytes] = []  # of a line whose end has not come yet
    is_long = False
    for data in _read(source):
        start = 0
        if is_long:
            start = data.find(b"\n") + 1
            yield data[: start or len(data)].replace(b"\r\n", b"\n"), False
            is_long = not start
            if is_long:
                continue
        end = data.rfind(b"\n") + 1
        if end > start:
            block = b"".join([*kept, data[start:end]])
            yield block.replace(b"\r\n", b"\n") if b"\r" in block else block, True
            kept, start = [], end
        if start < len(data):
            kept.append(data[start:])
        if sum(map(len, kept)) > LONGEST:
            yield b"".join(kept), False
            kept, is_long = [], True
    if kept or is_long:
        yield b"".join([*kept, b"\n"]), not is_long


def _read(source: int) -> Iterator[bytes]:
    """What comes, as it comes."""
    data = os.read(source, _BLOCK)
    while data[:2] in _MARK_OR_HALF and len(data) < _FEWEST and (more := os.read(source, _BLOCK)):
        data += more
    if _is_wide(data):
        from codecs import getincrementaldecoder  # noqa: PLC0415 - see _is_wide

        decoder = getincrementaldecoder("utf-16")("replace")
        while data:
            yield decoder.decode(data).encode()
            data = os.read(source, _BLOCK)
        data = decoder.decode(b"", final=True).encode()
    while data:
        yield data
        data = os.read(source, _BLOCK)


def line_spans(block: bytes) -> Iterator[tuple[int, int]]:
    """Start and end, without its line feed, of each line."""
    at = 0
    while at < len(block):
        end = block.find(b"\n", at)
        yield at, end
        at = end + 1
