"""Example texts of expressions: what is made is matched, by RE2's own judgement."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.rules.expressions import expression
from unwall.rules.formats.specimen import NoSpecimenError, specimen


@pytest.mark.parametrize(
    ("pattern", "captures", "text"),
    [
        ("^/x$", (), "/x"),
        ("^/c/[0-9]{2}[?](?:a|b)=(http.*)", ("T",), "/c/00?a=T"),
        (r"\/L0\/(http[^\/?#]+)/", ("T",), "/L0/T/"),
        ("^/([^/]+)/s(/.*)$", ("A", "B"), "/A/sB"),
        (r"a\.b\d\w\s.", (), "a.b0a x"),
        ("a*b+c?d{3}e{2,}f{0,9}?", (), "bdddee"),
        ("[]x]", (), "]"),
        ("[^a0x_-]", (), "/"),
        (r"[\w.-]+", (), "a"),
        (r"[^\d]", (), "a"),
        ("(a|b)|(c)", (), "a"),
        ("(?:x){2}", (), "xx"),
        (r"\bword\b", (), "word"),
    ],
)
def test_specimen(pattern: str, captures: tuple[str, ...], text: str) -> None:
    assert specimen(pattern, captures) == text


@pytest.mark.parametrize(
    "pattern",
    [
        "(?i)a",
        "(?=a)",
        "(a",
        "[a",
        "a)",
        r"\1",
        "a{999}",
        "(?P<n>a)",
        "[^a0x_/.:? %=&-]",
        "(" * 5_000 + "a" + ")" * 5_000,
    ],
)
def test_beyond_it(pattern: str) -> None:
    with pytest.raises(NoSpecimenError):
        specimen(pattern)


_ATOMS = st.sampled_from(["a", r"\.", "[a-c]", "[^/]", ".", r"\d", "(?:x|y)", "(z)", "/", "="])
_TIMES = st.sampled_from(["", "+", "*", "?", "{2}", "{1,3}", "+?", "*?"])


@given(st.lists(st.tuples(_ATOMS, _TIMES), max_size=12))
def test_what_is_made_is_matched(parts: list[tuple[str, str]]) -> None:
    pattern = "".join(atom + times for atom, times in parts)
    assert expression(pattern).fullmatch(specimen(pattern)) is not None


@given(st.text())
def test_is_total(pattern: str) -> None:
    with contextlib.suppress(NoSpecimenError):
        specimen(pattern)
