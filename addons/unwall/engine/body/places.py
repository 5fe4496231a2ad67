"""What may be done at a place of a body: how it is read, and whether a link there may be changed."""

import re
from enum import IntEnum, auto
from typing import NamedTuple

from unwall.engine.body.lexer import Attribute, Spot, State, Tag
from unwall.model import Surface


class Mode(IntEnum):
    """How a place is read."""

    ADDRESS = auto()  # the whole value is one address
    LIST = auto()  # addresses among white space and commas
    REFRESH = auto()  # seconds, then an address
    PROSE = auto()  # text for people
    DATA = auto()  # JSON and its like: strings, and text in them
    SCRIPT = auto()  # strings only
    STYLE = auto()
    FORM = auto()  # key=value&key=value, percent-encoded


class Place(NamedTuple):
    """One place; ``low`` and ``high`` bound what belongs to it, where that is known."""

    surface: Surface
    mode: Mode
    outer: int = 0  # levels of HTML around a link here
    write: bool = True
    low: int = 0
    high: int | None = None
    quote: bytes = b""  # of an attribute
    commas: bool = False  # a comma parts its fields
    folded: bool = False  # a line that begins with a blank goes on with the one before
    markup: bool = False  # its value is a page of its own


_OF_ADDRESS = frozenset(
    b"href src action formaction poster data cite background xlink:href longdesc manifest".split()
)
_OF_LIST = frozenset({b"srcset", b"imagesrcset", b"ping"})
# What is sent there is for the wall, and nobody is led there; the others go back with their checksum.
_NEVER = frozenset({b"formaction", b"ping", b"wire:snapshot", b"wire:initial-data"})
_SENT = frozenset({b"input", b"option", b"button", b"param"})  # their value is data
_OF_FORM = frozenset({(b"form", b"action"), (b"base", b"href")})
_IDENTITY = frozenset({b"og:url", b"twitter:url"})
_OF_APPS = (b"apple-itunes-app", b"al:", b"twitter:app:")  # where an app opens what the page shows
_OWN = frozenset({b"canonical", b"shortlink", b"amphtml", b"self"})  # the page itself, under other addresses
_OF_PAGE = (b"link", b"meta")  # what they say depends on all their attributes
_POLICY = b"content-security-policy"  # what it names is asked for, not opened
_APP = re.compile(rb"(?!https?:)[a-z][a-z0-9.+-]*+:")  # told to search engines, and opened by nobody
_FOLDED = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory"})
_DEAD = frozenset({b"textarea", b"plaintext", b"iframe", b"noembed", b"noframes"})
_JSON = re.compile(rb"(?:application|text)/(?:[\w.-]+\+)?json\b", re.IGNORECASE)


def of_page(name: bytes) -> bool:
    """Whether an element of that name, in any name space, speaks of the page it is in."""
    return name.rpartition(b":")[2] in _OF_PAGE


def whole(surface: Surface, media: str) -> Place:
    """The place that a whole body is, where no lexer tells its parts."""
    mode = {
        Surface.JSON: Mode.DATA,
        Surface.EVENT_STREAM: Mode.DATA,
        Surface.SCRIPT: Mode.SCRIPT,
        Surface.CSS: Mode.STYLE,
    }.get(surface, Mode.PROSE)
    if media == "application/x-www-form-urlencoded":
        mode = Mode.FORM
    return Place(surface, mode, commas=media == "text/csv", folded=media in _FOLDED)


