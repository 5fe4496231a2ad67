"""The text of a PAC file; what browsers make of it is seen in tests/e2e/test_pac.py."""

import json
import re

import esprima
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.browser.pac import Needed, is_made_by_us, needed, pac

LABELS = st.text("abcxyz019-", min_size=1, max_size=8)
HOSTS = st.lists(st.lists(LABELS, min_size=1, max_size=4).map(".".join), max_size=6)


def test_hosts_are_told_apart_by_their_form() -> None:
    hosts = ["www.c.*", "a.example", "*.b.example", "a.example"]
    assert needed(hosts) == Needed(("a.example",), ("b.example",), ("www.c",))


def test_what_does_not_come_through_goes_as_it_is_told() -> None:
    text = pac(["a.example"], "127.0.0.1:8080", [], "PROXY proxy.company:3128")
    assert 'needed ? "PROXY 127.0.0.1:8080; PROXY proxy.company:3128" : "PROXY proxy.company:3128"' in text
    assert 'if (under(never, host)) return "PROXY proxy.company:3128";' in text
    assert "DIRECT" not in text


@given(HOSTS, HOSTS)
def test_the_file_is_ascii_javascript_with_every_host(hosts: list[str], never: list[str]) -> None:
    text = pac([*hosts, *(f"*.{host}" for host in hosts)], "127.0.0.1:8080", never)
    assert text.isascii()
    assert is_made_by_us(text)
    esprima.parseScript(text)
    tables = {name: set(json.loads(table)) for name, table in re.findall(r"var (\w+) = (\{.*\});", text)}
    assert tables.pop("never") <= set(never)
    assert tables == {"exact": set(hosts), "below": set(hosts), "words": set()}


@pytest.mark.parametrize(
    ("never", "stands"),
    [
        ("a.example", True),
        ("example", True),
        ("x.a.example", True),
        ("b.example", True),
        ("y.x.b.example", True),
        ("www.c.com", True),
        ("c.co.uk", True),
        ("co.uk", True),
        ("com", True),
        ("bank.example", False),
        ("my.bank.test", False),
        ("xc.com", False),
        ("xa.example", False),
    ],
)
def test_only_hosts_that_matter_stay_out_by_name(never: str, *, stands: bool) -> None:
    text = pac(["a.example", "*.b.example", "www.c.*"], "127.0.0.1:8080", [never])
    assert (f'var never = {{"{never}":1}};' in text) is stands
    assert ("var never = {};" in text) is not stands
