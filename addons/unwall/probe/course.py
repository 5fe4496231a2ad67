"""The way of one link for one client, without network: what to ask next, until a verdict stands.

course = Course(guide, "https://…", "wechat")
while (ask := course.question) is not None:
answer, _ = await client.ask(ask, seconds)
course.take(answer, milliseconds)
course.cell
"""

import hashlib

from unwall.engine.ask import PLAIN_AGENT, followed
from unwall.engine.element import selector, texts_of, tokens_of
from unwall.engine.engine import Engine
from unwall.engine.platforms import Platforms
from unwall.model import Answer, Ask, Kind, Needs, Page, Reason, Rule, Unwrapped
from unwall.model import Verdict as RuleVerdict
from unwall.probe.verdict import Cell, Hop, Verdict, Via
from unwall.rules.index import NOBODY
from unwall.urls.safety import Surroundings, is_private, judge
from unwall.urls.split import WEB, split

_MOST_HOPS = 10
_BROWSER = "browser"
_STAYS = "stays"
_LEADING = (Kind.SHORT_LINK, Kind.INTERSTITIAL)
_LONGEST_TITLE = 200
_LONGEST_MATCH = 160  # characters of what a rule matched
_TITLE = selector("title")
_BY_STATUS = {
    401: Verdict.LOGIN, 403: Verdict.CAPTCHA, 404: Verdict.DEAD, 410: Verdict.DEAD, 429: Verdict.CAPTCHA,
    451: Verdict.DEAD,
}  # fmt: skip
_BY_ERROR = {"dns": Verdict.DEAD}
_HEAD = 256 * 1024  # characters in which a title stands


class Guide:
    """What all courses of one run share. ``private``: links to somebody's own network may lead on there."""

    def __init__(self, engine: Engine, *, private: bool = False) -> None:
        self.engine = engine
        self.private = private
        self.platforms = Platforms(engine.rules)
        self.rules = {rule.id: rule for rule in engine.rules}

    def leaves(self, result: Unwrapped) -> bool:
        """Whether a rule says that this is no wall: sign-in, sharing, payment."""
        rule = self.rules.get(result.rule or "")
        return rule is not None and rule.verdict is RuleVerdict.LEAVE

    def same_place(self, first: str, last: str) -> bool:
        """Whether two addresses are of one site, or of one platform."""
        hosts = [parts.host if parts else "" for parts in (split(first), split(last))]
        if hosts[0] == hosts[1]:
            return True
        domains = {self.engine.rules.suffixes.registrable(host) or host for host in hosts}
        owners = {self.platforms.of(host) for host in hosts}
        return len(domains) == 1 or (len(owners) == 1 and "" not in owners)

    def is_there_to_lead_on(self, url: str) -> bool:
        """Whether rules know the host for short links or walls: where it redirects by itself, it opens."""
        parts = split(url)
        both = self.engine.rules.candidates(parts) if parts else NOBODY
        rules = (self.engine.rules[number] for number in (*both.request, *both.response))
        return any(rule.kind in _LEADING and not rule.ask_as for rule in rules)

    def agent_of(self, context: str) -> str:
        """What this client says of itself."""
        return self.engine.agent_of(context) or self.engine.agent_of("browser") or PLAIN_AGENT


