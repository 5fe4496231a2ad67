"""What one link is to one client: a verdict with its evidence."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """Stable words for scripts."""

    OPEN = "open"
    WRAPPED = "wrapped"  # the link carries its target in itself
    WALLED = "walled"  # a page or redirect stands before the target, as a rule knows
    APP_ONLY = "app-only"
    ELSEWHERE = "redirected-elsewhere"  # to another site, by no rule's knowledge
    LOGIN = "login"
    CAPTCHA = "captcha"  # the server takes us for a robot: no wall, and no answer either
    DEAD = "dead"
    UNKNOWN = "unknown"


CLOSED = frozenset([Verdict.WRAPPED, Verdict.WALLED, Verdict.APP_ONLY, Verdict.ELSEWHERE])


WARNED = frozenset(
    [Verdict.CAPTCHA, Verdict.LOGIN]
)  # the server wants a person: nothing is wrong with the link


class Via(StrEnum):
    """Why an address was asked."""

    LINK = "link"  # it is the link itself
    LOCATION = "location"
    REFRESH = "refresh"  # the header
    META = "meta"
    SCRIPT = "script"  # seen in a browser


ARGUMENTS = "arguments"  # in the place of a file: the person named the link itself


class Place(NamedTuple):
    """Where a link stands: a file, ``-`` for stdin or ARGUMENTS, and its line or entry, counted from one."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Hop(NamedTuple):
    """One address that was asked."""

    url: str
    status: int  # 0 where no answer came
    milliseconds: float
    error: str | None = None
    via: Via = Via.LINK


class Cell(NamedTuple):
    """One link for one client."""

    url: str
    context: str
    verdict: Verdict
    rule: str | None = None  # the rule that knew it
    rule_place: str = ""  # the file and line of the rule
    target: str | None = None  # what it should have opened, where a rule read it
    hops: tuple[Hop, ...] = ()
    title: str = ""
    body_sha256: str = ""  # of the last body, as text in UTF-8
    why: str = ""  # an error's word, or the status that decided
    matched: str = ""  # what the rule knew it by: the page's words, or the link itself
    places: tuple[Place, ...] = ()  # where the link stands, the first few
    excused: str = ""  # why it does not count: known before, or allowed for a reason
    rules: str = ""  # the version of the rules it was found by

    @property
    def final(self) -> str:
        """The last address asked, or the link itself."""
        return self.hops[-1].url if self.hops else self.url


class Exit(IntEnum):
    """What a run comes to, as exit codes."""

    OPEN = 0
    WALLED = 1
    UNDETERMINED = 3


def exit_of(verdicts: Iterable[Verdict]) -> Exit:
    """All open, some walled, or some that could not be determined."""
    found = frozenset(verdicts)
    if found & CLOSED:
        return Exit.WALLED
    return Exit.OPEN if found <= {Verdict.OPEN} else Exit.UNDETERMINED
