"""A folder to hand on: a cut copy of a log in every form, and what readers and archives need to know of it.

Everything in it is made of the copy, and the copy's proof covers every file of events.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from unwall import __version__
from unwall.store.described import COLUMNS, SUMMARY, Column, json_schema, table_schema
from unwall.store.export import FORMATS, VERSION
from unwall.store.sqlite import SqliteStore
from unwall.store.summary import Summary, summarized, summary_csv

COPY = "log.db"
_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_TABLES: Mapping[str, Mapping[str, Column]] = {"events.csv": COLUMNS, "summary.csv": SUMMARY}
_MEDIA = {
    ".csv": "text/csv",
    ".db": "application/vnd.sqlite3",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".parquet": "application/vnd.apache.parquet",
}


class _Held(NamedTuple):
    """One file, as the manifest names it."""

    name: str
    bytes: int
    sha256: str
    rows: int | None


def fill(folder: Path) -> list[Path]:
    """Writes everything beside the copy that lies in ``folder``; gives the files with events as texts.

    Parquet, which is compressed, is there where its package is, and none of these.
    Raises StoreError, OSError.
    """
    with closing(SqliteStore(folder / COPY, write=False)) as store:
        for form in ("csv", "jsonl"):
            with (folder / f"events.{form}").open("w", encoding="utf-8", newline="") as file:
                file.writelines(FORMATS[form](store.rows()))
        parquet = _parquet(store, folder / "events.parquet")
        summary = summarized(store.rows(), store.tallies())
        rows = sum(1 for _ in store.rows())
    (folder / "summary.csv").write_text(summary_csv(summary), "utf-8", newline="")
    plain = [folder / name for name in (COPY, "events.csv", "events.jsonl")]
    _write_json(folder / "event.schema.json", json_schema())
    (folder / "README.md").write_text(_readme(summary), "utf-8")
    (folder / "CITATION.cff").write_text(_citation(summary), "utf-8")
    counts = {"summary.csv": len(summary.pairs)}
    data = [*plain, *parquet, folder / "summary.csv"]
    held = [_held(path, counts.get(path.name, rows)) for path in data]
    _write_json(folder / "datapackage.json", _package(held, summary))
    others = ("event.schema.json", "README.md", "CITATION.cff", "datapackage.json")
    held += [_held(folder / name, None) for name in others]
    _write_json(folder / "manifest.json", _manifest(held, summary))
    sums = "".join(f"{each.sha256}  {each.name}\n" for each in [*held, _held(folder / "manifest.json", None)])
    (folder / "SHA256SUMS").write_text(sums, "utf-8")
    return plain


def _parquet(store: SqliteStore, path: Path) -> list[Path]:
    try:
        from unwall.store.parquet import write  # noqa: PLC0415 - an extra
    except ImportError:
        return []
    with path.open("wb") as file:
        write(store.rows(), file)
    return [path]


def _held(path: Path, rows: int | None) -> _Held:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _Held(path.name, path.stat().st_size, digest, rows)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _manifest(held: Iterable[_Held], summary: Summary) -> dict[str, Any]:
    return {
        "manifest_version": "1",
        "data_format_version": VERSION,
        "software": {"name": "unwall", "version": __version__},
        "rule_sets": _different(run.rules for run in summary.runs),
        "software_versions": _different(run.version for run in summary.runs),
        "log_detail": _different(run.detail for run in summary.runs),
        "runs": len(summary.runs),
        "first_day": _first(summary),
        "last_day": _last(summary),
        "links_looked_at": summary.looked,
        "links_walled": summary.walled,
        "events": summary.events,
        "events_lost": summary.lost,
        "files": [
            {name: value for name, value in each._asdict().items() if value is not None} for each in held
        ],
    }


def _package(held: Iterable[_Held], summary: Summary) -> dict[str, Any]:
    """The descriptor of a Frictionless data package."""
    return {
        "profile": "data-package",
        "name": "unwall-log",
        "title": "Which links met which wall",
        "created": f"{_last(summary) or '1970-01-01'}T00:00:00Z",
        "licenses": [_LICENCE],
        "resources": [_resource(each) for each in held],
    }


def _resource(held: _Held) -> dict[str, Any]:
    path = Path(held.name)
    said: dict[str, Any] = {
        "name": held.name.replace(".", "-"),
        "path": held.name,
        "mediatype": _MEDIA[path.suffix],
        "bytes": held.bytes,
        "hash": f"sha256:{held.sha256}",
    }
    if held.name in _TABLES:
        said |= {
            "profile": "tabular-data-resource",
            "format": "csv",
            "encoding": "utf-8",
            "schema": table_schema(_TABLES[held.name]),
        }
    return said


def _readme(summary: Summary) -> str:
    return _README.format(
        first=_first(summary) or "—",
        last=_last(summary) or "—",
        runs=len(summary.runs),
        events=f"{summary.events:,}",
        looked=f"{summary.looked:,}",
        walled=f"{summary.walled:,}",
        lost=f"{summary.lost:,}",
        version=", ".join(_different(run.version for run in summary.runs)) or __version__,
        rules=", ".join(_different(run.rules for run in summary.runs)) or "—",
        detail=", ".join(_different(run.detail for run in summary.runs)) or "—",
    )


def _citation(summary: Summary) -> str:
    return _CITATION.format(version=__version__, day=_last(summary) or "1970-01-01")


def _different(values: Iterable[str]) -> list[str]:
    return sorted(set(values))


def _first(summary: Summary) -> str:
    return summary.first.date().isoformat() if summary.first else ""


def _last(summary: Summary) -> str:
    return summary.last.date().isoformat() if summary.last else ""


_README = """\
# Which links met which wall

