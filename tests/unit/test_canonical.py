"""Item addresses in one form: reduced until nothing changes, judged, never done to an unwrap."""

import pytest
from rules_for_tests import engine_with

from unwall import Engine, load_rules
from unwall.model import Kind, Reason, Refused, Rule, Step, Unwrapped

ITEM = """id: item
    kind: canonical
    where: {hosts: [shop.example, '*.shop.example', 'shop.*'], path: /item}
    target: {swap: https}
    decode: [{keep-params: [id]}, {reshape: {from: '^https://[^/]+/', to: 'https://shop.example/'}}]"""
GATE = """id: gate
    kind: canonical
    where: {hosts: [gate.example]}
    target: {param: to}"""
BUILT_IN = Engine(load_rules())


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_with(tmp_path_factory.mktemp("rules"), ITEM, GATE)


@pytest.mark.parametrize(
    ("url", "output"),
    [
        ("http://shop.example/item?a=1&id=2#top", "https://shop.example/item?id=2"),
        ("https://m.shop.example/item?id=2", "https://shop.example/item?id=2"),
        ("https://shop.co.uk/item?id=2", "https://shop.example/item?id=2"),
        ("https://shop.example/item?id=2", "https://shop.example/item?id=2"),
        ("https://shop.example:8443/item?a=1&id=2", "https://shop.example:8443/item?a=1&id=2"),
        ("https://evilshop.example/item?a=1&id=2", "https://evilshop.example/item?a=1&id=2"),
        ("https://shop.evil.example/item?a=1&id=2", "https://shop.evil.example/item?a=1&id=2"),
        ("https://shop.example/help?a=1", "https://shop.example/help?a=1"),
        ("shop://shop.example/item?a=1&id=2", "shop://shop.example/item?a=1&id=2"),
        ("no link", "no link"),
        (
            "https://gate.example/?to=https%3A%2F%2Fm.shop.example%2Fitem%3Fid%3D2",
            "https://shop.example/item?id=2",
        ),
    ],
)
def test_reduces(engine: Engine, url: str, output: str) -> None:
    assert engine.canonical(url).output == output


def test_says_each_step(engine: Engine) -> None:
    url = "https://gate.example/?to=http%3A%2F%2Fshop.example%2Fitem%3Fid%3D2"
    middle, end = "http://shop.example/item?id=2", "https://shop.example/item?id=2"
    steps = (Step("gate", Kind.CANONICAL, url, middle), Step("item", Kind.CANONICAL, middle, end))
    assert engine.canonical(url) == Unwrapped(url, end, steps, rule="gate")


def test_refuses_what_may_not_be_opened(engine: Engine) -> None:
    url = "https://gate.example/?to=javascript%3Aalert(1)"
    refused = Refused(Reason.SCHEME, "javascript:alert(1)")
    assert engine.canonical(url) == Unwrapped(url, url, refused=refused)


def test_is_no_part_of_unwrapping_scanning_or_rewriting(engine: Engine) -> None:
    url = "https://shop.example/item?a=1&id=2"
    body = f'<a href="{url}">'.encode()
    assert engine.unwrap(url) == Unwrapped(url, url)
    assert engine.scan(body, "text/html") == []
    assert engine.rewrite(body, "text/html").data is body
    assert not engine.hosts.page("shop.example")


@pytest.mark.parametrize(
    "rule", [rule for rule in BUILT_IN.rules if rule.kind is Kind.CANONICAL], ids=lambda rule: rule.id
)
def test_a_canonical_address_is_its_own(rule: Rule) -> None:
    outputs = [BUILT_IN.canonical(example.given).output for example in rule.tests]
    assert [BUILT_IN.canonical(output).steps for output in outputs] == [()] * len(outputs)
