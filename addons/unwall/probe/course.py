"""The way of one link for one client, without network: what to ask next, until a verdict stands.

course = Course(engine, platforms, "https://…", "wechat")
while (ask := course.question) is not None:
course.take(await client.ask(ask), milliseconds)
course.cell
"""

import hashlib

from unwall.engine.ask import PLAIN_AGENT, followed
from unwall.engine.element import selector, texts_of, tokens_of
from unwall.engine.engine import Engine
from unwall.engine.platforms import Platforms
from unwall.model import Answer, Ask, Needs, Page, Unwrapped
from unwall.model import Verdict as RuleVerdict
from unwall.probe.verdict import Cell, Hop, Verdict
from unwall.urls.split import WEB, split

_MOST_HOPS = 10
_LONGEST_TITLE = 200
_TITLE = selector("title")
_BY_STATUS = {
    401: Verdict.LOGIN, 403: Verdict.CAPTCHA, 404: Verdict.DEAD, 410: Verdict.DEAD, 429: Verdict.CAPTCHA,
    451: Verdict.DEAD,
}  # fmt: skip
_BY_ERROR = {"dns": Verdict.DEAD}


class Course:
    """Asks and answers of one link. ``cell`` is whole once ``question`` is None."""

    def __init__(self, engine: Engine, platforms: Platforms, url: str, context: str) -> None:
        self._engine = engine
        self._platforms = platforms
        self._rules = {rule.id: rule for rule in engine.rules}
        self._first = url
        self._context = context
        self._agent = engine.agent_of(context) or engine.agent_of("browser") or PLAIN_AGENT
        self._is_short = False
        self.question: Ask | None = None
        self.cell = Cell(url, context, Verdict.UNKNOWN)
        self._go(url)

    def take(self, answer: Answer, milliseconds: float) -> None:
        """The answer to ``question``."""
        ask, self.question = self.question, None
        if ask is None:
            return
        hop = Hop(ask.url, answer.status, round(milliseconds, 1), answer.error)
        self.cell = self.cell._replace(hops=(*self.cell.hops, hop))
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
            self._go(onward)
        else:
            self._arrive(answer)

    # ---- steps

    def _go(self, url: str) -> None:
        result = self._engine.unwrap(url, self._context)
        parts = split(url)
        if result.needs is Needs.APP or parts is None or parts.scheme not in WEB:
            self._end(Verdict.APP_ONLY, None, result)
        elif result.steps or result.refused:
            self._end(Verdict.WALLED if self.cell.hops else Verdict.WRAPPED, None, result)
        elif self._leaves(result):
            self._end(Verdict.LOGIN if self.cell.hops else Verdict.OPEN, None, result)
        elif len(self.cell.hops) >= _MOST_HOPS or any(hop.url == url for hop in self.cell.hops):
            self.cell = self.cell._replace(why="loop")
        else:
            self._is_short = self._is_short or result.needs is Needs.NETWORK
            so_far = Unwrapped(url, url)
            self.question = Ask(url.partition("#")[0], result.rule or "", self._context, self._agent, so_far)

    def _leaves(self, result: Unwrapped) -> bool:
        rule = self._rules.get(result.rule or "")
        return rule is not None and rule.verdict is RuleVerdict.LEAVE

    def _arrive(self, answer: Answer) -> None:
        """Nothing leads on from here: it is what was asked for, or something else."""
        refusing = self._engine.asking_as(self.cell.final, self._context) or self._engine.asking_as(
            self._first, self._context
        )
        if refusing is not None:
            self._end(Verdict.WALLED, answer, None, why=f"opens as {refusing}")
        elif self._is_short or self._same_place(self._first, self.cell.final):
            self._end(Verdict.OPEN, answer, None)
        else:
            self._end(Verdict.ELSEWHERE, answer, None)

    def _same_place(self, first: str, last: str) -> bool:
        hosts = [parts.host if parts else "" for parts in (split(first), split(last))]
        domains = {self._engine.rules.suffixes.registrable(host) or host for host in hosts}
        owners = {self._platforms.of(host) for host in hosts}
        return len(domains) == 1 or (len(owners) == 1 and "" not in owners)

    def _fail(self, answer: Answer) -> None:
        verdict = _BY_STATUS.get(answer.status) or _BY_ERROR.get(answer.error or "", Verdict.UNKNOWN)
        why = str(answer.status) if answer.status else answer.error or ""
        self._end(verdict, None, None, why=why)

    def _end(self, verdict: Verdict, answer: Answer | None, found: Unwrapped | None, why: str = "") -> None:
        title, digest = _seen(answer) if answer else ("", "")
        target = None
        if found is not None:
            target = found.refused.target if found.refused else found.output if found.changed else None
            why = why or (found.refused.reason.value if found.refused else "")
        self.cell = self.cell._replace(
            verdict=verdict,
            rule=found.rule if found else None,
            target=target,
            title=title,
            body_sha256=digest,
            why=why,
        )


def _seen(answer: Answer) -> tuple[str, str]:
    """The page's title, and what tells one body from another."""
    title = next(texts_of(tokens_of(answer.body), _TITLE), "") if "html" in answer.type else ""
    return " ".join(title.split())[:_LONGEST_TITLE], hashlib.sha256(answer.body.encode()).hexdigest()


def offline(engine: Engine, url: str, context: str) -> Cell:
    """What the rules alone say of a link, without asking anybody."""
    result = engine.unwrap(url, context)
    target = result.output if result.changed else result.refused.target if result.refused else None
    verdict = Verdict.OPEN
    if result.steps or result.refused:
        verdict = Verdict.WRAPPED
    elif result.needs is Needs.APP or split(url) is None:
        verdict = Verdict.APP_ONLY
    elif result.needs is Needs.NETWORK:
        verdict = Verdict.UNKNOWN
    elif engine.asking_as(url, context) is not None:
        verdict = Verdict.WALLED
    reason = result.refused.reason.value if result.refused else ""
    return Cell(url, context, verdict, result.rule, target, why=reason)
