r"""What stands directly before and behind a link: whether it can begin and end there.

Delimiters are compared decoded, whatever their spelling: ``"``, ``\"``, ``&quot;``, ``\u0022``.
"""

import re
from enum import Enum, auto
from typing import NamedTuple

from unwall.engine.body.places import Mode

WINDOW = 2_048  # bytes before a link that are looked at
_SPACE = " \t\r\n\f"
_BLANKS = _SPACE.encode()
_QUOTES = "\"'`"
_REFERENCE = re.compile(
    rb"(?:&|\\++(?:u0026|x26))(?:amp;)*+"
    rb"(?:#0*+([0-9]{1,6})|#[xX]0*+([0-9a-fA-F]{1,5})|([A-Za-z]{2,7}));\Z"
)
_NAMED = {
    name.encode(): mark
    for mark, names in (
        ('"', "quot QUOT"), ("'", "apos"), ("`", "grave"), (">", "gt GT"), ("<", "lt LT"),
        (" ", "nbsp Tab NewLine"), ("(", "lpar"), ("[", "lsqb lbrack"), ("{", "lbrace"), ("!", "excl"),
        ("*", "ast"), ("$", "dollar"),
        (" ", "ensp emsp thinsp ldquo rdquo lsquo rsquo sbquo bdquo laquo raquo lsaquo rsaquo"),
        (" ", "bull middot hellip ndash mdash rarr larr rArr"),
    )
    for name in names.split()
}  # fmt: skip
_ESCAPED = re.compile(rb"\\++(?:([nrtfvb])|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))\Z")
_DELIMITERS = "<([{,!$*)]}^"
_JOINING = "=.:"  # marks of names and words, too
_BREAK = rb" \t\r\n\f\"'`<>\x80-\xff"
# Of the reversed window, so that only its end is read.
_TOKEN = re.compile(rb"[^" + _BREAK + rb"]*+")
_INSIDE = re.compile(rb"//:|[?=%&#@]|/\Z")
_PAST = rb"(?![^" + _BREAK + rb"(\[])"
_LINE = rb"(?=[nrt]\\)"  # an escape that ends a line: the letter is none of a word
_LINE_BEFORE = re.compile(_LINE)
_KEY = re.compile(rb"=(?:[A-Za-z0-9_.-]++" + _PAST + rb"|[A-Za-z0-9_.-]+?" + _LINE + rb")")
_FIELD = re.compile(rb"=[A-Za-z0-9_.%+-]*+(?=&|\Z)")
_WORD = re.compile(
    rb":(?!s?ptth(?![A-Za-z0-9_-]))(?:[A-Za-z0-9_-]*+(?<=[A-Za-z])(?![^" + _BREAK + rb"(\[{,])"
    rb"|[A-Za-z0-9_-]+?(?<=[A-Za-z])" + _LINE + rb")",
    re.IGNORECASE,
)
_NUMBER = re.compile(rb"[.:][0-9]{1,6}(?:(?![^" + _BREAK + rb"])|" + _LINE + rb")")
# A line of a calendar or an address book, as URL;type=home: is; a definition of Markdown, as [1]: is.
_PROPERTY = re.compile(
    rb":(?:[A-Za-z0-9_,.-]*+=[A-Za-z-]++;)++[A-Za-z0-9_.-]++(?![^" + _BREAK + rb"])"
    rb"|:\][^" + _BREAK + rb"\[\]]{1,99}+\[(?![^" + _BREAK + rb"])"
)
_URL_FUNCTION = re.compile(rb"(?<![\w/?=&#%.-])url\([ \t\r\n\f]*\Z", re.IGNORECASE)
_REFRESH = re.compile(
    rb"[ \t\r\n\f]*+[0-9.]*+[ \t\r\n\f]*+[;,]?+[ \t\r\n\f]*+(?:url[ \t\r\n\f]*+=[ \t\r\n\f]*+)?+"
    rb"(?:[\"']|&quot;|&#0*3[49];)?+\Z",
    re.IGNORECASE,
)
_IS = rb"(?:=|\\++(?:u003[dD]|x3[dD])|&(?:amp;)*+(?:#0*+61|#[xX]0*+3[dD]|equals);)"
# In a tag blanks or quotes part the attributes, or marks that templates have before their names.
_ASSIGNED = re.compile(rb"(?<![\w.)}\]({\[;,&|?!=+*<>-])[A-Za-z][\w:.-]*+[ \t\r\n]*" + _IS + rb"[ \t\r\n]*\Z")
_NEXT_TO_NAME = (
    rb"[ \t\r\n\f/]|\\++(?:[nrtf]|u00(?:20|0[9aAdD])|x(?:20|0[9aAdD]))|&(?:amp;)*+#(?:32|10|13|9);"
)
# A tag, or what is smaller than a name, as in ``for(i=0;i<n;i++)u="x"``: what follows that name tells.
_LESS_SIGN, _MORE_SIGN = (
    rb"(?:amp;)*+(?:lt|#0*+60|#[xX]0*+3[cC]);",
    rb"(?:amp;)*+(?:gt|#0*+62|#[xX]0*+3[eE]);",
)
_LEFT = rb"(<|(?<!\\)\\++(?:u003[cC]|x3[cC]|(?:u0026|x26)" + _LESS_SIGN + rb")|&" + _LESS_SIGN + rb")"
_RIGHT = rb"|>|(?<!\\)\\++(?:u003[eE]|x3[eE]|(?:u0026|x26)" + _MORE_SIGN + rb")|&" + _MORE_SIGN
_OPENED = re.compile(
    _LEFT
    + rb"(?=[A-Za-z][A-Za-z0-9:_-]*+(?:" + _NEXT_TO_NAME + rb")[ \t\r\n]*+[^ \t\r\n&|=>?)!,;}0-9*+-])"
    + _RIGHT
)  # fmt: skip
# What the end of a tag belongs to; there is none in ``> quoted`` and ``a -> b``.
_BEGUN = re.compile(
    _LEFT + rb"(?=[A-Za-z][A-Za-z0-9:_-]*+(?:" + _NEXT_TO_NAME + rb"|\Z)|\\*+/|!(?!\[CDATA)|\?)" + _RIGHT
)
_TAG_END = re.compile(_RIGHT[1:])
# What is added to, and what is told to a wall, which is no link.
_PART = re.compile(rb"(?:\+|\bsendBeacon\(|\bImage(?:\(\))?\)?\.src[ \t]*=)[ \t\r\n\f]*\Z")
_LESS = re.compile(rb"(?:<|\\(?:u003[cC]|x3[cC])|&(?:amp;)*+(?:lt|#0*+60|#[xX]0*+3[cC]);)\Z")
_CODE = re.compile(rb"(?:<|&(?:amp;)*+(?:lt|#0*+60|#[xX]0*+3[cC]);)(/?)(?:script|style)\b", re.IGNORECASE)
_DRAFT = b"textarea"
_SENT = frozenset({b"value", b"action", b"formaction", b"ping"})
_NAME = re.compile(rb"[A-Za-z]++")
_QUOTE = re.compile(
    rb"\\*+[\"'`]|\\*+(?:&|(?<=\\)(?:u0026|x26))(?:amp;)*+(?:quot|apos|grave|#0*3[49]|#[xX]0*2[27]);"
    rb"|\\++(?:u002[27]|x2[27])"
)
# In a string that holds markup: what a meta element begins with before the address it leads to.
_REFRESHED = re.compile(
    rb"(" + _QUOTE.pattern + rb")[ \t]*+[0-9.]{1,9}+[ \t]*+[;,][ \t]*+url[ \t]*+=[ \t]*+\Z", re.IGNORECASE
)
_LENGTH = re.compile(rb"\bs:[0-9]{1,9}:\Z")  # of a string that PHP has serialized
# Of an event, what is no data: the id goes back to the server, and a comment nobody reads.
_NO_DATA = (b"id:", b"event:", b"retry:", b":")
_ENDS_OF_LINES = (b"\n", b"\r")
_GOES_ON = re.compile(rb"\^[A-Za-z0-9]")
NEAR = 66
_MOST = 80  # bytes behind a link that are looked at