class Course:
    """Asks and answers of one link. ``cell`` is whole once ``question`` is None; ``page``: the last body."""

    def __init__(self, guide: Guide, url: str, context: str) -> None:
        self._guide = guide
        self._engine = guide.engine.of_client(context)
        self._first = url
        self._context = context
        self._is_short = False
        self._stays = False  # the last address asked is of a short link, which should have led on
        self._via = Via.LINK
        self._arrived: Answer | None = None  # to be compared with what another client gets
        self._other: Course | None = None  # the way of that one
        self.page = ""
        self.question: Ask | None = None
        self.cell = Cell(url, context, Verdict.UNKNOWN, rules=guide.engine.rules.digest)
        first = split(url)
        is_inside = first is not None and is_private(first.host)
        self._around = Surroundings(
            guide.engine.rules.suffixes, private=guide.private or is_inside, longest=guide.engine.limits.url
        )
        self._go(url)

    def take(self, answer: Answer, milliseconds: float) -> None:
        """The answer to ``question``."""
        ask, self.question = self.question, None
        if ask is None:
            return
        if self._arrived is not None and self._other is not None:
            self._other.take(answer, milliseconds)
            self._compare(self._arrived, self._other)
            return
        hop = Hop(ask.url, answer.status, round(milliseconds, 1), answer.error, self._via)
        self.cell = self.cell._replace(hops=(*self.cell.hops, hop))
        self.page = answer.body
        if answer.error is not None:
            self._fail(answer)
            return
        headers = {"content-type": answer.type} | ({"location": answer.location} if answer.location else {})
        page = Page(ask.url, answer.status, headers, answer.body, self._context)
        read = self._engine.unwrap_page(page)
        if read.steps or read.refused:
            self._end(Verdict.WALLED, answer, read)
            return
        onward = followed(answer, page)
        if onward is not None:
            self._via = _via(answer)
            self._go(onward)
        elif 300 <= answer.status < 400:  # it does not say where to
            self._end(Verdict.UNKNOWN, answer, None, why=str(answer.status))
        else:
            self._arrive(answer)

    # ---- steps

    def _go(self, url: str) -> None:
        if len(url) > self._around.longest:
            self.cell = self.cell._replace(why=Reason.LENGTH.value)
            return
        result = self._engine.unwrap(url, self._context)
        if result.needs is Needs.APP or _is_of_app(url):
            self._end(Verdict.APP_ONLY, None, result)
        elif result.steps or result.refused:
            self._end(Verdict.WALLED if self.cell.hops else Verdict.WRAPPED, None, result)
        elif self._guide.leaves(result):
            self._end(Verdict.LOGIN if self.cell.hops else Verdict.OPEN, None, result)
        elif any(hop.url == url for hop in self.cell.hops):
            self.cell = self.cell._replace(why=Reason.LOOP.value)
        elif len(self.cell.hops) >= _MOST_HOPS:
            self.cell = self.cell._replace(why=Reason.DEPTH.value)
        else:
            self._stays = result.needs is Needs.NETWORK
            self._is_short = self._is_short or self._stays or self._guide.is_there_to_lead_on(url)
            self._ask(url, result)

    def _ask(self, url: str, result: Unwrapped) -> None:
        reason, address = judge(url, self._around)
        if reason is not None:
            self.cell = self.cell._replace(why=reason.value, target=url if self.cell.hops else None)
            return
        agent = self._guide.agent_of(self._context)
        so_far = Unwrapped(url, url)
        self.question = Ask(address.partition("#")[0], result.rule or "", self._context, agent, so_far)

    def _arrive(self, answer: Answer) -> None:
        """Nothing leads on from here: it is what was asked for, or something else."""
        places = (self.cell.final, self._first)
        refusing = next(filter(None, (self._engine.asking_as(each, self._context) for each in places)), None)
        if refusing or (self._stays and self._context != _BROWSER):
            self._arrived = answer
            self._other = Course(self._guide, self._first, refusing or _BROWSER)
            self._compare(answer, self._other)
        elif self._stays:
            self._end(Verdict.UNKNOWN, answer, None, why=_STAYS)
        elif self._is_short or self._guide.same_place(self.cell.hops[0].url, self.cell.final):
            self._end(Verdict.OPEN, answer, None)
        else:
            self._end(Verdict.ELSEWHERE, answer, None)

    def _compare(self, answer: Answer, other: "Course") -> None:
        """The client may be refused here; not so where another one comes to the same."""
        self.question = other.question
        if self.question is not None:
            return
        seen, shown = _seen(answer), (other.cell.title, other.cell.body_sha256)
        led_on = self._stays and other.cell.final != self.cell.final
        if not led_on and other.cell.body_sha256 and (seen[0] or seen[1]) == (shown[0] or shown[1]):
            verdict, why = (Verdict.UNKNOWN, _STAYS) if self._stays else (Verdict.OPEN, "")
            self._end(verdict, answer, None, why=why)
        elif other.cell.verdict is Verdict.OPEN or led_on:
            self._refused(answer, other.cell.context)
        else:  # what another client gets says nothing
            self._end(Verdict.UNKNOWN, answer, None, why=f"{other.cell.context}: {_said(other.cell)}")

    def _refused(self, answer: Answer, other: str) -> None:
        self._end(Verdict.WALLED, answer, None, why=f"opens as {other}")
        places = (self.cell.final, self._first)
        rule = next(filter(None, (_refuser(self._guide, each, self._context) for each in places)), None)
        place = _place(self._guide.rules.get(rule or ""))
        self.cell = self.cell._replace(rule=rule, rule_place=place, matched=self.cell.title)

    def _fail(self, answer: Answer) -> None:
        verdict = _BY_STATUS.get(answer.status) or _BY_ERROR.get(answer.error or "", Verdict.UNKNOWN)
        why = str(answer.status) if answer.status else answer.error or ""
        self._end(verdict, None, None, why=why)

    def _end(self, verdict: Verdict, answer: Answer | None, found: Unwrapped | None, why: str = "") -> None:
        title, digest = _seen(answer) if answer else ("", "")
        target, matched = None, ""
        if found is not None:
            target = found.refused.target if found.refused else found.output if found.changed else None
            why = why or (found.refused.reason.value if found.refused else "")
            rule = self._guide.rules.get(found.rule or "")
            matched = _matched(rule, answer, found) if rule else ""
        self.cell = self.cell._replace(
            verdict=verdict,
            rule=found.rule if found else None,
            rule_place=_place(self._guide.rules.get((found and found.rule) or "")),
            target=target,
            title=title,
            body_sha256=digest,
            why=why,
            matched=matched,
        )


