"""Which hosts so few clients met behind a wall that the host alone could tell who it was (k-anonymity).

Clients are named anew in every run, so somebody who comes back counts as another one. What is known for
certain is how many there were within one run; the largest of these numbers is taken.
"""

from collections.abc import Iterable
from typing import NamedTuple

from unwall.store.event import Event, Row
from unwall.urls.split import split


class Cell(NamedTuple):
    """A wall and what is behind it."""

    blocker: str
    host: str


def cell(event: Event) -> Cell:
    """The cell of an event: the host of its target, or of what was met where no target is known."""
    parts = split(event.output or event.input)
    return Cell(event.blocker, parts.host if parts is not None else "")


def lonely(rows: Iterable[Row], fewest: int) -> frozenset[Cell]:
    """The cells that fewer than ``fewest`` clients of any one run met; events of no client do not count."""
    met: dict[tuple[Cell, str], set[str]] = {}
    for row in rows:
        if row.event.client:
            clients = met.setdefault((cell(row.event), row.run.id), set())
            if len(clients) < fewest:
                clients.add(row.event.client)
    enough = {where for (where, _), clients in met.items() if len(clients) >= fewest}
    return frozenset(where for where, _ in met if where not in enough)
