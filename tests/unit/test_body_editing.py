import pytest

from unwall.engine.body.editing import Editing, allows


@pytest.mark.parametrize(
    ("value", "editable"),
    [
        (b"", True),
        (b"true", True),
        (b"TRUE", True),
        (b"plaintext-only", True),
        (b" false ", False),
        (b"False", False),
    ],
)
def test_allows(value: bytes, editable) -> None:
    assert allows(value) is editable


OPEN, CLOSE, EDITABLE, EMPTY = "open", "close", "editable", "empty"


@pytest.mark.parametrize(
    ("tags", "depths"),
    [
        ([(b"p", OPEN), (b"p", CLOSE)], [0, 0]),
        ([(b"p", EDITABLE), (b"b", OPEN), (b"b", CLOSE), (b"p", CLOSE)], [1, 1, 1, 0]),
        ([(b"p", EDITABLE), (b"p", OPEN), (b"p", CLOSE), (b"p", CLOSE)], [1, 2, 1, 0]),
        ([(b"p", EDITABLE), (b"b", EDITABLE), (b"b", CLOSE), (b"p", CLOSE)], [1, 2, 1, 0]),
        ([(b"p", EDITABLE), (b"div", EDITABLE), (b"p", CLOSE), (b"div", CLOSE)], [1, 2, 1, 0]),
        ([(b"p", EDITABLE), (b"p", EMPTY), (b"p", CLOSE)], [1, 1, 0]),
        ([(b"img", EDITABLE), (b"p", OPEN)], [0, 0]),
        ([(b"b", EDITABLE), (b"li", OPEN), (b"b", CLOSE), (b"li", CLOSE), (b"b", CLOSE)], [1, 1, 1, 1, 0]),
        ([(b"p", EDITABLE), (b"li", OPEN), (b"p", CLOSE)], [1, 1, 0]),
        (
            [(b"div", EDITABLE), (b"td", OPEN), (b"div", CLOSE), (b"td", CLOSE), (b"div", CLOSE)],
            [1, 1, 1, 1, 0],
        ),
        ([(b"p", EDITABLE), (b"button", OPEN), (b"p", CLOSE)], [1, 1, 1]),
        ([(b"b", EDITABLE), (b"p", OPEN), (b"div", CLOSE), (b"b", CLOSE)], [1, 1, 1, 1]),
        ([(b"div", EDITABLE), (b"td", CLOSE), (b"table", EMPTY), (b"div", CLOSE)], [1, 1, 1, 0]),
        ([(b"p", CLOSE), (b"p", CLOSE), (b"p", EDITABLE)], [0, 0, 1]),
    ],
)
def test_depth(tags: list[tuple[bytes, str]], depths: list[int]) -> None:
    editing, seen = Editing(), []
    for name, how in tags:
        editing.enter(name, closing=how == CLOSE, editable=how == EDITABLE, empty=how == EMPTY)
        seen.append(editing.depth)
    assert seen == depths


def test_no_more_elements_are_told_apart_than_people_nest() -> None:
    editing, names = Editing(), [b"x%d" % number for number in range(200)]
    for closing in (False, True):
        for name in names:
            editing.enter(name, closing=closing, editable=True, empty=False)
    assert editing.depth == 16


def test_until_stops_at_each_word_and_looks_at_nothing_twice() -> None:
    data = b"<a contentEditable> ditable <b CONTENTEDITABLE=x>"
    editing, at, stops = Editing(), 0, []
    while at < len(data):
        at = editing.until(data, 0, at, len(data))
        stops.append(at)
    assert [data[stop : stop + 7] for stop in stops] == [b"ditable", b"ditable", b"DITABLE", b""]


@pytest.mark.parametrize("size", [1, 3, 20])
def test_a_word_that_comes_in_parts_is_found(size: int) -> None:
    data = b"x" * 40 + b"<a contenteditable>"
    editing, at = Editing(), 0
    for known in range(size, len(data) + size, size):
        at = editing.until(data[:known], 0, at, min(known, len(data)))
        if data[at : at + 1] == b"d":
            break
        at = min(at, 40)  # a lexer waits at the tag until it is whole
    assert data[at:] == b"ditable>"
