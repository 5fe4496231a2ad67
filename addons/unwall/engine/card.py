"""Values that stand by name in a card: elements of XML or members of JSON, however often they are escaped.

A card travels as XML, as XML escaped inside JSON or inside other XML, or as JSON inside JSON. Its values are
read where they stand, so that the stretch of text that one comes from is known.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from unwall.rules.expressions import expression

_AND = r"(?:&|\\+(?:u00|x)26)(?:amp;)*"
_LT = rf"(?:<|{_AND}(?:lt|#0*60|#x0*3[cC]);|\\+(?:u003|x3)[cC])"
_GT = rf"(?:>|{_AND}(?:gt|#0*62|#x0*3[eE]);|\\+(?:u003|x3)[eE])"
_QUOTE = rf"(?:\\*[\"']|{_AND}(?:quot|#0*34|#0*39|apos);|\\+(?:u00|x)2[27])"
_SPACE = rf"(?:\s|\\+[nrt]|{_AND}(?:nbsp|#x0*[aAdD9]|#1[03]|#9);|{_LT}br ?\\*/?{_GT})*"
_ESCAPED = r"(?:&|\\+(?:u00|x)26)(?:amp;|#0*38;|#x0*26;)+|\\+(?:u00|x)([0-9A-Fa-f]{2})|\\+(/)"
_BY_REFERENCE = r"(?:&|\\+(?:u00|x)26)((?:amp;)*)(?:lt|#0*60|#x0*3[cC]);"


class Value(NamedTuple):
    """What stands under a name, read, and the stretch of text it was read from."""

    text: str
    start: int
    end: int


def value_of(card: str, name: str) -> Value | None:
    r"""The first value under ``name`` that is not empty; names are compared without case.

    >>> value_of("<page><![CDATA[a?b=1&amp;c=2]]></page>", "page").text
    'a?b=1&c=2'
    """
    for found in expression(_named(name)).finditer(card):
        for group in (1, 2):
            raw = found.group(group)
            if raw and (text := _read(raw)):
                return Value(text, found.start(group), found.end(group))
    return None


def ampersand_at(card: str, start: int) -> str:
    """How an ampersand of an address is written in the element whose value begins at ``start``.

    >>> ampersand_at("&lt;page&gt;a&lt;/page&gt;", 12)
    '&amp;amp;'
    """
    escaped = expression(_BY_REFERENCE).search(card)
    once = "&amp;" if escaped is None else f"&amp;{escaped.group(1) or ''}amp;"
    return once.replace("amp;", "", 1) if card.endswith("CDATA[", 0, start) else once


@cache
def _named(name: str) -> str:
    element = rf"{_LT}{name}{_GT}{_SPACE}(?:{_LT}!\[CDATA\[)?(.*?)(?:\]\]{_GT})?{_SPACE}{_LT}\\*/{name}{_GT}"
    member = rf"{_QUOTE}{name}{_QUOTE}{_SPACE}:{_SPACE}{_QUOTE}(.*?){_QUOTE}"
    return f"(?is){element}|{member}"


def _read(raw: str) -> str:
    return "".join(_pieces(raw)).strip()


def _pieces(raw: str) -> Iterator[str]:
    at = 0
    for found in expression(_ESCAPED).finditer(raw):
        yield raw[at : found.start()]
        code = found.group(1)
        yield chr(int(code, 16)) if code else found.group(2) or "&"
        at = found.end()
    yield raw[at:]
