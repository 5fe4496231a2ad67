"""What each column of an event means, once: for the JSON Schema, the data package and docs/data.md."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from unwall.model import Kind, Needs, Reason, Surface
from unwall.store.event import Action
from unwall.store.export import VERSION

_INSTANT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$"
_SECOND = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"
_OF_OONI = (
    "id",
    "run",
    "started",
    "version",
    "rules",
    "detail",
    "input",
)  # have other names or another place there


class Column(NamedTuple):
    """One column: its type as JSON Schema names it, and what it says."""

    form: str
    meaning: str
    values: type[StrEnum] | None = None  # the only ones; an empty text means unknown
    may_be_empty: bool = True


COLUMNS: Mapping[str, Column] = {
    "id": Column("integer", "number within the log, in order of writing"),
    "run": Column("string", "one run of the program that wrote", may_be_empty=False),
    "started": Column("string", "when that run began, UTC", may_be_empty=False),
    "version": Column("string", "of unwall in that run", may_be_empty=False),
    "rules": Column("string", "digest of the rule set in that run"),
    "detail": Column("string", "what of addresses was kept: `hosts`, `paths`, `full`", may_be_empty=False),
    "at": Column("string", "UTC, ISO 8601 with microseconds", may_be_empty=False),
    "action": Column(
        "string",
        "`opened` (the client was sent to the target), `rewritten` (the link was made direct where it stood),"
        " `found` (nothing was done: a dry run, or only a server or an app knows the target), `shown` (a page"
        " that warns of harm, or whose target nobody knows, was let stand), `refused`, `probed`, `lost`"
        " (`number` events could not be written)",
        Action,
        may_be_empty=False,
    ),
    "surface": Column(
        "string",
        "where: `navigation`, `location header`, `html-attribute`, `json`, …",
        Surface,
        may_be_empty=False,
    ),
    "rule": Column("string", "the rule that knew it"),
    "kind": Column("string", "what that rule is about", Kind),
    "blocker": Column("string", "the platform that walls; empty where the rules know none"),
    "blocked": Column("string", "the platform whose link it concerns; empty where the rules know none"),
    "input": Column("string", "the address met, cut down to `detail`"),
    "output": Column("string", "the target, cut down to `detail`"),
    "refused": Column("string", "why a target was not opened", Reason),
    "needs": Column("string", "what it would take to open it", Needs),
    "context": Column("string", "the client by its user agent: `browser`, `wechat`, `qq`, …"),
    "client": Column("string", "a pseudonym for one run"),
    "method": Column("string", "of the request"),
    "status": Column("integer", "of the response, 0 where there was none"),
    "latency": Column("number", "milliseconds from the request's first byte to the event"),
    "form": Column(
        "string", "form of the body of an interstitial: equal where only its words and values differ"
    ),
    "number": Column("integer", "how many equal events this row stands for (equal links in one page)"),
    "scans": Column("integer", "1 where the wall also warns of harmful sites"),
}
SUMMARY: Mapping[str, Column] = {
    "blocker": COLUMNS["blocker"],
    "blocked": COLUMNS["blocked"],
    "links_looked_at": Column(
        "integer", "links of `blocked` met where `blocker` shows them: the denominator"
    ),
    "links_walled": Column("integer", "how many of these were walled"),
    "share": Column("number", "links_walled / links_looked_at"),
    "share_low_95": Column("number", "lower bound of its 95 % Wilson score interval"),
    "share_high_95": Column("number", "upper bound"),
    "events": Column("integer", "events of this pair"),
    "first_seen": Column("string", "day of the first event, UTC"),
    "last_seen": Column("string", "day of the last event"),
    "distinct_rules": Column("integer", "number of different rules that knew these links"),
    "rules": Column("string", "their ids, separated by spaces"),
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of the JSONL export."""
    keys = {name: _property(each) for name, each in COLUMNS.items() if name not in _OF_OONI}
    keys["at"]["pattern"] = _INSTANT
    keys["scans"] = {"type": "boolean", "description": "whether the wall also warns of harmful sites"}
    keys["run_started"] = {"type": "string", "pattern": _INSTANT, "description": "when the run began, UTC"}
    second = {"type": "string", "pattern": _SECOND}
    top: dict[str, dict[str, Any]] = {
        "data_format_version": {"const": VERSION},
        "id": {"type": "string", "description": "run and number: the same in every export"},
        "input": _property(COLUMNS["input"]),
        "measurement_start_time": second | {"description": "when it was met, UTC"},
        "test_start_time": second | {"description": "when the run began, UTC"},
        "test_name": {"const": "link_interstitial"},
        "test_version": _property(COLUMNS["rules"]),
        "software_name": {"const": "unwall"},
        "software_version": _property(COLUMNS["version"]),
        "probe_ip": {"const": "127.0.0.1", "description": "the client's address is never recorded"},
        "annotations": _object({"log_detail": _property(COLUMNS["detail"])}),
        "test_keys": _object(keys),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:unwall:event:{VERSION}",
        "title": f"unwall event, version {VERSION}",
        "description": "One line of unwall log export --format jsonl, in the manner of OONI's base format.",
        **_object(top),
    }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": dict(properties),
    }


def _property(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {"type": column.form, "description": column.meaning}
    if column.values:
        said["enum"] = [*([""] if column.may_be_empty else []), *(each.value for each in column.values)]
    elif column.form == "string" and not column.may_be_empty:
        said["minLength"] = 1
    elif column.form != "string":
        said["minimum"] = 0
    return said


def table_schema(columns: Mapping[str, Column]) -> dict[str, Any]:
    """The schema of a table in a data package (Frictionless Table Schema)."""
    return {
        "fields": [
            {"name": name, "type": each.form, "description": each.meaning} for name, each in columns.items()
        ],
        "missingValues": [""],
    }


def markdown() -> list[str]:
    """The columns of an event as lines of a table."""
    lines = ["| column | meaning |", "| --- | --- |"]
    return lines + [f"| `{name}` | {each.meaning} |" for name, each in COLUMNS.items()]
