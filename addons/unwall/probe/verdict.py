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


class Hop(NamedTuple):
    """One address that was asked."""

    url: str
    status: int  # 0 where no answer came
    milliseconds: float
    error: str | None = None


class Cell(NamedTuple):
    """One link for one client."""

    url: str
    context: str
    verdict: Verdict
    rule: str | None = None  # the rule that knew it
    target: str | None = None  # what it should have opened, where a rule read it
    hops: tuple[Hop, ...] = ()
    title: str = ""
    body_sha256: str = ""
    why: str = ""  # an error's word, or the status that decided

    @property
    def final(self) -> str:
        """The last address asked, or the link itself."""
        return self.hops[-1].url if self.hops else self.url


class Exit(IntEnum):
    """What a run comes to, as exit codes."""

    OPEN = 0
    WALLED = 1
    UNDETERMINED = 3


def exit_of(cells: Iterable[Cell]) -> Exit:
    """All open, some walled, or some that could not be determined."""
    verdicts = {cell.verdict for cell in cells}
    if verdicts & CLOSED:
        return Exit.WALLED
    return Exit.OPEN if verdicts <= {Verdict.OPEN} else Exit.UNDETERMINED
