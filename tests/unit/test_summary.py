from datetime import timedelta

import pytest
from events_for_tests import REFUSED, RUN, START, event
from hypothesis import given
from hypothesis import strategies as st

from unwall.model import Kind, Surface
from unwall.store.event import Action, Row, Tally
from unwall.store.summary import Form, Pair, summarized, table_of, wilson

EVENTS = [
    event(0),
    event(90_000, rule="zhihu-other"),
    event(5, kind=Kind.TOKEN, blocker="taobao", blocked="", input="…", action=Action.FOUND),
    REFUSED,
    event(9, action=Action.LOST, number=4),
]
TALLIES = [
    (RUN, Tally("2026-03-01", Surface.JSON, "zhihu", "taobao", 10, 8)),
    (RUN, Tally("2026-03-02", Surface.NAVIGATION, "zhihu", "taobao", 0, 0)),
    (RUN, Tally("2026-03-01", Surface.JSON, "", "", 90, 0)),
]


def test_counts_have_their_denominators() -> None:
    summary = summarized([Row(number, RUN, each) for number, each in enumerate(EVENTS)], TALLIES)
    assert (summary.events, summary.lost, summary.looked, summary.walled) == (4, 4, 100, 8)
    assert summary.pairs == (
        Pair(
            "taobao", "", 0, 0, 1, START + timedelta(seconds=5), START + timedelta(seconds=5), ("zhihu-link",)
        ),
        Pair(
            "zhihu",
            "taobao",
            10,
            8,
            3,
            START,
            START + timedelta(seconds=90_000),
            ("zhihu-link", "zhihu-other"),
        ),
    )
    assert [day for day, _ in summary.days] == ["2026-03-01", "2026-03-02"]
    assert summary.hosts == {"link.zhihu.com": 3}
    assert summary.ways == {(Kind.TOKEN, "taobao"): 1}
    assert summary.refusals == {"private": 1}
    assert table_of(summary)[1] == (
        "zhihu", "taobao", 10, 8, "0.8000", "0.4902", "0.9433", 3, "2026-03-01", "2026-03-02", 2,
        "zhihu-link zhihu-other",
    )  # fmt: skip


def test_forms_of_pages_newest_first() -> None:
    shown = Action.SHOWN
    met = [event(1, form="a"), event(5, form="a", action=shown), event(9, form="b", action=shown)]
    forms = summarized([Row(number, RUN, each) for number, each in enumerate(met)], ()).forms
    assert forms == (
        Form("zhihu-link", "b", 1, 0, met[2].at, met[2].at),
        Form("zhihu-link", "a", 2, 1, met[0].at, met[1].at),
    )


def test_nothing_has_no_share() -> None:
    assert wilson(0, 0) is None
    assert summarized([], []).events == 0


@given(st.integers(1, 10_000), st.data())
def test_an_interval_holds_its_share(whole: int, data: st.DataObject) -> None:
    interval = wilson(data.draw(st.integers(0, whole)), whole)
    assert interval
    assert 0 <= interval.low <= interval.share <= interval.high <= 1


@pytest.mark.parametrize(("part", "whole", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)])
def test_the_ends_of_the_scale(part: int, whole: int, low: float, high: float) -> None:
    interval = wilson(part, whole)
    assert interval
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)
