"""One pass over a body, from its start to its end, in as many parts as it comes in."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from unwall.engine.body.charset import Charset
from unwall.engine.body.lexer import Lexer, Spot, State
from unwall.engine.body.links import Link, Links
from unwall.engine.body.literals import LONGEST, Literals, Stretch
from unwall.engine.body.places import Markup, Mode, Place, of_page, whole
from unwall.engine.body.reading import Around, Later
from unwall.engine.body.starts import LEFT, Known, Start, start_of
from unwall.model import Surface

_SIGNED, _BEGIN = b"BEGIN PGP SIGNED MESSAGE", b"BEGIN"  # what follows is kept as it is
_UNFINISHED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._+:/\\&#;%"
_SHORT = 1 << 10  # bytes of a tag, and so many tags, that are remembered
_AHEAD = 64  # bytes behind a scheme's colon in which its slashes stand


class Tools(NamedTuple):
    """What finds and reads the links of the rules."""

    literals: Literals
    known: Known
    links: Links
    hits: int  # links looked at in each so many bytes of a body
    reach: int


class Kind(NamedTuple):
    """What a body is said to be."""

    surface: Surface
    media: str
    charset: Charset
    hashes: bool  # its scripts and styles are known by their hashes


class Walk:
    """Where the pass stands. Positions count from the start of the body."""

    def __init__(self, tools: Tools, kind: Kind) -> None:
        self.settled = 0  # nothing before is changed any more
        self._tools = tools
        self._charset = kind.charset
        markup = kind.surface in (Surface.HTML_TEXT, Surface.XML)
        xml = kind.surface is Surface.XML
        self._lexer = Lexer(xml=xml) if markup else None
        self._markup = Markup(xml=xml, hashes=kind.hashes)
        self._place = whole(kind.surface, kind.media)
        self._addresses: dict[bytes, bool] = {}  # by the beginning of its tag: whether an address may change
        self._leapt = self._place  # the last address whose tag was not taken apart
        self._may_be_signed = kind.surface in (Surface.HTML_TEXT, Surface.TEXT)
        self._is_signed = False  # from here on
        self._scanned = 0  # hosts were looked for up to here
        self._free = 0  # the end of the last link
        self._left = 0  # links that are still looked at
        self._renewed = 0  # from here on it is so many again

    def needed(self) -> int:
        """From where on the body must be there when the pass goes on."""
        return min(self.settled, self._lexer.position if self._lexer else self.settled)

    def links(
        self, data: bytes, base: int, *, final: bool, stretches: Iterable[Stretch] | None = None
    ) -> Iterator[Link]:
        """The links that can be told by now, in order; ``data`` is the body from byte ``base`` on.

        ``stretches``: all of the body, where somebody has begun to look for them.
        """
        around = Around(data, base, final, self._charset)
        waits: int | None = None
        if stretches is None:
            stretches = self._tools.literals.stretches(data, self._scanned - base)
        for stretch in stretches:
            if not final and self._is_unfinished(data, stretch):
                waits = _unfinished(data, stretch.end)
                break
            start = self._start_of(data, base, stretch)
            if start is not None and base + start.at >= self._free:
                found = self._link(around, start)
                if found is Later.LATER:
                    waits = start.at
                    break
                if found is not None:
                    self._free = found.end
                    yield found
            elif self._may_be_signed and _signed(data, stretch.end) == _SIGNED:
                self._is_signed = True
            self._scanned = base + stretch.end
        self._settle(around, waits)

    def _start_of(self, data: bytes, base: int, stretch: Stretch) -> Start | None:
        at = base + stretch.start
        if at >= self._renewed:  # as many in a body that comes for hours as in many
            self._left = self._tools.hits
            self._renewed = at - at % self._tools.reach + self._tools.reach
        return start_of(data, stretch, self._tools.known) if self._left > 0 else None

    def _is_unfinished(self, data: bytes, stretch: Stretch) -> bool:
        mark = _signed(data, stretch.end)
        if mark[: len(_BEGIN)] == _BEGIN and len(mark) < len(_SIGNED):
            return _SIGNED.startswith(mark)
        if stretch.end - stretch.start > LONGEST:
            return False
        rest = data[stretch.end : stretch.end + _AHEAD]
        return not rest or (len(rest) < _AHEAD and rest[:1] == b":")

    def _link(self, around: Around, start: Start) -> Link | Later | None:
        place = self._place_of(around, start.at)
        if place is None:
            return Later.LATER
        found = self._tools.links.link(around, start, place, self._free)
        if found is Later.LATER:
            return found
        self._left -= 1
        return found._replace(text=None) if found is not None and self._is_signed else found

    def _place_of(self, around: Around, at: int) -> Place | None:
        lexer = self._lexer
        if lexer is None:
            return self._place
        data, base, final, _ = around
        if self._leapt.high is not None and base + at < self._leapt.high:
            return self._leapt
        beginning = lexer.beginning(data, base, base + at, final=final)
        write = self._addresses.get(beginning) if beginning else None
        if write is not None:
            end = data.find(b'"', at, at + _SHORT)
            if end >= 0 and data[end + 1 : end + 2] == b">":
                lexer.leap(base + end + 2)
                said = (Surface.HTML_ATTRIBUTE, Mode.ADDRESS, 1, write, base + at, base + end, b'"', False)
                self._leapt = tuple.__new__(Place, said)  # Place's own takes twice as long
                return self._leapt
        spot = lexer.spot(data, base, base + at, final=final)
        if spot is None:
            return None
        place = self._markup.place(spot, data, base, hashes=lexer.hashes)
        if beginning and len(beginning) < _SHORT > len(self._addresses) and _ends(spot, place, base + at):
            self._addresses[beginning] = place.write
        return place

    def _settle(self, around: Around, waits: int | None) -> None:
        """Says how far the body can go its way."""
        data, base, final, _ = around
        end = len(data)
        if final:
            self.settled = self._scanned = base + end
            return
        stop = base + min(_unfinished(data, end), end if waits is None else waits)
        self._scanned = max(self._scanned, stop)  # what waits begins there, or behind
        if self._lexer is not None:
            self._lexer.advance(data, base, stop, final=False)
            if self._lexer.state is State.TEXT:
                stop = min(stop, self._lexer.position)
        self.settled = max(self.settled, self._free, stop)


def _ends(spot: Spot, place: Place, at: int) -> bool:
    """Whether an address that begins there is all that its quotes hold, and is the last of its tag."""
    if spot.tag is None or place.mode is not Mode.ADDRESS or place.quote != b'"' or place.high is None:
        return False
    return place.low == at and spot.tag.end == place.high + 2 and not of_page(spot.tag.name)


def _signed(data: bytes, end: int) -> bytes:
    """As much as the mark of a signature has, whose first word would end there."""
    return data[max(0, end - len(_BEGIN)) : end + len(_SIGNED) - len(_BEGIN)]


def clear(tools: Tools, data: bytes) -> int:
    """How far no link can begin in a body that begins so, whatever kind of text it is."""
    first = next(tools.literals.stretches(data), None)
    end = _unfinished(data, len(data))
    return end if first is None else min(end, max(0, first.start - LEFT))


def _unfinished(data: bytes, end: int) -> int:
    """Where a link may have begun whose host is not there yet."""
    low = max(0, end - LONGEST - LEFT)
    return low + len(data[low:end].rstrip(_UNFINISHED))
