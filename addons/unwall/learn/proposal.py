"""A proposed rule: what it says, what was seen of it, and both as YAML."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from unwall.learn.shape import prefix_of
from unwall.learn.sighting import Sighting
from unwall.learn.visit import AUTOMATIC, asked
from unwall.model import Kind, Target, Word
from unwall.rules.formats.flow import Value, flow, quoted
from unwall.rules.formats.lists import slug
from unwall.store.redaction import Detail, kept

# Where the examples of every proposal lead: to nobody, and to what must be refused.
TARGETS = ("https://example.com/a?b=1&c=2", "https://example.com/a")
UNSAFE = ("http://127.0.0.1/a", "http://printer.local/a")


class Evidence(NamedTuple):
    """What was seen of a wall; nothing of it says who was where."""

    visits: int
    targets: int  # different ones
    by: tuple[tuple[str, int], ...]  # how they led there, with the number of visits
    chain: tuple[str, ...]  # one way from the wall to a target, less what is personal

    @classmethod
    def of(cls, sightings: Sequence[Sighting]) -> "Evidence":
        """What these show together."""
        by = Counter(each.by.value for each in sightings)
        first = min(sightings, key=lambda each: (each.by not in AUTOMATIC, len(each.chain)))
        wall = first.url
        query = "" if wall.query is None else f"?{wall.query}"
        start = f"{wall.scheme}://{wall.host}{prefix_of(_own_path(first)).specimen}{query}"
        chain = (kept(start, Detail.PATHS), *(kept(url, Detail.HOSTS) for url in first.chain[1:]))
        targets = {asked(each.target) for each in sightings}
        return cls(len(sightings), len(targets), tuple(sorted(by.items())), chain)

    @property
    def said(self) -> str:
        """The counts in a sentence."""
        by = ", ".join(f"{name} {count}" for name, count in self.by)
        return f"{self.visits} visits, {self.targets} different targets ({by})"


def _own_path(sighting: Sighting) -> str:
    """The path up to where a target begins in it."""
    path = sighting.url.path
    way = next((way for way in sighting.ways if way.own_path), None)
    return "/".join([*path.split("/")[: way.before.count("/")], "…"]) if way else path


class Proposal(NamedTuple):
    """A rule that nobody has looked at yet."""

    id: str
    kind: Kind
    platform: str
    where: Mapping[str, Value]
    targets: tuple[Target, ...]
    tests: tuple[Mapping[str, Value], ...]
    evidence: Evidence
    more: tuple[tuple[str, Value], ...] = ()  # further keys of the rule

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that it names."""
        return tuple(map(str, self.where["hosts"])) if not isinstance(self.where["hosts"], str | int) else ()


def written(proposals: Iterable[Proposal], *, seen: str, recorded: str) -> str:
    """A rule file of the proposals; ``seen`` is the day, ``recorded`` the kinds of recordings."""
    lines = [
        "# Proposed by unwall learn from traffic. Each rule only reports until you take its status away;",
        "# see before whether each says what the wall does, then unwall rules test and unwall rules lint.",
        "platform: learnt",
        "rules:",
    ]
    for each in proposals:
        lines += [*_rule(each, seen, recorded), ""]
    return "\n".join(lines)


def _rule(proposal: Proposal, seen: str, recorded: str) -> Iterator[str]:
    evidence = proposal.evidence
    yield f"  # {evidence.said}"
    yield f"  # {' -> '.join(evidence.chain)}"
    yield f"  - id: {proposal.id}"
    yield f"    kind: {proposal.kind}"
    yield f"    platform: {quoted(proposal.platform)}"
    yield "    status: experimental"
    yield f"    where: {flow(proposal.where)}"
    if proposal.targets:
        targets = [said_of(target) for target in proposal.targets]
        yield f"    target: {flow(targets[0] if len(targets) == 1 else targets)}"
    for name, value in proposal.more:
        yield f"    {name}: {flow(value)}"
    what = f"{evidence.said}"
    yield f"    sources: [{{what: own capture, where: {quoted(recorded)}, seen: '{seen}'}}]"
    yield f"    notes: {quoted(f'Learnt from traffic: {what}.')}"
    yield "    tests:"
    for test in proposal.tests:
        yield f"      - {flow(test)}"


def said_of(target: Target) -> dict[str, Value]:
    """A target as a rule file says it."""
    said: dict[str, Value] = {target.locate.name: _argument(target.locate)}
    said |= {name: value for name, value in target.options if isinstance(value, str | bool | tuple)}
    if target.decode:
        said["decode"] = [_word(word) for word in target.decode]
    return said | ({"complete": target.complete} if target.complete else {})


def _argument(word: Word) -> Value:
    if isinstance(word.argument, str | int):
        return word.argument
    pairs = [each for each in word.argument if isinstance(each, tuple)]
    return {str(pair[0]): pair[1] for pair in pairs} if pairs else [str(each) for each in word.argument]


def _word(word: Word) -> Value:
    return word.name if word.argument is True else {word.name: _argument(word)}


def named(host: str, *more: str) -> str:
    """An id for a wall on this host."""
    return slug(" ".join((host.removeprefix("www."), *more)))


def platform_of(site: str) -> str:
    """The id of a platform by its registrable domain."""
    return slug(site.partition(".")[0])