class Kind(Enum):
    """What stands before a link."""

    START = auto()
    QUOTE = auto()
    MARKUP = auto()  # the end of a tag
    SPACE = auto()
    OTHER = auto()
    WIDE = auto()  # a character beyond ASCII


class Opening(NamedTuple):
    """What stands before a link; ``size`` counts its bytes."""

    kind: Kind
    mark: str = ""
    size: int = 0


_START, _WIDE, _BLANK = Opening(Kind.START), Opening(Kind.WIDE), Opening(Kind.SPACE)


def opening(window: bytes, *, start: bool, commas: bool = False, form: bool = False) -> Opening | None:
    """What a link that follows ``window`` begins behind; None where it is part of something else.

    ``start``: the window is all there is before it. ``commas``: they part one field from the next.
    ``form``: it is one of the fields of a form.
    """
    if not window or window[-1] >= 0x80:
        return _WIDE if window else _START if start else None
    mark, size = chr(window[-1]), 1
    if mark == ";" or mark.isalnum():
        mark, size = _spelled(window, mark)
    if mark in _SPACE:
        return _BLANK if mark else None
    if mark in _QUOTES:
        return Opening(Kind.QUOTE, mark, len(window) - len(window[:-size].rstrip(b"\\")))
    if mark == ">":
        return Opening(Kind.MARKUP, mark, size)
    if mark == "=" and (refreshed := _REFRESHED.search(window[-NEAR:])):
        return Opening(Kind.QUOTE, _character(refreshed[1]), len(refreshed[0]))
    parts = _FIELD.match(window[::-1]) if form else _parts(window, mark, size, commas=commas)
    return Opening(Kind.OTHER, mark, size) if parts else None


