"""Cells of a probe as events of a log: one for each link and client, with its share's denominator."""

import secrets
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime

from unwall import __version__
from unwall.engine.engine import Engine
from unwall.engine.platforms import Platforms
from unwall.model import Needs, Surface
from unwall.probe.verdict import Cell, Verdict
from unwall.store.event import Action, Event, Run, Tally
from unwall.store.place import opened, place_of
from unwall.store.redaction import Detail, redacted
from unwall.urls.split import split

_WALLED = frozenset([Verdict.WRAPPED, Verdict.WALLED, Verdict.APP_ONLY])
_KNOWN = _WALLED | {Verdict.OPEN}  # what says something of walls


def log_cells(url: str, engine: Engine, cells: Iterable[Cell], detail: Detail, at: datetime) -> int:
    """Appends an event for each cell; gives their number. Raises StoreError."""
    platforms = Platforms(engine.rules)
    events, tallies = [], []
    for cell in cells:
        event = _event(engine, platforms, cell, at)
        events.append(redacted(event, detail))
        if cell.verdict in _KNOWN and event.blocked:
            walled = int(cell.verdict in _WALLED)
            day = at.date().isoformat()
            tallies.append(Tally(day, Surface.NAVIGATION, event.blocker, event.blocked, 1, walled))
    run = Run(secrets.token_hex(8), at, __version__, engine.rules.digest, detail.value)
    with closing(opened(place_of(url), write=True)) as store:
        store.append(run, events, tallies)
    return len(events)


def _event(engine: Engine, platforms: Platforms, cell: Cell, at: datetime) -> Event:
    rule = next((each for each in engine.rules if each.id == cell.rule), None)
    met_in = "" if cell.context == "browser" else cell.context
    blocker = rule.platform if rule and cell.verdict in _WALLED else met_in
    parts = split(cell.target or cell.final)
    return Event(
        at=at,
        action=Action.PROBED,
        surface=Surface.NAVIGATION,
        rule=cell.rule or "",
        kind=rule.kind if rule else None,
        blocker=blocker,
        blocked=platforms.of(parts.host) if parts else "",
        input=cell.url,
        output=cell.target or "",
        needs=Needs.APP if cell.verdict is Verdict.APP_ONLY else None,
        context=cell.context,
        method="GET",
        status=cell.hops[-1].status if cell.hops else 0,
        latency=round(sum(hop.milliseconds for hop in cell.hops), 1),
        scans=bool(rule and rule.scans),
    )
