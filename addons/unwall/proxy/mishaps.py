"""Where the traffic went on as it was although there was something to do, counted through a whole run.

These are errors of our own, by their kind and place, and bodies that could not be read, by the reason.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple, Self

from unwall.proxy.unread import Unread

type Values = Mapping[str, Sequence[Mapping[str, str | int]] | Mapping[str, int]]


class Failure(NamedTuple):
    """An error of our own."""

    kind: str  # the exception's name
    place: str  # what of ours failed


type Mishap = Failure | Unread


class Mishaps(NamedTuple):
    """How many there were; those that were not met are left out."""

    failures: Mapping[Failure, int] = {}
    unread: Mapping[Unread, int] = {}

    @classmethod
    def of(cls, counts: Mapping[Mishap, int]) -> Self:
        """So many of each, the most frequent failures first, the reasons in their own order."""
        failures = {what: count for what, count in counts.items() if isinstance(what, Failure)}
        return cls(
            dict(sorted(failures.items(), key=lambda each: (-each[1], each[0]))),
            {why: counts[why] for why in Unread if counts.get(why)},
        )

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> Self:
        """What ``values`` tell; those of another version may lack them, and know more reasons.

        Raises AttributeError, KeyError, TypeError or ValueError for what cannot be.
        """
        reasons = {why.value for why in Unread}
        failures = {
            Failure(str(each["kind"]), str(each["place"])): int(each["count"])
            for each in values.get("failures", ())
        }
        unread = {
            Unread(why): int(count) for why, count in values.get("unread", {}).items() if why in reasons
        }
        return cls(failures, unread)

    def each(self) -> Iterator[tuple[Mishap, int]]:
        """Of both kinds, with how many there were."""
        yield from self.failures.items()
        yield from self.unread.items()

    def values(self) -> Values:
        """The same for other processes."""
        return {
            "failures": [
                {"kind": each.kind, "place": each.place, "count": count}
                for each, count in self.failures.items()
            ],
            "unread": {why.value: count for why, count in self.unread.items()},
        }


class Tally:
    """Counts them, from whatever thread. ``told`` is told of each, in that thread."""

    def __init__(self) -> None:
        self.told: Callable[[Mishap, int], None] = lambda _, __: None
        self._counts: Counter[Mishap] = Counter()
        self._alone = Lock()

    def add(self, what: Mishap, number: int = 1) -> None:
        """One more, or so many."""
        with self._alone:
            self._counts[what] += number
        self.told(what, number)

    def so_far(self) -> Mishaps:
        """All that were counted."""
        with self._alone:
            return Mishaps.of(self._counts)
