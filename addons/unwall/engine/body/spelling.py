r"""How a link is spelled in a body, read and written: plain, ``\/``, ``\u0026``, ``\x26``, ``&amp;``.

A unit is a run of plain characters or one escape; every spelling of a character decodes to it whatever the
number of layers around it. Only what the link itself does not contain is spelled by the layers.
"""

import re
from typing import NamedTuple

from unwall.urls.escape import component, percent

_PLAIN = rb"A-Za-z0-9\-._~:/?#@!$()*+,;=%\[\]"
_AMP = rb"(?:&|\\++(?:u0026|x26))(?:amp;)*+"
_REFERENCE = rb"#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z]{2,8};"
_SLASH = rb"/|&(?:amp;)*+(?:#0*+47|#[xX]0*+2[fF]|sol);"  # behind backslashes
_ESCAPE = (
    rb"\\++(?:" + _SLASH + rb"|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})|" + _AMP + rb"(?:" + _REFERENCE + rb")?+"
)
_UNIT = re.compile(
    _AMP + rb"(?:#([0-9]{1,7});?|#[xX]([0-9a-fA-F]{1,6});?|([A-Za-z]{2,8});)?+"
    rb"|\\++(?:(" + _SLASH + rb")|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))"
)
_STANDS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$()*+,;=%[]&")
_NAMES = (
    ("&", "amp AMP"), ("<", "lt LT"), (">", "gt GT"), ('"', "quot QUOT"), ("'", "apos"), (":", "colon"),
    ("/", "sol"), ("?", "quest"), ("=", "equals"), ("#", "num"), ("%", "percnt"), (".", "period"),
    (",", "comma"), (";", "semi"), ("+", "plus"), ("@", "commat"), ("(", "lpar"), (")", "rpar"),
    ("[", "lsqb lbrack"), ("]", "rsqb rbrack"),
    ("!", "excl"), ("$", "dollar"), ("*", "ast"), ("_", "lowbar"), ("\\", "bsol"), ("`", "grave"),
    ("{", "lbrace"), ("}", "rbrace"), ("\xa0", "nbsp"), ("\t", "Tab"), ("\n", "NewLine"),
)  # fmt: skip
_CHARACTERS = {name.encode(): mark for mark, names in _NAMES for name in names.split()}
_SPELLED = "&/:?=#%."  # what a link's own spelling is kept for
_ENDING = frozenset(".,;:!?*_~'([]")
_TAIL = re.compile(r"(?:[.,;:!?*_~'(\[]++|\][^\[\]]++\[)*+")  # of a reversed link
_CLOSING = {"(": ")", "[": "]"}
_BRACKET = re.compile(r"[()\[\]]")
_PERCENT = re.compile(rb"(?:[A-Za-z0-9\-._~!*()]|%[0-9a-fA-F]{2})*+")
_HEX = re.compile(rb"%[0-9A-F]{2}")
_LOWER = re.compile(rb"%[0-9][a-f]")
_BYTES = [bytes((byte,)) for byte in range(256)]
LONGEST = 1 << 17  # bytes of a link


class Read(NamedTuple):
    """A link as it was read."""

    link: str
    raw: bytes
    spellings: dict[str, bytes]  # how it first spelled a character


def _extent(apostrophe: bytes, wide: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:[" + _PLAIN + apostrophe + wide + rb"]++|" + _ESCAPE + rb")*+")


_EXTENTS = {
    (apostrophe, wide): _extent(b"'" if apostrophe else b"", rb"\x80-\xff" if wide else b"")
    for apostrophe in (False, True)
    for wide in (False, True)
}
NOTHING: dict[str, bytes] = {}
_SIMPLE = {"&": b"&amp;"}
_NOT_SIMPLE = re.compile(rb"&(?!amp;(?!amp;|#|[A-Za-z]{2,8};))")
_SIMPLY = re.compile(rb"(?:[" + _PLAIN + rb"']++|&amp;(?!amp;|#|[A-Za-z]{2,8};))*+").fullmatch


def simple(raw: bytes) -> Read | None:
    """A whole value as a link, where nothing in it is spelled but ``&`` as ``&amp;``; None for any other."""
    if len(raw) >= LONGEST or not _SIMPLY(raw):
        return None
    link = raw.decode("ascii")
    if "&" in link:
        return tuple.__new__(Read, (link.replace("&amp;", "&"), raw, _SIMPLE))
    return tuple.__new__(Read, (link, raw, NOTHING))


def write_simple(output: str) -> bytes:
    """The output where ``simple`` read the link: ``&`` is ``&amp;``."""
    return inert(output).encode("ascii").replace(b"&", b"&amp;")


def read(data: bytes, start: int, stop: int, *, apostrophe: bool = False, wide: bool = False) -> Read:
    """The link from ``start`` up to what cannot be in one, or to ``stop``.

    ``apostrophe``: one belongs to the link. ``wide``: UTF-8 beyond ASCII does.
    """
    extent = _EXTENTS[apostrophe, wide].match(data, start, min(stop, start + LONGEST))
    raw = extent[0] if extent else b""
    try:
        link = raw.decode()
    except UnicodeDecodeError:
        return read(data, start, stop, apostrophe=apostrophe)
    return _decoded(raw, apostrophe=apostrophe) if "\\" in link or "&" in link else Read(link, raw, NOTHING)