def _parts(window: bytes, mark: str, size: int, *, commas: bool) -> bool:
    """Whether a mark that may also stand inside a URL parts what follows from what is before it."""
    if mark == "<" or (mark == "," and commas) or (mark == "(" and window.endswith(b"](")):
        return True
    back = window[::-1]
    if mark in _DELIMITERS:
        taken = size
    elif mark in _JOINING:
        found = _KEY.match(back) if mark == "=" else _NUMBER.match(back) or _WORD.match(back)
        if found is None:
            if mark == "=":
                return False
            before = window[-2:-1]  # what is said in IRC has its colon behind a space
            is_said = mark == ":" and (before == b" " or _PROPERTY.match(back) is not None)
            return is_said or before >= b"\x80"
        taken = found.end()
        if _LINE_BEFORE.match(back, taken):
            return True
    else:
        return False
    token = _TOKEN.match(back, taken)
    return token is None or _INSIDE.search(token[0]) is None


def _spelled(window: bytes, mark: str) -> tuple[str, int]:
    """The delimiter that an escape at the end stands for; an empty text where it is none."""
    if mark == ";":
        found = _REFERENCE.search(window[-48:])
        if found is None:
            return "", 0
        decimal, hexadecimal, name = found.groups()
        if name:
            return _NAMED.get(name, ""), len(found[0])
        character = chr(int(decimal) if decimal else int(hexadecimal, 16))
    else:
        found = _ESCAPED.search(window[-32:])
        if found is None:
            return "", 0
        control, four, two = found.groups()
        character = " " if control else chr(int(four or two, 16))
    return (" " if character <= " " or character > "~" else character), len(found[0])


def begins(mode: Mode, window: bytes, found: Opening | None) -> bool:
    """Whether a link may be changed that stands behind this."""
    if mode is Mode.REFRESH:
        return _REFRESH.match(window) is not None
    if found is None or _is_counted(window, found):
        return False
    if mode is Mode.STYLE:
        return found.kind is Kind.QUOTE or _URL_FUNCTION.search(window[-NEAR:]) is not None
    if mode is Mode.ADDRESS or mode is Mode.LIST:
        more = mode is Mode.LIST and (found.kind is Kind.SPACE or found.mark == ",")
        # Browsers take the white space around an address away.
        return more or found.kind is Kind.START or (len(window) < WINDOW and not window.strip(_BLANKS))
    if found.kind is Kind.QUOTE and mode is not Mode.PROSE:
        return not _PART.search(window[: len(window) - found.size][-NEAR:])
    return mode is not Mode.SCRIPT or found.kind is Kind.MARKUP


def _is_counted(window: bytes, found: Opening) -> bool:
    return found.kind is Kind.QUOTE and _LENGTH.search(window[-NEAR : len(window) - found.size]) is not None


