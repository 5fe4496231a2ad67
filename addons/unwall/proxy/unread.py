"""Bodies that could not be read although links were looked for in them: how many, and why."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from threading import Lock


class Unread(StrEnum):
    """Why a body passed as it came."""

    CODING = "coding"  # a content coding that nobody here knows
    BROKEN = "broken"  # cut off, or not in the coding that is said
    LARGE = "large"  # on the wire, or taken out of its coding
    CHARSET = "charset"  # no text, or not in the charset that is said


class Tally:
    """Counts them through a whole run, from whatever thread."""

    def __init__(self) -> None:
        self._counts: Counter[Unread] = Counter()
        self._alone = Lock()

    def add(self, why: Unread) -> None:
        """One more."""
        with self._alone:
            self._counts[why] += 1

    def counts(self) -> Mapping[Unread, int]:
        """So many of each kind, in the order of the kinds; those that were not met are left out."""
        with self._alone:
            return {why: self._counts[why] for why in Unread if self._counts[why]}
