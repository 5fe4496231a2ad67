"""The log as Parquet: read back equal, and by others with their own types."""

import io
from datetime import UTC

from events_for_tests import RUN, event
from pyarrow import parquet as arrow

from unwall.store.event import Row
from unwall.store.parquet import read, write

ROWS = [Row(number, RUN._replace(id=f"run{number % 3}"), event(number)) for number in range(1, 50_002)]


def written(rows: list[Row]) -> io.BytesIO:
    file = io.BytesIO()
    write(rows, file)
    file.seek(0)
    return file


def test_what_was_written_is_read_back_equal() -> None:
    assert list(read(written(ROWS))) == ROWS
    assert list(read(written([]))) == []


def test_others_find_typed_columns_and_small_groups() -> None:
    file = arrow.ParquetFile(written(ROWS))
    assert {file.metadata.row_group(number).num_rows for number in range(3)} == {20_000, 10_001}
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    schema = file.schema_arrow
    assert [str(schema.field(name).type) for name in ("id", "at", "scans", "latency", "input")] == [
        "int64",
        "timestamp[us, tz=UTC]",
        "bool",
        "double",
        "string",
    ]
    assert schema.metadata[b"unwall_export"] == b"1"
    first = file.read_row_group(0).slice(0, 1).to_pylist()[0]
    assert (first["at"].astimezone(UTC), first["run"]) == (ROWS[0].event.at, "run1")
