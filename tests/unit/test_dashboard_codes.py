"""QR codes as pictures in a page."""

import re

from unwall.dashboard.codes import svg


def test_a_picture_without_anything_that_a_strict_policy_forbids() -> None:
    picture = svg("https://example.com/?a=1&b=<2>")
    assert re.fullmatch(r"<svg [^<>]*>(<path [^<>]*/>)+</svg>", picture)
    assert "style=" not in picture


def test_what_no_phone_could_read_is_left_out() -> None:
    assert svg("https://example.com/" + "a" * 2_000) == ""
