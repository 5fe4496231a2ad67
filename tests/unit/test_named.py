"""Rules by id."""

from unwall import load_rules
from unwall.rules.index import RuleSet


def test_each_rule_is_found_by_its_id() -> None:
    rules = load_rules()
    named = rules.by_id
    assert dict(named) == {rule.id: rule for rule in rules}
    assert len(named) == len(rules)
    assert "no-such-rule" not in named


def test_no_other_rule_is_unpacked_for_one() -> None:
    unpacked: list[int] = []

    class Watched(RuleSet):
        def __getitem__(self, index):
            unpacked.append(index)
            return super().__getitem__(index)

    rules = load_rules()
    watched = Watched.of(rules)
    assert watched.by_id[rules[7].id].id == rules[7].id
    assert len(unpacked) == 1
