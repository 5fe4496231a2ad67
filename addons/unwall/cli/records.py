"""How much of each record of a recording is looked at, and what is said of the rest and of what is broken."""

import zlib
from typing import BinaryIO, NamedTuple

from unwall.engine.body.media import surface_of
from unwall.language import TOO_DEEP, Said, Sentence

LARGEST = 64 << 20  # bytes of one body, and characters of one HAR entry
BLOCK = 1 << 20  # bytes read at once of what is passed over

BREAKS_OFF = Sentence("it breaks off", "内容不完整")
NO_RECORD = Sentence("no record begins where one should", "应有记录处没有记录")
DAMAGED = Sentence("it is damaged", "内容已损坏")
PASSED = Sentence("{name}: is passed over ({why})", "{name}：已略过（{why}）")
_LARGE = Sentence(
    "it has {size} bytes, and no more than {most} MiB are looked at",
    "大小为 {size} 字节，最多查看 {most} MiB",
)
_UNPACKED = Sentence("it is too large once it is unpacked", "解压后过大")
FAULTS = (
    ValueError,
    EOFError,
    OSError,
    RecursionError,
    zlib.error,
)  # of files that cannot be read to their end


class BrokenError(Said, ValueError):
    """A recording that is none, or none to its end."""


class Passed(NamedTuple):
    """What of a recording is not looked at, and why; the rest of it is."""

    name: str  # within the file
    why: Said


def why(fault: Exception) -> Said | str:
    """What is said of one of FAULTS."""
    if isinstance(fault, RecursionError):
        return BrokenError(TOO_DEEP)
    if isinstance(fault, zlib.error):
        return BrokenError(DAMAGED)
    if isinstance(fault, OSError):
        return fault.strerror or BrokenError(DAMAGED)  # a check sum has none
    return fault if isinstance(fault, Said) else str(fault)


def too_large(size: int) -> Said:
    """What is said of so many bytes; of 0 of them, that they are too many only once they are unpacked."""
    return Said(_LARGE, size=f"{size:,}", most=LARGEST >> 20) if size else Said(_UNPACKED)


def holds_links(content_type: str) -> bool:
    """Whether links are looked for in bodies of that type, so that one that is passed over is told."""
    return surface_of(content_type, b"") is not None


def exactly(file: BinaryIO, length: int) -> bytes:
    """The next bytes. Raises BrokenError where there are fewer."""
    data = file.read(length)
    if len(data) < length:
        raise BrokenError(BREAKS_OFF)
    return data


def pass_over(file: BinaryIO, length: int) -> None:
    """Goes behind the next bytes. Raises BrokenError where there are fewer."""
    while length:
        got = len(file.read(min(length, BLOCK)))
        if not got:
            raise BrokenError(BREAKS_OFF)
        length -= got
