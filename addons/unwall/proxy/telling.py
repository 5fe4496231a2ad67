"""What the processes of one proxy tell each other: lines of JSON over a pair of connected sockets."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self

from unwall.model import Kind, Needs, Reason, Surface
from unwall.proxy.mishaps import Mishaps
from unwall.proxy.setup import Choices
from unwall.store.event import Action, Event
from unwall.store.log import Met

type Value = str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None
type Line = Mapping[str, Value]


class Beginning(NamedTuple):
    """What another process must know to be one with the first."""

    words: tuple[str, ...]  # of the first one's command line, which may hold secrets
    port: int
    key: str  # hexadecimal: clients have the same pseudonyms everywhere
    options: tuple[str, ...]  # of rules, on beside those of the configuration
    dashboard: str
    switched: Mapping[str, bool]


class State(NamedTuple):
    """How all processes together are."""

    log: str  # written, failing or none
    mishaps: Mishaps

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> Self:
        """What ``values`` tell."""
        return cls(values["log"], Mishaps.told(values))

    def values(self) -> Line:
        """The same for another process."""
        return {"log": self.log, **self.mishaps.values()}


def line_of(what: Line) -> bytes:
    """What is told, as it is sent."""
    return json.dumps(what, separators=(",", ":")).encode() + b"\n"


def beginning_of(line: bytes) -> Beginning:
    """The first line."""
    told = json.loads(line)
    return Beginning(**told | {name: tuple(told[name]) for name in ("words", "options")})


def switched_of(choices: Choices) -> dict[str, bool]:
    """The choices that are made while the proxy runs, which no file tells."""
    return {"paused": choices.paused, "dry_run": choices.dry_run, "resolve": choices.resolve}


def values_of(event: Event) -> list[Value]:
    """An event as plain values."""
    return [event.at.isoformat(), *event[1:]]


def event_of(values: list[Any]) -> Event:
    """The event that they were made of."""
    event = Event(*values)
    return event._replace(
        at=datetime.fromisoformat(values[0]),
        action=Action(event.action),
        surface=Surface(event.surface),
        kind=Kind(event.kind) if event.kind else None,
        refused=Reason(event.refused) if event.refused else None,
        needs=Needs(event.needs) if event.needs else None,
    )


def met_of(values: list[str]) -> Met:
    """Where links were met."""
    surface, blocker, blocked = values
    return Met(Surface(surface), blocker, blocked)
