"""Hosts as rules write them. What is said of mistakes, and where, stands in the tests of whole files."""

import pytest

from unwall.model import Place
from unwall.rules.named_hosts import host, hosts
from unwall.rules.nodes import Node, Wrong

HERE = Place("rules/a.yaml", 5, 21)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("a.example", ["a.example"]),
        ("*.a.example", ["*.a.example"]),
        ("t{1-3}.a.example", ["t1.a.example", "t2.a.example", "t3.a.example"]),
        ("t{09-10}.a.example", ["t09.a.example", "t10.a.example"]),
        ("*.t{8-9}.a.example", ["*.t8.a.example", "*.t9.a.example"]),
        ("t{0-1}.*", ["t0.*", "t1.*"]),
        ("a{1-200}.example", [f"a{number}.example" for number in range(1, 201)]),
    ],
)
def test_one_or_each_of_a_range(written: str, named: list[str]) -> None:
    assert list(hosts(Node(written, HERE))) == named


@pytest.mark.parametrize("text", ["a.example", "*.a.example", "www.a.*", "app://", "app://*.page", "*"])
def test_what_a_host_may_be(text: str) -> None:
    assert host(Node(text, HERE)) == text


@pytest.mark.parametrize(
    "text", ["", "A.example", "a.example/x", "a.example:80", "https://a.example", "a b", "例.cn"]
)
def test_what_none_may_be(text: str) -> None:
    with pytest.raises(Wrong) as wrong:
        host(Node(text, HERE))
    assert wrong.value.problem.place == HERE
