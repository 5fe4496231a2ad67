"""The query of a URL as it stands: values by name.

Nothing is decoded but names that are spelled with escapes.
"""

from collections.abc import Iterable

from unwall.urls.escape import percent


def values_of(query: str, name: str) -> list[str]:
    """All values of one parameter, raw, in order; a name without ``=`` has none.

    >>> values_of("a=1&b=2&a=3", "a")
    ['1', '3']
    """
    if name not in query and "%" not in query:
        return []
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
