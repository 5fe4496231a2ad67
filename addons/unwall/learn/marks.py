"""By what a page is known to stand in the way to a page elsewhere: its words, and how few links it has."""

from typing import NamedTuple

from unwall.engine.element import End, Tag, Words
from unwall.engine.page import Parsed
from unwall.learn.words import table

_MOST_LINKS = 15
_LONGEST = 2_000  # characters that a person sees
_UNSEEN = frozenset(("script", "style", "template"))
_SHORT, _FEW = 400, 5  # such characters and links, for words that other pages say as well
_LONGEST_DRAWN = 20_000  # characters of a page that its scripts draw
_SHOWN = 3  # marks that tell the page


class Marks(NamedTuple):
    """What tells such a page."""

    words: tuple[str, ...]  # as they stand in its body
    seen: str  # what a person reads, or all of a page that is drawn by a script


def marks_of(parsed: Parsed) -> Marks | None:
    """The marks of such a page; None for any other one."""
    body = parsed.page.body
    low = body.lower()
    said = [each for each in (*table()["leaving"], *table()["perhaps"]) if each in low]
    if not said or len(low) != len(body):
        return None
    seen, links = _seen(parsed)
    text = " ".join(seen)
    if len(text) > _LONGEST or links > _MOST_LINKS:
        return None
    telling = [each for each in said if each in text.lower()]
    if not telling and len(body) <= _LONGEST_DRAWN:  # a script draws it
        telling, text = said, f"{text} {body}"
    if not any(each in table()["leaving"] for each in telling) and (len(text) > _SHORT or links > _FEW):
        return None
    found = [body[low.find(each) :][: len(each)] for each in telling]
    words = tuple(word for word in found if not any(word != other and word in other for other in found))
    return Marks(words[:_SHOWN], text) if words else None


def is_bare(parsed: Parsed) -> bool:
    """Whether a page shows next to nothing: it only leads on."""
    seen, links = _seen(parsed)
    return links <= 1 and sum(map(len, seen)) <= 300


def seen_on(parsed: Parsed) -> str:
    """What a person reads on a page, its title first."""
    return " ".join(_seen(parsed)[0])


def _seen(parsed: Parsed) -> tuple[list[str], int]:
    words: list[str] = []
    links: set[str] = set()
    inside = ""
    for token in parsed.tokens:
        if isinstance(token, Tag):
            inside = token.name
            if token.name == "a" and token.attributes.get("href"):
                links.add(token.attributes["href"])
            words += [token.attributes["value"]] if _is_button(token) else []
        elif isinstance(token, End):
            inside = ""
        elif isinstance(token, Words) and inside not in _UNSEEN and token.text.strip():
            words.append(" ".join(token.text.split()))
    return words, len(links)


def _is_button(tag: Tag) -> bool:
    kind = tag.attributes.get("type", "").lower()
    return tag.name == "input" and kind in ("button", "submit") and bool(tag.attributes.get("value"))
