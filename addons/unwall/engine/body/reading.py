"""How far a link goes, and whether what stands behind it lets it be changed."""

import re
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from unwall.engine.body import edges, spelling
from unwall.engine.body.charset import Charset
from unwall.engine.body.edges import Ending, Kind, Opening
from unwall.engine.body.places import Mode, Place
from unwall.engine.body.spelling import Read
from unwall.engine.body.starts import Start
from unwall.model import Surface

_HALF = re.compile(rb"%(?![0-9a-fA-F]{2})")
_LINE = re.compile(rb"[\r\n]")
_FOLD = re.compile(rb"\r?\n[ \t]")
_FOLDS = 3  # bytes of that
_SCHEME = re.compile(r"(.)https?\Z", re.IGNORECASE)
_PARTING, _CLOSED = (",", ";"), (")", "]")  # between the addresses of a list: wrapped ones are encoded
_WITHIN = 16  # addresses within one another
_LONG = 4_096  # bytes of a link; few are as long
_SPELLED = 1_024  # bytes of the longest escape that is not cut off there
_OF_VALUES = (Mode.LIST, Mode.REFRESH)
_OF_WHOLE = (*_OF_VALUES, Mode.STYLE)  # what stands there is one address


class Around(NamedTuple):
    """What of the body a link is read by; ``data`` begins at the body's byte ``base``."""

    data: bytes
    base: int
    final: bool  # nothing comes behind it
    charset: Charset


class Later(Enum):
    """What is said of a link that has not come whole."""

    LATER = 1


class Sight(NamedTuple):
    """A link about to be read: where it begins, in what place, and what stands before it."""

    around: Around
    start: Start
    place: Place
    window: bytes
    opening: Opening

    @property
    def stop(self) -> int:
        """Where its place ends, as far as is known; a position of the data, as ``start`` is."""
        size = len(self.around.data)
        return size if self.place.high is None else min(size, self.place.high - self.around.base)

    @property
    def final(self) -> bool:
        """Whether nothing comes behind ``stop``."""
        return self.around.final or self.place.high is not None


def read(sight: Sight, opens: Callable[[str], bool]) -> tuple[Read, bool] | Later | None:
    """The link, and whether what stands behind it lets it be changed; None where it is no link.

    ``opens``: whether an address does by itself, for one that goes on with another.
    """
    data, at, stop = sight.around.data, sight.start.at, sight.stop
    if sight.place.mode is Mode.ADDRESS and not sight.start.percent:
        return _address(sight, stop)
    found = spelling.read_percent(data, at, stop) if sight.start.percent else _plain(sight, stop, opens)
    end = at + len(found.raw)
    if len(found.raw) >= spelling.LONGEST:
        return None
    half = sight.start.percent and stop - end < len(b"%2F") and data[end : end + 1] == b"%"
    if (end == stop or half) and not sight.final:
        return Later.LATER
    if sight.start.percent:
        return _whole(sight, found, end)
    if sight.place.mode in _OF_VALUES:
        return _in_value(data[end:stop], sight.place.mode, found)
    return (_in_folded if sight.place.folded else _in_text)(sight, found, end)


def _address(sight: Sight, stop: int) -> tuple[Read, bool] | None:
    """A link that is the whole value of an attribute, or the first part of one that stays."""
    data, at = sight.around.data, sight.start.at
    wide = sight.around.charset.codec == "utf-8"
    found = spelling.read(data, at, stop, apostrophe=bool(sight.place.quote), wide=wide)
    size = len(found.raw)
    if size == stop - at and size < spelling.LONGEST:
        return found, True
    if data[at + size : stop].strip(b" \t\r\n\f"):
        return None if size >= spelling.LONGEST else (spelling.trimmed(found), False)
    return found, True


def _plain(sight: Sight, stop: int, opens: Callable[[str], bool]) -> Read:
    """The link up to what cannot be in one; where it is long, up to a bracket around it, not beyond it.

    Of a long row of links each would otherwise be read up to the end of the row.
    """
    data, at, apostrophe = sight.around.data, sight.start.at, sight.opening.mark == '"'
    near = min(stop, at + _LONG)
    found = spelling.read(data, at, near, apostrophe=apostrophe)
    first = _first(sight, found, opens)
    if first is not found or near == stop or len(found.raw) < _LONG - _SPELLED:
        return first
    size = len(spelling.enclosed(found.link))
    if sight.opening.kind is not Kind.QUOTE and size < len(found.link):
        return spelling.shortened(found, size)
    return _first(sight, spelling.read(data, at, stop, apostrophe=apostrophe), opens)


