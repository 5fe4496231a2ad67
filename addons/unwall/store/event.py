"""What the log holds: events, the run they belong to, and counts that give them a denominator."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from unwall.model import Kind, Needs, Reason, Surface


class Action(StrEnum):
    """What became of what was met."""

    OPENED = "opened"  # the client was sent to the target
    REWRITTEN = "rewritten"  # the link was made direct where it stood
    FOUND = "found"  # seen and left as it is: nothing to be done, or a dry run
    SHOWN = "shown"  # an interstitial that was let stand: it warns of harm, or nobody knows its target
    REFUSED = "refused"  # a target that must not be opened
    PROBED = "probed"  # one cell of a probe
    LOST = "lost"  # events that could not be written; ``number`` says how many


class Event(NamedTuple):
    """One thing that happened. Times are aware UTC; an empty text means unknown, as in a CSV cell."""

    at: datetime
    action: Action
    surface: Surface
    rule: str = ""
    kind: Kind | None = None
    blocker: str = ""  # the platform that walls
    blocked: str = ""  # the platform whose link it concerns
    input: str = ""
    output: str = ""
    refused: Reason | None = None
    needs: Needs | None = None
    context: str = "browser"
    client: str = ""  # a pseudonym; see ``redaction.Pseudonyms``
    method: str = ""
    status: int = 0  # of the response, 0 where there was none
    latency: float = 0.0  # milliseconds that unwall took
    form: str = ""  # of an interstitial's body: equal where only its words and values differ
    number: int = 1
    scans: bool = False  # the wall also warns of harm


class Run(NamedTuple):
    """One run of the program that writes."""

    id: str
    started: datetime
    version: str  # of unwall
    rules: str  # the digest of the rule set
    detail: str  # how much of an address is kept


class Tally(NamedTuple):
    """How many links were looked at, and how many of them were walled.

    Summed per run, day, surface and pair. With it a share has its denominator: of ``looked`` links of
    ``blocked`` met at ``blocker``, ``walled`` were.
    """

    day: str  # ISO date, UTC
    surface: Surface
    blocker: str  # the platform where they were met, empty where it is none that rules know
    blocked: str  # the platform they lead to, likewise
    looked: int
    walled: int


class Row(NamedTuple):
    """An event as it lies in the log: numbered, with its run."""

    id: int
    run: Run
    event: Event
