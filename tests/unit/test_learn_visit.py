import pytest

from unwall.engine.page import Parsed
from unwall.learn.visit import By, Lead, Visit, asked, leads, same

T = "https://example.com/a"


@pytest.mark.parametrize(
    ("visit", "found"),
    [
        (Visit("https://w.test/x", 302, {"location": T}), [Lead(By.REDIRECT, T)]),
        (Visit("https://w.test/x", 302, {"location": "/y"}), [Lead(By.REDIRECT, "https://w.test/y")]),
        (Visit("https://w.test/x", 200, {"location": T}), []),
        (Visit("https://w.test/x", 200, {"refresh": f"0; url={T}"}), [Lead(By.REFRESH, T)]),
        (
            Visit("https://w.test/x", 200, {}, f'<meta http-equiv="Refresh" content="0;URL={T}">'),
            [Lead(By.REFRESH, T)],
        ),
        (
            Visit("https://w.test/x", 200, {}, f"<script>location.replace('{T}')</script>"),
            [Lead(By.SCRIPT, T)],
        ),
        (Visit("https://w.test/x", 302, {"location": "javascript:alert(1)"}), []),
        (Visit("https://w.test/x", 200, {}, f'<a href="{T}">on</a>'), []),
        (Visit("https://w.test/x", led_to=T), [Lead(By.LOG, T)]),
    ],
)
def test_where_an_answer_leads_by_itself(visit: Visit, found: list[Lead]) -> None:
    assert list(leads(visit, Parsed(visit.page))) == found


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("https://example.com", "https://example.com/", True),
        ("https://EXAMPLE.com:443/a#b", "https://example.com/a", True),
        ("https://example.com/a%2fb", "https://example.com/a%2Fb", True),
        ("https://例子.example/a b", "https://xn--fsqu00a.example/a%20b", True),
        ("https://example.com/a", "http://example.com/a", False),
        ("https://example.com/a?b=1", "https://example.com/a?b=2", False),
        ("https://example.com:8443/", "https://example.com/", False),
    ],
)
def test_addresses_that_ask_for_the_same(one: str, other: str, equal: bool) -> None:
    assert same(one, other) is equal


def test_what_is_no_address_is_itself() -> None:
    assert asked("words") == "words"
