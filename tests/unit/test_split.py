"""URLs taken apart as they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.urls.split import hidden_scheme_of, scheme_of, split


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://Example.COM:8443/a/b?c=d&e#f", ("https", "example.com", "8443", "/a/b", "c=d&e", "f")),
        ("HTTP://e.com", ("http", "e.com", "", "/", None, None)),
        ("https://e.com?x#", ("https", "e.com", "", "/", "x", "")),
        ("https://e.com#a?b", ("https", "e.com", "", "/", None, "a?b")),
        ("https://u:p@e.com/", ("https", "", "p@e.com", "/", None, None)),
        ("https://[2606:4700::1]:80/x", ("https", "[2606:4700::1]", "80", "/x", None, None)),
        ("https://e.com./", ("https", "e.com", "", "/", None, None)),
        ("alipays://platformapi/startapp?a=1", ("alipays", "platformapi", "", "/startapp", "a=1", None)),
        ("openapp.jdmobile://virtual?p", ("openapp.jdmobile", "virtual", "", "/", "p", None)),
    ],
)
def test_split(url: str, parts: tuple[str | None, ...]) -> None:
    found = split(url)
    assert found is not None
    assert (found.scheme, found.host, found.port, found.path, found.query, found.fragment) == parts


@pytest.mark.parametrize(
    "text", ["", "words", "https:/e.com", "https:e.com", "//e.com", "1a://x", " https://e.com", "中://x"]
)
def test_no_url(text: str) -> None:
    assert split(text) is None


@given(st.text())
def test_split_is_whole(text: str) -> None:
    parts = split("https://" + text)
    assert parts is not None
    assert f"https://{parts.authority}{parts.tail}" == parts.url


@pytest.mark.parametrize(
    ("text", "scheme", "hidden"),
    [
        ("JavaScript:alert(1)", "javascript", "javascript"),
        ("java\tscript:alert(1)", None, "javascript"),
        ("\u200bjavascript:x", None, "javascript"),
        (" https://e.com", None, "https"),
        ("\ufeffhttps://e.com", None, "https"),
        ("\u2028javascript:x", None, "javascript"),
        ("java\xadscript:x", None, "javascript"),
        ("ｊavascript：x", None, "javascript"),
        ("java%73cript:x", None, "javascript"),
        ("%256aavascript%253Ax", None, "javascript"),
        ("%09data:text/html,x", None, "data"),
        ("https%3A//e.com", None, None),
        ("中文：说明", None, None),
        ("no scheme: here", None, None),
        ("localhost:80", "localhost", "localhost"),
        ("a" * 70 + ":x", None, None),
        (":x", None, None),
    ],
)
def test_schemes(text: str, scheme: str | None, hidden: str | None) -> None:
    assert scheme_of(text) == scheme
    if "no scheme" not in text:
        assert hidden_scheme_of(text) == hidden
