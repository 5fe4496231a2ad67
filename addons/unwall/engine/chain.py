"""One wall after another, until what is left is the target - or nothing may be opened.

The innermost target decides: a chain that ends in something unsafe is refused whole, and conditions that
speak of the target (``unless``) are asked of the innermost one only.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from unwall.engine.compiled import Compiled, compiled, nothing
from unwall.engine.decode import Decoder
from unwall.engine.names import Names
from unwall.engine.unless import Unless
from unwall.model import (
    Kind,
    Limits,
    Needs,
    Page,
    Policy,
    Reason,
    Refused,
    Rule,
    Status,
    Step,
    Unwrapped,
    Verdict,
)
from unwall.rules.index import RuleSet, has_own_port
from unwall.urls.escape import inert
from unwall.urls.safety import Surroundings, is_plain_host, is_private, judge
from unwall.urls.split import WEB, Split, scheme_of, split

if TYPE_CHECKING:
    import re

    from unwall.engine.page import Parsed

_FROM_APPS = (Kind.DEEP_LINK, Kind.MINI_PROGRAM)  # kinds whose target may be a link of an app again
_SHOWN = 2_048  # characters of an over-long target that a refusal carries
_LONGEST = 1 << 20  # characters of a URL that is looked into at all
_made = tuple.__new__  # of a named tuple: its own __new__ takes twice as long
_MOST_VALUES = 100  # different values under one name


class Layer(NamedTuple):
    """What one rule makes of one URL.

    The target, other values under the same name, or a stop without a target.
    """

    rule: Rule
    target: str | None
    beside: tuple[str, ...] = ()


class _Walk(NamedTuple):
    """Where a walk stands when it ends: the steps it began with, and each URL that a layer was taken off."""

    begun: list[Step]
    walked: list[str]
    rules: list[Rule]  # of all steps
    target: str
    beside: Sequence[str] = ()
    needs: Needs | None = None

    def to(self, output: str) -> tuple[Step, ...]:
        """All steps, the last one to ``output``."""
        if not self.walked:
            return (*self.begun[:-1], self.begun[-1]._replace(output=output))
        urls = [*map(inert, self.walked), output]
        rules = self.rules[len(self.begun) :]
        steps = [Step(rule.id, rule.kind, urls[at], urls[at + 1]) for at, rule in enumerate(rules)]
        return (*self.begun, *steps)


class Chain:
    """Walks the layers of URLs and pages.

    Immutable but for compiled rules, which are equal however often made.
    """

    def __init__(self, rules: RuleSet, policy: Policy, limits: Limits, meant: Decoder = nothing) -> None:
        """``meant``: the one known link that a text means, for places where people put share texts."""
        self._rules = rules
        self._meant = meant
        self._policy = policy
        self._limits = limits
        self._compiled: dict[int, Compiled] = {}
        self._ready: dict[tuple[int, ...], tuple[Compiled, ...]] = {}
        self._anywhere = rules.anywhere if policy.options else ()
        self._unless = Unless(policy.allow_hosts, rules.suffixes)
        self.allowed = self._unless.allowed
        self._known = Names(rules)
        self._public = Surroundings(rules.suffixes, self._known, policy.allow_private, limits.url)
        self.nobodys: Callable[[str], re.Match[str] | None] = (
            rules.nobodys if not self._anywhere else lambda _: None
        )

    # ---- URLs

    def of_url(self, url: str, context: str = "browser") -> Unwrapped:
        """The URL's own chain; unchanged where no rule opens it."""
        layer = self._layer(url, context)
        if layer is None:
            return _made(Unwrapped, (url, url, (), None, None, None, False))
        rule, target, beside = layer
        if target is None or beside or rule.unless or not self._is_end(target):
            return self._walk(url, [], [], url, context, layer)
        step = _made(Step, (rule.id, rule.kind, inert(url), target))
        return _made(Unwrapped, (url, target, (step,), None, None, rule.id, rule.scans))

    def _is_end(self, target: str) -> bool:
        """Whether one look tells that no layer follows and that the target may be opened as it is."""
        found = self.nobodys(target)
        return (
            found is not None
            and found.lastindex == 1
            and len(target) <= self._limits.url
            and is_plain_host(found[1], self._public)
            and not self._policy.allow_hosts
        )

    def asking(self, url: Split, context: str) -> Rule | None:
        """The rule that says to ask for this URL as another client than this one."""
        both = self._rules.candidates(url)
        for number in (*both.request, *both.response):
            each = self._at(number)
            if each.rule.ask_as and self.in_force(each.rule) and each.holds(url, context):
                return each.rule
        return None

    def holding(self, url: Split, context: str) -> list[Compiled]:
        """The rules in force that look at this URL."""
        return [each for each in self._in_force_of(self._rules.requests(url)) if each.holds(url, context)]

    def reads_text(self, rule: Rule) -> bool:
        """Whether the rule looks for something in running text, and is in force."""
        return rule.text is not None and rule.status is not Status.RETIRED and self.in_force(rule)

    def _walk(  # noqa: PLR0913, PLR0917 - where a walk stands when it begins
        self,
        given: str,
        steps: list[Step],
        rules: list[Rule],
        current: str,
        context: str,
        layer: Layer | None = None,
    ) -> Unwrapped:
        """``layer``: the first one, where it is known already."""
        walked: list[str] = []
        beside: list[str] = []
        needs: Needs | None = None
        first = rules[0].id if rules else None
        while layer := layer or self._layer(current, context):
            rule, target, others = layer
            layer = None
            first = first or rule.id
            if target is None:
                needs = rule.needs
                break
            rules.append(rule)
            walked.append(current)
            fault = self._fault(target, steps, walked)
            if fault is not None:
                return self._refused(given, rules, fault, target)
            beside += others
            current = target
            if self.nobodys(current) or not (rule.kind in _FROM_APPS or _is_web(current)):
                break
        if not rules or (needs is not None and not _is_web(current)):
            return Unwrapped(given, given, needs=needs, rule=first)
        return self._judged(given, _Walk(steps, walked, rules, current, beside, needs), context)

    def _fault(self, target: str, steps: Sequence[Step], walked: Sequence[str]) -> Reason | None:
        if len(walked[-1]) > _LONGEST:
            return Reason.LENGTH
        if len(steps) + len(walked) > self._limits.layers:
            return Reason.DEPTH
        if target in walked or (steps and any(target == step.input for step in steps)):
            return Reason.LOOP
        return None

    def _innermost(self, url: str, context: str) -> str:
        """Where the first values lead to from a value that is not meant itself."""
        for _ in range(self._limits.layers):
            layer = self._layer(url, context)
            if layer is None or layer.target is None:
                break
            url = layer.target
        return url

    def _judged(self, given: str, walk: "_Walk", context: str) -> Unwrapped:
        _, _, rules, target, beside, needs = walk
        around = self._public
        reason, output = judge(target, around)
        if reason is Reason.PRIVATE or beside:
            around = self.around(given)
            reason, output = judge(target, around)
        if reason is None and len(beside) > _MOST_VALUES:
            reason = Reason.MALFORMED
        if reason is not None:
            return self._refused(given, rules, reason, target)
        for value in beside:
            reason, shown = judge(self._innermost(value, context), around)
            if reason is not None:
                return self._refused(given, rules, reason, shown)
        steps = walk.to(output)
        if self._unless.excludes(given, steps, rules, output):
            return self._refused(given, rules, Reason.EXCLUDED, output)
        scans = rules[0].scans or (len(rules) > 1 and any(rule.scans for rule in rules))
        return Unwrapped(given, output, steps, None, needs, rules[0].id, scans)

    def _refused(self, given: str, rules: list[Rule], reason: Reason, target: str) -> Unwrapped:
        shown = target if len(target) <= self._limits.url else f"{target[:_SHOWN]}…+{len(target) - _SHOWN}"
        return Unwrapped(given, given, refused=Refused(reason, shown), rule=rules[0].id)

    def around(self, given: str) -> Surroundings:
        """What the target of ``given`` is judged by.

        Private targets only where ``given`` is private itself.
        """
        parts = split(given)
        private = self._policy.allow_private or (
            parts is not None and parts.scheme in WEB and bool(parts.host) and is_private(parts.host)
        )
        return self._public._replace(private=True) if private else self._public

    def _layer(self, url: str, context: str) -> Layer | None:
        parts = split(url)
        if parts is None:
            return None
        numbers = self._rules.requests(parts)
        if self._anywhere and parts.scheme in WEB and parts.host and has_own_port(parts):
            numbers += self._anywhere
        if not numbers:
            return None
        if len(url) > _LONGEST:
            return Layer(self._rules[numbers[0]], url)
        ready = self._ready.get(numbers)
        if ready is None:
            ready = self._ready[numbers] = self._in_force_of(numbers)
        for each in ready:
            layer = self._apply(each, parts, context)
            if layer is not None:
                return layer
        return None

    def _apply(self, each: Compiled, url: Split, context: str) -> Layer | None:
        if not each.holds(url, context):
            return None
        rule = each.rule
        if not each.acts:
            return Layer(rule, None)
        for locate, finish, known in each.reads:
            readings = locate(url)
            if not readings:
                continue
            target = finish(readings[0])
            if target is None or (known and not self._opens(target, url.scheme, context)):
                continue
            if len(readings) == 1:
                return _made(Layer, (rule, target, ()))
            others = [finish(reading) for reading in dict.fromkeys(readings)]
            return Layer(rule, target, tuple(other for other in others if other and other != target))
        return None

    def _opens(self, target: str, scheme: str, context: str) -> bool:
        """Whether a rule has a target for this link of another scheme."""
        layer = self._layer(target, context) if scheme_of(target) != scheme else None
        return layer is not None and layer.target is not None

    # ---- pages

    def of_page(self, page: Page) -> Unwrapped:
        """What the response says of the target it stands before; unchanged where no rule reads it."""
        from unwall.engine.page import Parsed  # noqa: PLC0415 - URLs do not need it

        parts = split(page.url)
        numbers = self._rules.candidates(parts).response if parts else ()
        parsed = Parsed(page)
        noticed: Unwrapped | None = None
        for number in numbers:
            each = self._at(number)
            if parts is None or not self.in_force(each.rule) or not each.holds(parts, page.context):
                continue
            if not each.holds_for(page):
                continue
            opened = self._open(each, page, parsed)
            if opened is not None and (each.acts or each.rule.verdict is Verdict.LEAVE):
                return opened
            noticed = noticed or opened
        return noticed or Unwrapped(page.url, page.url)

    def _open(self, each: Compiled, page: Page, parsed: "Parsed") -> Unwrapped | None:
        rule = each.rule
        if rule.verdict is Verdict.LEAVE:
            return Unwrapped(page.url, page.url, rule=rule.id)
        target = next(
            (
                target
                for locate, finish in each.page_reads
                for text in locate(parsed)
                if (target := finish((text,)))
            ),
            None,
        )
        if target is None or not each.acts:
            return Unwrapped(page.url, page.url, rule=rule.id) if target else None
        objection = self._objection(each, page, parsed, target)
        if objection is not None:
            return self._refused(page.url, [rule], objection, target)
        step = Step(rule.id, rule.kind, page.url, inert(target))
        if rule.kind not in _FROM_APPS and scheme_of(target) not in WEB:
            return self._judged(page.url, _Walk([step], [], [rule], target), page.context)
        return self._walk(page.url, [step], [rule], target, page.context)

    def _objection(self, each: Compiled, page: Page, parsed: "Parsed", target: str) -> Reason | None:
        if not self._policy.open_warnings and self._warns(each, parsed):
            return Reason.EXCLUDED
        return Reason.LOOP if target == page.url else None

    def _warns(self, each: Compiled, parsed: "Parsed") -> bool:
        """Whether the page states fraud, malware or illegal content as its reason."""
        if not any(condition.name == "reason" for condition in each.rule.unless):
            return False
        from unwall.engine.reason import states  # noqa: PLC0415 - URLs do not need it

        said = (decode(text) for locate, decode in each.reasons for text in locate(parsed))
        return states(filter(None, said), self._rules.beside.reasons)

    # ---- answers

    def asked_by(self, url: str, context: str) -> Rule | None:
        """The rule that says that only a server or an app knows where this URL leads."""
        layer = self._layer(url, context)
        return layer.rule if layer and layer.target is None and layer.rule.verdict is Verdict.ASK else None

    def refused(self, given: str, rule: Rule, reason: Reason, target: str) -> Unwrapped:
        """Nothing of ``given`` is opened, for the sake of the target that this rule would lead to."""
        return self._refused(given, [rule], reason, target)

    def of_answer(self, so_far: Unwrapped, rules: list[Rule], target: str, context: str) -> Unwrapped:
        """The chain that goes on where a server told by the last rule that ``so_far`` leads to ``target``.

        The rules before the last are those of the layers so far.
        """
        asked = so_far.output
        if target == asked or any(target in (step.input, step.output) for step in so_far.steps):
            return self._refused(so_far.input, rules, Reason.LOOP, target)
        if len(so_far.steps) >= self._limits.layers:
            return self._refused(so_far.input, rules, Reason.DEPTH, target)
        step = Step(rules[-1].id, rules[-1].kind, inert(asked) if split(asked) else asked, inert(target))
        return self._walk(so_far.input, [*so_far.steps, step], rules, target, context)

    # ---- rules

    def _at(self, number: int) -> Compiled:
        each = self._compiled.get(number)
        if each is None:
            each = self._compiled[number] = compiled(self._rules[number], self._meant)
        return each

    def _in_force_of(self, numbers: tuple[int, ...]) -> tuple[Compiled, ...]:
        """The rules of these numbers that may take a layer off a URL."""
        each = map(self._at, numbers)
        return tuple(one for one in each if self.in_force(one.rule) and not one.rule.ask_as)

    def in_force(self, rule: Rule) -> bool:
        """Whether the user lets the rule do anything: not denied, its option turned on."""
        if rule.id in self._policy.deny_rules:
            return False
        return rule.verdict is not Verdict.OPTION or rule.option in self._policy.options


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://")) or scheme_of(url) in WEB
