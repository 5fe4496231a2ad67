"""A foreign list as a rule file: each rule is tried on its own examples, alone and among all others."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from unwall import Engine
from unwall.model import Kind, Policy, Rule, Status
from unwall.rules.formats.draft import SAMPLES, Draft, Reading, Sample, Skipped, Why, written
from unwall.rules.formats.lists import distinct, named, slug
from unwall.rules.index import RuleSet
from unwall.rules.proof import failures
from unwall.rules.schema import read_file
from unwall.rules.tree import read_yaml
from unwall.urls.suffix import Suffixes


class Done(NamedTuple):
    """What became of a list."""

    text: str  # the rule file; empty where no rule is new
    rules: int
    wider: int  # of these, how many only add hosts to what the rules in force open
    known: int  # entries that the rules in force open already
    repeated: int  # entries that say what another says
    skipped: tuple[Skipped, ...]
    entries: int
    aside: int


class _Kept(NamedTuple):
    """A draft that keeps its word with these examples."""

    name: str
    draft: Draft
    sample: Sample


class _Source(NamedTuple):
    """What the rules say of where they are from."""

    name: str
    seen: str

    def file(self, kept: Iterable[_Kept]) -> str:
        """One rule file of what is kept."""
        texts = [
            written(
                [(each.name, each.draft)], source=self.name, seen=self.seen, sample=each.sample
            ).splitlines()
            for each in kept
        ]
        return (
            "\n".join([*texts[0][:2], *(line for text in texts for line in text[2:])]) + "\n" if texts else ""
        )

    def rules(self, kept: Iterable[_Kept]) -> Sequence[Rule]:
        """The same, read."""
        text = self.file(kept)
        root = read_yaml(text.encode(), self.name)[0] if text else None
        return read_file(root)[0] if root is not None else ()


def proved(reading: Reading, *, source: str, seen: str, known: RuleSet | None = None) -> Done:
    """The rules of the list that do what their examples say, less what ``known`` opens already."""
    own = distinct(reading.drafts)
    about = _Source(source, seen)
    kept, failed = _alone(own, about, reading.suffixes)
    new, against = _among(kept, about, known) if known is not None else (kept, [])
    named_hosts = {each.name: each.draft.hosts for each in kept}
    left = [Skipped(draft.place, draft.entry, Why.UNPROVED) for draft in failed]
    left += [Skipped(each.draft.place, each.draft.entry, Why.AGAINST) for each in against]
    return Done(
        about.file(new),
        len(new),
        sum(each.draft.hosts != named_hosts[each.name] for each in new),
        len(kept) - len(new) - len(against),
        len(reading.drafts) - len(own),
        (*reading.skipped, *left),
        reading.entries,
        reading.aside,
    )


def _alone(drafts: Iterable[Draft], about: _Source, suffixes: Suffixes) -> tuple[list[_Kept], list[Draft]]:
    """The drafts that do what they say where they are the only rule, and those that do not."""
    pending = list(named(drafts, slug(about.name.rpartition(".")[0] or about.name)))
    kept: dict[str, _Kept] = {}
    order = [name for name, _ in pending]
    for sample in SAMPLES:
        tried = {name: _Kept(name, draft, sample) for name, draft in pending}
        for rule in about.rules(tried.values()):
            if not any(failures(rule, Engine(RuleSet.of([rule], suffixes=suffixes)))):
                kept[rule.id] = tried[rule.id]
        pending = [(name, draft) for name, draft in pending if name not in kept]
    return [kept[name] for name in order if name in kept], [draft for _, draft in pending]


def _among(kept: Iterable[_Kept], about: _Source, known: RuleSet) -> tuple[Sequence[_Kept], Sequence[_Kept]]:
    """What is new beside the rules in force, and what goes against them.

    New is without hosts that they open, and without rules that never come to it.
    """
    opened = Engine(known)
    new = []
    for each in kept:
        hosts = tuple(host for host in each.draft.hosts if not _opens(opened, _on(each, host), about))
        if hosts:
            new.append(each._replace(draft=each.draft._replace(hosts=hosts)))
    against: set[str] = set()
    while True:
        rules = about.rules(each for each in new if each.name not in against)
        together = Engine(RuleSet.of([*known, *rules], known.beside, known.suffixes), Policy.of_all(known))
        found = _touching({rule.id for rule in rules}, known, together)
        if not found:
            break
        against |= found
    fine = {rule.id for rule in rules if not any(failures(rule, together))}
    return [each for each in new if each.name in fine], [each for each in new if each.name in against]


def _touching(names: set[str], known: RuleSet, engine: Engine) -> set[str]:
    """Those of the new rules that open an example of a rule in force, which knows better."""
    return {
        step.rule
        for rule in known
        if rule.text is None and rule.kind is not Kind.CANONICAL and rule.status is not Status.RETIRED
        for example in rule.tests
        if example.body is None and example.location is None
        for step in engine.unwrap(example.given, example.context or "browser").steps
        if step.rule in names
    }


def _on(kept: _Kept, host: str) -> _Kept:
    return kept._replace(draft=kept.draft._replace(hosts=(host,)))


def _opens(engine: Engine, kept: _Kept, about: _Source) -> bool:
    """Whether the engine opens all that the examples open."""
    examples = [example for rule in about.rules([kept]) for example in rule.tests if example.want]
    return all(engine.unwrap(example.given).output == example.want for example in examples)
