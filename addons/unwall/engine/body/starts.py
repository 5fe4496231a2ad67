"""Where a link begins whose host or scheme a rule names."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from unwall.engine.body.literals import LONGEST, Stretch

_SPELLED = 32  # bytes of one slash, behind its backslashes
LEFT = 256  # bytes in which a scheme and its two slashes stand before a host
_SOLIDUS = rb"(?:amp;)*+(?:#0*+47|#[xX]0*+2[fF]|sol);"
_SLASH = rb"(?:\\*+(?:/|&" + _SOLIDUS + rb")|\\++(?:u002[fF]|x2[fF]|(?:u0026|x26)" + _SOLIDUS + rb"))"
_COLON = rb"(?::|\\++(?:u003[aA]|x3[aA])|(?:&|\\++(?:u0026|x26))(?:amp;)*+(?:#0*+58|#[xX]0*+3[aA]|colon);)"
_SCHEME = re.compile(rb"(?i)https?" + _COLON + _SLASH + _SLASH + rb"\Z")
_PERCENT_SCHEME = re.compile(rb"(?i)https?%3A%2F%2F\Z")
_SLASHES = re.compile(_COLON + _SLASH + _SLASH)
_SLASH_AT_END = re.compile(rb"(?:\\(?:u002[fF]|x2[fF])|(?:&|\\(?:u0026|x26))" + _SOLIDUS + rb")\Z")
_TAIL = re.compile(rb"u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[nrtbfv]")  # of an escape before a name


class Known:
    """The hosts and schemes that a rule names."""

    def __init__(self, anchors: Iterable[str]) -> None:
        """``anchors``: hosts, ``.suffix``, ``word.``, ``scheme://``."""
        texts = [anchor.lower().encode("ascii") for anchor in anchors]
        self._schemes = frozenset(text[:-3] for text in texts if text.endswith(b"://"))
        self._below = frozenset(text[1:] for text in texts if text.startswith(b"."))
        self._public = frozenset(text[:-1] for text in texts if text.endswith(b"."))
        self._exact = frozenset(text for text in texts if text[:1] != b"." and text[-1:] not in b"./")

    def scheme(self, name: bytes) -> bool:
        """Whether a rule names this scheme."""
        return name.lower() in self._schemes

    def host(self, name: bytes) -> bool:
        """Whether a rule may name this host."""
        name = name.lower().removesuffix(b".")
        if name in self._exact:
            return True
        dot = name.find(b".")
        while dot >= 0:
            if name[dot + 1 :] in self._below or name[:dot] in self._public:
                return True
            dot = name.find(b".", dot + 1)
        return False


class Start(NamedTuple):
    """Where a link may begin, as far as its host and scheme tell."""

    at: int
    percent: bool = False  # it is percent-encoded as a whole
    relative: bool = False  # without a scheme


def start_of(data: bytes, stretch: Stretch, known: Known) -> Start | None:
    """Where the link of a known host or scheme begins; None where there is none."""
    first, end = stretch
    if end - first > LONGEST:
        return None
    if data[first - 8 : first] == b"https://" and data[end : end + 1] != b":":  # as most are
        # Not by way of Start.__new__, which takes twice as long.
        return tuple.__new__(Start, (first - 8, False, False)) if known.host(data[first:end]) else None
    before = data[first - 1 : first] if first else b""
    percent = False
    if before == b"\\":
        tail = _TAIL.match(data, first, end)
        first = tail.end() if tail else first
    elif before == b"%":
        first, percent = first + 2, True
    name = data[first:end]
    if data[end : end + 1] == b":" and known.scheme(name):
        return Start(first) if _SLASHES.match(data, end) else None
    return _of_host(data, first, percent=percent) if known.host(name) else None


def _of_host(data: bytes, host: int, *, percent: bool) -> Start | None:
    left = data[max(0, host - 8) : host].lower()
    if left == b"https://":
        return Start(host - 8)
    if left[1:] == b"http://":
        return Start(host - 7)
    low = max(0, host - LEFT)
    window = data[low:host]
    at = window.lower().rfind(b"http")
    if at >= 0 and (_PERCENT_SCHEME if percent else _SCHEME).match(window, at):
        return Start(low + at, percent=percent)
    if percent:
        return None
    second = _slash_before(window)
    first = _slash_before(window[:second]) if second else 0
    if not second or (not first and window[:1] != b"/") or window[first - 1 : first] == b":":
        return None
    return Start(low + first, relative=True)


def _slash_before(window: bytes) -> int:
    """Where the spelled slash at the end of ``window`` begins; 0 where there is none."""
    if window.endswith(b"/"):
        return len(window[:-1].rstrip(b"\\"))
    tail = window[-_SPELLED:]
    found = _SLASH_AT_END.search(tail)
    return len(window) - len(tail) + len(tail[: found.start()].rstrip(b"\\")) if found else 0
