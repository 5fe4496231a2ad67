"""Where a body may hold a link: every stretch of host characters with a rule's host or scheme in it.

With RE2, and once it is worth it with hyperscan where that is installed; both give the same stretches. Some
have only the beginning of a host in them: the caller looks at each.
"""

import re
from _thread import allocate_lock  # threading alone costs as much as a search
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

HASHED = "integrity"  # of an element that names a script or style together with its hash
SIGNED = "-----BEGIN"  # of a message that is signed as it stands
_HOST = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._+"
_COLON = 0x3A
_MARKS = b"/;"
_RUN = re.compile(rb"[A-Za-z0-9._+-]*+")
_BLOCK = 1 << 18  # bytes searched at a time, so that a limit of hits ends the search early
LONGEST = 320  # bytes; a longer stretch is no host
_TELLING = 7  # bytes that are enough of a host to look for
_SHORT = 6  # bytes of a host that many others end with: reddit.com has t.co in it
_MANY = 1 << 20  # bytes of bodies for which it is worth to prepare the faster search
_SLASHES = (b"/", b";", b"2f")  # how every spelling of a slash ends

type Search = Callable[[bytes, int, int], list[tuple[int, int]]]


class Stretch(NamedTuple):
    """Host characters from ``start`` to ``end``; for a scheme its colon follows."""

    start: int
    end: int


class Literals:
    """Finds the literal texts of the rules, without regard to case. Thread-safe.

    ``short`` are hosts that are found behind a slash alone.
    """

    def __init__(self, anchors: Iterable[str], *, fast: bool = True, many: int = _MANY) -> None:
        """``anchors``: hosts, ``.suffix``, ``word.``, ``scheme://``.

        ``fast``: by hyperscan if here, once ``many`` bytes were searched.
        """
        given = {anchor.removesuffix("//").lower().encode("ascii") for anchor in anchors}
        self.short = frozenset(text for text in given if len(text) <= _SHORT and _is_host(text))
        slashed = (slash + text for text in self.short for slash in _SLASHES)
        texts = _innermost({*map(_telling, given - self.short), *slashed})
        self._longest = max(map(len, texts), default=1)
        self._search: Search = _nothing
        if texts:
            self._search = _sooner(texts, many) if fast else _re2(texts)

    def stretches(self, data: bytes, start: int = 0) -> Iterator[Stretch]:
        """The stretches that begin at ``start`` or later, in order, each once."""
        size = len(data)
        begin = free = start
        while begin < size:
            stop = min(size, begin + _BLOCK)
            for first, last in self._search(data, begin, stop):
                if first < free:
                    continue
                at = first + (data[first] in _MARKS)
                end = last - (data[last - 1] == _COLON)
                low = max(free, at - LONGEST)
                left = low + len(data[low:at].rstrip(_HOST))
                right = _RUN.match(data, end)
                free = right.end() if right else end
                yield tuple.__new__(Stretch, (left, free))  # Stretch's own takes twice as long
            begin = size if stop == size else max(stop - self._longest + 1, free)


def _innermost(texts: set[bytes]) -> list[bytes]:
    """Those of which no end behind a dot is one itself: what is below a host is found with it."""

    def is_below(text: bytes) -> bool:
        dot = text.find(b".")
        while dot >= 0:
            if text[dot + 1 :] in texts or (dot and text[dot:] in texts):
                return True
            dot = text.find(b".", dot + 1)
        return False

    return sorted(text for text in texts if not is_below(text))


def _telling(text: bytes) -> bytes:
    """A host up to the first letter of its last label.

    The search filters by the last eight bytes, and foreign hosts end in ``.com``, too: with whole hosts, a
    page full of such links takes three times as long.
    """
    if not _is_host(text):
        return text
    cut = text[: text.rfind(b".") + 2]
    return cut if len(cut) >= _TELLING else text


def _is_host(text: bytes) -> bool:
    """Whether it is a host, or what hosts end with, and not a scheme or the beginning of hosts."""
    return not text.endswith((b":", b"."))


def _nothing(data: bytes, start: int, end: int) -> list[tuple[int, int]]:  # noqa: ARG001 - a Search
    return []


def _sooner(texts: list[bytes], many: int) -> Search:
    """The search that is ready sooner, until so much was searched that the faster one is worth its start."""
    chosen, searched = _re2(texts), 0
    is_settled = False
    preparing = allocate_lock()

    def search(data: bytes, start: int, end: int) -> list[tuple[int, int]]:
        nonlocal chosen, searched, is_settled
        if not is_settled:
            searched += end - start
            if searched >= many:
                with preparing:
                    if not is_settled:
                        chosen, is_settled = _hyperscan(texts) or chosen, True
        return chosen(data, start, end)

    return search


def _hyperscan(texts: list[bytes]) -> Search | None:
    try:
        import hyperscan  # noqa: PLC0415 - optional
    except ImportError:
        return None
    database = hyperscan.Database()
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SOM_LEFTMOST
    try:
        database.compile(
            expressions=texts,
            ids=list(range(len(texts))),
            elements=len(texts),
            flags=[flags] * len(texts),
            literal=True,
        )
    except hyperscan.error:
        return None  # a processor that it was not made for
    scan, alone = database.scan, allocate_lock()  # a database has room for one scan at a time

    def note(_: int, start: int, end: int, __: int, context: Any) -> None:  # noqa: ANN401 - hyperscan's word
        context.append((start, end))

    def search(data: bytes, start: int, end: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        whole = start == 0 and end == len(data)
        with alone:
            scan(data if whole else data[start:end], note, context=found)
        return found if start == 0 else [(start + first, start + last) for first, last in found]

    return search


def _re2(texts: list[bytes]) -> Search:
    import re2  # noqa: PLC0415 - 4 ms

    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = 256 << 20
    options.never_capture = True
    expression = re2.compile(b"|".join(map(re.escape, texts)), options)

    def search(data: bytes, start: int, end: int) -> list[tuple[int, int]]:
        found = []
        at = start
        while (hit := expression.search(data, at, end)) is not None:
            first, last = hit.span()
            found.append((first, last))
            at = last
        return found

    return search
