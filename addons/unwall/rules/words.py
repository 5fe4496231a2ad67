"""The vocabulary of the rule language as one table.

From it come validation, the JSON Schema and the reference.

What a word does is written where it is done: ``engine.locate`` and ``engine.page`` for locators,
``engine.decode`` for decode words. A word here without its twin there fails a test.
"""

from enum import StrEnum
from typing import NamedTuple


class Shape(StrEnum):
    """What may be written after a word."""

    FLAG = "flag"  # nothing: the word stands alone
    TEXT = "text"
    TEXTS = "texts"  # one text or a list of them
    CHOICE = "choice"  # one of the given texts
    EXPRESSION = "expression"  # RE2
    POINTER = "pointer"  # JSON pointer
    PAIRS = "pairs"  # literal text to literal text, in order
    GROUP = "group"  # number or name of a capture
    TEXTS_OR_END = "texts or end"
    FIELDS = "fields"  # a map of named arguments


class Side(StrEnum):
    """What a locator reads."""

    URL = "url"
    PAGE = "page"
    TEXT = "text"


class Word(NamedTuple):
    """One word: its argument, and the modifiers that may stand beside it."""

    shape: Shape
    meaning: str
    side: Side = Side.URL
    options: tuple[tuple[str, Shape], ...] = ()
    choices: tuple[str, ...] = ()
    fields: tuple[tuple[str, Shape], ...] = ()  # of Shape.FIELDS; a name that ends in ? may be absent


REGISTERS = ("sound", "shape", "letters", "emoji", "colour", "nickname", "veiled")  # 桃宝, 拼夕夕, vx, 🍑, …
RISKS = ("low", "medium", "high")

LOCATORS: dict[str, Word] = {
    "param": Word(
        Shape.TEXTS,
        "the first of these parameters that is present, percent-decoded once (raw with until)",
        options=(("until", Shape.TEXTS_OR_END), ("shared", Shape.FLAG)),
    ),
    "params": Word(Shape.TEXTS, "several decoded parameters, for a template"),
    "query": Word(Shape.CHOICE, "the whole query and fragment as they stand", choices=("bare",)),
    "path": Word(Shape.EXPRESSION, "captures from the path as it stands"),
    "raw": Word(Shape.EXPRESSION, "captures from path, query and fragment as they stand"),
    "fragment": Word(Shape.EXPRESSION, "captures from the fragment as it stands"),
    "swap": Word(Shape.CHOICE, "the URL itself with another scheme", choices=("http", "https")),
    "swap-to": Word(
        Shape.EXPRESSION,
        "the URL itself with the scheme that is captured in it; known: only where a rule opens that",
        options=(("known", Shape.FLAG),),
    ),
    "header": Word(Shape.TEXT, "a response header", Side.PAGE),
    "var": Word(
        Shape.TEXT,
        "a JavaScript assignment of a literal",
        Side.PAGE,
        options=(("at", Shape.POINTER), ("packed", Shape.FLAG)),
    ),
    "pieces": Word(Shape.TEXT, "a JavaScript variable put together from literals", Side.PAGE),
    "json": Word(Shape.POINTER, "a value of a JSON body; * stands for each", Side.PAGE),
    "element": Word(
        Shape.TEXT, "text or attribute of an element", Side.PAGE, options=(("attribute", Shape.TEXT),)
    ),
    "refresh": Word(Shape.CHOICE, "a meta refresh", Side.PAGE, choices=("meta",)),
    "goto": Word(
        Shape.CHOICE, "a script that sets the location to a literal", Side.PAGE, choices=("script",)
    ),
    "text": Word(Shape.EXPRESSION, "captures of an expression on the body", Side.PAGE),
    "match": Word(Shape.GROUP, "the text found, or one of its captures", Side.TEXT),
    "named": Word(
        Shape.TEXTS,
        "values that stand by these names in the card found (XML or JSON, however escaped), for a template",
        Side.TEXT,
        options=(("at", Shape.TEXT),),
    ),
}

DECODERS: dict[str, Word] = {
    "percent": Word(Shape.FLAG, "percent-decode once"),
    "percent-if": Word(
        Shape.FLAG, "the same, only where the text is no address already, with marks of its own"
    ),
    "base64": Word(Shape.FLAG, "either alphabet, padding optional, +/= escaped or not, UTF-8"),
    "base64-if": Word(Shape.FLAG, "the same, only where the text has no dot"),
    "base64-bytes": Word(Shape.FLAG, "base64 of bytes of any sort, each the character of its number"),
    "base64-zlib": Word(Shape.FLAG, "base64 of a zlib stream of UTF-8, of at most 65,536 bytes unpacked"),
    "html": Word(Shape.FLAG, "character references, once"),
    "json": Word(Shape.POINTER, "the text is JSON: the string or number there"),
    "replace": Word(Shape.PAIRS, "literal replacements, in order"),
    "stars": Word(Shape.FLAG, "two captures: a URL with * marks and the base64url of what they stand for"),
    "strip": Word(Shape.TEXT, "a prefix that must be there, taken off"),
    "cut": Word(Shape.TEXTS, "up to the first of these"),
    "cut-last": Word(Shape.TEXT, "up to the last of these"),
    "from": Word(Shape.EXPRESSION, "from the first match on, or from its group"),
    "elsewhere": Word(
        Shape.TEXTS, "only where its host is none of these nor below: skips the wall's own links"
    ),
    "through": Word(Shape.TEXTS, "the text is a URL of no rule's own: the first of these parameters in it"),
    "segment": Word(Shape.FIELDS, "one part", fields=(("by", Shape.TEXT), ("at", Shape.GROUP))),
    "join": Word(
        Shape.FIELDS,
        "parts decoded one by one and joined",
        fields=(("by", Shape.TEXT), ("each", Shape.CHOICE), ("with", Shape.TEXT)),
        choices=("base64", "percent"),
    ),
    "remove": Word(Shape.TEXT, "every such text taken out"),
    "unspace": Word(Shape.FLAG, "all white space taken out"),
    "slashes": Word(Shape.FLAG, "https:/x becomes https://x"),
    "drop-param": Word(Shape.TEXT, "the wall's own addition to the target"),
    "keep-params": Word(Shape.TEXTS, "only these parameters stay, in this order, and no fragment"),
    "reshape": Word(
        Shape.FIELDS,
        "the first match replaced, \\1 standing for its first capture; nothing where there is none",
        fields=(("from", Shape.EXPRESSION), ("to", Shape.TEXT)),
    ),
}

CONDITIONS: dict[str, Word] = {
    "ends-on": Word(Shape.TEXTS, "the innermost target is on one of these hosts or below"),
    "same-site": Word(Shape.FLAG, "the innermost target is on the wall's own registrable domain"),
    "reason": Word(Shape.CHOICE, "the page states such a reason", choices=("fraud",)),
}
