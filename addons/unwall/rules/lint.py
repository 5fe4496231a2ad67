"""What is wrong with rules that are well-formed: gaps in their tests, overlaps, rules that never apply."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from unwall.model import Example, Kind, Rule, Status, Verdict
from unwall.rules.index import ANY_HOST
from unwall.rules.nodes import Problem
from unwall.rules.proof import Subject
from unwall.urls.split import split
from unwall.urls.suffix import Suffixes


def complaints(rules: Sequence[Rule], subject: Subject, suffixes: Suffixes) -> list[Problem]:
    """Everything to mend, ordered by place."""
    found = [
        Problem(rule.place, f"{rule.id}: {message}")
        for rule in rules
        if rule.status is not Status.RETIRED
        for message in (*_gaps(rule, suffixes), *_not_final(rule, subject))
    ]
    return sorted([*found, *_overlaps(rules)], key=lambda problem: problem.place)


def _gaps(rule: Rule, suffixes: Suffixes) -> Iterator[str]:
    opens = rule.verdict in (Verdict.OPEN, Verdict.OPTION) and rule.ask_as is None and bool(rule.targets)
    if opens and not any(example.want for example in rule.tests):
        yield "no test that opens"
    own = rule.kind is Kind.CANONICAL and all(target.locate.name == "swap" for target in rule.targets)
    fixed = own or _fixed(rule)
    if opens and rule.targets and not any(example.refuse for example in rule.tests) and not fixed:
        yield "no test that is refused"
    if rule.verdict is not Verdict.LEAVE and not any(example.leave for example in rule.tests):
        yield "no test that is left alone"
    for host in rule.where.hosts:
        if not any(_on(example, host, suffixes) for example in rule.tests):
            yield f"no test on {host}"
    if rule.where.raw is not None and not rule.where.raw.startswith(("^", "#", "(?i)^")):
        yield "raw is not anchored"


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
    return pattern in hosts


def _not_final(rule: Rule, subject: Subject) -> Iterator[str]:
    """An output that would be unwrapped again.

    The chain did not go to its end, or the rule matches its own work.
    """
    canonical = rule.kind is Kind.CANONICAL
    for example in rule.tests:
        if example.want and rule.kind is not Kind.SHARE_TEXT:
            again = subject.canonical(example.want) if canonical else subject.unwrap(example.want)
            if again.changed:
                yield f"{example.want} is opened once more, to {again.output}"


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
            yield Problem(
                rule.place, f"{rule.id}: looks at the same of {host} as {group[0].id} ({group[0].place})"
            )
