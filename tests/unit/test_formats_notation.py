"""Addresses as foreign lists write them, in our words; what is nobody's own is refused by name."""

import pytest

from unwall.rules.formats.draft import MARK, REST, Unfit, Why
from unwall.rules.formats.notation import (
    Address,
    checked_hosts,
    filled,
    hosts_of,
    linear,
    of_filter,
    of_match_pattern,
    past_host,
    with_param,
)
from unwall.urls.suffix import Suffixes

SUFFIXES = Suffixes.of(["com", "uk", "co.uk"])


@pytest.mark.parametrize(
    ("name", "below", "hosts"),
    [
        ("a.example", True, ("a.example", "*.a.example")),
        ("A.Example.", False, ("a.example",)),
        ("www.a.*", False, ("www.a.*",)),
        ("www.a.*", True, ("www.a.*",)),
        ("a.*", True, ("a.*", "www.a.*")),
    ],
)
def test_hosts(name: str, below: bool, hosts: tuple[str, ...]) -> None:
    assert hosts_of(name, below=below) == hosts


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("com", Why.ANY_HOST),
        ("", Why.ANY_HOST),
        ("cc.*.com", Why.LOOKALIKE),
        ("*a.example", Why.LOOKALIKE),
        ("a*.*", Why.LOOKALIKE),
        ("a..example", Why.MALFORMED),
        ("user@a.example", Why.MALFORMED),
        ("127.0.0.1", Why.MALFORMED),
    ],
)
def test_no_hosts_of_one_owner(name: str, why: Why) -> None:
    with pytest.raises(Unfit) as caught:
        hosts_of(name, below=True)
    assert caught.value.why is why


def test_a_public_suffix_is_nobodys() -> None:
    assert checked_hosts(("a.co.uk",), SUFFIXES) == ("a.co.uk",)
    with pytest.raises(Unfit) as caught:
        checked_hosts(("co.uk", "*.co.uk"), SUFFIXES)
    assert caught.value.why is Why.ANY_HOST


@pytest.mark.parametrize("text", ["(?=a)", r"(a)\1", "(?<!a)b", "(a{1000}){1000}", "("])
def test_what_is_not_linear_is_refused(text: str) -> None:
    with pytest.raises(Unfit) as caught:
        linear(text)
    assert caught.value.why is Why.NOT_LINEAR


ANY = "(?:[^0-9A-Za-z_.%-]|$)"


@pytest.mark.parametrize(
    ("tail", "param", "address"),
    [
        ("", "u", Address()),
        ("/*^u=http", "u", Address()),
        ("/?u=", "u", Address(path="/")),
        ("/out?u=http", "u", Address(path="/out", example="/out")),
        ("/out?*&u=http", "u", Address(path="/out", example="/out")),
        ("/out*^u=http", "u", Address(path="^/out", example="/out")),
        ("/out^u=http", "u", Address(path="^/out", example="/out")),
        ("/out/*", "u", Address(path="^/out/", example="/out/")),
        ("/out.php?u=aHR0c", "u", Address(path="/out.php", example="/out.php")),
        ("/a/*/b?u=http", "u", Address(raw=r"(?i)^/a/.*/b\?u=http", example="/a/1/b")),
        ("/x?a=*&u=", "u", Address(raw=r"(?i)^/x\?a=.*&u=", example="/x?a=1")),
        ("/dl^", None, Address(path="^/dl", example="/dl")),
        ("/end|", None, Address(path="/end", example="/end")),
        ("/x?u=other", "u", Address(raw=r"(?i)^/x\?u=other", example="/x?u=other")),
        ("/a^*b", None, Address(raw=f"(?i)^/a{ANY}.*b", example="/a?b")),
    ],
)
def test_filter(tail: str, param: str | None, address: Address) -> None:
    assert of_filter(tail, param) == address


@pytest.mark.parametrize(
    ("tail", "address"),
    [
        ("/*", Address()),
        ("/?*", Address(path="/")),
        ("/out", Address(path="/out", example="/out")),
        ("/out?*", Address(path="/out", example="/out")),
        ("/out*", Address(path="^/out", example="/out")),
        ("/c/*", Address(path="^/c/", example="/c/")),
        ("/a/*/s/*", Address(raw="^/a/.*/s/", example="/a/1/s/")),
        ("/a/*/s", Address(raw="^/a/.*/s$", example="/a/1/s")),
    ],
)
def test_match_pattern(tail: str, address: Address) -> None:
    assert of_match_pattern(tail) == address


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (r"^https?:\/\/[^\/?#]+\/x", r"^\/x"),
        (r"^https:\/\/[^/]+/x", "^/x"),
        (r"^https?:\/\/a\.example\/x", None),
        (r"\/x", None),
    ],
)
def test_past_an_open_host(text: str, rest: str | None) -> None:
    assert past_host(text) == rest


@pytest.mark.parametrize(
    ("address", "example"),
    [
        (Address(), f"/?u={MARK}"),
        (Address(path="/out", example="/out"), f"/out?u={MARK}"),
        (Address(raw="^/x[?]a=.*&u=", example="/x?a=1"), f"/x?a=1&u={MARK}"),
        (Address(raw="(?i)^/.*[?].*&u=http", example="/"), f"/?x=1&u={MARK}"),
        (Address(raw="^/x[?](?:.*&)?u=http", example=""), f"/x?u={MARK}"),
    ],
)
def test_example_with_a_parameter(address: Address, example: str) -> None:
    assert with_param(address, "u") == example


@pytest.mark.parametrize(
    ("pattern", "address", "example"),
    [
        ("/L0/(http[^/]+)", Address(path="^/L0/http", example="/L0/http"), f"/L0/{MARK}"),
        ("/-/(https://.+)", Address(raw="^/t/.*/-/https:", example="/t/1/-/https:"), f"/t/1/-/{MARK}"),
        ("[?](http.+)", Address(raw="^/[?]http", example="/?http"), f"/?{MARK}"),
        ("^/[23]m?/([^/]+)/.*$", Address(path="^/3/", example="/3/"), f"/3/{MARK}/"),
        ("^/([^/]+)/s(/.*)$", Address(raw="^/.*/s/", example="/1/s/"), f"/{MARK}/s{REST}"),
        ("/p/([^?]+)", Address(example=""), f"/p/{MARK}"),
    ],
)
def test_example_of_an_expression(pattern: str, address: Address, example: str) -> None:
    assert filled(pattern, address) == example
