"""Parameters by name, raw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.urls.escape import percent
from unwall.urls.query import first_of, values_of, without


@pytest.mark.parametrize(
    ("query", "name", "values"),
    [
        ("a=1&b=2&a=3", "a", ["1", "3"]),
        ("a&a=", "a", [""]),
        ("ab=1&ba=2", "a", []),
        ("%61=1", "a", ["1"]),
        ("a=b=c", "a", ["b=c"]),
        ("a=1;a=2", "a", ["1;a=2"]),
        ("", "a", []),
    ],
)
def test_values_of(query: str, name: str, values: list[str]) -> None:
    assert values_of(query, name) == values


def test_first_of() -> None:
    assert first_of("url=x&q=", ("q", "url")) == [""]
    assert first_of("url=x", ("q", "url")) == ["x"]


@pytest.mark.parametrize(
    ("url", "out"),
    [
        ("https://e.com/?a=1&w=2&b=%20#f?w=1", "https://e.com/?a=1&b=%20#f?w=1"),
        ("https://e.com/?w=2", "https://e.com/"),
        ("https://e.com/?a=1", "https://e.com/?a=1"),
        ("https://e.com/", "https://e.com/"),
    ],
)
def test_without(url: str, out: str) -> None:
    assert without(url, "w") == out


@given(st.text("a&=%61b\n"), st.sampled_from(["a", "aa", "ab"]))
def test_values_are_those_of_each_part(query: str, name: str) -> None:
    parts = [part.partition("=") for part in query.split("&")]
    assert values_of(query, name) == [
        value for own, equals, value in parts if equals and percent(own) == name
    ]
