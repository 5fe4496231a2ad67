from datetime import UTC, datetime, timedelta, timezone

import pytest
from events_for_tests import RUN

from unwall.model import Surface
from unwall.store.counted import counted, unknown_to_counts
from unwall.store.event import Tally
from unwall.store.store import Wanted

OTHER = RUN._replace(id="run-2", rules="cd34")
DAYS = [
    (RUN, Tally("2026-03-01", Surface.JSON, "qq", "taobao", 10, 4)),
    (RUN, Tally("2026-03-02", Surface.NAVIGATION, "qq", "jd", 10, 5)),
    (OTHER, Tally("2026-03-03", Surface.JSON, "wechat", "taobao", 10, 6)),
]
CHINA = timezone(timedelta(hours=8))


def at(day: int, hour: int = 0, zone: timezone = UTC) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=zone)


@pytest.mark.parametrize(
    ("wanted", "walled"),
    [
        (Wanted(), [4, 5, 6]),
        (Wanted(since=at(2)), [5, 6]),
        (Wanted(since=at(2, 12)), [5, 6]),
        (Wanted(until=at(2)), [4]),
        (Wanted(until=at(2, 1)), [4, 5]),
        (Wanted(since=at(2, 4, CHINA)), [4, 5, 6]),
        (Wanted(until=at(2, 8, CHINA)), [4]),
        (Wanted(since=at(9)), []),
        (Wanted(equal=(("blocker", "qq"),)), [4, 5]),
        (Wanted(equal=(("blocker", "qq"), ("surface", "json"))), [4]),
        (Wanted(equal=(("run", "run-2"),)), [6]),
        (Wanted(equal=(("rules", "ab12"),), until=at(2)), [4]),
        (Wanted(equal=(("rule", "zhihu-link"),)), []),
        (Wanted(last=2), []),
    ],
)
def test_the_counts_of_what_was_asked_for(wanted: Wanted, walled: list[int]) -> None:
    assert [tally.walled for _, tally in counted(DAYS, wanted)] == walled


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        (Wanted(since=at(1), equal=(("blocked", "jd"),)), ""),
        (Wanted(equal=(("blocked", "jd"), ("context", "wechat"))), "context"),
        (Wanted(last=5), "--last"),
    ],
)
def test_what_counts_do_not_know(wanted: Wanted, name: str) -> None:
    assert unknown_to_counts(wanted) == name
