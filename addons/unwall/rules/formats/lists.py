"""Which list a text is, what it reads as, and how its rules are named."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from unwall.language import TOO_DEEP, Said
from unwall.rules.formats import clearurls, debounce, urlskip
from unwall.rules.formats.draft import Draft, Reading
from unwall.urls.suffix import Suffixes

_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class Format(StrEnum):
    """The lists that are known."""

    CLEARURLS = "clearurls"
    DEBOUNCE = "debounce"
    URLSKIP = "urlskip"


_READERS: Mapping[Format, Callable[[str, Suffixes], Reading]] = {
    Format.CLEARURLS: clearurls.read,
    Format.DEBOUNCE: debounce.read,
    Format.URLSKIP: urlskip.read,
}


def format_of(text: str) -> Format | None:
    """The list that the text is, None where it is none of them."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        try:
            value = json.loads(text.lstrip("\ufeff"))
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict) and isinstance(value.get("providers"), dict):
            return Format.CLEARURLS
        if isinstance(value, list) and any(isinstance(entry, dict) and "include" in entry for entry in value):
            return Format.DEBOUNCE
    return Format.URLSKIP if "urlskip=" in text else None


class NoListError(Said, ValueError):
    """What is not the list that it should be, and why."""


def read(text: str, which: Format, suffixes: Suffixes) -> Reading:
    """The list as rules. Raises NoListError."""
    try:
        return _READERS[which](text.lstrip("\ufeff"), suffixes)
    except RecursionError:
        raise NoListError(TOO_DEEP) from None
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise NoListError(str(error)) from None


def distinct(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """The drafts less those that say what an earlier one says."""
    found: dict[object, Draft] = {}
    for draft in drafts:
        found.setdefault(draft.shape(), draft)
    return tuple(found.values())


def named(drafts: Iterable[Draft], prefix: str) -> tuple[tuple[str, Draft], ...]:
    """The drafts with ids: the prefix and the first host, counted where one has several."""
    seen: Counter[str] = Counter()
    found = []
    for draft in drafts:
        name = slug(f"{prefix} {draft.hosts[0].removeprefix('*.').removesuffix('.*')}")
        seen[name] += 1
        found.append((f"{name}-{seen[name]}" if seen[name] > 1 else name, draft))
    return tuple(found)


def slug(text: str) -> str:
    """The text as the words of an id."""
    kept = "".join(mark if mark in _ID_CHARACTERS else " " for mark in text.lower())
    return "-".join(kept.split()) or "list"
