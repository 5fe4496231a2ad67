"""The tests that rules carry, run: each example against the engine as it stands, all rules together."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from unwall.model import Example, Kind, Match, Needs, Page, Refused, Rule, Unwrapped
from unwall.rules.faults import Fault
from unwall.rules.nodes import Flaw, Problem, flaw


class Subject(Protocol):
    """What the examples are tried on: the engine."""

    def unwrap(self, text: str, context: str = ...) -> Unwrapped: ...
    def unwrap_page(self, page: Page) -> Unwrapped: ...
    def scan(self, data: bytes, content_type: str, *, mentions: bool = ...) -> list[Match]: ...
    def canonical(self, url: str) -> Unwrapped: ...
    def asking_as(self, url: str, context: str) -> str | None: ...


class Score(NamedTuple):
    """How well mentions of platforms are found in sentences."""

    sentences: int
    meant: int  # mentions that are there
    found: int  # mentions that the rules see
    right: int  # of these, those that are there
    wrong: tuple[tuple[str, str], ...]  # sentence and platform, found or missed by mistake

    @property
    def precision(self) -> float:
        """Which part of what is found is there; 1 where nothing is found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Which part of what is there is found; 1 where nothing is there."""
        return self.right / self.meant if self.meant else 1.0


def score(sentences: Iterable[tuple[str, frozenset[str]]], subject: Subject) -> Score:
    """Sentences with the platforms that they speak of, against what the rules see in them."""
    rows = list(sentences)
    meant = {(text, platform) for text, platforms in rows for platform in platforms}
    found = {
        (text, match.platform)
        for text, _ in rows
        for match in subject.scan(text.encode(), "text/plain", mentions=True)
        if match.kind is Kind.CODED_MENTION and match.platform is not None
    }
    return Score(len(rows), len(meant), len(found), len(meant & found), tuple(sorted(meant ^ found)))


def failures(rule: Rule, subject: Subject) -> Iterator[Problem]:
    """What is wrong with each example of one rule that does not come out as it says."""
    for example in rule.tests:
        found = _flaw(rule, example, subject)
        if found is not None:
            yield Problem(rule.place, found, rule.id)


class Outcome(NamedTuple):
    """What becomes of one example, as far as a test can see."""

    output: str
    refused: Refused | None
    needs: Needs | None
    opened: bool


def outcomes(rule: Rule, subject: Subject) -> tuple[Outcome, ...]:
    """What becomes of each of the rule's examples."""
    results = (_tried(rule, example, subject) for example in rule.tests)
    return tuple(Outcome(result.output, result.refused, result.needs, result.changed) for result in results)


def _flaw(rule: Rule, example: Example, subject: Subject) -> Flaw | None:  # noqa: PLR0911 - one for each fault
    if rule.ask_as is not None:
        return _asking_flaw(rule, example, subject)
    if rule.kind is Kind.CODED_MENTION and not rule.targets:
        return _mention_flaw(rule, example, subject)
    result = _tried(rule, example, subject)
    shown = _short(example.given)
    if example.refuse is not None:
        if result.refused is None or result.refused.reason is not example.refuse or result.changed:
            return flaw(Fault.NOT_REFUSED, given=shown, reason=example.refuse, result=_result(result))
        return None
    if result.refused is not None:
        return flaw(Fault.REFUSED, given=shown, reason=result.refused.reason)
    if example.needs is not None and result.needs is not example.needs:
        return flaw(Fault.OTHER_NEEDS, given=shown, needs=result.needs, wanted=example.needs)
    wanted = example.given if example.want is None else example.want
    if result.output != wanted:
        return flaw(Fault.OTHER_OUTPUT, given=shown, output=_short(result.output), wanted=_short(wanted))
    if example.want is not None and rule.id not in {step.rule for step in result.steps}:
        return flaw(Fault.OTHER_RULE, given=shown, rules=", ".join(step.rule for step in result.steps))
    return None


def _tried(rule: Rule, example: Example, subject: Subject) -> Unwrapped:
    if rule.kind is Kind.CANONICAL:
        return subject.canonical(example.given)
    context = example.context or "browser"
    if example.body is None and example.location is None:
        return subject.unwrap(example.given, context)
    headers = {"content-type": example.type} | ({"location": example.location} if example.location else {})
    return subject.unwrap_page(Page(example.given, example.status, headers, example.body or "", context))


def _asking_flaw(rule: Rule, example: Example, subject: Subject) -> Flaw | None:
    asked = subject.asking_as(example.given, example.context or "browser")
    wanted = None if example.leave else rule.ask_as
    if asked == wanted:
        return None
    given, context = _short(example.given), example.context
    return flaw(Fault.OTHER_CONTEXT, given=given, context=context, asked=asked, wanted=wanted)


def _mention_flaw(rule: Rule, example: Example, subject: Subject) -> Flaw | None:
    matches = subject.scan(example.given.encode(), "text/plain", mentions=True)
    found = any(match.rule == rule.id for match in matches)
    if found != example.leave:
        return None
    return flaw(Fault.MENTION if found else Fault.NO_MENTION, given=_short(example.given))


def _result(result: Unwrapped) -> Flaw | str:
    if result.refused:
        return flaw(Fault.REFUSED_AS, reason=result.refused.reason)
    return _short(result.output)


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:160] + "…"
