import pytest

from unwall.language import Language
from unwall.world.drive import Visit
from unwall.world.verdict import Fault, Row, footnotes, heading, line, plain, width
from unwall.world.walls import WALLS, Contact, Wall

BY_ID = {wall.id: wall for wall in WALLS}
ZHIHU, X = BY_ID["zhihu"], BY_ID["x"]
TARGET = ZHIHU.target


def stopped(wall: Wall = ZHIHU) -> Visit:
    return Visit(wall.stopped, "https://wall.example/", hops=1, ms=120.4, sent=2500, asked=1, by_blocker=1)


def arrived(wall: Wall = ZHIHU) -> Visit:
    return Visit(wall.target.title, wall.target.url, hops=1, ms=99.6, sent=0, asked=0, by_blocker=0)


SHUT = stopped()
NONE, CONNECTION, REQUEST = (ZHIHU._replace(contact=contact) for contact in Contact)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Row(ZHIHU, stopped(), arrived()), None),
        (Row(ZHIHU, arrived(), arrived()), Fault.NO_WALL),
        (Row(ZHIHU, stopped()._replace(title="404"), arrived()), Fault.NO_WALL),
        (Row(ZHIHU, stopped(), stopped()), Fault.SHUT),
        (Row(ZHIHU, stopped(), arrived()._replace(title="404")), Fault.SHUT),
        (Row(ZHIHU, stopped(), arrived()._replace(url=TARGET.url + "&x")), Fault.SHUT),
        (Row(NONE, stopped(), arrived()._replace(sent=1)), Fault.TOLD),
        (Row(CONNECTION, stopped(), arrived()._replace(sent=1)), None),
        (Row(CONNECTION, stopped(), arrived()._replace(sent=1, asked=1)), Fault.TOLD),
        (Row(REQUEST, stopped(), arrived()._replace(sent=1, asked=1)), None),
        (Row(X, arrived(X)._replace(by_blocker=1), arrived(X)), None),
        (Row(X, arrived(X), arrived(X)), Fault.NO_WALL),
        (Row(X, arrived(X)._replace(by_blocker=1), arrived(X)._replace(by_blocker=1)), Fault.SHOWN),
    ],
)
def test_fault(row: Row, fault: Fault | None) -> None:
    assert row.fault is fault


def test_a_row_as_data() -> None:
    told = {"title": SHUT.title, "url": SHUT.url, "hops": 1, "ms": 120, "bytes_to_blocker": 2500}
    opened = {"title": TARGET.title, "url": TARGET.url, "hops": 1, "ms": 100, "bytes_to_blocker": 0}
    assert plain(Row(ZHIHU, SHUT, arrived())) == {
        "wall": "zhihu",
        "name": {"en": "Zhihu", "zh": "知乎"},
        "blockers": ("link.zhihu.com",),
        "without": told,
        "with": opened,
        "fault": None,
    }
    assert plain(Row(ZHIHU, SHUT._replace(ms=None), SHUT))["fault"] == "shut"


@pytest.mark.parametrize("language", Language)
def test_lines_stand_below_the_heading(language: Language) -> None:
    bar = width(heading(language).partition("│")[0])
    for wall in WALLS:
        text = line(Row(wall, stopped(wall), arrived(wall)), language)
        assert width(text.partition("│")[0]) == bar
        assert "✗" not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.ENGLISH, "✗ does not open: 即将离开知乎"), (Language.CHINESE, "✗ 未能打开：即将离开知乎")],
)
def test_a_line_ends_in_what_is_wrong(language: Language, words: str) -> None:
    assert line(Row(ZHIHU, stopped(), stopped()), language).endswith(words)


@pytest.mark.parametrize(
    ("text", "cells"), [("a", 1), ("知乎", 4), ("🍑", 2), ("e\u0301", 1), ("❤\ufe0f", 1)]
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("wall", "end", "notes"),
    [(NONE, " 0", 0), (CONNECTION, " 0", 0), (REQUEST, " 0*", 1)],
)
def test_where_a_server_must_be_asked_it_is_said(wall: Wall, end: str, notes: int) -> None:
    assert line(Row(wall, stopped(), arrived()), Language.ENGLISH).endswith(end)
    assert [note[0] for note in footnotes([ZHIHU, wall], Language.CHINESE)] == ["*"] * notes
