"""Rules in bytes and back."""

from unwall import load_rules
from unwall.rules.packed import packed, unpacked


def test_every_rule_comes_back_equal() -> None:
    rules = list(load_rules())
    assert [unpacked(packed(rule)) for rule in rules] == rules
