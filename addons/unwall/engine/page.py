"""Where a target stands in a response: the locators that read headers, scripts, JSON and elements.

A page is read, never run. A locator gives its candidates lazily and in order, none where it finds nothing.
The work is linear in the body.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from unwall.engine.element import Tag, Token, attributes_of, selector, texts_of, tokens_of
from unwall.engine.literal import Value
from unwall.engine.pointer import values_at
from unwall.engine.script import jumps, pieces, unpacked, values
from unwall.model import Page, Plain, Target
from unwall.rules.expressions import expression

type Locator = Callable[["Parsed"], Iterable[str]]

_MOST_FOUND = 64  # elements that fit, or matches of an expression, in one body


class Parsed:
    """A response whose parts are worked out once, and only when a rule asks for them. For one thread."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._json: list[Value] = []
        self._tokens: list[Token] | None = None
        self._unpacked: str | None = None
        self._values: dict[tuple[str, bool], list[Value]] = {}

    @property
    def json(self) -> Value:
        """The body as plain values; None where it is not JSON."""
        if not self._json:
            self._json.append(_json_of(self.page.body))
        return self._json[0]

    @property
    def tokens(self) -> list[Token]:
        """The tags and texts of the body."""
        if self._tokens is None:
            self._tokens = list(tokens_of(self.page.body))
        return self._tokens

    @property
    def unpacked(self) -> str:
        """The packed scripts of the body in plain."""
        if self._unpacked is None:
            self._unpacked = unpacked(self.page.body)
        return self._unpacked

    def values(self, name: str, *, packed: bool) -> list[Value]:
        """The literals that scripts give a variable."""
        key = name, packed
        if key not in self._values:
            self._values[key] = list(values(self.unpacked if packed else self.page.body, name))
        return self._values[key]


def page_locator(target: Target) -> Locator:
    """The locator of a target as a function of the response."""
    return _MAKERS[target.locate.name](target.locate.argument, dict(target.options))


def _header(argument: Plain, _: Mapping[str, Plain]) -> Locator:
    name = str(argument).lower()
    return lambda parsed: [value] if (value := parsed.page.headers.get(name)) else []


def _var(argument: Plain, options: Mapping[str, Plain]) -> Locator:
    name, at, packed = str(argument), str(options.get("at", "")), options.get("packed") is True

    def locate(parsed: Parsed) -> Iterator[str]:
        for value in parsed.values(name, packed=packed):
            yield from values_at(value, at)

    return locate


def _pieces(argument: Plain, _: Mapping[str, Plain]) -> Locator:
    return lambda parsed: pieces(parsed.page.body, str(argument))


def _json(argument: Plain, _: Mapping[str, Plain]) -> Locator:
    return lambda parsed: values_at(parsed.json, str(argument))


def _json_of(body: str) -> Value:
    import json  # noqa: PLC0415 - only rules that read JSON need it

    try:
        value: Value = json.loads(body.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return value


def _element(argument: Plain, options: Mapping[str, Plain]) -> Locator:
    wanted = selector(str(argument))
    attribute = options.get("attribute")

    def locate(parsed: Parsed) -> Iterator[str]:
        if attribute is None:
            found = texts_of(parsed.tokens, wanted)
        else:
            found = attributes_of(parsed.tokens, wanted, str(attribute).lower())
        return (text for text in islice(found, _MOST_FOUND) if text)

    return locate


def _refresh(_argument: Plain, _: Mapping[str, Plain]) -> Locator:
    return refreshes


def refreshes(parsed: Parsed) -> Iterator[str]:
    for token in parsed.tokens:
        if not isinstance(token, Tag) or token.name != "meta":
            continue
        if token.attributes.get("http-equiv", "").strip().lower() == "refresh":
            yield from refreshed_to(token.attributes.get("content", ""))


def refreshed_to(content: str) -> Iterator[str]:
    """``5; URL='https://…'`` as browsers read it: a delay, a mark, ``url=``, quotes or none."""
    rest = content.lstrip(" \t\r\n\f0123456789.").lstrip(";,").strip()
    name, equals, value = rest.partition("=")
    if equals and name.strip().lower() == "url":
        rest = value.strip()
    if rest[:1] in ("'", '"'):
        rest = rest[1:].partition(rest[0])[0]
    if rest:
        yield rest


def _goto(_argument: Plain, _: Mapping[str, Plain]) -> Locator:
    return lambda parsed: jumps(parsed.page.body)


def _text(argument: Plain, _: Mapping[str, Plain]) -> Locator:
    pattern = str(argument)

    def locate(parsed: Parsed) -> Iterator[str]:
        try:
            for found in islice(expression(pattern).finditer(parsed.page.body), _MOST_FOUND):
                yield "".join(group or "" for group in found.groups() or (found.group(),))
        except UnicodeEncodeError:  # half a character, which no page that was decoded has
            return

    return locate


_MAKERS: Mapping[str, Callable[[Plain, Mapping[str, Plain]], Locator]] = {
    "header": _header,
    "var": _var,
    "pieces": _pieces,
    "json": _json,
    "element": _element,
    "refresh": _refresh,
    "goto": _goto,
    "text": _text,
}
