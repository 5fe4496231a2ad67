"""Addresses in every spelling that URL parsers take."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.urls.address import (
    is_local_name,
    is_numeric,
    is_private_ipv4,
    is_private_ipv6,
    odd_ipv4,
    plain_ipv4,
)


@pytest.mark.parametrize(
    ("host", "value"),
    [
        ("1.2.3.4", 0x01020304),
        ("0x7f.1", 0x7F000001),
        ("1.2.3", 0x01020003),
        ("0x", 0),
        ("256", 256),
        ("1.256", 0x01000100),
    ],
)
def test_odd_ipv4(host: str, value: int) -> None:
    assert odd_ipv4(host) == value


@pytest.mark.parametrize(
    "host", ["1.2.3.4.5", "256.1.1.1", "4294967296", "1..2", "08", "0xg", "1.2.3.256", "a"]
)
def test_no_ipv4(host: str) -> None:
    assert odd_ipv4(host) is None


@given(st.integers(0, 2**32 - 1))
def test_plain_ipv4(value: int) -> None:
    assert plain_ipv4(str(ipaddress.IPv4Address(value))) == value


@given(st.integers(0, 2**32 - 1))
def test_nothing_private_passes(value: int) -> None:
    """What the standard library calls private is private here too.

    Its exceptions inside 192.0.0.0/24 are not made.
    """
    if ipaddress.IPv4Address(value).is_private:
        assert is_private_ipv4(value)


@given(st.integers(0, 2**128 - 1))
def test_only_global_unicast_passes(value: int) -> None:
    if not is_private_ipv6(value):
        assert value >> 125 == 1 or value >> 32 in (0xFFFF, 0, 0x64_FF9B << 64)


def test_names() -> None:
    assert is_numeric("a.0x1f")
    assert not is_numeric("a.b1")
    assert is_local_name("x.local")
    assert not is_local_name("local.example")
