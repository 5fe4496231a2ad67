"""Percent-decoding once, and encoding only what may not stand in a URL."""

from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.urls.escape import component, inert, percent


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("", ""),
        ("plain", "plain"),
        ("a%20b+c", "a b+c"),
        ("%e4%b8%ad", "中"),
        ("%2541", "%41"),
        ("%", "%"),
        ("%zz%4", "%zz%4"),
        ("%D6%D0", "%D6%D0"),
        ("%d6x%41", "%d6xA"),
        ("%E4%B8%AD%D6%E6%96%87", "中%D6文"),
        ("%E4%B8", "%E4%B8"),
        ("%F0%9F%8D%91!", "🍑!"),
        ("中%E6%96%87", "中文"),
        ("%00%0d%0a", "\0\r\n"),
        ("%ED%A0%80", "%ED%A0%80"),
    ],
)
def test_percent(text: str, decoded: str) -> None:
    assert percent(text) == decoded


@given(st.text())
def test_percent_undoes_quote(text: str) -> None:
    assert (
        percent(quote(text, safe="", errors="surrogatepass") if text.isprintable() else quote(text, safe=""))
        == text
    )


@given(st.binary())
def test_percent_loses_no_byte(data: bytes) -> None:
    spelled = "".join(f"%{byte:02x}" for byte in data)
    decoded = percent(spelled)
    assert (
        unquote_to_bytes(decoded.replace("%", "%25") if "%25" in spelled else decoded) == data
        or "%25" in spelled
    )


@pytest.mark.parametrize("unit", ["%D6", "%E4%B8", "%E4%B8%AD", "%41", "%", "%F0%9F%8D%91%FF"])
def test_percent_is_linear(unit: str) -> None:
    """Every character is looked at a bounded number of times.

    A long broken run is no slower than a short one.
    """
    text = unit * 60_000
    assert len(percent(text)) <= len(text)


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("https://e.com/a?b=1#c", "https://e.com/a?b=1#c"),
        ("a b", "a%20b"),
        ('"<>`{}|^', "%22%3C%3E%60%7B%7D%7C%5E"),
        ("中", "%E4%B8%AD"),
        ("%zz'()[]*!$&,;=~\\", "%zz'()[]*!$&,;=~\\"),
        ("\n\x7f", "%0A%7F"),
        ("\udcff", "%FF"),
        ("\ud800", "%ED%A0%80"),
    ],
)
def test_inert(text: str, out: str) -> None:
    assert inert(text) == out


@given(st.text())
def test_inert_is_ascii_and_final(text: str) -> None:
    out = inert(text)
    assert out.isascii()
    assert inert(out) == out


@given(st.text())
def test_component_round_trip(text: str) -> None:
    assert percent(component(text)) == text


@given(
    st.lists(
        st.sampled_from(
            ["%", "4", "1", "E", "%41", "%E4%B8%AD", "%D6", "%0A", "=", "_", " ", "\n", "\r", "中", "\ud800"]
        )
    )
)
def test_percent_at_once_is_percent_piece_by_piece(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert (
        percent(f"{text}%zz") == f"{percent(text)}%zz"
    )  # an escape that is none: nothing is decoded at once
