"""Proposals from what recordings show, each proved by its own tests and by the traffic it was learnt from."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

from unwall.engine.engine import Engine
from unwall.learn import shorts, stops, wrappers
from unwall.learn.proposal import Proposal, written
from unwall.learn.sighting import Looked
from unwall.model import Policy, Rule, Status
from unwall.rules.index import RuleSet
from unwall.rules.proof import failures
from unwall.rules.schema import read_file
from unwall.rules.tree import read_yaml


class Learnt(NamedTuple):
    """What became of the sightings."""

    proposals: tuple[Proposal, ...]
    unproved: tuple[Proposal, ...]  # whose own tests do not come out among all rules


def learn(looked: Looked, known: RuleSet) -> Learnt:
    """The rules that the sightings suggest, the best seen first; ``known``: the rules in force."""
    suffixes = known.suffixes
    found = [
        *wrappers.proposals(looked.sightings, suffixes),
        *stops.proposals(looked.sightings, suffixes),
        *shorts.proposals(looked.sightings, suffixes),
    ]
    ordered = sorted(found, key=lambda each: (-each.evidence.targets, -each.evidence.visits, each.id))
    named = _named(ordered, {rule.id for rule in known})
    good = _proved(named, known)
    # The last test is that of a look-alike, which an option for any host may open.
    rest = [each._replace(tests=each.tests[:-1]) for each in named if each.id not in good]
    good_then = _proved(rest, known)
    kept = {each.id: each for each in (*(each for each in named if each.id in good), *rest)}
    fine = good | good_then
    return Learnt(
        tuple(kept[each.id] for each in named if each.id in fine),
        tuple(each for each in named if each.id not in fine),
    )


def rules_of(proposals: Iterable[Proposal]) -> list[Rule]:
    """The proposals as rules that act, as they would once somebody has looked at them."""
    text = written(proposals, seen="2000", recorded="-")
    root, _ = read_yaml(text.encode(), "learnt.yaml")
    rules = read_file(root)[0] if root is not None else []
    return [rule._replace(status=Status.TEST) for rule in rules]


def _named(proposals: Sequence[Proposal], taken: set[str]) -> list[Proposal]:
    """The same with ids that nobody has."""
    found = []
    for each in proposals:
        names = (each.id if number == 1 else f"{each.id}-{number}" for number in count(1))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        found.append(each._replace(id=name))
    return found


def _proved(proposals: Sequence[Proposal], known: RuleSet) -> set[str]:
    """The ids of those whose tests come out, alone and among all other rules."""
    rules = rules_of(proposals)
    if not rules:
        return set()
    together = Engine(RuleSet.of([*known, *rules], known.beside, known.suffixes), Policy.of_all(known))
    return {
        rule.id
        for rule in rules
        if not any(failures(rule, Engine(RuleSet.of([rule], known.beside, known.suffixes))))
        and not any(failures(rule, together))
    }
