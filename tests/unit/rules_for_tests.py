"""Rule sets written inside tests: YAML text in, the set out, without the built-in rules."""

from pathlib import Path

from unwall import Engine, load_rules
from unwall.model import DEFAULT_POLICY, Policy
from unwall.rules.index import RuleSet

_TAIL = """
    sources: [{what: own design, where: tests, seen: '2026'}]
    tests: [{given: 'https://nowhere.example/', leave: true}]
"""


def rule_set(folder: Path, *entries: str, head: str = "platform: test\n") -> RuleSet:
    """The set of these entries; each begins with its ``id:`` line and has no sources and tests of its own."""
    text = head + "rules:\n" + "".join(f"  - {entry.strip()}{_TAIL}" for entry in entries)
    file = folder / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    return load_rules(file, own_only=True)


def engine_with(folder: Path, *entries: str, policy: Policy = DEFAULT_POLICY) -> Engine:
    """The engine with these entries alone."""
    return Engine(rule_set(folder, *entries), policy)
