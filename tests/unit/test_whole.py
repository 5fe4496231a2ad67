from pathlib import Path

import pytest

from unwall import load_rules
from unwall.language import Language
from unwall.rules.loader import RuleError

RULE = """platform: t
rules:
  - id: out
    kind: wrapper
    where: {hosts: [a.example]}
    target: TARGET
    sources: [{what: a, where: b, seen: '2026'}]
    tests: [{given: 'https://a.example/', leave: true}]
"""
TO = "template: 'https://b.example/{}'"
TWO = "template: 'https://b.example/{}/{+}'"


def faults(folder: Path, target: str) -> list[str]:
    file = folder / "t.yaml"
    file.write_text(RULE.replace("TARGET", target))
    try:
        load_rules(file, own_only=True)
    except RuleError as error:
        return [problem.sentence(Language.ENGLISH) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "target",
    [
        "{param: u, " + TO + "}",
        "{params: [a, b], " + TWO + "}",
        "{path: '^/(.)/(.)$', " + TWO + "}",
        "{path: '^/(?:(a)|(b))$', " + TO + "}",
        "{path: '^/x$', template: 'https://b.example/'}",
        "{raw: '^/x/(.+)'}",
    ],
)
def test_fits(tmp_path: Path, target: str) -> None:
    assert faults(tmp_path, target) == []


@pytest.mark.parametrize(
    ("target", "places", "values"),
    [
        ("{param: u, template: 'https://b.example/'}", 0, 1),
        ("{param: u, " + TWO + "}", 2, 1),
        ("{params: [a, b], " + TO + "}", 1, 2),
        ("{path: '^/(.)$', " + TWO + "}", 2, 1),
        ("{path: '^/(.)$', template: 'https://b.example/'}", 0, 1),
        ("{path: '^/x$', " + TO + "}", 1, 0),
    ],
)
def test_template_and_captures(tmp_path: Path, target: str, places: int, values: int) -> None:
    said = f"out: template has {places} places for {values} values; write {{}} for each value"
    assert faults(tmp_path, target) == [said]


def test_nothing_captured(tmp_path: Path) -> None:
    assert faults(tmp_path, "{raw: '^/x'}") == ["out: raw captures nothing; put ( ) around the target"]
