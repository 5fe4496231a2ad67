import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.proxy.headers import location, refresh

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
        ("//[", "//["),
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
