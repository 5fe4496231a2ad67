"""Where a target stands in a URL."""

import pytest

from unwall.engine.locate import _MAKERS, locator
from unwall.model import Plain, Target, Word
from unwall.rules.words import LOCATORS, Side
from unwall.urls.split import split


@pytest.mark.parametrize(
    ("name", "argument", "options", "url", "found"),
    [
        ("param", ("u",), (), "https://w.e/?u=a%2541&u=b", [("a%41",), ("b",)]),
        ("param", ("q", "u"), (), "https://w.e/?u=1&q=2", [("2",)]),
        ("param", ("u",), (), "https://w.e/?v=1", []),
        ("param", ("u",), (), "https://w.e/#u=1", []),
        (
            "param",
            ("u",),
            (("until", "end"),),
            "https://w.e/?a=1&u=https://t.e/?b=1&c=2#d",
            [("https://t.e/?b=1&c=2#d",)],
        ),
        (
            "param",
            ("u",),
            (("until", "end"),),
            "https://w.e/?u=https%3A%2F%2Ft.e&c=2#d",
            [("https%3A%2F%2Ft.e",)],
        ),
        (
            "param",
            ("u",),
            (("until", "end"),),
            "https://w.e/?u=https://t.e/%3Fa%3D1%26b&c=2#d",
            [("https://t.e/%3Fa%3D1%26b",)],
        ),
        (
            "param",
            ("u",),
            (("until", ("level",)),),
            "https://w.e/?u=t.e%2F%3Fa%3D1&b=2%2F&level=3",
            [("t.e%2F%3Fa%3D1&b=2",)],
        ),
        ("param", ("u",), (("until", ("level",)),), "https://w.e/?u=t.e%2Fa%2F&level=3", [("t.e%2Fa%2F",)]),
        ("param", ("u",), (("until", ("level",)),), "https://w.e/?u=t.e%2Fa&x=1&level=3", [("t.e%2Fa",)]),
        ("param", ("u",), (("until", ("level",)),), "https://w.e/?uu=1", []),
        ("params", ("a", "b"), (), "https://w.e/?b=%41&a=1", [("1", "A")]),
        ("params", ("a", "b"), (), "https://w.e/?b=1", []),
        ("query", "bare", (), "https://w.e/x?https://t.e/?a=1#f", [("https://t.e/?a=1#f",)]),
        ("query", "bare", (), "https://w.e/x?https%3A%2F%2Ft.e=", [("https%3A%2F%2Ft.e",)]),
        ("query", "bare", (), "https://w.e/x", []),
        ("path", "^/to/(.+)$", (), "https://w.e/to/a%2Fb?c", [("a%2Fb",)]),
        (
            "raw",
            "^/v3/__(.+)__;([^!]*)!!",
            (),
            "https://w.e/v3/__https:/t.e?a*b#c__;JQ!!x",
            [("https:/t.e?a*b#c", "JQ")],
        ),
        ("raw", "^/(a)?(b)", (), "https://w.e?b", []),
        ("raw", "^/(a)?(b)", (), "https://w.e/b", [("", "b")]),
        ("fragment", "^/(.+)", (), "https://w.e/#/abc", [("abc",)]),
        ("swap", "https", (), "taobao://t.e/a?b#c", [("https://t.e/a?b#c",)]),
        ("swap-to", "s=([a-z]+);", (), "intent://t.e/a#I;s=shop;end", [("shop://t.e/a#I;s=shop;end",)]),
        ("swap-to", "s=([a-z]+);", (), "intent://t.e/a#I;end", []),
    ],
)
def test_locator(
    name: str, argument: Plain, options: tuple[tuple[str, Plain], ...], url: str, found: list[tuple[str, ...]]
) -> None:
    parts = split(url)
    assert parts is not None
    assert locator(Target(Word(name, argument), options))(parts) == found


def test_every_locator_of_a_url_has_its_twin() -> None:
    assert _MAKERS.keys() == {name for name, word in LOCATORS.items() if word.side is Side.URL}


def test_longer_than_any_url_is_still_too_long_when_decoded() -> None:
    parts = split("https://w.e/?u=" + "%41" * 100_000)
    assert parts is not None
    assert len(locator(Target(Word("param", ("u",))))(parts)[0][0]) > 65_536
