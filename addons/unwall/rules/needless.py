"""Parts of a rule that its tests would not miss: taken away one by one, and the tests run without them."""

from collections.abc import Callable, Iterator

from unwall.model import Rule
from unwall.rules.faults import Fault
from unwall.rules.nodes import Flaw, flaw
from unwall.rules.proof import Subject, outcomes

type Alone = Callable[[Rule], Subject]  # an engine with this rule and no other


def needless(rule: Rule, alone: Alone) -> Iterator[Flaw]:
    """The parts without which every test of the rule comes out as before."""
    before = outcomes(rule, alone(rule))
    for part, without in _without_parts(rule):
        if outcomes(without, alone(without)) == before:
            yield part


def _without_parts(rule: Rule) -> Iterator[tuple[Flaw, Rule]]:
    targets = rule.targets
    if len(targets) > 1:
        for number, target in enumerate(targets):
            yield (
                flaw(Fault.PART_TARGET, number=number + 1, word=target.locate.name),
                rule._replace(targets=_but(targets, number)),
            )
    if any(target.complete for target in targets):
        bare = tuple(target._replace(complete=None) for target in targets)
        yield flaw(Fault.PART_COMPLETE), rule._replace(targets=bare)
    for number, word in enumerate(rule.unless):
        yield flaw(Fault.PART_UNLESS, word=word.name), rule._replace(unless=_but(rule.unless, number))
    for number, target in enumerate(rule.reason):
        yield (
            flaw(Fault.PART_REASON, number=number + 1, word=target.locate.name),
            rule._replace(reason=_but(rule.reason, number)),
        )


def _but[T](items: tuple[T, ...], number: int) -> tuple[T, ...]:
    return items[:number] + items[number + 1 :]
