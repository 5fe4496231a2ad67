"""The tables, their migrations, and events as rows. A migration that has landed is never changed."""

from datetime import UTC, datetime

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


def instant(at: datetime) -> str:
    """A time as it is written: UTC, microseconds, comparable as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def time_of(text: str) -> datetime:
    """The time that ``instant`` wrote."""
    return datetime.fromisoformat(text)


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
