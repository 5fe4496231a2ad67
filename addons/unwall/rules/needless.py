"""Parts of a rule that its tests would not miss: taken away one by one, and the tests run without them."""

from collections.abc import Callable, Iterator

from unwall.model import Rule, Target
from unwall.rules.proof import Subject, outcomes

type Alone = Callable[[Rule], Subject]  # an engine with this rule and no other


def needless(rule: Rule, alone: Alone) -> Iterator[str]:
    """The parts without which every test of the rule comes out as before."""
    before = outcomes(rule, alone(rule))
    for part, without in _without_parts(rule):
        if outcomes(without, alone(without)) == before:
            yield part


def _without_parts(rule: Rule) -> Iterator[tuple[str, Rule]]:
    targets = rule.targets
    if len(targets) > 1:
        for number, target in enumerate(targets):
            yield _named("target", number, target), rule._replace(targets=_but(targets, number))
    if any(target.complete for target in targets):
        bare = tuple(target._replace(complete=None) for target in targets)
        yield "complete", rule._replace(targets=bare)
    for number, word in enumerate(rule.unless):
        yield f"unless {word.name}", rule._replace(unless=_but(rule.unless, number))
    for number, target in enumerate(rule.reason):
        yield _named("reason", number, target), rule._replace(reason=_but(rule.reason, number))


def _but[T](items: tuple[T, ...], number: int) -> tuple[T, ...]:
    return items[:number] + items[number + 1 :]


def _named(what: str, number: int, target: Target) -> str:
    return f"{what} {number + 1} ({target.locate.name})"
