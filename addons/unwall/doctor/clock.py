"""The clock, without asking anybody: certificates and the log depend on it."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from unwall.doctor import words
from unwall.doctor.finding import Finding, State

_SLACK = timedelta(days=1)  # a file may come from a machine whose clock is a little ahead
_LONGEST = timedelta(days=20 * 365)


def clock(now: datetime, files: Iterable[Path]) -> Finding:
    """Whether ``now`` can be: not before our own files were written, nor absurdly long after."""
    times = []
    for path in files:
        with suppress(OSError):  # it is not there, or not for us
            times.append(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    newest = max(times, default=now)
    parts = {"now": f"{now:%Y-%m-%d %H:%M} UTC", "file": f"{newest:%Y-%m-%d}"}
    if now < newest - _SLACK or now > newest + _LONGEST:
        return Finding("clock", State.MEND, words.CLOCK_WRONG, parts, words.SET_CLOCK)
    return Finding("clock", State.FINE, words.CLOCK, parts)
