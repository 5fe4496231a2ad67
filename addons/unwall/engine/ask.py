"""What only a server knows: the engine says what to ask, and reads what comes back. It never goes itself.

A short link is asked step by step until an address comes out that a person can open. Every address on the
way is judged like any target, and the whole chain counts: what ends in something unsafe is refused whole.
"""

from unwall.engine.chain import Chain
from unwall.engine.page import Parsed, refreshed_to, refreshes
from unwall.engine.pointer import texts_at
from unwall.model import (
    Answer,
    Ask,
    Limits,
    Needs,
    Page,
    Policy,
    Reason,
    Rule,
    Service,
    Unwrapped,
    Verdict,
)
from unwall.rules.index import RuleSet
from unwall.urls.escape import component
from unwall.urls.relative import joined
from unwall.urls.safety import judge
from unwall.urls.split import scheme_of, split

PLAIN_AGENT = "Mozilla/5.0"  # where the rules name no client


class Asker:
    """Questions and answers of one engine. Immutable; total: any answer gives a result."""

    def __init__(self, rules: RuleSet, chain: Chain, policy: Policy, limits: Limits) -> None:
        self._rules = rules
        self._named = {rule.id: rule for rule in rules}
        self._agents = {each.name: each.user_agent for each in rules.beside.contexts}
        self._chain = chain
        self._services = policy.services
        self._limits = limits

    # ---- questions

    def first(self, result: Unwrapped, context: str) -> Ask | None:
        """What to ask where nothing was asked yet."""
        rule = self._last_rule(result, context)
        if result.needs is None or rule is None or result.refused is not None:
            return None
        if rule.verdict is Verdict.LEAVE:
            return None  # a payment: only the person may open it
        if services := self._serving(rule):
            return self._ask_service(result, rule, services, context)
        return self._ask_link(result, rule, (), context) if result.needs is Needs.NETWORK else None

    def _last_rule(self, result: Unwrapped, context: str) -> Rule | None:
        """The rule by which nobody knows the target offline: the one that reads the output, or the text."""
        rule = self._chain.asked_by(result.output, context)
        return rule or self._named.get(result.rule or "")

    def _serving(self, rule: Rule) -> tuple[Service, ...]:
        words = {rule.id, rule.kind, rule.platform, f"{rule.platform}/{rule.kind}"}
        return tuple(service for service in self._services if not words.isdisjoint(service.wants))

    def _ask_service(self, so_far: Unwrapped, rule: Rule, services: tuple[Service, ...], context: str) -> Ask:
        url = services[0].url.replace("{text}", component(so_far.input))
        form = tuple((name, value.replace("{text}", so_far.input)) for name, value in services[0].form)
        agent = self._agents.get("browser", PLAIN_AGENT)
        method = "POST" if form else "GET"
        return Ask(url, rule.id, context, agent, so_far, method, services=services, form=form)

    def _ask_link(self, so_far: Unwrapped, rule: Rule, asked: tuple[str, ...], context: str) -> Ask | None:
        reason, url = judge(so_far.output, self._chain.around(so_far.input))
        parts = split(url)
        if reason is not None or parts is None or self._chain.allowed(parts.host):
            return None
        other = self._chain.asking(parts, context)
        client = other.ask_as if other and other.ask_as else context
        agent = self._agents.get(client, self._agents.get("browser", PLAIN_AGENT))
        return Ask(url.partition("#")[0], rule.id, client, agent, so_far, asked=asked)

    # ---- answers

    def settle(self, answer: Answer) -> Unwrapped | Ask:
        """What an answer comes to: the end of it, or what to ask next."""
        ask = answer.ask
        result = self._told(answer) if ask.services else self._shown(answer)
        if result is None:
            return self._next_service(ask) or ask.so_far
        if result.needs is not Needs.NETWORK or result.refused is not None:
            return result
        rule = self._last_rule(result, ask.context)
        again = self._ask_link(result, rule, (*ask.asked, ask.url), ask.context) if rule else None
        return self._checked(ask, again) if again else result

    def _checked(self, ask: Ask, again: Ask) -> Unwrapped | Ask:
        """The next question, unless the chain goes round, goes on for ever or leaves TLS behind."""
        reason = None
        if again.url in again.asked:
            reason = Reason.LOOP
        elif len(again.asked) >= self._limits.hops:
            reason = Reason.DEPTH
        elif _drops_tls(ask, again) and not self._named[ask.rule].to_http:
            reason = Reason.SCHEME
        return again if reason is None else self._refused(ask.so_far, again.rule, reason, again.url)

    def _refused(self, so_far: Unwrapped, rule: str, reason: Reason, target: str) -> Unwrapped:
        refused = self._chain.refused(so_far.input, self._named[rule], reason, target)
        return refused._replace(rule=so_far.rule)

    def _next_service(self, ask: Ask) -> Ask | None:
        if len(ask.services) > 1:
            return self._ask_service(ask.so_far, self._named[ask.rule], ask.services[1:], ask.context)
        if ask.services and ask.so_far.needs is Needs.NETWORK:
            return self._ask_link(ask.so_far, self._named[ask.rule], (), ask.context)
        return None

    def _told(self, answer: Answer) -> Unwrapped | None:
        """What a service says; it may leave out the scheme, as protocol-relative addresses do."""
        if answer.error is not None or answer.status != 200:
            return None
        text = next(iter(texts_at(answer.body, answer.ask.services[0].at)), None)
        if text is not None and text.startswith("//"):
            text = f"https:{text}"
        if text is None or scheme_of(text) is None:
            return None
        return self._onward(answer.ask, self._named[answer.ask.rule], text)

    def _shown(self, answer: Answer) -> Unwrapped | None:
        """What the link's own server answers: as a rule reads it, else as any browser would go on."""
        ask = answer.ask
        if answer.error is not None:
            return None
        headers = {"content-type": answer.type}
        if answer.location is not None:
            headers["location"] = answer.location
        page = Page(ask.url, answer.status, headers, answer.body, ask.context)
        read = self._chain.of_page(page)
        if read.refused is not None:
            return self._refused(ask.so_far, ask.rule, *read.refused)
        if read.steps:
            return self._onward(ask, self._named[read.steps[0].rule], read.steps[0].output)
        left = read.rule is not None and self._named[read.rule].verdict is Verdict.LEAVE
        target = None if left else followed(answer, page)
        return None if target is None else self._onward(ask, self._named[ask.rule], target)

    def _onward(self, ask: Ask, rule: Rule, target: str) -> Unwrapped:
        before = [self._named[step.rule] for step in ask.so_far.steps if step.rule in self._named]
        result = self._chain.of_answer(ask.so_far, [*before, rule], target, ask.context)
        return result._replace(rule=ask.so_far.rule or result.rule, scans=result.scans or ask.so_far.scans)


def followed(answer: Answer, page: Page) -> str | None:
    """Where every browser goes on by itself: a redirect, a Refresh header, a meta refresh."""
    if 300 <= answer.status < 400:
        found = answer.location or None
    elif answer.status == 200:
        found = next(iter(refreshed_to(answer.refresh or "")), None)
        if found is None and "html" in answer.type:
            found = next(refreshes(Parsed(page)), None)
    else:
        found = None
    return found if found is None or scheme_of(found) else joined(answer.ask.url, found)


def _drops_tls(ask: Ask, again: Ask) -> bool:
    return scheme_of(ask.url) == "https" and scheme_of(again.url) == "http"
