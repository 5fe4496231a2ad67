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


def test_of_countries() -> None:
    names = LIST.of_countries()
    assert names >= {"com", "de", "cn", "com.cn", "co.uk", "com.kh", "co.ck", "com.br"}
    assert names.isdisjoint({"net", "kh", "co.de", "org.cn", "kobe.jp"})
    assert all(map(LIST.has, names))
    assert Suffixes().of_countries() == frozenset()
