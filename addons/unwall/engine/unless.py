"""What keeps a link from being opened that would be: the user's list, and what a rule says of its target."""

from collections.abc import Collection, Sequence

from unwall.model import Rule, Step, Word
from unwall.urls.split import split
from unwall.urls.suffix import Suffixes


class Unless:
    """Immutable after construction."""

    def __init__(self, allow_hosts: Collection[str], suffixes: Suffixes) -> None:
        """``allow_hosts``: never to be touched, nor what is below them."""
        self._allow_hosts = allow_hosts
        self._suffixes = suffixes

    def allowed(self, host: str) -> bool:
        """Whether the user said never to touch this host or one above it."""
        if not self._allow_hosts:
            return False
        while host:
            if host in self._allow_hosts:
                return True
            host = host.partition(".")[2]
        return False

    def excludes(self, given: str, steps: Sequence[Step], rules: Sequence[Rule], output: str) -> bool:
        """Whether ``given`` stays, which these rules lead to ``output``, each by its step."""
        if not self._allow_hosts and not rules[0].unless and not any(rule.unless for rule in rules[1:]):
            return False
        end = split(output)
        target = end.host if end else ""
        hosts = [parts.host for parts in map(split, [given, *(step.input for step in steps)]) if parts]
        if any(map(self.allowed, [*hosts, target])):
            return True
        return any(
            self._ends_on(condition, target, step.input)
            for rule, step in zip(rules, steps, strict=False)
            for condition in rule.unless
        )

    def _ends_on(self, condition: Word, target: str, wall: str) -> bool:
        hosts = condition.argument
        if condition.name == "ends-on" and isinstance(hosts, tuple):
            return any(target == host or target.endswith(f".{host}") for host in hosts)
        if condition.name == "same-site":
            parts = split(wall)
            own = self._suffixes.registrable(parts.host) if parts else None
            return own is not None and own == self._suffixes.registrable(target)
        return False
