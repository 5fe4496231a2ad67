import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from unwall.proxy.mishaps import Failure, Mishap, Mishaps, Tally
from unwall.proxy.unread import Unread

RARE, OFTEN = Failure("KeyError", "response"), Failure("ValueError", "request")
BOTH = Mishaps({OFTEN: 3, RARE: 1}, {Unread.CODING: 1, Unread.CHARSET: 2})


def test_the_most_frequent_failures_come_first_and_reasons_in_their_order() -> None:
    counts: dict[Mishap, int] = {
        Unread.CHARSET: 2, RARE: 1, OFTEN: 3, Failure("KeyError", "go_on"): 1, Unread.CODING: 1,
    }  # fmt: skip
    mishaps = Mishaps.of(counts)
    assert [(each.place, count) for each, count in mishaps.failures.items()] == [
        ("request", 3), ("go_on", 1), ("response", 1)
    ]  # fmt: skip
    assert list(mishaps.unread.items()) == [(Unread.CODING, 1), (Unread.CHARSET, 2)]


def test_they_arrive_as_they_were_told() -> None:
    assert Mishaps.told(json.loads(json.dumps(BOTH.values()))) == BOTH
    assert dict(BOTH.each()) == {OFTEN: 3, RARE: 1, Unread.CODING: 1, Unread.CHARSET: 2}


@pytest.mark.parametrize(
    ("values", "mishaps"),
    [
        ({}, Mishaps()),
        ({"unread": {"coding": 1, "a reason of later": 2}}, Mishaps({}, {Unread.CODING: 1})),
        ({"failures": [{"kind": "E", "place": "p", "count": 1, "more": 2}]}, Mishaps({Failure("E", "p"): 1})),
    ],
)
def test_other_versions_tell_less_or_more(values: dict[str, object], mishaps: Mishaps) -> None:
    assert Mishaps.told(values) == mishaps


def test_every_one_of_every_thread_is_counted_and_told() -> None:
    tally, told = Tally(), Tally()
    tally.told = told.add
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(tally.add, [OFTEN, Unread.LARGE] * 500))
    tally.add(RARE, 4)
    assert tally.so_far() == told.so_far() == Mishaps({OFTEN: 500, RARE: 4}, {Unread.LARGE: 500})
