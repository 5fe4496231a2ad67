"""How an address is written inside another text, in the decode words of rules, and how it is written so."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from html import escape

from unwall.engine.decode import decoder
from unwall.engine.pointer import values_at
from unwall.learn.never import returns
from unwall.model import Plain, Word
from unwall.store.redaction import is_secret
from unwall.urls.escape import component
from unwall.urls.split import WEB, split

type Words = tuple[Word, ...]

PERCENT = Word("percent", argument=True)
BASE64 = Word("base64", argument=True)
_HTML = Word("html", argument=True)
_OF_ADDRESSES: tuple[Words, ...] = (
    (),
    (PERCENT,),
    (BASE64,),
    (PERCENT, PERCENT),
    (BASE64, PERCENT),
    (PERCENT, BASE64),
)
_OF_PAGES: tuple[Words, ...] = ((), (_HTML,), (PERCENT,), (BASE64,), (BASE64, PERCENT), (PERCENT, BASE64))
_PARTS: tuple[Words, ...] = tuple(
    (Word("segment", (("by", "."), ("at", at))), BASE64) for at in (0, 1)
)  # of a token like header.claims.signature
_AROUND: tuple[Words, ...] = ((), (PERCENT,), (BASE64,))
_WITHIN: tuple[Words, ...] = ((), (PERCENT,), (BASE64,))
_BEGINNINGS = ("http", "&#", "%68", "aHR0c")  # of a web address by these, and by itself
_LONGEST_NAME = 40
_LONGEST_PREFIX = 3  # characters before a base64 text
_MOST_POINTERS = 20
_MOST_PARAMETERS = 30


def in_address(text: str) -> Iterator[Words]:
    """The words that could fit a text that stands in an address, the plainest first."""
    if len(text) < 8:
        return
    yield from _OF_ADDRESSES
    yield from _after_prefix(text)
    for words in (*_AROUND, *(_PARTS if "/" not in text else ())):
        inner = decoder(words)(text) or ""
        for found in (*_pointers(inner), *_of_app_link(inner)):
            yield from ((*words, found, *more) for more in _WITHIN)


def in_page(text: str) -> tuple[Words, str] | None:
    """The plainest words that make a web address of a text that stands in a page, and that address."""
    if not text.startswith(_BEGINNINGS):
        return None
    for words in _OF_PAGES:
        address = decoder(words)(text)
        if address is not None and address.startswith(("https://", "http://")):
            return None if any(map(str.isspace, address)) else (words, address)
    return None


def hides(words: Words) -> bool:
    """Whether a text that is read by these words does not look like the address that it is."""
    return bool({word.name for word in words} & {"html", "percent", "base64"})


def coded(text: str, words: Words) -> str:
    """The text written so that these words read it again."""
    for word in reversed(words):
        text = _INVERSE[word.name](text, word.argument)
    return text


def is_name(text: str) -> bool:
    """Whether a parameter or member of this name is the wall's own, rather than somebody's."""
    plain = text.removeprefix("$").replace("_", "").replace("-", "").replace(".", "")
    return 0 < len(text) <= _LONGEST_NAME and plain.isascii() and plain.isalnum() and not is_secret(text)


# ---- what could be there -----------------------------------------------------------------------------------


def _after_prefix(text: str) -> Iterator[Words]:
    for length in range(1, _LONGEST_PREFIX + 1):
        if text[:length].isascii() and text[:length].isalnum() and text[length:].startswith("aHR0c"):
            yield Word("strip", text[:length]), BASE64


def _pointers(text: str) -> Iterator[Word]:
    """To each text in an object of JSON."""
    if not text.lstrip().startswith("{"):
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    number = 0
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting and number < _MOST_POINTERS:
        pointer, each = waiting.pop(0)
        if isinstance(each, dict):
            waiting += [(f"{pointer}/{name}", inner) for name, inner in each.items() if is_name(name)]
        elif isinstance(each, str) and list(values_at(value, pointer)) == [each]:
            number += 1
            yield Word("json", pointer)


def _of_app_link(text: str) -> Iterator[Word]:
    """The parameters of an app's own link, which carry what the app would open."""
    parts = split(text) if "://" in text[:_LONGEST_NAME] else None
    if parts is None or parts.scheme in WEB:
        return
    names = (pair.partition("=")[0] for pair in (parts.query or "").split("&")[:_MOST_PARAMETERS])
    for name in dict.fromkeys(names):
        if is_name(name) and not returns(name):
            yield Word("through", (name,))


# ---- writing -----------------------------------------------------------------------------------------------


def _in_json(text: str, pointer: Plain) -> str:
    value: object = text
    for name in reversed(str(pointer).split("/")[1:]):
        value = {name: value}
    return json.dumps(value, separators=(",", ":"))


def _in_app_link(text: str, names: Plain) -> str:
    name = names[0] if isinstance(names, tuple) else names
    return f"app://open?{name}={component(text)}"


def _pairs(argument: Plain) -> tuple[Plain, ...]:
    return argument if isinstance(argument, tuple) else ()


_INVERSE: dict[str, Callable[[str, Plain], str]] = {
    "percent": lambda text, _: component(text),
    "base64": lambda text, _: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "html": lambda text, _: escape(text).replace("/", "&#x2f;"),
    "strip": lambda text, prefix: str(prefix) + text,
    "json": _in_json,
    "through": _in_app_link,
    "segment": lambda text, argument: f"{text}.x" if ("at", 0) in _pairs(argument) else f"x.{text}.x",
}
