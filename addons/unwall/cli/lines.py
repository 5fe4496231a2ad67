"""Standard input: line by line for a person, in blocks of whole lines for a million of them."""

import os
import sys
from collections.abc import Iterable, Iterator

_BLOCK = 1 << 20  # bytes asked for at a time
LONGEST = 8 << 20  # bytes of a line that is looked into


def inputs(arguments: Iterable[str]) -> Iterator[str]:
    """The arguments, ``-`` and no argument at all standing for the lines of stdin."""
    for text in list(arguments) or ["-"]:
        if text == "-":
            yield from lines()
        else:
            yield text


def lines() -> Iterator[str]:
    """Each line as UTF-8, any byte kept."""
    source = sys.stdin.buffer
    while line := source.readline():
        text = text_of(line)
        del line  # which may be a very long one
        yield text


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
    while data := os.read(source, _BLOCK):
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


def line_spans(block: bytes) -> Iterator[tuple[int, int]]:
    """Start and end, without its line feed, of each line."""
    at = 0
    while at < len(block):
        end = block.find(b"\n", at)
        yield at, end
        at = end + 1