| | |
| --- | --- |
| collected | {first} to {last} (UTC), {runs} runs |
| links looked at | {looked}, of which {walled} were walled |
| events | {events}; {lost} more could not be written |
| written by | unwall {version} |
| rule sets | {rules} |
| detail of addresses | {detail} |
| vantage | FILL IN: country, kind of network, devices |
| clients | FILL IN: apps and their versions; column `context` names them by user agent |
| sampling | FILL IN: who browsed what, by hand or by script; what was left out |
| consent and ethics | FILL IN |

## Files

- `summary.csv`: who walls whom, with denominators and 95 % Wilson score intervals
- `events.csv`, `events.jsonl`, `events.parquet`, `log.db` (SQLite, tables `events`, `runs`, `tallies`): one
  row for each event, the same in each
- `event.schema.json`: JSON Schema of a line of `events.jsonl`; `datapackage.json`: every column of the tables
- `manifest.json`, `SHA256SUMS` (`sha256sum -c SHA256SUMS`)

## Denominators

The table `tallies` counts, for each day, surface and pair of platforms, the links that were looked at and how
many of them were walled. A share is walled links divided by links looked at; events have no denominator.

## What is not seen

Apps that do not accept the local certificate, traffic over QUIC that passes the proxy by, bodies that an app
encrypts itself, and links inside pages of hosts that no rule names.

## De-identification

Addresses were cut down to the detail above before they were written, and hosts that few clients met are
left out (`…`). Runs, and clients where they have a name, are named by HMAC-SHA-256 under a secret key.
Sign-in, banking, payment, health, government identity, password and private hosts are not recorded at all.
Every file of events was searched for what was cut out, and has none of it.
"""
_CITATION = """\
cff-version: 1.2.0
message: If you use this data set, please cite it as below.
type: dataset
title: Which links met which wall
authors:
  - name: FILL IN
version: "1"
date-released: "{day}"
license: CC-BY-4.0
# doi: FILL IN, once an archive has given one
references:
  - type: software
    title: unwall
    version: "{version}"
    authors:
      - name: unwall contributors
"""
