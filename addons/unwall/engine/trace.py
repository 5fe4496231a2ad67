"""Why a rule opens something or does not: what each rule makes of one address, page or text.

For people who ask, not for traffic: nothing is cached, and rules are looked at that the engine would not
come to.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from unwall.engine.compiled import compiled, named_checks, unlike
from unwall.engine.decode import finisher
from unwall.engine.engine import Engine
from unwall.engine.locate import locator, reads_text, reads_url
from unwall.engine.page import Parsed, page_locator
from unwall.engine.reason import states
from unwall.model import (
    DEFAULT_LIMITS,
    Page,
    Plain,
    Policy,
    Reason,
    Rule,
    Status,
    Target,
    Unwrapped,
    Verdict,
    texts_of,
)
from unwall.rules.expressions import expression
from unwall.rules.index import RuleSet, has_own_port
from unwall.urls.split import WEB, Split, split


class Off(StrEnum):
    """Why a rule that could look does not act."""

    DENIED = "denied"  # by the user
    OPTION = "option"  # nobody turned its option on
    RETIRED = "retired"
    EXPERIMENTAL = "experimental"  # only said
    REPORT = "report"  # only said
    HARM = "harm"  # the page states fraud, malware or illegal content
    OTHER = "other"  # it looks at responses and there is none, or only at text


class Reading(NamedTuple):
    """One place where a target may stand."""

    place: str  # the locator, as the rule says it
    text: str | None  # what stands there; None: nothing
    target: str | None  # what that comes to when decoded; None: no address


class Look(NamedTuple):
    """What one rule makes of one address."""

    rule: Rule
    missing: tuple[str, ...] = ()  # the parts of ``where`` that do not hold
    off: Off | None = None
    readings: tuple[Reading, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether the search for a rule ends with this one."""
        settles = self.rule.verdict in (Verdict.LEAVE, Verdict.ASK) and not self.rule.ask_as
        return not self.missing and not self.off and (settles or self.target is not None)

    @property
    def target(self) -> str | None:
        """What the rule opens; None where it opens nothing."""
        if self.missing or self.off:
            return None
        return next((reading.target for reading in self.readings if reading.target), None)


class Stop(NamedTuple):
    """One address on the way to the target, and what rules make of it."""

    address: str
    looks: tuple[Look, ...]


class Hindrance(NamedTuple):
    """One decision without which something else would come out."""

    by: str  # allow, deny, option, unless, private, warnings
    what: str
    output: str  # what would come out; empty where a refusal would have another reason
    context: str | None = None  # the client on whose own list it stands


class Tracer:
    """Looks of the rules of one set under one policy."""

    def __init__(self, rules: RuleSet, policy: Policy) -> None:
        self._rules = rules
        self._policy = policy

    def of_url(self, url: str, context: str, *, every: bool = False) -> list[Look]:
        """What the rules that name the URL's host make of it, in the order in which they are tried.

        ``every``: all rules of the set, also those of other hosts.
        """
        return self._looks(url, context, None, every=every)

    def way(self, url: str, context: str) -> list[Stop]:
        """The addresses from ``url`` to where no rule takes it further, safe or not."""
        stops: list[Stop] = []
        while all(url != stop.address for stop in stops) and len(stops) <= DEFAULT_LIMITS.layers:
            looks = tuple(self.of_url(url, context))
            stops.append(Stop(url, looks))
            first = next((look for look in looks if look.acts), None)
            if first is None or first.target is None:
                break
            url = first.target
        return stops

    def of_page(self, page: Page, *, every: bool = False) -> list[Look]:
        """What the rules that name its host make of a response."""
        return self._looks(page.url, page.context, Parsed(page), every=every)

    def of_text(self, text: str) -> list[Look]:
        """What the rules make of it that look for something in running text."""
        return [self._of_text(rule, text) for rule in self._rules if rule.text is not None]

    def _looks(self, url: str, context: str, parsed: Parsed | None, *, every: bool) -> list[Look]:
        parts = split(url)
        if parts is None:
            return []
        named = set(self._numbers(parts))
        chosen = range(len(self._rules)) if every else sorted(named)
        looks = (
            self._look(self._rules[number], parts, context, parsed, named=number in named)
            for number in chosen
            if self._rules[number].text is None or every
        )
        anywhere = set() if every else {self._rules[number].id for number in self._rules.anywhere}
        return [look for look in looks if look.rule.id not in anywhere or _concerns(look)]

    def _numbers(self, parts: Split) -> Iterable[int]:
        both = self._rules.candidates(parts)
        web = parts.scheme in WEB and bool(parts.host) and has_own_port(parts)
        return (*both.request, *both.response, *(self._rules.anywhere if web else ()))

    def _look(self, rule: Rule, parts: Split, context: str, parsed: Parsed | None, *, named: bool) -> Look:
        if rule.text is not None:
            return Look(rule, off=Off.OTHER)
        missing: tuple[str, ...] = () if named else ("hosts",)
        if rule.where.context and context not in rule.where.context:
            missing += ("context",)
        missing += tuple(name for name, check in named_checks(rule.where) if not check(parts))
        of_page = bool(rule.where.body) or any(not reads_url(target) for target in rule.targets)
        if parsed is not None:
            missing += tuple(unlike(rule.where, parsed.page))
        elif of_page and not missing:
            return Look(rule, off=Off.OTHER)
        if missing:
            return Look(rule, missing)
        readings = tuple(
            reading
            for target in rule.targets
            if reads_url(target) is (parsed is None)
            for reading in _read(target, parts, parsed)
        )
        return Look(rule, (), self._off(rule, parsed), readings)

    def _off(self, rule: Rule, parsed: Parsed | None) -> Off | None:
        if rule.id in self._policy.deny_rules:
            return Off.DENIED
        if rule.status in (Status.RETIRED, Status.EXPERIMENTAL):
            return Off(rule.status.value)
        if rule.verdict is Verdict.REPORT:
            return Off.REPORT
        if rule.verdict is Verdict.OPTION and rule.option not in self._policy.options:
            return Off.OPTION
        return Off.HARM if parsed is not None and self._warns(rule, parsed) else None

    def _warns(self, rule: Rule, parsed: Parsed) -> bool:
        if self._policy.open_warnings or not any(word.name == "reason" for word in rule.unless):
            return False
        reasons = compiled(rule).reasons
        said = (decode(text) for locate, decode in reasons for text in locate(parsed))
        return states(filter(None, said), self._rules.beside.reasons)

    def _of_text(self, rule: Rule, text: str) -> Look:
        found = expression(rule.text.find).search(text) if rule.text else None
        if found is None:
            return Look(rule, ("find",))
        return Look(rule, (), self._off(rule, None), (Reading("find", found.group(), None),))


