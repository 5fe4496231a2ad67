"""The query of a URL as it stands: values by name.

Nothing is decoded but names that are spelled with escapes.
"""

import re
from collections.abc import Iterable

from unwall.urls.escape import percent

_HAS_ESCAPED_NAME = re.compile("&[^&=%]*+%[^&=]*+=")


def values_of(query: str, name: str) -> list[str]:
    """All values of one parameter, raw, in order; a name without ``=`` has none.

    >>> values_of("a=1&b=2&a=3", "a")
    ['1', '3']
    """
    marked = "&" + query
    if "%" in query and _HAS_ESCAPED_NAME.search(marked):
        return _by_read_name(query, name)
    start = f"&{name}="
    at = marked.find(start)
    found = []
    while at >= 0:
        at += len(start)
        end = marked.find("&", at)
        if end < 0:
            found.append(marked[at:])
            break
        found.append(marked[at:end])
        at = marked.find(start, end)
    return found


def _by_read_name(query: str, name: str) -> list[str]:
    found = []
    for part in query.split("&"):
        own, equals, value = part.partition("=")
        if equals and (own == name or ("%" in own and percent(own) == name)):
            found.append(value)
    return found


def first_of(query: str, names: Iterable[str]) -> list[str]:
    """All values of the first of these parameters that is present."""
    return next((values for values in (values_of(query, name) for name in names) if values), [])


def without(url: str, name: str) -> str:
    """``url`` less one parameter; everything else stays byte for byte."""
    head, hash_mark, fragment = url.partition("#")
    base, question, query = head.partition("?")
    kept = [part for part in query.split("&") if part.partition("=")[0] != name]
    if len(kept) == query.count("&") + 1:
        return url
    return base + (question + "&".join(kept) if kept else "") + hash_mark + fragment


def keeping(url: str, names: Iterable[str]) -> str:
    """``url`` with only these parameters, in this order, raw as they are, and without its fragment.

    >>> keeping("https://a.example/x?c=3&a=1&b=2#top", ("a", "c"))
    'https://a.example/x?a=1&c=3'
    """
    base, _, query = url.partition("#")[0].partition("?")
    kept = [f"{name}={values[0]}" for name in names if (values := values_of(query, name))]
    return f"{base}?{'&'.join(kept)}" if kept else base
