"""The platforms' own names, which a host must not look like."""

from unwall.rules.index import RuleSet


class Names:
    """A set of labels of hosts, worked out only when a host with foreign letters is judged."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._labels: frozenset[str] | None = None

    def __contains__(self, label: object) -> bool:
        if self._labels is None:
            self._labels = self._rules.labels()
        return label in self._labels
