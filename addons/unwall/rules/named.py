"""Rules by id, of a set whose rules are unpacked one by one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from unwall.model import Rule


class Named(Mapping[str, Rule]):
    """The rules of a set by id; none is unpacked before it is asked for."""

    def __init__(self, rules: Sequence[Rule], ids: Iterable[str]) -> None:
        """``ids``: those of the rules, in their order."""
        self._rules = rules
        self._numbers = {name: number for number, name in enumerate(ids)}

    def __getitem__(self, name: str) -> Rule:
        return self._rules[self._numbers[name]]

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
