"""The tests that the rules carry, all of them."""

import pytest

from unwall import Engine, Policy, Rule, load_rules
from unwall.rules.proof import failures

RULES = load_rules()
ENGINE = Engine(RULES, Policy.of_all(RULES))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    assert list(map(str, failures(rule, ENGINE))) == []


def test_the_set_does_not_shrink_unnoticed() -> None:
    assert len(RULES) >= 620
    assert sum(len(rule.tests) for rule in RULES) >= 2_800
