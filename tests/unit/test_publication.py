import csv
import hashlib
import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import yaml
from events_for_tests import REFUSED, RUN, event

from unwall.model import Surface
from unwall.store.copy import Cut, write_copy
from unwall.store.event import Row, Tally
from unwall.store.export import from_jsonl
from unwall.store.parquet import read
from unwall.store.place import open_log
from unwall.store.publication import COPY, fill

ROWS = [Row(1, RUN, event(0)), Row(2, RUN, REFUSED), Row(3, RUN, event(90_000))]
TALLY = Tally("2026-03-01", Surface.JSON, "zhihu", "taobao", 10, 8)


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(StringIO(path.read_bytes().decode(), newline="")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_copy(tmp_path / COPY, ROWS, [(RUN, TALLY)], Cut(b"k" * 32))
    assert [path.name for path in fill(tmp_path)] == [COPY, "events.csv", "events.jsonl"]
    return tmp_path


def test_every_form_holds_the_same_events(folder: Path) -> None:
    store = open_log(str(folder / COPY))
    rows = list(store.rows())
    store.close()
    assert list(from_jsonl((folder / "events.jsonl").read_text("utf-8").splitlines())) == rows
    assert list(read(BytesIO((folder / "events.parquet").read_bytes()))) == rows
    assert len(table(folder / "events.csv")) == 4
    assert (folder / "summary.csv").read_bytes().split(b"\r\n")[1].startswith(b"zhihu,taobao,10,8,0.8000,")


def test_the_manifest_names_every_file_with_its_digest(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    named = {each["name"]: each for each in manifest["files"]}
    assert set(named) == {path.name for path in folder.iterdir()} - {"manifest.json", "SHA256SUMS"}
    for name, each in named.items():
        data = (folder / name).read_bytes()
        assert (each["bytes"], each["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert {name: each.get("rows") for name, each in named.items() if "rows" in each} == {
        COPY: 3, "events.csv": 3, "events.jsonl": 3, "events.parquet": 3, "summary.csv": 1,
    }  # fmt: skip
    assert (manifest["rule_sets"], manifest["log_detail"]) == (["ab12"], ["hosts"])
    assert (manifest["links_looked_at"], manifest["links_walled"], manifest["events"]) == (10, 8, 3)
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == set(named) | {"manifest.json"}


def test_a_data_package_describes_its_tables(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text())
    assert package["created"] == "2026-03-02T00:00:00Z"  # a moment, as RFC 3339 has it
    tables = {each["path"]: each for each in package["resources"] if "schema" in each}
    for name, each in tables.items():
        head = table(folder / name)[0]
        assert [field["name"] for field in each["schema"]["fields"]] == head
    assert set(tables) == {"events.csv", "summary.csv"}


def test_a_citation_can_be_read(folder: Path) -> None:
    said = yaml.safe_load((folder / "CITATION.cff").read_text())
    assert (said["cff-version"], said["type"], said["date-released"]) == ("1.2.0", "dataset", "2026-03-02")


def test_a_readme_says_what_was_collected(folder: Path) -> None:
    said = (folder / "README.md").read_text()
    assert "| collected | 2026-03-01 to 2026-03-02 (UTC), 1 runs |" in said
    assert "| links looked at | 10, of which 8 were walled |" in said
    assert "{" not in said
