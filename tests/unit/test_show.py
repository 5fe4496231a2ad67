"""What people are shown."""

import pytest

from unwall.urls.show import brief, plain, readable


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://e.com/%E4%B8%AD?a=%2F%E2%80%AE", "https://e.com/中?a=%2F%E2%80%AE"),
        ("https://e.com/%D6%D0x%E4", "https://e.com/%D6%D0x%E4"),
        ("%E6%96%87", "文"),
        ("a%20b%", "a%20b%"),
    ],
)
def test_readable(url: str, shown: str) -> None:
    assert readable(url) == shown


def test_plain_escapes_what_steers_a_terminal() -> None:
    assert plain("a\x1b[31m\u202e\n\x9b中🍑") == "a\\x1b[31m\\u202e\\x0a\\x9b中🍑"
    assert plain("x" * 3000) == "x" * 2048 + "…+952"


def test_brief() -> None:
    assert brief("https://e.com/a?b=c") == "e.com/a?…"
    assert brief("http://e.com/a") == "e.com/a"
