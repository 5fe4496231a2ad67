"""Which counts of links looked at belong to the events that were asked for.

They are kept by run, day, surface and pair of platforms: nothing finer can be asked of them.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta

from unwall.store.event import Run, Tally
from unwall.store.store import Wanted

_OF_RUN = ("version", "rules", "detail")
_KNOWN = ("run", *_OF_RUN, "surface", "blocker", "blocked")
_MOMENT = timedelta(microseconds=1)


def unknown_to_counts(wanted: Wanted) -> str:
    """By what events were chosen and counts cannot be; empty where all of it is known of them, too."""
    if wanted.last:
        return "--last"
    return next((column for column, _ in wanted.equal if column not in _KNOWN), "")


def counted(tallies: Iterable[tuple[Run, Tally]], wanted: Wanted) -> list[tuple[Run, Tally]]:
    """The counts of what was asked for, of whole days (UTC); none where they cannot be told apart."""
    if unknown_to_counts(wanted):
        return []
    first = wanted.since.astimezone(UTC).date().isoformat() if wanted.since else ""
    last = (wanted.until.astimezone(UTC) - _MOMENT).date().isoformat() if wanted.until else "~"
    return [
        (run, tally)
        for run, tally in tallies
        if first <= tally.day <= last
        and all(_said(run, tally, name) == value for name, value in wanted.equal)
    ]


def _said(run: Run, tally: Tally, column: str) -> str:
    if column == "run":
        return run.id
    return str(getattr(run if column in _OF_RUN else tally, column))
