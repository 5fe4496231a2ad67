"""What is wrong with rules that are well-formed: gaps in their tests, overlaps, rules that never apply."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from unwall.model import Example, Kind, Rule, Status, Verdict
from unwall.rules.faults import Fault
from unwall.rules.index import ANY_HOST, of_response, precedence
from unwall.rules.needless import Alone, needless
from unwall.rules.nodes import Flaw, Problem, flaw
from unwall.rules.proof import Subject, outcomes
from unwall.urls.split import split
from unwall.urls.suffix import Suffixes

_NUMBERS = re.compile(r"\d+")
_SEEN = re.compile(r"\d{4}(-\d{2}){0,2}")
_OF_ADDRESSES = (Kind.WRAPPER, Kind.INTERSTITIAL, Kind.CANONICAL)  # whose tests give nothing else
_SHORTEST_NAME = 3  # letters before ``.*``: shorter names belong to somebody else somewhere


class Proving(NamedTuple):
    """What the rules are tried on: all of them together, one alone, and the days."""

    together: Subject
    alone: Alone
    suffixes: Suffixes
    today: str  # ISO dates: the day, and the day before which a source is too old
    oldest: str
    contexts: tuple[str, ...] = ()  # all that are described; empty where none is


def complaints(rules: Sequence[Rule], proving: Proving) -> list[Problem]:
    """Everything to mend, ordered by place."""
    found = [
        Problem(rule.place, found, rule.id)
        for rule in rules
        if rule.status is not Status.RETIRED
        for found in _flaws(rule, proving)
    ]
    found += [*_overlaps(rules), *_shadows(rules, proving.alone)]
    return sorted(found, key=lambda problem: problem.place)


def _flaws(rule: Rule, proving: Proving) -> Iterator[Flaw]:
    yield from _gaps(rule, proving.suffixes)
    yield from _idle_tests(rule)
    yield from _not_final(rule, proving.together)
    yield from _too_wide(rule, proving.suffixes)
    yield from _dates(rule, proving.today, proving.oldest)
    yield from _strangers(rule, proving.contexts)
    if _opens(rule):
        yield from (flaw(Fault.NEEDLESS, part=part) for part in needless(rule, proving.alone))


def _opens(rule: Rule) -> bool:
    return (
        rule.verdict in (Verdict.OPEN, Verdict.OPTION)
        and rule.status not in (Status.RETIRED, Status.EXPERIMENTAL)
        and rule.ask_as is None
        and rule.text is None
        and bool(rule.targets)
    )


# ---- one rule ----------------------------------------------------------------------------------------------


def _gaps(rule: Rule, suffixes: Suffixes) -> Iterator[Flaw]:
    opens = rule.verdict in (Verdict.OPEN, Verdict.OPTION) and rule.ask_as is None and bool(rule.targets)
    if opens and not any(example.want for example in rule.tests):
        yield flaw(Fault.UNOPENED)
    own = rule.kind is Kind.CANONICAL and all(target.locate.name == "swap" for target in rule.targets)
    fixed = own or _fixed(rule)
    if opens and rule.targets and not any(example.refuse for example in rule.tests) and not fixed:
        yield flaw(Fault.UNREFUSED)
    if rule.verdict is not Verdict.LEAVE and not any(example.leave for example in rule.tests):
        yield flaw(Fault.UNLEFT)
    for host in rule.where.hosts:
        if not any(_on(example, host, suffixes) for example in rule.tests):
            yield flaw(Fault.UNTRIED_HOST, host=host)
    if rule.where.raw is not None and not rule.where.raw.startswith(("^", "#", "(?i)^")):
        yield flaw(Fault.UNANCHORED)
    if rule.reason and not any(word.name == "reason" for word in rule.unless):
        yield flaw(Fault.IDLE_REASON)


def _idle_tests(rule: Rule) -> Iterator[Flaw]:
    """Tests that could not fail: of an answer without one, of a link without an address."""
    if of_response(rule) and all(example.body is None and not example.location for example in rule.tests):
        yield flaw(Fault.UNANSWERED)
    for example in rule.tests if rule.text is None and rule.kind in _OF_ADDRESSES else ():
        if "://" not in example.given:
            yield flaw(Fault.NO_ADDRESS, given=example.given)


def _fixed(rule: Rule) -> bool:
    """Whether the target's host is the rule's own word, so that no example could be unsafe."""
    return all(
        target.template or (target.complete or "").startswith("http") for target in rule.targets
    ) or all(target.locate.name == "swap" for target in rule.targets)


def _on(example: Example, pattern: str, suffixes: Suffixes) -> bool:
    if "://" in pattern:
        start, star, end = pattern.partition("*")
        given = example.given.lower()
        return start in given and (not star or end in given.partition(start)[2])
    hosts = [parts.host for parts in map(split, example.given.split()) if parts]
    if pattern == ANY_HOST:
        return any(hosts)
    if pattern.startswith("*."):
        return any(host.endswith(pattern[1:]) for host in hosts)
    if pattern.endswith(".*"):
        return any(host.startswith(pattern[:-1]) and suffixes.has(host[len(pattern) - 1 :]) for host in hosts)
    return pattern in hosts or _unnumbered(pattern) in map(_unnumbered, hosts)


def _unnumbered(host: str) -> str:
    """The host with every number as one: of a range (``t{1-12}.example``) one host is tried for all."""
    return _NUMBERS.sub("0", host)


def _not_final(rule: Rule, subject: Subject) -> Iterator[Flaw]:
    """An output that would be unwrapped again.

    The chain did not go to its end, or the rule matches its own work.
    """
    canonical = rule.kind is Kind.CANONICAL
    for example in rule.tests:
        if example.want and rule.kind is not Kind.SHARE_TEXT:
            again = subject.canonical(example.want) if canonical else subject.unwrap(example.want)
            if again.changed:
                yield flaw(Fault.NOT_FINAL, want=example.want, output=again.output)


def _too_wide(rule: Rule, suffixes: Suffixes) -> Iterator[Flaw]:
    """Hosts that somebody else could have: a name that anyone can register matches."""
    for pattern in rule.where.hosts:
        if pattern.startswith("*.") and suffixes.registrable(pattern[2:]) is None:
            yield flaw(Fault.ANYBODYS, host=pattern)
        if pattern.endswith(".*") and len(pattern[:-2].rpartition(".")[2]) < _SHORTEST_NAME:
            yield flaw(Fault.SHORT_NAME, host=pattern)


def _dates(rule: Rule, today: str, oldest: str) -> Iterator[Flaw]:
    seen = [source.seen for source in rule.sources]
    for each in seen:
        if not _SEEN.fullmatch(each):
            yield flaw(Fault.NO_DATE, seen=each)
        elif each > today:
            yield flaw(Fault.FUTURE, seen=each)
    days = [each for each in seen if len(each) == len("2026-11-25")]
    if len(days) == len(seen) and max(days) < oldest:
        yield flaw(Fault.OLD, seen=max(days), oldest=oldest)


def _strangers(rule: Rule, known: tuple[str, ...]) -> Iterator[Flaw]:
    named = [*rule.where.context, rule.ask_as, *(example.context for example in rule.tests)]
    for name in dict.fromkeys(filter(None, named)):
        if known and name not in known:
            yield flaw(Fault.NO_CONTEXT, name=name, known=", ".join(known))


# ---- rules side by side ------------------------------------------------------------------------------------


def _overlaps(rules: Iterable[Rule]) -> Iterator[Problem]:
    """Rules that look at exactly the same things and could not both be meant."""
    same: dict[object, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.status is Status.RETIRED or rule.text is not None:
            continue
        locates = tuple(target.locate for target in rule.targets) if rule.verdict is Verdict.OPEN else ()
        for host in rule.where.hosts:
            same[host, rule.where._replace(hosts=()), locates].append(rule)
    for (host, *_), group in sorted(same.items(), key=lambda item: str(item[0])):  # type: ignore[misc]
        for rule in group[1:]:
            same_as = flaw(Fault.SAME, host=host, other=group[0].id, place=group[0].place)
            yield Problem(rule.place, same_as, rule.id)


def _shadows(rules: Iterable[Rule], alone: Alone) -> Iterator[Problem]:
    """Rules whose work another rule does as well, and those that only their names put in order.

    Rules of one file stand before one author's eyes; there the names may decide.
    """
    groups: dict[tuple[str, str | None], list[Rule]] = defaultdict(list)
    for rule in filter(_opens, rules):
        for host in rule.where.hosts:
            groups[host, rule.where.path].append(rule)
    told: set[tuple[str, str]] = set()
    for group in groups.values():
        for rule, other in permutations(group, 2):
            if (rule.id, other.id) in told:
                continue
            told.add((rule.id, other.id))
            found = _shadow(rule, other, alone)
            if found:
                yield Problem(rule.place, found, rule.id)


def _shadow(rule: Rule, other: Rule, alone: Alone) -> Flaw | None:
    opening = rule._replace(tests=tuple(example for example in rule.tests if example.want))
    own, others = outcomes(opening, alone(rule)), outcomes(opening, alone(other))
    if own == others:
        return flaw(Fault.COVERED, other=other.id, place=other.place)
    differ = any(mine != theirs and theirs.opened for mine, theirs in zip(own, others, strict=True))
    if differ and rule.place.file != other.place.file and precedence(rule) == precedence(other):
        return flaw(Fault.BY_NAME, other=other.id, place=other.place)
    return None