class Markup:
    """The places of an HTML or XML body."""

    def __init__(self, *, xml: bool, hashes: bool) -> None:
        """``hashes``: inline scripts and styles may not change."""
        self._xml = xml
        self._hashes = hashes
        self._text = Surface.XML if xml else Surface.HTML_TEXT

    def place(self, spot: Spot, data: bytes, base: int, *, hashes: bool) -> Place:
        """The place at a spot; ``data`` is the body from byte ``base`` on."""
        place = self._at(spot, data, base, hashes=hashes)
        inline = spot.inline
        fixed = inline is not None and (hashes or self._hashes or inline.named(b"integrity") is not None)
        return place._replace(write=False) if spot.edited or fixed else place

    def _at(self, spot: Spot, data: bytes, base: int, *, hashes: bool) -> Place:
        if spot.inside:
            tag, attribute = spot.tag, spot.attribute
            if tag is None or attribute is None or tag.closing:
                return Place(Surface.HTML_ATTRIBUTE, Mode.PROSE, write=False)
            return self._attribute(tag, attribute, _Reader(data, base), hashes=hashes or self._hashes)
        if spot.state is State.TEXT:
            return Place(self._text, Mode.PROSE, outer=1)
        if spot.state is State.CDATA:
            return Place(self._text, Mode.PROSE)
        if spot.state is not State.RAW:
            return Place(self._text, Mode.PROSE, write=False)
        return self._raw(spot, _Reader(data, base), hashes=hashes or self._hashes)

    def _raw(self, spot: Spot, read: "_Reader", *, hashes: bool) -> Place:
        if spot.element in (b"script", b"style"):
            free = not hashes and not spot.counted and not (spot.tag and spot.tag.named(b"integrity"))
            if spot.element == b"style":
                return Place(Surface.CSS, Mode.STYLE, write=free)
            json = spot.tag is not None and _JSON.match(read.value(spot.tag, b"type").strip())
            return Place(Surface.SCRIPT, Mode.DATA if json else Mode.SCRIPT, write=free)
        outer = 1 if spot.element in (b"title", b"textarea") else 0
        return Place(self._text, Mode.PROSE, outer=outer, write=spot.element not in _DEAD)

    def _attribute(self, tag: Tag, attribute: Attribute, read: "_Reader", *, hashes: bool) -> Place:
        name = attribute.name
        mode = _mode(tag, attribute, read)
        inline = mode is Mode.STYLE or mode is Mode.SCRIPT
        write = not (
            (inline and hashes)
            or (name == b"value" and tag.name in _SENT)
            or name in _NEVER
            or (tag.name, name) in _OF_FORM
            or tag.named(b"integrity")
            or (of_page(tag.name) and _is_identity(tag, read))
        )
        return Place(
            Surface.XML if self._xml else Surface.HTML_ATTRIBUTE,
            mode,
            outer=1,
            write=write,
            low=attribute.start,
            high=attribute.end,
            quote=attribute.quote,
            markup=name == b"srcdoc",
        )


class _Reader(NamedTuple):
    data: bytes
    base: int

    def value(self, tag: Tag, name: bytes) -> bytes:
        """The value of a tag's attribute in lower case, empty where it has none."""
        found = tag.named(name)
        return self.data[found.start - self.base : found.end - self.base].lower() if found else b""


def _mode(tag: Tag, attribute: Attribute, read: _Reader) -> Mode:
    name = attribute.name
    if name in _OF_ADDRESS:
        return Mode.ADDRESS
    if name in _OF_LIST:
        return Mode.LIST
    if name == b"style":
        return Mode.STYLE
    if name.startswith(b"on"):
        return Mode.SCRIPT
    if tag.name == b"meta" and name == b"content" and read.value(tag, b"http-equiv").strip() == b"refresh":
        return Mode.REFRESH
    return Mode.DATA


def _is_identity(tag: Tag, read: _Reader) -> bool:
    if tag.name != b"meta":
        is_app = _APP.match(read.value(tag, b"href").lstrip()) is not None
        return is_app or not _OWN.isdisjoint(read.value(tag, b"rel").split())
    if read.value(tag, b"http-equiv").strip().startswith(_POLICY):
        return True
    names = (read.value(tag, b"property").strip(), read.value(tag, b"name").strip())
    return not _IDENTITY.isdisjoint(names) or any(name.startswith(_OF_APPS) for name in names)
