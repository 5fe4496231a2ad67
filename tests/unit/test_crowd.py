import pytest
from events_for_tests import RUN, START, event

from unwall.store.copy import Cut, cut_row
from unwall.store.crowd import Cell, cell, lonely
from unwall.store.event import Event, Row, Run

NEXT = Run("run-2", START, "0.1.0", "ab12", "full")
TAOBAO = Cell("zhihu", "item.taobao.com")


def met(*clients: str, run: Run = RUN, **changed: object) -> list[Row]:
    return [Row(at, run, event(at, client=client, **changed)) for at, client in enumerate(clients)]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (event(), TAOBAO),
        (event(output=""), Cell("zhihu", "link.zhihu.com")),
        (event(output="", input="￥AbCd1EfGh2J￥"), Cell("zhihu", "")),
        (event(blocker="", output="https://Example.com:8443/a"), Cell("", "example.com")),
    ],
)
def test_the_cell_of_an_event(changed: Event, found: Cell) -> None:
    assert cell(changed) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (met("a", "b", "c"), set()),
        (met("a", "b", "b", "a"), {TAOBAO}),
        (met("a", "b") + met("c", "d", run=NEXT), {TAOBAO}),
        (met("a") + met("a", "b", "c", run=NEXT), set()),
        (met("a", "b", "c") + met("a", blocker="qq"), {Cell("qq", "item.taobao.com")}),
        (met(""), set()),
    ],
    ids=["enough", "twice the same", "a run names anew", "enough in one run", "a wall each", "of no person"],
)
def test_what_fewer_than_three_met(rows: list[Row], found: set[Cell]) -> None:
    assert lonely(rows, 3) == found


def test_the_copy_leaves_the_host_out() -> None:
    cut = Cut(b"k" * 32, clients=False, lonely=frozenset({TAOBAO}))
    [seen] = met("a")
    [other] = met("a", output="https://www.jd.com/1")
    [crawled] = met("")
    kept = [cut_row(row, cut).event for row in (seen, other, crawled)]
    assert [(each.input, each.output, each.client) for each in kept] == [
        ("https://…/", "https://…/", ""),
        ("https://link.zhihu.com/", "https://www.jd.com/", ""),
        ("https://link.zhihu.com/", "https://item.taobao.com/", ""),
    ]
