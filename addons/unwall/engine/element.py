"""HTML read just far enough to find an element by tag, id, class, attribute and what it stands in.

Tolerant and linear: a body is cut into tags and texts once, whatever is wrong with it; a selector is then one
walk over them. No tree is built.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from unwall.engine.decode import html

_MOST_TAGS = 100_000  # of one page; the walls people meet have dozens
_SPACE = " \t\n\r\f"
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"))
_UNDECODED = _RAW - {"textarea", "title"}
_NOT_NESTED = frozenset(
    ("p", "li", "dt", "dd", "tr", "td", "th", "option")
)  # the next one closes the one before


class Tag(NamedTuple):
    """A start tag; names in lower case, values as they stand."""

    name: str
    attributes: dict[str, str]


class End(NamedTuple):
    """An end tag."""

    name: str


class Words(NamedTuple):
    """Text between tags, with its character references decoded."""

    text: str


type Token = Tag | End | Words


class Simple(NamedTuple):
    """One part of a selector: what a single element must be."""

    tag: str
    attributes: tuple[tuple[str, str | None], ...]  # None: is there
    classes: frozenset[str]

    def fits(self, tag: Tag) -> bool:
        """Whether the element is meant."""
        if self.tag and self.tag != tag.name:
            return False
        if self.classes and not self.classes.issubset(tag.attributes.get("class", "").split()):
            return False
        return all(
            name in tag.attributes and (value is None or tag.attributes[name] == value)
            for name, value in self.attributes
        )


type Selector = tuple[Simple, ...]


def selector(text: str) -> Selector:
    """A selector read: ``tag``, ``#id``, ``.class``, ``[name]``, ``[name=value]``, descendants by a space.

    >>> selector("a.btn")[0].classes
    frozenset({'btn'})
    """
    return tuple(_simple(part) for part in text.split())


def _simple(text: str) -> Simple:
    marks = [at for at, character in enumerate(text) if character in "#.[" and not _in_brackets(text, at)]
    edges = [*marks, len(text)]
    tag = text[: edges[0]]
    attributes: list[tuple[str, str | None]] = []
    classes: list[str] = []
    for start, end in pairwise(edges):
        part = text[start + 1 : end]
        if text[start] == ".":
            classes.append(part)
        elif text[start] == "#":
            attributes.append(("id", part))
        else:
            name, equals, value = part.removesuffix("]").partition("=")
            attributes.append((name.lower(), value.strip("\"'") if equals else None))
    return Simple("" if tag == "*" else tag.lower(), tuple(attributes), frozenset(classes))


def _in_brackets(text: str, at: int) -> bool:
    return text.rfind("[", 0, at) > text.rfind("]", 0, at)


# ---- finding -----------------------------------------------------------------------------------------------


def attributes_of(tokens: Iterable[Token], wanted: Selector, name: str) -> Iterator[str]:
    """The attribute of each element that fits and has it, in order."""
    for token, _, fits in _walk(tokens, wanted):
        if fits and isinstance(token, Tag) and name in token.attributes:
            yield token.attributes[name]


def texts_of(tokens: Iterable[Token], wanted: Selector) -> Iterator[str]:
    """The text of each element that fits, up to its end, without the white space around it.

    One that stands inside another is part of that one's text. One that the body breaks off in has no text:
    half an address is none.
    """
    parts: list[str] | None = None
    inside = 0
    for token, depth, fits in _walk(tokens, wanted):
        if parts is not None and depth < inside:
            yield "".join(parts).strip()
            parts = None
        if parts is None:
            if fits:
                parts, inside = [], depth + 1
        elif isinstance(token, Words):
            parts.append(token.text)


def _walk(tokens: Iterable[Token], wanted: Selector) -> Iterator[tuple[Token, int, bool]]:
    """Each token, how many elements are open around it then, and whether it is the start of one that fits.

    An open element remembers how many parts of the selector it and those around it satisfy; taking each part
    as early as it comes is right for descendants, and costs the same at any depth.
    """
    stack: list[tuple[str, int]] = []
    open_names: dict[str, int] = {}
    last = len(wanted) - 1
    for token in tokens:
        if isinstance(token, End):
            if open_names.get(token.name):
                _close(token.name, stack, open_names)
                yield token, len(stack), False
        elif isinstance(token, Tag):
            name = token.name
            if name in _NOT_NESTED and stack and stack[-1][0] == name:
                _close(name, stack, open_names)
            satisfied = stack[-1][1] if stack else 0
            yield token, len(stack), satisfied == last and wanted[last].fits(token)
            if name not in _VOID:
                stack.append((name, satisfied + (satisfied < last and wanted[satisfied].fits(token))))
                open_names[name] = open_names.get(name, 0) + 1
            continue
        yield token, len(stack), False


def _close(name: str, stack: list[tuple[str, int]], open_names: dict[str, int]) -> None:
    closed = ""
    while closed != name:
        closed, _ = stack.pop()
        open_names[closed] -= 1


# ---- cutting -----------------------------------------------------------------------------------------------


def tokens_of(body: str) -> Iterator[Token]:
    """The tags and texts of a body, in order; comments are left out, the text of scripts is one piece."""
    return (token for _, token in placed_tokens_of(body, _MOST_TAGS))


def placed_tokens_of(body: str, most: int) -> Iterator[tuple[int, Token]]:
    """The same with where each begins, for up to ``most`` tags."""
    at = 0
    for _ in range(most):
        mark = body.find("<", at)
        text = body[at:mark] if mark >= 0 else body[at:]
        if text:
            yield at, Words(html(text))
        if mark < 0:
            return
        token, at = _tag(body, mark)
        if token is not None:
            yield mark, token
        if isinstance(token, Tag) and token.name in _RAW:
            end = _end_of_raw(body, at, token.name)
            yield at, Words(body[at:end] if token.name in _UNDECODED else html(body[at:end]))
            at = end


def _tag(body: str, mark: int) -> tuple[Token | None, int]:
    """What begins with the ``<`` at ``mark``, and where it ends."""
    following = body[mark + 1 : mark + 2]
    if _is_letter(following):
        return _start(body, mark + 1)
    if following == "/" and _is_letter(body[mark + 2 : mark + 3]):
        stop = _until(body, mark + 2, _SPACE + "/>")
        return End(body[mark + 2 : stop].lower()), _past(body, ">", stop)
    if body.startswith("<!--", mark):
        return None, _past(body, "-->", mark + 2)
    if following in ("!", "?", "/"):
        return None, _past(body, ">", mark)
    return Words("<"), mark + 1


def _start(body: str, at: int) -> tuple[Tag | None, int]:
    stop = _until(body, at, _SPACE + "/>")
    name = body[at:stop].lower()
    attributes: dict[str, str] = {}
    at = stop
    while True:
        at = _skip(body, at, _SPACE + "/")
        if at >= len(body):
            return None, at
        if body[at] == ">":
            return Tag(name, attributes), at + 1
        stop = _until(body, at + 1, _SPACE + "/>=")
        key = body[at:stop].lower()
        at = _skip(body, stop, _SPACE)
        value = ""
        if body.startswith("=", at):
            value, at = _value(body, _skip(body, at + 1, _SPACE))
        attributes.setdefault(key, value)


def _value(body: str, at: int) -> tuple[str, int]:
    quote = body[at : at + 1]
    if quote in ("'", '"'):
        end = body.find(quote, at + 1)
        return (html(body[at + 1 : end]), end + 1) if end >= 0 else ("", len(body))
    end = _until(body, at, _SPACE + ">")
    return html(body[at:end]), end


def _end_of_raw(body: str, at: int, name: str) -> int:
    """Where the end tag of a raw element stands; the end of the body where there is none."""
    while (at := body.find("</", at)) >= 0:
        end = at + 2 + len(name)
        if body[at + 2 : end].lower() == name and body[end : end + 1] in (*_SPACE, "/", ">"):
            return at
        at += 2
    return len(body)


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _past(body: str, mark: str, at: int) -> int:
    found = body.find(mark, at)
    return found + len(mark) if found >= 0 else len(body)


def _until(body: str, at: int, marks: str) -> int:
    while at < len(body) and body[at] not in marks:
        at += 1
    return at


def _skip(body: str, at: int, marks: str) -> int:
    while at < len(body) and body[at] in marks:
        at += 1
    return at
