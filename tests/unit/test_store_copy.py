from pathlib import Path

import pytest
from events_for_tests import REFUSED, RUN, START, event

from unwall.model import Surface
from unwall.store.copy import Cut, cut_row, cut_run, write_copy
from unwall.store.event import Row, Run, Tally
from unwall.store.place import open_log
from unwall.store.redaction import Detail
from unwall.store.store import StoreError

CUT = Cut(b"k" * 32)
DAY = START.replace(hour=0)
TALLY = Tally("2026-03-01", Surface.JSON, "zhihu", "taobao", 10, 8)
OTHER = Run("run-2", START, "0.1.0", "ab12", "hosts")


def test_a_row_is_cut() -> None:
    row = cut_row(Row(3, RUN, event(5)), CUT)
    assert row.run == Run(row.run.id, DAY, "0.1.0", "ab12", "hosts")
    assert row.event == event(
        at=DAY, input="https://link.zhihu.com/", output="https://item.taobao.com/", client=row.event.client
    )
    assert RUN.id not in row.run.id
    assert row.event.client not in ("", event().client)
    assert len(row.event.client) == 16


def test_names_depend_on_the_key_and_the_run() -> None:
    given = [Row(1, RUN, event()), Row(2, OTHER, event()), Row(3, RUN, event(client="ffff000011112222"))]
    names = {cut_row(row, cut).event.client for row in given for cut in (CUT, Cut(b"l" * 32))}
    assert len(names) == 6
    assert cut_row(given[0], CUT) == cut_row(given[0], CUT)
    assert cut_row(Row(1, RUN, event(client="")), CUT).event.client == ""


@pytest.mark.parametrize(
    ("had", "asked", "detail"),
    [("full", Detail.PATHS, "paths"), ("hosts", Detail.FULL, "hosts"), ("paths", Detail.HOSTS, "hosts")],
)
def test_detail_that_was_not_kept_does_not_come_back(had: str, asked: Detail, detail: str) -> None:
    assert cut_run(RUN._replace(detail=had), CUT._replace(detail=asked)).detail == detail


def test_a_copy_is_a_log(tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    rows = [Row(1, RUN, event(1)), Row(2, OTHER, event(2)), Row(3, RUN, REFUSED)]
    assert write_copy(path, rows, [(RUN, TALLY)], CUT._replace(exact=True)) == 3
    store = open_log(str(path))
    assert list(store.rows()) == [cut_row(row, CUT._replace(exact=True)) for row in rows]
    assert store.tallies() == [(cut_run(RUN, CUT._replace(exact=True)), TALLY)]
    store.close()
    assert [each.name for each in tmp_path.iterdir()] == ["copy.db"]
    with pytest.raises(StoreError, match="name a new file"):
        write_copy(path, rows, [], CUT)