def _decoded(raw: bytes, *, apostrophe: bool) -> Read:
    if b"\\" not in raw and not _NOT_SIMPLE.search(raw):
        return Read(raw.replace(b"&amp;", b"&").decode(), raw, _SIMPLE)
    out: list[str] = []
    spellings: dict[str, bytes] = {}
    at = 0
    for unit in _UNIT.finditer(raw):
        character = _character(unit)
        if character not in _STANDS and not (apostrophe and character == "'"):
            raw = raw[: unit.start()]
            break
        plain = raw[at : unit.start()].decode()
        for mark in _SPELLED:
            if mark in plain:
                spellings.setdefault(mark, mark.encode())
        spellings.setdefault(character, unit[0])
        out += [plain, character]
        at = unit.end()
    out.append(raw[at:].decode())
    return Read("".join(out), raw, spellings)


def _character(unit: re.Match[bytes]) -> str:
    """What one escape stands for; an empty text where it is nothing known."""
    decimal, hexadecimal, name, slash, four, two = unit.groups()
    if slash:
        return "/"
    if name is not None:
        return _CHARACTERS.get(name, "")
    digits = four or two or hexadecimal
    number = int(digits, 16) if digits else int(decimal) if decimal else 0x26
    return chr(number) if number < 0x80 else ""


def trimmed(found: Read) -> Read:
    """The link without what belongs to the sentence.

    That is: all from a bracket on that was not opened in it, closing marks, a bracket that opens behind it,
    and what a chat spells in square ones, as ``[doge]``.

    >>> trimmed(Read("a/(b))c", b"a/(b))c", NOTHING)).link
    'a/(b)'
    """
    link = found.link
    if ")" in link or "]" in link:
        link = enclosed(link)
    size = len(link)
    if link[-1:] in _ENDING and (tail := _TAIL.match(link[::-1])):
        size -= tail.end()
    return shortened(found, size)


def enclosed(link: str) -> str:
    """The link up to a bracket that was not opened in it."""
    depths = dict.fromkeys(_CLOSING.values(), 0)
    for bracket in _BRACKET.finditer(link):
        closing = _CLOSING.get(bracket[0])
        if closing:
            depths[closing] += 1
        elif depths[bracket[0]]:
            depths[bracket[0]] -= 1
        else:
            return link[: bracket.start()]
    return link


def shortened(found: Read, size: int) -> Read:
    """The first ``size`` characters of the link."""
    link, raw, spellings = found
    if size == len(link):
        return found
    if spellings is NOTHING:
        return Read(link[:size], link[:size].encode(), spellings)
    at = seen = 0
    for unit in _UNIT.finditer(raw):
        plain = len(raw[at : unit.start()].decode())
        if seen + plain >= size:
            break
        seen += plain + 1
        at = unit.end()
        if seen == size:
            return Read(link[:size], raw[:at], spellings)
    rest = raw[at:].decode()[: size - seen]
    return Read(link[:size], raw[:at] + rest.encode(), spellings)


class Layers(NamedTuple):
    """How what a link did not contain is to be spelled."""

    outer: int = 0  # levels of HTML around it that are the document's own
    inner: int = 0  # levels of HTML inside a string
    parentheses: bool = False  # they would end it here
    comma: bool = False  # at the end it would not belong to it
    fields: bool = False  # a comma would end it here
    comment: bool = False  # ``*/`` would end a comment here


def write(output: str, spellings: dict[str, bytes], layers: Layers) -> bytes:
    """The output in a link's own spelling, inert wherever it stands."""
    safe = inert(output)
    if layers.parentheses:
        safe = safe.replace("(", "%28").replace(")", "%29")
    if layers.comma and safe.endswith(","):
        safe = safe[:-1] + "%2C"
    if layers.fields:
        safe = safe.replace(",", "%2C")
    raw = safe.encode("ascii")
    if spellings is NOTHING or spellings is _SIMPLE:
        raw = raw.replace(b"&", _ampersand(spellings, layers))
    else:
        chosen = {ord(mark): spellings[mark] for mark in _SPELLED if mark in spellings}
        chosen[0x26] = _ampersand(spellings, layers)
        raw = b"".join([chosen.get(byte) or _BYTES[byte] for byte in raw])
    return raw.replace(b"*/", rb"*\/") if layers.comment else raw


def inert(output: str) -> str:
    """An address as the engine puts it out, without what could end a string somewhere."""
    return output.replace("'", "%27").replace("\\", "%5C") if "'" in output or "\\" in output else output


def _ampersand(spellings: dict[str, bytes], layers: Layers) -> bytes:
    own = spellings.get("&")
    if own is not None and (own != b"&" or not (layers.outer or layers.inner)):
        return own
    for mark in "=/?:":
        spelled = spellings.get(mark, b"").lstrip(b"\\")
        if spelled[:1] in (b"u", b"x"):
            return (b"\\u0026" if spelled[:1] == b"u" else b"\\x26") + b"amp;" * layers.inner
    return b"&" + b"amp;" * (layers.outer + layers.inner)


def read_percent(data: bytes, start: int, stop: int) -> Read:
    """A link that is percent-encoded as a whole, from ``start`` on."""
    extent = _PERCENT.match(data, start, min(stop, start + LONGEST))
    raw = extent[0] if extent else b""
    return Read(percent(raw.decode("ascii")), raw, NOTHING)


def write_percent(output: str, was: bytes) -> bytes:
    """The output, percent-encoded as a whole as ``was`` is."""
    encoded = component(inert(output)).encode("ascii")
    return _HEX.sub(_lower, encoded) if _LOWER.search(was, 0, 16) else encoded


def _lower(found: re.Match[bytes]) -> bytes:
    return found[0].lower()
