"""Stretches of host characters: what counts as one, and that both searches give the same."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall import load_rules
from unwall.engine.body.literals import Literals, Stretch

ANCHORS = ("link.example", ".below.example", "shop.", "t.co", "app://", "tg://")
BOTH = [Literals(ANCHORS, many=0), Literals(ANCHORS, fast=False)]
PIECES = [
    *(anchor.rstrip("/") for anchor in ANCHORS),
    "T.CO",
    "a",
    "Z9",
    "-",
    ".",
    "/",
    ":",
    "%2F",
    "\\u002F",
    " ",
    "中",
    "&",
    "_",
]
ALL = [Literals(load_rules().anchors(), many=0), Literals(load_rules().anchors(), fast=False)]


@pytest.mark.parametrize("literals", BOTH)
@pytest.mark.parametrize(
    ("data", "stretches"),
    [
        (b"", []),
        (b"nothing here", []),
        (b"https://link.example/a", [(8, 20)]),
        (b"https://LINK.Example/a", [(8, 20)]),
        (b"//x.below.example", [(2, 17)]),
        (b"microsoft.com t.co //reddit.com", []),
        (b"//t.co t.co.t.co/t.co", [(2, 6), (17, 21)]),
        (b"%2Ft.co \\u002ft.co &sol;t.co", [(1, 7), (9, 18), (24, 28)]),
        (b"app://x", [(0, 3)]),
        (b"app:/t.co", [(0, 3), (5, 9)]),
        (b"https:\\/\\/shop.de", [(10, 17)]),
        (b"https://x.below.elsewhere", [(8, 25)]),
        (b"https://x.below.org", []),
    ],
)
def test_stretches(literals: Literals, data: bytes, stretches: list[tuple[int, int]]) -> None:
    assert list(literals.stretches(data)) == [Stretch(*each) for each in stretches]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.integers(0, 40))
def test_both_searches_agree(text: str, start: int) -> None:
    data = text.encode()
    fast, slow = (list(literals.stretches(data, start)) for literals in BOTH)
    assert fast == slow
    assert all(a.end <= b.start for a, b in pairwise(fast))


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_every_stretch_with_a_host_or_scheme_in_it_is_there(text: str) -> None:
    data = text.encode()
    names = [anchor.removesuffix("//").encode() for anchor in ANCHORS if anchor != "t.co"]
    runs = {
        Stretch(*run.span())
        for run in re.finditer(rb"[A-Za-z0-9._+-]+", data)
        if any(name in data[run.start() : run.end() + 1].lower() for name in names)
    }
    for literals in BOTH:
        assert runs <= set(literals.stretches(data))


def test_both_searches_agree_over_blocks_with_the_rules_that_there_are() -> None:
    hosts = [anchor for anchor in load_rules().anchors() if "://" not in anchor]
    data = b"".join(
        f"{'x' * (number % 97)} https://a{host.upper()}com/{'y' * 3_000} ".encode()
        for number, host in enumerate(hosts)
    )
    fast, slow = (list(literals.stretches(data)) for literals in ALL)
    assert fast == slow
    assert len(fast) == len(hosts) - len(ALL[0].short)


@pytest.mark.parametrize("literals", BOTH)
@pytest.mark.parametrize("at", [0, 100_000, *range((1 << 18) - 16, (1 << 18) + 2), (1 << 20) - 17])
def test_one_in_a_large_body(literals: Literals, at: int) -> None:
    data = bytearray(b" " * (1 << 20))
    assert not list(literals.stretches(bytes(data)))
    data[at : at + 16] = b"https://t.co/abc"
    assert list(literals.stretches(bytes(data))) == [Stretch(at + 8, at + 12)]


def test_nothing_to_look_for() -> None:
    assert list(Literals(()).stretches(b"https://link.example/")) == []


def test_of_hosts_that_hold_another_the_inner_one_is_enough() -> None:
    anchors = ["a.wall.example", "wall.example", "b.wall.example.org", "wal.example", "x://", "wallx://"]
    outer = [b"https://%s/" % anchor.encode() for anchor in anchors if "//" not in anchor]
    found = [list(Literals(anchors, many=0).stretches(data)) for data in outer]
    assert found == [[Stretch(8, len(data) - 1)] for data in outer]


def test_the_search_changes_on_the_way_and_finds_the_same() -> None:
    data = b"https://link.example/a //t.co app://x " * 100
    changing, slow = Literals(ANCHORS, many=9_000), BOTH[1]
    assert [list(changing.stretches(data)) for _ in range(4)] == [list(slow.stretches(data))] * 4
