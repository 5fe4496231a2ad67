"""By what a page is known to stand in the way to a page elsewhere: its words, and how few links it has."""

from itertools import islice
from typing import NamedTuple

from unwall.engine.element import End, Tag, Token, Words
from unwall.engine.page import Parsed
from unwall.learn.words import table
from unwall.rules.expressions import expression

_MOST_LINKS = 15
_LONGEST = 2_000  # characters that a person sees
_UNSEEN = frozenset(("script", "style", "template"))
_SHORT, _FEW = 400, 5  # such characters and links, for words that other pages say as well
_LONGEST_DRAWN = 20_000  # characters of a page that its scripts draw
_SHOWN = 3  # marks that tell the page
_LONGEST_PASSING = 120  # characters that a person sees on a page that only passes
_USED = frozenset(("form", "input", "textarea", "select", "button", "iframe", "video", "audio", "canvas"))
_GOES = (
    r"\blocation(?:\.href)?\s*=\s*([A-Za-z_$][0-9A-Za-z_$]*)|"
    r"\blocation\.(?:replace|assign)\s*\(\s*([A-Za-z_$][0-9A-Za-z_$]*)"
)
_OWN = frozenset(("location", "window", "document", "self", "top", "parent", "this", "null", "true", "false"))
_MOST_JUMPS = 20


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


def passes(parsed: Parsed) -> Marks | None:
    """The marks of a page that takes people on by a script, with nothing to read or to press on it.

    None for any other page. No words are found where only its script tells, which goes to what it worked out.
    """
    body = parsed.page.body
    if not body or len(body) > _LONGEST_DRAWN or any(map(_is_used, parsed.tokens)):
        return None
    text = seen_on(parsed)
    low = body.lower()
    words = [each for each in table()["passing"] if each in text.lower()] if len(low) == len(body) else []
    if len(text) > _LONGEST_PASSING or not (words or _goes_on(f"{body}\n{parsed.unpacked}")):
        return None
    return Marks(tuple(body[low.find(each) :][: len(each)] for each in words)[:_SHOWN], text)


def _is_used(token: Token) -> bool:
    """Whether a person could do something with it."""
    if not isinstance(token, Tag):
        return False
    return token.name in _USED or (token.name == "a" and _leads(token.attributes.get("href", "")))


def _leads(href: str) -> bool:
    return not href.strip().lower().startswith(("#", "javascript:")) and bool(href.strip())


def _goes_on(scripts: str) -> bool:
    """Whether a script goes to something other than a literal or a variety of the page's own address."""
    found = expression(_GOES).finditer(scripts)
    return any((each.group(1) or each.group(2)) not in _OWN for each in islice(found, _MOST_JUMPS))


def says_more(words: Marks) -> bool:
    """Whether a page says that one is leaving in words which no page says after something was done."""
    said = {each.lower() for each in words.words}
    return bool(said & set(table()["leaving"]) - set(table()["after_actions"]))


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
