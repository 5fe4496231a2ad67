"""The tests that the rules carry, all of them."""

from pathlib import Path

import pytest
import yaml

from unwall import Engine, Policy, Rule, load_rules
from unwall.rules.proof import failures

FOLDER = Path(__file__).parents[2] / "rules"
RULES = load_rules()
ENGINE = Engine(RULES, Policy.of_all(RULES))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    assert list(map(str, failures(rule, ENGINE))) == []


def test_the_set_does_not_shrink_unnoticed() -> None:
    assert len(RULES) >= 620
    assert sum(len(rule.tests) for rule in RULES) >= 2_800


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.yaml")), ids=lambda file: file.stem)
def test_every_parser_reads_the_same(file: Path) -> None:
    """Where PyYAML was built without libyaml its own parser reads the rules, and others do in editors."""
    text = file.read_text("utf-8")
    assert yaml.load(text, yaml.SafeLoader) == yaml.load(text, yaml.CSafeLoader)
