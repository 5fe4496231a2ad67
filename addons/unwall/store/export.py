"""The log in forms that others read: CSV for tables, JSONL in OONI's manner, HAR for tools of browsers.

OONI's base format is that of ooni/spec, data-formats/df-000; HAR is version 1.2.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from unwall.model import Kind, Needs, Reason, Surface
from unwall.store.event import Action, Event, Row, Run
from unwall.store.schema import COLUMNS, HEAD, instant, row_of, time_of, values_of

VERSION = "1"  # of every export; told in docs/data.md
_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠'")  # the mark itself is marked, too
_TEST = "link_interstitial"


def to_csv(rows: Iterable[Row]) -> Iterator[str]:
    """Lines of RFC 4180 with a head; a cell that a spreadsheet would run as a formula begins with ``'``."""
    yield _line(HEAD)
    for row in rows:
        yield _line([row.id, *of_run(row.run), *values_of(row.event)])


def from_csv(lines: Iterable[str]) -> Iterator[Row]:
    """The rows that ``to_csv`` wrote. Raises ValueError for a line that it did not."""
    table = csv.reader(lines)
    if tuple(next(table, ())) != HEAD:
        raise ValueError("no events of a log: the head is another")
    for cells in table:
        yield row_of(tuple(cell.removeprefix("'") for cell in cells))


def of_run(run: Run) -> tuple[str, str, str, str, str]:
    """What every row says of its run."""
    return run.id, instant(run.started), run.version, run.rules, run.detail


def _line(cells: Iterable[str | float]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_inert(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def to_jsonl(rows: Iterable[Row]) -> Iterator[str]:
    """One measurement a line: OONI's names where the meaning is equal, the rest under ``test_keys``."""
    for row in rows:
        yield json.dumps(_measurement(row), ensure_ascii=False) + "\n"


def _measurement(row: Row) -> dict[str, object]:
    event = dict(zip(COLUMNS, values_of(row.event), strict=True))
    del event["input"]
    return {
        "data_format_version": VERSION,
        "id": f"{row.run.id}-{row.id}",
        "input": row.event.input,
        "measurement_start_time": _seconds(row.event.at),
        "test_start_time": _seconds(row.run.started),
        "test_name": _TEST,
        "test_version": row.run.rules,
        "software_name": "unwall",
        "software_version": row.run.version,
        "probe_ip": "127.0.0.1",
        "annotations": {"log_detail": row.run.detail},
        "test_keys": event | {"scans": row.event.scans, "run_started": instant(row.run.started)},
    }


def _seconds(at: datetime) -> str:
    return instant(at)[:19].replace("T", " ")


def from_jsonl(lines: Iterable[str]) -> Iterator[Row]:
    """The rows that ``to_jsonl`` wrote. Raises ValueError for a line that it did not."""
    return (_measured(_read(line)) for line in lines)


def from_har(text: str) -> Iterator[Row]:
    """The rows that ``to_har`` wrote. Raises ValueError for what it did not."""
    try:
        entries = _read(text)["log"]["entries"]
        return (_measured(entry["_unwall"]["measurement"]) for entry in entries)
    except (KeyError, TypeError) as error:
        raise ValueError(f"no events of a log: {error}") from None


def _read(text: str) -> Any:  # noqa: ANN401 - whatever stands there
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("no events of a log: nested too deep") from None


def _measured(said: Mapping[str, Any]) -> Row:
    try:
        keys: Mapping[str, str] = said["test_keys"]
        run_id, _, number = said["id"].rpartition("-")
        run = Run(
            run_id,
            time_of(keys["run_started"]),
            said["software_version"],
            said["test_version"],
            said["annotations"]["log_detail"],
        )
        return Row(int(number), run, _event(keys, said["input"]))
    except (AttributeError, KeyError, OverflowError, TypeError) as error:
        raise ValueError(f"no event of a log: {error}") from None


def _event(keys: Mapping[str, str], given: str) -> Event:
    return Event(
        at=time_of(keys["at"]),
        action=Action(keys["action"]),
        surface=Surface(keys["surface"]),
        rule=keys["rule"],
        kind=Kind(keys["kind"]) if keys["kind"] else None,
        blocker=keys["blocker"],
        blocked=keys["blocked"],
        input=given,
        output=keys["output"],
        refused=Reason(keys["refused"]) if keys["refused"] else None,
        needs=Needs(keys["needs"]) if keys["needs"] else None,
        context=keys["context"],
        client=keys["client"],
        method=keys["method"],
        status=int(keys["status"]),
        latency=float(keys["latency"]),
        form=keys.get("form", ""),
        number=int(keys["number"]),
        scans=bool(keys["scans"]),
    )


def to_har(rows: Iterable[Row]) -> Iterator[str]:
    """One HAR 1.2 object, written piece by piece; what is special to a wall stands under ``_unwall``."""
    yield (
        '{"log": {"version": "1.2", "creator": {"name": "unwall", "version": "' + VERSION + '"}, "entries": ['
    )
    mark = "\n"
    for row in rows:
        yield mark + json.dumps(_entry(row), ensure_ascii=False)
        mark = ",\n"
    yield "\n]}}\n"


def _entry(row: Row) -> dict[str, object]:
    event = row.event
    opened = event.action is Action.OPENED
    nothing: dict[str, object] = {
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "headersSize": -1,
        "bodySize": -1,
    }
    return {
        "startedDateTime": instant(event.at - timedelta(milliseconds=event.latency)),
        "time": event.latency,
        "request": nothing | {"method": event.method or "GET", "url": event.input, "queryString": []},
        "response": nothing
        | {
            "status": event.status,
            "statusText": "",
            "content": {"size": 0, "mimeType": ""},
            "redirectURL": event.output if opened else "",
        },
        "cache": {},
        "timings": {"send": 0, "wait": event.latency, "receive": 0},
        "_unwall": {
            "run": row.run.id,
            "verdict": event.action.value,
            "rule": event.rule,
            "before": event.input,
            "after": event.output,
            "surface": event.surface.value,
            "blocker": event.blocker,
            "blocked": event.blocked,
            "measurement": _measurement(row),
        },
    }


FORMATS: Mapping[str, Callable[[Iterable[Row]], Iterator[str]]] = {
    "csv": to_csv,
    "jsonl": to_jsonl,
    "har": to_har,
}