def _is_of_app(url: str) -> bool:
    parts = split(url)
    return parts is not None and parts.scheme not in WEB


def _via(answer: Answer) -> Via:
    if 300 <= answer.status < 400:
        return Via.LOCATION
    return Via.REFRESH if answer.refresh else Via.META


def _said(cell: Cell) -> str:
    return cell.why or cell.verdict.value


def _refuser(guide: Guide, url: str, context: str) -> str | None:
    """The rule that says to ask for this address as another client."""
    parts = split(url)
    if parts is None or guide.engine.of_client(context).asking_as(url, context) is None:
        return None
    both = guide.engine.rules.candidates(parts)
    found = (guide.engine.rules[number] for number in (*both.request, *both.response))
    return next((rule.id for rule in found if rule.ask_as), None)


def _place(rule: Rule | None) -> str:
    """The file and line of a rule, ours from its folder on."""
    if rule is None:
        return ""
    _, ours, below = rule.place.file.replace("\\", "/").rpartition("rules/")
    return f"{ours and 'rules/'}{below}:{rule.place.line}"


def _matched(rule: Rule, answer: Answer | None, found: Unwrapped) -> str:
    """What the rule knew it by: words of the page that must stand there, or the address that wraps."""
    if answer is None or not answer.body:
        return found.input[:_LONGEST_MATCH]
    target = found.refused.target if found.refused else found.output
    parts = split(target)
    words = (*rule.where.body[:1], target, parts.host if parts else "")
    at = next((at for each in words if each and (at := answer.body.find(each)) >= 0), -1)
    if at < 0:
        return ""
    start = max(0, at - _LONGEST_MATCH // 4)
    return " ".join(answer.body[start : start + _LONGEST_MATCH].split())


def _seen(answer: Answer) -> tuple[str, str]:
    """The page's title, and what tells one body from another."""
    title = ""
    if "html" in answer.type and "<title" in answer.body[:_HEAD].lower():
        title = next(texts_of(tokens_of(answer.body), _TITLE), "")
    digest = hashlib.sha256(answer.body.encode("utf-8", "replace")).hexdigest()
    return " ".join(title.split())[:_LONGEST_TITLE], digest


def offline(guide: Guide, url: str, context: str) -> Cell:
    """What the rules alone say of a link, without asking anybody."""
    course = Course(guide, url, context)
    if course.question is None:
        return course.cell
    engine = guide.engine.of_client(context)
    if course.question.rule and engine.unwrap(url, context).needs is Needs.NETWORK:
        return course.cell._replace(rule=course.question.rule, why="network")
    if engine.asking_as(url, context) is not None:
        rule = _refuser(guide, url, context)
        place = _place(guide.rules.get(rule or ""))
        return course.cell._replace(
            verdict=Verdict.WALLED, rule=rule, rule_place=place, matched=url[:_LONGEST_MATCH]
        )
    return course.cell._replace(verdict=Verdict.OPEN)
