"""What a log comes to: counts with their denominators, in one pass over its events and in bounded memory."""

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from unwall.model import Kind
from unwall.store.event import Action, Event, Row, Run, Tally
from unwall.urls.split import split

_Z = 1.959964  # of a 95 % interval
_MOST_HOSTS = 50_000  # hosts counted one by one; those beyond are counted together
_OTHERS = "…"
WALLED = frozenset([Action.OPENED, Action.REWRITTEN, Action.FOUND, Action.SHOWN, Action.REFUSED])


class Interval(NamedTuple):
    """A share with the bounds of its 95 % Wilson score interval (Wilson 1927)."""

    share: float
    low: float
    high: float


def wilson(part: int, whole: int) -> Interval | None:
    """The interval of ``part`` of ``whole``; None of nothing.

    >>> [round(bound, 3) for bound in wilson(8, 10)]
    [0.8, 0.49, 0.943]
    """
    if whole <= 0:
        return None
    share = part / whole
    root = _Z * math.sqrt(share * (1 - share) / whole + _Z * _Z / (4 * whole * whole))
    scale = 1 + _Z * _Z / whole
    middle = share + _Z * _Z / (2 * whole)
    # At the ends of the scale rounding could put a bound a hair on the wrong side.
    low, high = (middle - root) / scale, (middle + root) / scale
    return Interval(share, max(0.0, min(share, low)), min(1.0, max(share, high)))


class Pair(NamedTuple):
    """One cell of the matrix of who walls whom."""

    blocker: str
    blocked: str
    looked: int  # links of ``blocked`` that were looked at where ``blocker`` shows them; 0 where not counted
    walled: int
    events: int
    first: datetime | None
    last: datetime | None
    rules: tuple[str, ...]


class Form(NamedTuple):
    """One form of the bodies of an interstitial."""

    rule: str
    form: str
    events: int
    opened: int  # of these were opened
    first: datetime
    last: datetime


class Summary(NamedTuple):
    """Everything that the report shows."""

    runs: tuple[Run, ...]
    events: int
    lost: int
    first: datetime | None
    last: datetime | None
    pairs: tuple[Pair, ...]  # by blocker and blocked
    days: tuple[tuple[str, Counter[Action]], ...]
    hosts: Counter[str]  # of the wrappers, interstitials and short links met
    contexts: Counter[tuple[str, Action]]
    ways: Counter[tuple[Kind, str]]  # how links get around walls, by kind and platform
    rules: Counter[str]
    forms: tuple[Form, ...]  # newest first
    refusals: Counter[str]
    looked: int
    walled: int


class _Cell:
    def __init__(self) -> None:
        self.looked = self.walled = self.events = 0
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.rules: set[str] = set()

    def meet(self, event: Event) -> None:
        self.events += event.number
        self.first = min(self.first or event.at, event.at)
        self.last = max(self.last or event.at, event.at)
        self.rules.add(event.rule)


def summarized(rows: Iterable[Row], tallies: Iterable[tuple[Run, Tally]]) -> Summary:
    """The summary of these events and counts."""
    runs: dict[str, Run] = {}
    cells: dict[tuple[str, str], _Cell] = {}
    days: dict[str, Counter[Action]] = {}
    hosts: Counter[str] = Counter()
    contexts: Counter[tuple[str, Action]] = Counter()
    ways: Counter[tuple[Kind, str]] = Counter()
    rules: Counter[str] = Counter()
    forms: dict[tuple[str, str], Form] = {}
    refusals: Counter[str] = Counter()
    events = lost = looked = walled = 0
    first: datetime | None = None
    last: datetime | None = None
    for row in rows:
        event = row.event
        runs.setdefault(row.run.id, row.run)
        if event.action is Action.LOST:
            lost += event.number
            continue
        events += event.number
        first, last = min(first or event.at, event.at), max(last or event.at, event.at)
        days.setdefault(event.at.date().isoformat(), Counter())[event.action] += event.number
        contexts[event.context, event.action] += event.number
        rules[event.rule] += event.number
        if event.form:
            _count_form(forms, event)
        if event.refused:
            refusals[event.refused.value] += event.number
        if event.kind in _AROUND:
            ways[event.kind, event.blocked or event.blocker] += event.number
        if event.action in WALLED:
            _count_host(hosts, event)
            cells.setdefault((event.blocker, event.blocked), _Cell()).meet(event)
    for run, tally in tallies:
        runs.setdefault(run.id, run)
        looked += tally.looked
        walled += tally.walled
        if tally.blocker and tally.blocked:
            cell = cells.setdefault((tally.blocker, tally.blocked), _Cell())
            cell.looked += tally.looked
            cell.walled += tally.walled
    return Summary(
        tuple(sorted(runs.values(), key=lambda run: run.started)),
        events,
        lost,
        first,
        last,
        tuple(_pair(key, cell) for key, cell in sorted(cells.items())),
        tuple(sorted(days.items())),
        hosts,
        contexts,
        ways,
        rules,
        tuple(sorted(forms.values(), key=lambda form: form.first, reverse=True)),
        refusals,
        looked,
        walled,
    )


_AROUND = frozenset([Kind.TOKEN, Kind.SHORT_LINK, Kind.CODED_MENTION, Kind.MINI_PROGRAM, Kind.DEEP_LINK])


def _count_form(forms: dict[tuple[str, str], Form], event: Event) -> None:
    key, opened = (event.rule, event.form), event.number if event.action is Action.OPENED else 0
    had = forms.get(key)
    if had is None:
        if len(forms) < _MOST_HOSTS:
            forms[key] = Form(*key, event.number, opened, event.at, event.at)
        return
    forms[key] = had._replace(
        events=had.events + event.number,
        opened=had.opened + opened,
        first=min(had.first, event.at),
        last=max(had.last, event.at),
    )


def _count_host(hosts: Counter[str], event: Event) -> None:
    parts = split(event.input)
    host = parts.host if parts and parts.host else ""
    if host:
        hosts[host if host in hosts or len(hosts) < _MOST_HOSTS else _OTHERS] += event.number


def _pair(key: tuple[str, str], cell: _Cell) -> Pair:
    rules = tuple(sorted(cell.rules - {""}))
    return Pair(*key, cell.looked, cell.walled, cell.events, cell.first, cell.last, rules)


SUMMARY_HEAD = (
    "blocker", "blocked", "links_looked_at", "links_walled", "share", "share_low_95", "share_high_95",
    "events", "first_seen", "last_seen", "distinct_rules", "rules",
)  # fmt: skip


def table_of(summary: Summary) -> list[tuple[str | int, ...]]:
    """The pairs as rows under SUMMARY_HEAD, as observatories of blocking publish theirs."""
    return [
        (
            pair.blocker,
            pair.blocked,
            pair.looked,
            pair.walled,
            *_shares(pair),
            pair.events,
            pair.first.date().isoformat() if pair.first else "",
            pair.last.date().isoformat() if pair.last else "",
            len(pair.rules),
            " ".join(pair.rules),
        )
        for pair in summary.pairs
    ]


def summary_csv(summary: Summary) -> str:
    """Who walls whom as a CSV table with its head."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(SUMMARY_HEAD)
    writer.writerows(table_of(summary))
    return out.getvalue()


def _shares(pair: Pair) -> tuple[str, str, str]:
    interval = wilson(pair.walled, pair.looked)
    if interval is None:
        return "", "", ""
    return f"{interval.share:.4f}", f"{interval.low:.4f}", f"{interval.high:.4f}"