def levels(window: bytes, found: Opening, *, outer: int = 1) -> int:
    """How many levels of HTML are inside the string or text that the link stands in: 0 where no markup is.

    ``outer``: the levels around it, in which a tag may be spelled as well.
    """
    before = window[: len(window) - found.size]
    tags = _BEGUN
    if found.kind is Kind.QUOTE:
        if before[-1:] not in b"=;dD \n" or not _ASSIGNED.search(before[-NEAR:]):
            return 0
        tags = _OPENED
    elif found.kind is not Kind.MARKUP:
        before = _before_words(window[-512:])
    marks = [mark[1] for mark in tags.finditer(before[-512:])]
    if not marks or marks[-1] is None:
        return 0
    spelled = marks[-1].count(b"amp;") + marks[-1].endswith(b";")
    return max(1, spelled - outer + 1)


def _before_words(window: bytes) -> bytes:
    """What is before the end of the tag behind which, in one string, the last words stand."""
    first = max(window.rfind(b'"'), window.rfind(b"'"), window.rfind(b"`")) + 1
    end = window.rfind(b">", first) + 1
    if window.find(b";", max(first, end)) >= 0 or window.find(b"\\", max(first, end)) >= 0:
        ends = [mark.span() for mark in _TAG_END.finditer(window, first)]
        start, end = ends[-1] if ends else (0, len(window))
        return b"" if window.find(b"<", end) >= 0 or _QUOTE.search(window, end) else window[:start]
    begin = window.rfind(b"<")
    return window[begin : end - 1] if 0 <= begin < end else b""


def in_code(window: bytes) -> bool:
    """Whether a script or a style was begun in this markup, and did not end."""
    marks = [mark[1] for mark in _CODE.finditer(window)]
    return bool(marks) and not marks[-1]


def is_kept(window: bytes, found: Opening) -> bool:
    """Whether a link in a string stands in markup where it is sent or saved: a field, a form, a draft."""
    at = window.rfind(_DRAFT)
    if at > 0 and _LESS.search(window, max(0, at - NEAR), at):
        return True
    if found.kind is not Kind.QUOTE or not levels(window, found):
        return False
    assigned = _ASSIGNED.search(window[: len(window) - found.size][-NEAR:])
    name = _NAME.match(assigned[0]) if assigned else None
    return name is not None and name[0].lower() in _SENT


def is_data(window: bytes) -> bool:
    """Whether what follows in a stream of events is part of what an event tells."""
    line = max(window.rfind(b"\n"), window.rfind(b"\r")) + 1
    return not window.startswith(_NO_DATA, line)


class Ending(Enum):
    """What stands behind a link."""

    CLOSED = auto()  # the quote that opened it
    OPEN = auto()  # anything else
    CUT = auto()  # the body ends, and with it what is known
    LEAVE = auto()  # code that goes on with it: a key, a sum
    UNKNOWN = auto()  # more must come first


def ending(data: bytes, end: int, stop: int, found: Opening, *, final: bool) -> Ending:
    """What stands behind a link that ends at ``end``; ``final``: nothing comes behind ``stop``."""
    rest = data[end : min(stop, end + _MOST)]
    short = len(rest) < _MOST and not final
    goes_on = found.kind is Kind.QUOTE and rest[:1] == b"\\" and rest[1:2] in _ENDS_OF_LINES
    if goes_on or rest[:1] == b"{" or rest[:2] == b"<%" or _GOES_ON.match(rest):
        return Ending.LEAVE  # a template; an address with a mark that stands for itself in few
    closing = _QUOTE.match(rest)
    if short and (
        not rest or rest == b"^" or (rest[:1] in b"\\&" and (closing is None or closing.end() == len(rest)))
    ):
        return Ending.UNKNOWN
    if not rest:
        return Ending.CUT
    if found.kind is not Kind.QUOTE or closing is None or _character(closing[0]) != found.mark:
        return Ending.UNKNOWN if rest == b"<" and short else Ending.OPEN
    behind = rest[closing.end() :].lstrip(b" \t\r\n\f")
    if short and b".concat(".startswith(behind):
        return Ending.UNKNOWN
    return Ending.LEAVE if behind.startswith((b":", b"+", b".concat(")) else Ending.CLOSED


def _character(spelled: bytes) -> str:
    """The quote that a spelling stands for."""
    if spelled[-1:] in b"\"'`":
        return chr(spelled[-1])
    if b"grave" in spelled:
        return "`"
    return "'" if spelled.endswith((b"27", b"27;", b"39;", b"apos;")) else '"'
