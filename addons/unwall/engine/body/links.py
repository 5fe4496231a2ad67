"""One link of a rule in a body: read, judged, and said anew."""

from collections.abc import Callable
from typing import NamedTuple

from unwall.engine.body import edges, reading, spelling
from unwall.engine.body.charset import Form
from unwall.engine.body.edges import Kind, Opening
from unwall.engine.body.places import Mode, Place
from unwall.engine.body.reading import Around, Later, Sight
from unwall.engine.body.spelling import Layers, Read
from unwall.engine.body.starts import Start
from unwall.model import Kind as RuleKind
from unwall.model import Match, Surface, Unwrapped

_OF_ADDRESS = Layers(outer=1)
_FIRST = Opening(Kind.START)
_OPENS = (Kind.START, Kind.QUOTE)
_OF_STRINGS = (Mode.DATA, Mode.SCRIPT)
_PARTING = (b",", b";")
_made = tuple.__new__  # of a named tuple: its own __new__ takes twice as long


class Link(NamedTuple):
    """One link. Positions are those of the body."""

    match: Match
    text: bytes | None  # what stands in its place in the rewritten body
    end: int  # what was read ends here


class Links:
    """Reads links and says them anew. Immutable but for what is kept, which is the same whoever asks."""

    def __init__(
        self,
        unwrap: Callable[[str], Unwrapped],
        platform_of: Callable[[str], str | None],
        kind_of: Callable[[str], RuleKind],
    ) -> None:
        self._unwrap = unwrap
        self._platform_of = platform_of
        self._kind_of = kind_of
        self._last = Unwrapped("", "")
        self._rules: dict[str, tuple[RuleKind, str | None]] = {}  # those that were met

    def link(self, around: Around, start: Start, place: Place, free: int = 0) -> Link | Later | None:
        """The link that begins there; None where it is none of a rule's, or part of something else.

        ``free``: where the link before this one ended, in the body.
        """
        sight: Sight | None = None
        read, closed = _value(around, start, place), True
        if read is None:
            sight = _sight(around, start, place, free)
            found = None if sight is None else reading.read(sight, self._opens)
            if found is None or isinstance(found, Later):
                return found
            read, closed = found
        result = self._unwrapped("https:" + read.link if start.relative else read.link)
        if result.rule is None or not (result.steps or result.refused or result.needs):
            return None
        about = self._rules.get(result.rule) or self._about(result.rule)
        changed = result.changed
        at = around.base + start.at
        end = at + len(read.raw)
        match = _made(Match, (
            at, end, read.raw.decode(around.charset.codec, "replace"),
            result.output if changed else None, result.rule, about[0], place.surface,
            about[1], result.refused, result.needs,
        ))  # fmt: skip
        text = _said(result.output, read, sight) if closed and place.write and changed else None
        return _made(Link, (match, text, end))

    def _opens(self, url: str) -> bool:
        return self._unwrapped(url).changed

    def _unwrapped(self, url: str) -> Unwrapped:
        """What becomes of it; pages often say an address twice in a row, in a tag and as its text."""
        last = self._last
        if last.input != url:
            last = self._last = self._unwrap(url)
        return last

    def _about(self, rule: str) -> tuple[RuleKind, str | None]:
        self._rules[rule] = about = (self._kind_of(rule), self._platform_of(rule))
        return about


def _value(around: Around, start: Start, place: Place) -> Read | None:
    """A link that is, plainly spelled, all that the quotes of an attribute for addresses hold."""
    at, base = start.at, around.base
    if place.mode is not Mode.ADDRESS or place.low != base + at or not place.quote or start.percent:
        return None
    return spelling.simple(around.data[at : (place.high or 0) - base])


def _sight(around: Around, start: Start, place: Place, free: int) -> Sight | None:
    """What stands before the link; None where it cannot begin here."""
    low = max(0, place.low - around.base)
    known = around.base == 0 or place.low > 0
    window = _window(around, start.at, low, known=known)
    if window is None:
        return None
    whole = known and start.at - len(window) == low
    form = place.mode is Mode.FORM
    found = edges.opening(window, start=whole, commas=place.commas, form=form) if window else None
    found = _FIRST if not window and whole else found
    if free and around.base + start.at - 1 == free and window[-1:] in _PARTING:
        found = Opening(Kind.OTHER, chr(window[-1]), 1)  # the next of a list
    elif free and around.base + start.at == free:
        found = Opening(Kind.OTHER)  # nothing parts it from the last
    if found is None and place.mode is Mode.REFRESH:
        found = Opening(Kind.OTHER)
    elif found is None and place.mode is Mode.STYLE and window[-1:] == b"(":
        found = Opening(Kind.OTHER, "(", 1)  # whatever the style says before, as in @font-face{src:url(
    if found is None or ((start.relative or start.percent) and not _is_strict(start, found)):
        return None
    return Sight(around, start, place, window, found)


def _is_own(place: Place) -> bool:
    """Whether it is the document's own text: its tags are no strings."""
    return place.outer > 0 and place.high is None


def _is_strict(start: Start, found: Opening) -> bool:
    """Whether a link that is not plain may follow."""
    return found.kind in _OPENS or found.mark == ("(" if start.relative else "=")


def _window(around: Around, at: int, low: int, *, known: bool) -> bytes | None:
    """What stands before a link; None where its first letter is half of another character."""
    left = max(low, at - edges.WINDOW)
    window = around.data[left:at]
    if around.charset.form is not Form.DOUBLE or not window or window[-1] < 0x30:
        return window
    masked = around.charset.masked(around.data[left : at + 1], synced=known and left == low)
    return None if masked is None or masked[-1] == 0xFF else masked[:-1]


def _said(output: str, read: Read, sight: Sight | None) -> bytes | None:
    """What stands in the link's place; None where what is before it does not let it be changed."""
    if sight is None:
        return spelling.write_simple(output)
    place, window, opening = sight.place, sight.window, sight.opening
    if not edges.begins(place.mode, window, opening):
        return None
    if place.surface is Surface.EVENT_STREAM and not edges.is_data(window):
        return None
    if place.mode in _OF_STRINGS and not _is_own(place) and edges.is_kept(window, opening):
        return None
    return _written(output, read, sight)


def _written(output: str, read: Read, sight: Sight) -> bytes:
    place, window = sight.place, sight.window
    if sight.start.percent:
        return spelling.write_percent(output, read.raw)
    if place.mode is Mode.ADDRESS:
        return spelling.write(output, read.spellings, _OF_ADDRESS)
    inner = 0
    if place.surface is not Surface.TEXT and place.mode is not Mode.STYLE and "&" in output:
        own = _is_own(place)
        text = window[max(window.rfind(b"<"), window.rfind(b">")) + 1 :] if own else window
        inner = 0 if own and not text else edges.levels(text, sight.opening, outer=place.outer)
        inner = 1 if place.markup and not inner and not edges.in_code(window) else inner
    layers = Layers(
        outer=place.outer,
        inner=inner,
        parentheses=place.mode is Mode.STYLE or window.endswith(b"]("),
        comma=place.mode is Mode.LIST,
        fields=place.commas and sight.opening.kind is not edges.Kind.QUOTE,
        comment=place.mode in (Mode.SCRIPT, Mode.STYLE) or place.surface is Surface.SCRIPT,
    )
    return spelling.write(output, read.spellings, layers)
