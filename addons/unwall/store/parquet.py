"""The log as Parquet: typed columns, compressed by zstd, written and read piece by piece."""

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import IO, Any

import pyarrow as arrow
from pyarrow import parquet

from unwall.store.event import Row
from unwall.store.export import VERSION, of_run
from unwall.store.schema import COLUMNS, HEAD, instant, row_of, values_of

_GROUP = 20_000  # rows in memory at a time
_TIME = arrow.timestamp("us", tz="UTC")
_WORD = arrow.dictionary(arrow.int32(), arrow.string())  # few values, said often
_TYPES = {
    "id": arrow.int64(),
    "started": _TIME,
    "at": _TIME,
    "input": arrow.string(),
    "output": arrow.string(),
    "client": arrow.string(),
    "status": arrow.int32(),
    "latency": arrow.float64(),
    "number": arrow.int32(),
    "scans": arrow.bool_(),
}
SCHEMA = arrow.schema(
    [arrow.field(name, _TYPES.get(name, _WORD), nullable=False) for name in HEAD],
    metadata={"unwall_export": VERSION},
)


def write(rows: Iterable[Row], file: IO[bytes]) -> None:
    """A file with these rows."""
    with parquet.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
        for group in batched(rows, _GROUP):
            writer.write_table(_table(group))


def read(file: IO[bytes]) -> Iterator[Row]:
    """The rows that ``write`` wrote."""
    for batch in parquet.ParquetFile(file).iter_batches(_GROUP):
        for said in batch.to_pylist():
            own = (said["run"], instant(said["started"]), said["version"], said["rules"], said["detail"])
            event = (instant(said["at"]), *(said[name] for name in COLUMNS[1:]))
            yield row_of((said["id"], *own, *event))


def _table(rows: Iterable[Row]) -> "arrow.Table":
    columns: dict[str, list[Any]] = {name: [] for name in HEAD}
    for row in rows:
        run_id, _, version, rules, detail = of_run(row.run)
        values = (row.event.at, *values_of(row.event)[1:-1], row.event.scans)
        said = (row.id, run_id, row.run.started, version, rules, detail, *values)
        for name, value in zip(HEAD, said, strict=True):
            columns[name].append(value)
    arrays = [arrow.array(columns[field.name], type=field.type) for field in SCHEMA]
    return arrow.Table.from_arrays(arrays, schema=SCHEMA)
