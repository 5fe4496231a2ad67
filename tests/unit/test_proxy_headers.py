import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.proxy.headers import links, location, lone, refresh

BASE = "https://a.example/x/y?z=1"
WALL = "https://wall.example/?u=1"
NEW = "https://target.example/"


@pytest.mark.parametrize(
    ("value", "url"),
    [
        (WALL, WALL),
        (f" {WALL} ", WALL),
        ("/go?u=1", "https://a.example/go?u=1"),
        ("//wall.example/?u=1", WALL),
        ("alipays://platformapi/startapp?x=1", "alipays://platformapi/startapp?x=1"),
        ("https://wall.example/中", "https://wall.example/%E4%B8%AD"),
        ("https://wall.example/\udcd6", "https://wall.example/%D6"),
        ("https://wall.example/a b", "https://wall.example/a%20b"),
        ("/search?q=a b https://b.example/", "https://a.example/search?q=a%20b%20https://b.example/"),
        ("say b", "https://a.example/x/say%20b"),
        ("//[", "//["),
        ("https:/wall.example/?u=1", "https://a.example/wall.example/?u=1"),
        ("http:/wall.example/?u=1", "http:/wall.example/?u=1"),
        ("https:\\\\wall.example\\?u=1", "https:\\\\wall.example\\?u=1"),
    ],
)
def test_location(value: str, url: str) -> None:
    address = location(value, BASE)
    assert address is not None
    assert (address.url, address.replaced(NEW)) == (url, NEW)


def test_an_empty_location_has_no_address() -> None:
    assert location(" ", BASE) is None


@pytest.mark.parametrize(
    ("value", "url", "replaced"),
    [
        (f"0; url={WALL}", WALL, f"0; url={NEW}"),
        (f"5;URL='{WALL}'", WALL, f"5;URL='{NEW}'"),
        (f'0.5 , url = "{WALL}" ', WALL, f'0.5 , url = "{NEW}" '),
        (f"0;{WALL}", WALL, f"0;{NEW}"),
        ("3; url=/go", "https://a.example/go", f"3; url={NEW}"),
    ],
)
def test_refresh(value: str, url: str, replaced: str) -> None:
    address = refresh(value, BASE)
    assert address is not None
    assert (address.url, address.replaced(NEW)) == (url, replaced)


@pytest.mark.parametrize("value", ["", "5", "5;", "url=x", "0; url=", "x; url=y"])
def test_a_refresh_without_address(value: str) -> None:
    assert refresh(value, BASE) is None


@given(st.text(), st.text())
def test_any_value_is_read_without_failing(value: str, base: str) -> None:
    location(value, base)
    refresh(value, base)


def _direct(url: str) -> str | None:
    return NEW if url == WALL else None


@pytest.mark.parametrize(
    ("value", "new"),
    [
        (f"<{WALL}>", f"<{NEW}>"),
        (f"<{WALL}>; rel=next", f"<{NEW}>; rel=next"),
        (f'<{WALL}>;rel="next";title="a, b" , <{WALL}>', f'<{NEW}>;rel="next";title="a, b" , <{NEW}>'),
        (f'</x>; rel=preload, < {WALL} >; rel="prev"', f'</x>; rel=preload, <{NEW}>; rel="prev"'),
        (f'<{WALL}>; rel="canonical"', f'<{WALL}>; rel="canonical"'),
        (f"<{WALL}>; rel=self", f"<{WALL}>; rel=self"),
        (f'<{WALL}>; rel="alternate Canonical"', f'<{WALL}>; rel="alternate Canonical"'),
        (f'<{WALL}>; rel=preload; integrity="sha256-x"', f'<{WALL}>; rel=preload; integrity="sha256-x"'),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_links(value: str, new: str) -> None:
    assert links(value, BASE, _direct) == new


@pytest.mark.parametrize(
    ("value", "new"), [(WALL, NEW), (f" {WALL}", NEW), ("//wall.example/?u=1", NEW), ("/x ", "/x "), ("", "")]
)
def test_lone(value: str, new: str) -> None:
    assert lone(value, BASE, _direct) == new


@given(st.text(alphabet="<>;, rel=\"'canonicalx/"))
def test_links_that_are_not_walled_stay_as_they_are(value: str) -> None:
    assert links(value, BASE, lambda _: None) == value
