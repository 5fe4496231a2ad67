"""The tables, their migrations, and events as rows. A migration that has landed is never changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from unwall.model import Kind, Needs, Reason, Surface
from unwall.store.event import Action, Event, Row, Run

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "first tables",
        (
            "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL)",
            "CREATE TABLE runs (id TEXT PRIMARY KEY, started TEXT NOT NULL, version TEXT NOT NULL,"
            " rules TEXT NOT NULL, detail TEXT NOT NULL)",
            "CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT,"
            " run TEXT NOT NULL REFERENCES runs (id), at TEXT NOT NULL, action TEXT NOT NULL,"
            " surface TEXT NOT NULL, rule TEXT NOT NULL, kind TEXT NOT NULL, blocker TEXT NOT NULL,"
            " blocked TEXT NOT NULL, input TEXT NOT NULL, output TEXT NOT NULL, refused TEXT NOT NULL,"
            " needs TEXT NOT NULL, context TEXT NOT NULL, client TEXT NOT NULL, method TEXT NOT NULL,"
            " status INTEGER NOT NULL, latency REAL NOT NULL, number INTEGER NOT NULL,"
            " scans INTEGER NOT NULL)",
            "CREATE INDEX events_at ON events (at)",
            "CREATE TABLE tallies (run TEXT NOT NULL REFERENCES runs (id), day TEXT NOT NULL,"
            " surface TEXT NOT NULL, blocker TEXT NOT NULL, blocked TEXT NOT NULL, looked INTEGER NOT NULL,"
            " walled INTEGER NOT NULL, PRIMARY KEY (run, day, surface, blocker, blocked))",
        ),
    ),
    ("forms of pages", ("ALTER TABLE events ADD COLUMN form TEXT NOT NULL DEFAULT ''",)),
)
COLUMNS = Event._fields
RUN_COLUMNS = Run._fields
OF_RUN = ("run", "started", "version", "rules", "detail")  # RUN_COLUMNS as rows have them
HEAD = ("id", *OF_RUN, *COLUMNS)  # of a row
_WORDS: Mapping[str, type[StrEnum]] = {
    "action": Action,
    "surface": Surface,
    "kind": Kind,
    "refused": Reason,
    "needs": Needs,
}
_NUMBERS = ("id", "status", "number")
_TIMES = ("started", "at")
_FLAGS = {"0": False, "1": True, "false": False, "true": True}
_TAKES = {"scans": "0, 1", "started": "2026-01-31T12:00", "at": "2026-01-31T12:00", "latency": "1.5"}


def instant(at: datetime) -> str:
    """A time as it is written: UTC, microseconds, comparable as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def time_of(text: str) -> datetime:
    """The time that ``instant`` wrote."""
    return datetime.fromisoformat(text)


def comparable(column: str, text: str) -> str | int | float | datetime:
    """What a column is compared with. Raises ValueError, which says what the column takes.

    >>> comparable("status", "200"), comparable("scans", "1"), comparable("rule", "zhihu-link")
    (200, True, 'zhihu-link')
    """
    if column in _WORDS:
        known = [each.value for each in _WORDS[column]]
        if text and text not in known:
            raise ValueError(", ".join(known))
        return text
    try:
        if column in _NUMBERS:
            return _whole(text)
        if column in _TIMES:
            at = datetime.fromisoformat(text)
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        if column == "latency":
            return float(text)
        return _FLAGS[text] if column == "scans" else _plain(text)
    except (KeyError, OverflowError, ValueError):
        raise ValueError(_TAKES.get(column, "42")) from None


def _whole(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError
    return number


def values_of(event: Event) -> tuple[str | int | float, ...]:
    """An event in the order of COLUMNS."""
    return tuple(
        instant(value) if isinstance(value, datetime) else "" if value is None else _plain(value)
        for value in event
    )


def _plain(value: str | float) -> str | int | float:
    if isinstance(value, bool):
        return int(value)
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def row_of(values: tuple[str | int | float, ...]) -> Row:
    """The row whose id, run and event are these values, in the order of RUN_COLUMNS and COLUMNS."""
    number, *rest = values
    own, event = rest[: len(RUN_COLUMNS)], rest[len(RUN_COLUMNS) :]
    run_id, started, version, rules, detail = map(str, own)
    named = dict(zip(COLUMNS, event, strict=True))
    text = {name: str(value) for name, value in named.items()}
    return Row(
        int(number),
        Run(run_id, time_of(started), version, rules, detail),
        Event(
            at=time_of(text["at"]),
            action=Action(text["action"]),
            surface=Surface(text["surface"]),
            rule=text["rule"],
            kind=Kind(text["kind"]) if text["kind"] else None,
            blocker=text["blocker"],
            blocked=text["blocked"],
            input=text["input"],
            output=text["output"],
            refused=Reason(text["refused"]) if text["refused"] else None,
            needs=Needs(text["needs"]) if text["needs"] else None,
            context=text["context"],
            client=text["client"],
            method=text["method"],
            status=int(named["status"]),
            latency=float(named["latency"]),
            form=text["form"],
            number=int(named["number"]),
            scans=bool(int(named["scans"])),
        ),
    )
