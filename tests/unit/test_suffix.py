"""Registrable domains."""

import pytest

from unwall.urls.suffix import Suffixes, snapshot

LIST = snapshot()


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.example.com", "example.com"),
        ("example.com", "example.com"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("co.uk", None),
        ("com", None),
        ("a.b.ck", "a.b.ck"),
        ("x.a.b.ck", "a.b.ck"),
        ("www.ck", "www.ck"),
        ("link.taobao.com.cn", "taobao.com.cn"),
        ("a.unknown", "a.unknown"),
        ("b.a.unknown", "a.unknown"),
        ("single", None),
        ("user.github.io", "github.io"),
    ],
)
def test_registrable(host: str, domain: str | None) -> None:
    assert LIST.registrable(host) == domain


def test_empty_list() -> None:
    assert Suffixes().registrable("a.b.c") == "b.c"
