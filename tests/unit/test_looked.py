import pytest

from unwall.model import Surface
from unwall.proxy.looked import hosts_in, surface_of

HTML = Surface.HTML_ATTRIBUTE
AB = {"a.example": 1, "b.example": 1}


@pytest.mark.parametrize(
    ("content_type", "surface"),
    [
        ("text/html; charset=gbk", Surface.HTML_ATTRIBUTE),
        ("application/xhtml+xml", Surface.HTML_ATTRIBUTE),
        ("application/json", Surface.JSON),
        ("text/JavaScript", Surface.SCRIPT),
        ("text/css", Surface.CSS),
        ("application/rss+xml", Surface.XML),
        ("text/plain", Surface.TEXT),
        ("", Surface.TEXT),
    ],
)
def test_surfaces(content_type: str, surface: Surface) -> None:
    assert surface_of(content_type) is surface


@pytest.mark.parametrize(
    ("data", "surface", "hosts"),
    [
        (b'<a class="b" href="https://A.example/x"><a\nhref=http://a.example>', HTML, {"a.example": 2}),
        (b'<img src="https://a.example/"><abbr href="https://a.example">', HTML, {}),
        (b'<a href="https://l.example/?u=https%3A%2F%2Fa.example">', HTML, {"l.example": 1}),
        (b'{"u":"https:\\/\\/a.example\\/x","v":"http://b.example."}', Surface.JSON, AB),
        (b"https://", Surface.TEXT, {}),
        ("https://中.example".encode(), Surface.TEXT, {}),
    ],
)
def test_hosts(data: bytes, surface: Surface, hosts: dict[str, int]) -> None:
    assert hosts_in(data, surface) == hosts


def test_only_the_beginning_of_a_large_body_is_looked_at() -> None:
    link = b'<a href="https://a.example/">'
    assert hosts_in(link + b" " * (1 << 20) + link, Surface.HTML_ATTRIBUTE) == {"a.example": 1}