def _concerns(look: Look) -> bool:
    """Whether a rule of all hosts has anything to do with an address: it would be named at each one else."""
    nothing = look.readings and all(reading.text is None for reading in look.readings)
    return not look.missing and not nothing


def hindrances(
    rules: RuleSet,
    policy: Policy,
    context: str,
    unwrap: Callable[[Engine], Unwrapped],
    suspects: Iterable[Rule],
) -> list[Hindrance]:
    """The decisions of user and rules without which ``unwrap`` would come to something else.

    ``context``: the client that asks; ``suspects``: the rules whose ``unless`` may have kept it.
    """
    own = policy.of_client(context)
    now = unwrap(Engine(rules, own))
    found = []
    for by, what, changed in _without_one(own):
        then = unwrap(Engine(rules, changed))
        if (then.output, then.refused) != (now.output, now.refused):
            output = then.output if then.changed else ""
            found += [Hindrance(by, what, output, owner) for owner in _owners(policy, context, by, what)]
    if not found and now.refused and now.refused.reason is Reason.EXCLUDED:
        for rule in suspects:
            if not rule.unless:
                continue
            bare = [each._replace(unless=()) if each.id == rule.id else each for each in rules]
            then = unwrap(Engine(RuleSet.of(bare, rules.beside, rules.suffixes), own))
            if then.changed:
                what = ", ".join(f"{word.name} {_written(word.argument)}" for word in rule.unless)
                found.append(Hindrance("unless", f"{rule.id}: {what}", then.output))
    return found


def _without_one(policy: Policy) -> Iterable[tuple[str, str, Policy]]:
    for host in sorted(policy.allow_hosts):
        yield "allow", host, policy._replace(allow_hosts=policy.allow_hosts - {host})
    for name in sorted(policy.deny_rules):
        yield "deny", name, policy._replace(deny_rules=policy.deny_rules - {name})
    if not policy.allow_private:
        yield "private", "allow-private", policy._replace(allow_private=True)
    if not policy.open_warnings:
        yield "warnings", "open-warnings", policy._replace(open_warnings=True)


def _owners(policy: Policy, context: str, by: str, what: str) -> Sequence[str | None]:
    """On whose lists a decision stands: that of all (None), the client's own, or both."""
    if by not in ("allow", "deny"):
        return (None,)
    own = (each for each in policy.clients if each.context == context)
    lists = [(None, policy.allow_hosts, policy.deny_rules), *own]
    return [owner for owner, hosts, rules in lists if what in (hosts if by == "allow" else rules)]


def _read(target: Target, parts: Split, parsed: Parsed | None) -> Sequence[Reading]:
    place = f"{target.locate.name} {_written(target.locate.argument)}"
    at = dict(target.options).get("at")
    place += f" {at}" if isinstance(at, str) and at else ""
    if reads_text(target):
        return ()
    finish = finisher(target)
    found: list[tuple[str, ...]] = (
        [(text,) for text in page_locator(target)(parsed)] if parsed else locator(target)(parts)
    )
    readings = [Reading(place, "".join(captures), finish(captures)) for captures in found]
    return readings or [Reading(place, None, None)]


def _written(argument: Plain) -> str:
    return "|".join(texts_of(argument))
