"""The tests that rules carry, run: each example against the engine as it stands, all rules together."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from unwall.model import Example, Kind, Match, Needs, Page, Refused, Rule, Unwrapped


class Subject(Protocol):
    """What the examples are tried on: the engine."""

    def unwrap(self, text: str, context: str = ...) -> Unwrapped: ...
    def unwrap_page(self, page: Page) -> Unwrapped: ...
    def scan(self, data: bytes, content_type: str, *, mentions: bool = ...) -> list[Match]: ...
    def canonical(self, url: str) -> Unwrapped: ...
    def asking_as(self, url: str, context: str) -> str | None: ...


class Failure(NamedTuple):
    """An example that does not come out as it says."""

    rule: Rule
    example: Example
    message: str

    def __str__(self) -> str:
        return f"{self.rule.place}: {self.rule.id}: {self.message}"


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


def failures(rule: Rule, subject: Subject) -> Iterator[Failure]:
    """The examples of one rule that fail."""
    for example in rule.tests:
        message = _fault(rule, example, subject)
        if message is not None:
            yield Failure(rule, example, message)


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


def _fault(rule: Rule, example: Example, subject: Subject) -> str | None:  # noqa: PLR0911 - one for each fault
    if rule.ask_as is not None:
        return _asking_fault(rule, example, subject)
    if rule.kind is Kind.CODED_MENTION and not rule.targets:
        return _mention_fault(rule, example, subject)
    result = _tried(rule, example, subject)
    shown = _short(example.given)
    if example.refuse is not None:
        if result.refused is None or result.refused.reason is not example.refuse or result.changed:
            return f"{shown} is not refused as {example.refuse}: {_said(result)}"
        return None
    if result.refused is not None:
        return f"{shown} is refused as {result.refused.reason}"
    if example.needs is not None and result.needs is not example.needs:
        return f"{shown} needs {result.needs}, not {example.needs}"
    wanted = example.given if example.want is None else example.want
    if result.output != wanted:
        return f"{shown} gives {_short(result.output)}, not {_short(wanted)}"
    if example.want is not None and rule.id not in {step.rule for step in result.steps}:
        return f"{shown} is opened by {', '.join(step.rule for step in result.steps)}, not by this rule"
    return None


def _tried(rule: Rule, example: Example, subject: Subject) -> Unwrapped:
    if rule.kind is Kind.CANONICAL:
        return subject.canonical(example.given)
    context = example.context or "browser"
    if example.body is None and example.location is None:
        return subject.unwrap(example.given, context)
    headers = {"content-type": example.type} | ({"location": example.location} if example.location else {})
    return subject.unwrap_page(Page(example.given, example.status, headers, example.body or "", context))


def _asking_fault(rule: Rule, example: Example, subject: Subject) -> str | None:
    asked = subject.asking_as(example.given, example.context or "browser")
    wanted = None if example.leave else rule.ask_as
    return (
        None
        if asked == wanted
        else f"{_short(example.given)} as {example.context} is asked for as {asked}, not {wanted}"
    )


def _mention_fault(rule: Rule, example: Example, subject: Subject) -> str | None:
    matches = subject.scan(example.given.encode(), "text/plain", mentions=True)
    found = any(match.rule == rule.id for match in matches)
    return (
        None
        if found != example.leave
        else f"{_short(example.given)} is {'' if found else 'not '}taken for a mention"
    )


def _said(result: Unwrapped) -> str:
    return f"refused as {result.refused.reason}" if result.refused else _short(result.output)


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:160] + "…"