def _first(sight: Sight, found: Read, opens: Callable[[str], bool]) -> Read:
    """The link without another one behind it."""
    if sight.place.mode in _OF_WHOLE or found.link.find("://", len("https://")) < 0:
        return found
    scheme = "https:" if sight.start.relative else ""
    return spelling.shortened(found, _next(found.link, lambda link: opens(scheme + link)) or len(found.link))


def _next(link: str, opens: Callable[[str], bool]) -> int:
    """Where another address follows, with a mark between them or with nothing; 0 where none does."""
    at, may_be_glued = len("https://"), True
    for _ in range(_WITHIN):
        at = link.find("://", at)
        if at < 0:
            return 0
        scheme = _SCHEME.search(link, at - len("xhttps"), at)
        before = scheme[1] if scheme else ""
        start = at - len(scheme[0]) if scheme else 0
        if before in _PARTING:
            return start
        if before in _CLOSED:
            return start + 1
        if before.isalnum() and may_be_glued:
            if opens(link[: start + 1]):
                return start + 1
            may_be_glued = False  # some walls have the address directly behind a letter
        at += len("://")
    return 0


def _whole(sight: Sight, found: Read, end: int) -> tuple[Read, bool] | Later | None:
    """A percent-encoded link, which must be all that stands there."""
    data, kind, stop = sight.around.data, sight.opening.kind, sight.stop
    if kind is Kind.QUOTE:
        behind = edges.ending(data, end, stop, sight.opening, final=sight.final)
        if behind is Ending.UNKNOWN:
            return Later.LATER
        alone = behind is Ending.CLOSED
    else:
        form = sight.place.mode is Mode.FORM and data[end : end + 1] == b"&"
        alone = end == stop or form
    return (found, True) if alone else None


def _in_value(rest: bytes, mode: Mode, found: Read) -> tuple[Read, bool]:
    """A link in an attribute that is made for links."""
    if mode is Mode.LIST:
        return spelling.shortened(found, len(found.link.rstrip(","))), rest[:1].isspace() or not rest
    return found, not rest or edges.opening(rest[:1], start=False) is not None or rest[:1] == b"&"


def _in_folded(sight: Sight, found: Read, end: int) -> tuple[Read, bool] | Later:
    """A link in text of folded lines; half of one, which goes on in the next line, stays."""
    data = sight.around.data
    if len(data) < end + _FOLDS and not sight.final:
        return Later.LATER
    return (found, False) if _FOLD.match(data, end) else _in_text(sight, found, end)


def _in_text(sight: Sight, found: Read, end: int) -> tuple[Read, bool] | Later:
    data, mode, opening, stop = sight.around.data, sight.place.mode, sight.opening, sight.stop
    if mode is Mode.STYLE and (opening.mark == "(" or opening.kind is Kind.SPACE):
        return _in_brackets(found, data[end:stop].lstrip(b" \t\r\n\f")[:1], final=sight.final)
    if sight.place.commas and opening.kind is not Kind.QUOTE and "," in found.link:
        return spelling.trimmed(spelling.shortened(found, found.link.index(","))), True
    final = sight.final
    if sight.place.surface is Surface.EVENT_STREAM and (line := _LINE.search(data, end, end + edges.NEAR)):
        stop, final = line.end(), True  # an event does not wait for the next one
    behind = edges.ending(data, end, stop, opening, final=final)
    if behind is Ending.UNKNOWN:
        return Later.LATER
    closed = behind is Ending.CLOSED and mode is not Mode.PROSE
    whole = found if closed else spelling.trimmed(found)
    is_bracketed = opening.kind is not Kind.QUOTE and found.link[len(whole.link) :][:1] == ")"
    free = (behind is not Ending.LEAVE or is_bracketed) and not (
        mode is Mode.SCRIPT and _HALF.search(found.raw)
    )
    if behind is Ending.CUT:
        free = mode is Mode.PROSE or (sight.place.high is not None and opening.kind is not Kind.QUOTE)
    elif mode is Mode.STYLE:
        free = free and closed
    return whole, free


def _in_brackets(found: Read, behind: bytes, *, final: bool) -> tuple[Read, bool] | Later:
    bracket = found.link.find(")")
    if bracket >= 0:
        return spelling.shortened(found, bracket), True
    return (found, behind == b")") if behind or final else Later.LATER
