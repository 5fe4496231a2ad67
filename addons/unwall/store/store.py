"""What any store of events does, whatever keeps them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from unwall.language import Said
from unwall.store.event import Event, Row, Run, Tally
from unwall.store.schema import HEAD, comparable
from unwall.store.words import NO_COLUMN, NO_VALUE


class StoreError(Said):
    """A log that cannot be used; the text names it and the next step."""


class Damaged(StoreError):  # noqa: N818 - a state of the file, by which the writer begins a new one
    """The file is there and is no log that can be read."""


class Passing(StoreError):  # noqa: N818 - a state of the log, at which the writer waits
    """A fault that may pass by itself: another program's lock, a full disk, a server that does not answer."""


class Wanted(NamedTuple):
    """Which rows are asked for; an empty text asks for all."""

    since: datetime | None = None
    until: datetime | None = None
    equal: tuple[tuple[str, str], ...] = ()  # column and value
    last: int = 0  # only so many, the newest; 0 is all
    after: int = 0  # only rows with a greater id
    upto: int | None = None  # and none with a greater one than this


ALL = Wanted()


class Writing(Protocol):
    """One open log to write to, for one thread at a time. Whatever fails is a StoreError."""

    @property
    def name(self) -> str:
        """Where it is, for people; no password in it."""

    def is_in_place(self) -> bool:
        """Whether what was opened can still be written to."""

    def append(
        self, run: Run, events: Sequence[Event], tallies: Iterable[Tally] = (), number: int = 0
    ) -> None:
        """Commit all of them or none.

        ``number`` grows with each group of a run: one that is there already, though its writer never
        learnt it, is not written again. 0 is no number.
        """

    def trim(self, most: int, before: datetime, steps: int) -> int:
        """Delete the oldest events while they are too old or take over ``most`` bytes, in small steps.

        Gives the number of events deleted. Raises StoreError.
        """

    def close(self) -> None:
        """End the connection; what was appended has been committed before."""


class Store(Writing, Protocol):
    """The same, to be read as well."""

    def rows(self, wanted: Wanted = ALL) -> Iterator[Row]:
        """The rows asked for, oldest first, read piece by piece."""

    def tallies(self) -> list[tuple[Run, Tally]]:
        """All counts of what was looked at, with their runs."""

    def purge(self, before: datetime | None) -> int:
        """Delete the events before a time, or all of them; their number."""


def as_of_now(store: "Store", wanted: Wanted) -> Wanted:
    """The same, of what is there now: a log that grows between two readings is the same in both."""
    return wanted._replace(upto=max((row.id for row in store.rows(Wanted(last=1))), default=0))


type Compared = list[tuple[str, str | int | float | datetime]]


def compared(wanted: Wanted) -> Compared:
    """The columns asked for, each with what it is compared with. Raises StoreError."""
    found: Compared = []
    for column, value in wanted.equal:
        if column not in HEAD:
            raise StoreError(NO_COLUMN, column=column, known=", ".join(HEAD))
        try:
            found.append((column, comparable(column, value)))
        except ValueError as error:
            raise StoreError(NO_VALUE, column=column, value=value, known=error) from None
    return found
