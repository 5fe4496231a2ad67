"""What is found in a text: a link or what stands for one, and which of several a share text means."""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from unwall.engine.decode import begins_with_url
from unwall.model import Kind, Needs, Refused, Rule, Step, Unwrapped, Verdict


class Found(NamedTuple):
    """Something that stands for a link, or speaks of a platform.

    It is at characters ``start`` to ``end`` of a text.
    """

    start: int
    end: int
    output: str | None  # what to open
    rule: str
    kind: Kind
    platform: str | None
    refused: Refused | None
    needs: Needs | None
    rewrite: bool  # the stretch is an address itself, so the output may be written in its place
    ampersand: str | None = None  # how it is spelled in that place, where that is not the text's own way


class Rank(IntEnum):
    """Which link of a share text is meant: the least of these, and of equals the one that stands first."""

    ITEM = 0  # the very thing: an address of the form that some rule's template has
    WEB = 1  # any other address, short links too
    APP = 2  # an app link with a web address inside
    DISGUISED = 3
    REFUSED = 4
    SEARCH = 5  # words to be searched for, beside a coded mention
    NEEDY = 6  # only a server or an app knows the target


class Hit(NamedTuple):
    found: Found
    rank: Rank
    opened: Unwrapped  # what became of the stretch alone; its ``rule`` is None where no rule knows it
    own: bool = False  # a rule with find knows it, and it is what it opens
    around: tuple[int, int] | None = None  # what belongs to the link beside its stretch: the whole card

    @property
    def extent(self) -> tuple[int, int]:
        """Where no other link is looked for."""
        return self.around or (self.found.start, self.found.end)


def said(text: str, meant: Hit) -> Unwrapped:
    """What the whole text comes to, where this of all its links is meant."""
    found, opened = meant.found, meant.opened
    steps = opened.steps
    if found.output is not None and opened.rule is not None and not steps:
        steps = (Step(opened.rule, Kind.SHARE_TEXT, text, found.output),)  # the words around a short link
    return opened._replace(input=text, output=found.output or text, steps=steps)


def unopened(stretch: str, rule: Rule) -> Unwrapped:
    """What becomes of a stretch that a rule recognises and does not open.

    One to be left alone is nobody's.
    """
    if rule.verdict is Verdict.LEAVE:
        return Unwrapped(stretch, "")
    return Unwrapped(stretch, "", needs=rule.needs if rule.verdict is Verdict.ASK else None, rule=rule.id)


def is_written_over(stretch: str, output: str | None) -> bool:
    """Whether the stretch is an address, and what opens is another."""
    return output is not None and output != stretch and begins_with_url(stretch)


def item_forms(rules: Iterable[Rule]) -> tuple[str, ...]:
    """What the addresses that rules make of an item's number begin with, up to their query."""
    templates = (
        target.template or ""
        for rule in rules
        if rule.kind is not Kind.CODED_MENTION
        for target in rule.targets
    )
    forms = {template.partition("{")[0].partition("?")[0] for template in templates}
    return tuple(sorted(form for form in forms if form.count("/") > 2))
