"""Parts of rules that no test would miss."""

from pathlib import Path

import pytest

from unwall import Engine, load_rules
from unwall.language import Language
from unwall.model import Rule
from unwall.rules.index import RuleSet
from unwall.rules.needless import needless

HEAD = """platform: test
rules:
  - id: link
    kind: interstitial
    where: {hosts: [a.example], path: /p}
    target: [{var: go}, {var: to}]
    complete: http
    reason: [{element: h1}, {element: h2}]
    unless: [{reason: fraud}, {ends-on: [b.example]}]
    sources: [{what: own design, where: tests, seen: '2026'}]
    tests:
"""
TESTS = {
    "target 1 (var)": "body: \"go = 'https://c.example/'\", want: 'https://c.example/'",
    "target 2 (var)": "body: \"to = 'https://c.example/'\", want: 'https://c.example/'",
    "complete": "body: \"go = 'c.example'; to = 'https://d.example/'\", want: 'http://c.example'",
    "unless ends-on": "body: \"go = 'https://b.example/'\", refuse: excluded",
    "reason 1 (element)": "body: \"<h1>scam</h1>go = 'https://c.example/'\", refuse: excluded",
    "reason 2 (element)": "body: \"<h2>scam</h2>go = 'https://c.example/'\", refuse: excluded",
}


def parts_without(folder: Path, missing: str) -> list[str]:
    tests = [test for part, test in TESTS.items() if part != missing]
    lines = [f"      - {{given: 'https://a.example/p', {test}}}\n" for test in tests]
    (folder / "rules.yaml").write_text(HEAD + "".join(lines), encoding="utf-8")
    (folder / "reasons.yaml").write_text("reasons: {fraud: [scam]}\n", encoding="utf-8")
    rules = load_rules(folder, own_only=True)

    def alone(rule: Rule) -> Engine:
        return Engine(RuleSet.of([rule], rules.beside, rules.suffixes))

    return [part.said(Language.ENGLISH) for part in needless(rules[0], alone)]


@pytest.mark.parametrize("part", ["complete", "target 2 (var)", "unless ends-on", "reason 1 (element)"])
def test_a_part_without_its_test_is_named(tmp_path: Path, part: str) -> None:
    assert parts_without(tmp_path, part) == [part]


def test_a_rule_whose_every_part_is_tested(tmp_path: Path) -> None:
    assert parts_without(tmp_path, "") == []
