"""What the proxy does, as events of the log. Without a log every method does nothing."""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from mitmproxy import http

from unwall import __version__
from unwall.engine.engine import Engine
from unwall.engine.platforms import Platforms
from unwall.language import Said
from unwall.model import Kind, Match, Reason, Rule, Surface, Unwrapped, Verdict
from unwall.proxy.looked import hosts_in, surface_of
from unwall.rules.index import RuleSet
from unwall.store.event import Action, Event, Run
from unwall.store.log import Keeping, Log, Met
from unwall.store.place import Place
from unwall.store.redaction import Pseudonyms
from unwall.urls.split import split

FORM = "unwall_form"  # in a flow's metadata: the form of the page that came


class _Known(NamedTuple):
    """What events say of the rules in force."""

    rules: RuleSet
    by_id: Mapping[str, Rule]
    platforms: Platforms
    pages: Mapping[tuple[str, str], Rule]  # interstitials by the host and the path where they alone stand

    def platform(self, url: str) -> str:
        """Whose a URL's host is; empty where the rules know none."""
        parts = split(url)
        return self.platforms.of(parts.host) if parts else ""

    def standing(self, url: str) -> Rule | None:
        """The interstitial that stands at exactly this host and path."""
        parts = split(url)
        return self.pages.get((parts.host, parts.path)) if parts else None


class Keeps(Protocol):
    """What keeps events: a log, or another process that has one."""

    @property
    def is_failing(self) -> bool:
        """Whether nothing can be kept for now."""
        ...

    def put(self, event: Event) -> None:
        """Take an event."""
        ...

    def look(self, at: Met, looked: int, walled: int) -> None:
        """Count links that were looked at."""
        ...

    def close(self) -> int:
        """End; give the number of events that were not kept."""
        ...


class Body(NamedTuple):
    """A body that was read, with the walled links that were met in it."""

    data: bytes
    content_type: str
    matches: Sequence[Match]


class Journal:
    """Puts events into a log, and counts what was looked at. ``watch`` is told each event as it happens."""

    def __init__(
        self,
        log: Keeps | None = None,
        watch: Callable[[Event], None] | None = None,
        key: bytes = b"",
    ) -> None:
        """``key``: of the pseudonyms of clients; a new one unless given."""
        self._log = log
        self._watch = watch
        self._clients = Pseudonyms(key or secrets.token_bytes(32))
        self._late_known: _Known | None = None

    def navigated(self, flow: http.HTTPFlow, engine: Engine, result: Unwrapped) -> None:
        """A document was asked for: one link that somebody followed, walled or not.

        Where a page may stand in the way, its response tells; see ``read``.
        """
        if self._log is None:
            return
        known = self._known(engine)
        if result.steps:
            self._look(
                Met(Surface.NAVIGATION, known.platform(result.input), known.platform(result.output)), 1
            )
        elif not engine.hosts.page(_host(result.input)):
            self._arrived(flow, engine, result.input)

    def read(self, flow: http.HTTPFlow, engine: Engine, result: Unwrapped) -> None:
        """The response to such a link was read: it is an interstitial, or what was asked for."""
        if self._log is None:
            return
        if result.rule is None:
            self._arrived(flow, engine, result.input)
            if rule := self._known(engine).standing(result.input):
                self._unknown_page(flow, engine, result.input, rule)
            return
        blocker, blocked = self._pair(engine, result)
        self._look(Met(Surface.NAVIGATION, blocker, blocked), 1)

    def _unknown_page(self, flow: http.HTTPFlow, engine: Engine, url: str, rule: Rule) -> None:
        """A page where an interstitial stands, and in which its rule finds nothing: a new form of it."""
        self._put(
            _event(flow, engine, Surface.NAVIGATION, Action.SHOWN)._replace(
                rule=rule.id,
                kind=rule.kind,
                blocker=rule.platform,
                input=url,
                client=self._client(flow, engine),
            )
        )

    def _arrived(self, flow: http.HTTPFlow, engine: Engine, url: str) -> None:
        """A link that was not walled: met in the app that asks, or on the page that it names."""
        known, context = self._known(engine), engine.context_of(_agent(flow))
        blocker = known.platform(flow.request.headers.get("referer", "")) if context == "browser" else context
        blocked = known.platform(url)
        self._look(Met(Surface.NAVIGATION, "" if blocker == blocked else blocker, blocked), 0)

    def looked(self, flow: http.HTTPFlow, engine: Engine, read: Body) -> None:
        """A body was read: the links in it that are not walled are counted for their platforms."""
        if self._log is None:
            return
        known = self._known(engine)
        page, surface = known.platform(flow.request.pretty_url), surface_of(read.content_type)
        if not page:
            return
        walled = Counter(_host(match.match.replace("\\/", "/")) for match in read.matches)
        for host, number in (hosts_in(read.data, surface) - walled).items():
            blocked = known.platforms.of(host)
            if blocked and blocked != page:
                self._log.look(Met(surface, page, blocked), number, 0)

    def _look(self, at: Met, walled: int) -> None:
        if self._log and at.blocked:
            self._log.look(at, 1, walled)

    def met(
        self,
        flow: http.HTTPFlow,
        engine: Engine,
        result: Unwrapped,
        surface: Surface,
        action: Action | None = None,
    ) -> None:
        """A link or page was met that a rule knows; without ``action``, nothing was done to it."""
        if self._is_idle():
            return
        known = self._known(engine)
        rule = known.by_id.get(result.rule or "")
        blocker, blocked = self._pair(engine, result)
        self._put(
            _event(flow, engine, surface, action or _undone(result, rule))._replace(
                rule=result.rule or "",
                kind=rule.kind if rule else None,
                blocker=blocker,
                blocked=blocked,
                input=result.input,
                output=result.output if result.changed else "",
                refused=result.refused.reason if result.refused else None,
                needs=result.needs,
                client=self._client(flow, engine),
                scans=result.scans,
            )
        )

    def rewrote(self, flow: http.HTTPFlow, engine: Engine, matches: Iterable[Match], action: Action) -> None:
        """Links in a body were made direct, or would have been; equal ones are one event."""
        if self._is_idle():
            return
        known = self._known(engine)
        for match, number in Counter(match._replace(start=0, end=0) for match in matches).items():
            blocked = known.platform(match.output or "")
            self._put(
                _event(flow, engine, match.surface, Action.REFUSED if match.refused else action)._replace(
                    rule=match.rule,
                    kind=match.kind,
                    blocker=match.platform or "",
                    blocked=blocked,
                    input=match.match.replace("\\/", "/"),
                    output=match.output or "",
                    refused=match.refused.reason if match.refused else None,
                    needs=match.needs,
                    client=self._client(flow, engine),
                    number=number,
                )
            )
            if self._log:
                self._log.look(Met(match.surface, match.platform or "", blocked), number, number)

    def _pair(self, engine: Engine, result: Unwrapped) -> tuple[str, str]:
        """Who walls, and whose link."""
        known = self._known(engine)
        rule = known.by_id.get(result.rule or "")
        target = result.refused.target if result.refused else result.output
        blocked = known.platform(target) or (rule.blocks if rule else None) or ""
        return rule.platform if rule else "", blocked

    def tells_form(self, engine: Engine, result: Unwrapped) -> bool:
        """Whether the form of this page is asked for: where an interstitial stands, and there is a log."""
        if self._log is None:
            return False
        return result.rule is not None or self._known(engine).standing(result.input) is not None

    def _is_idle(self) -> bool:
        return self._log is None and self._watch is None

    def take(self, event: Event) -> None:
        """An event of another process."""
        self._put(event)

    def count(self, at: Met, looked: int, walled: int) -> None:
        """Links that another process looked at."""
        if self._log:
            self._log.look(at, looked, walled)

    def _put(self, event: Event) -> None:
        if self._log:
            self._log.put(event)
        if self._watch:
            self._watch(event)

    @property
    def state(self) -> str:
        """Whether there is a log, and whether it can be written: none, written or failing."""
        return "none" if self._log is None else "failing" if self._log.is_failing else "written"

    def close(self) -> int:
        """Ends the log; gives the number of events that could not be written."""
        return self._log.close() if self._log else 0

    def _known(self, engine: Engine) -> _Known:
        known = self._late_known
        if known is None or known.rules is not engine.rules:
            by_id = {rule.id: rule for rule in engine.rules}
            known = self._late_known = _Known(
                engine.rules, by_id, Platforms(engine.rules), _pages(engine.rules)
            )
        return known

    def _client(self, flow: http.HTTPFlow, engine: Engine) -> str:
        agent = _agent(flow)
        return self._clients.of(flow.client_conn.peername[0], engine.context_of(agent), agent)


NO_JOURNAL = Journal()


def _undone(result: Unwrapped, rule: Rule | None) -> Action:
    """What a result is that nothing was done to: a page that is let stand warns of harm."""
    if result.refused is None:
        return Action.FOUND
    page = rule is not None and rule.kind is Kind.INTERSTITIAL
    return Action.SHOWN if page and result.refused.reason is Reason.EXCLUDED else Action.REFUSED


def begin(place: Place, keeping: Keeping, rules: str, tell: Callable[[Said], None]) -> Log:
    """A log of this run at this place; ``rules`` is the digest of the rule set. Raises StoreError."""
    now = datetime.now(UTC)  # noqa: TID251 - of the proxy
    run = Run(secrets.token_hex(8), now, __version__, rules, keeping.detail.value)
    return Log(place, run, keeping, tell)


def _event(flow: http.HTTPFlow, engine: Engine, surface: Surface, action: Action) -> Event:
    now = time.time()
    return Event(
        at=datetime.fromtimestamp(now, UTC),
        action=action,
        surface=surface,
        context=engine.context_of(_agent(flow)),
        method=flow.request.method,
        status=flow.response.status_code if flow.response else 0,
        form=flow.metadata.get(FORM, ""),
        latency=round(max(0.0, now - flow.request.timestamp_start) * 1000, 1),
    )


def _agent(flow: http.HTTPFlow) -> str:
    agent: str = flow.request.headers.get("user-agent", "")
    return agent


def _pages(rules: RuleSet) -> dict[tuple[str, str], Rule]:
    return {
        (host, rule.where.path): rule
        for rule in rules
        if rule.kind is Kind.INTERSTITIAL and rule.verdict is Verdict.OPEN and rule.where.body
        for host in rule.where.hosts
        if rule.where.path and rule.where.path.startswith("/") and len(rule.where.path) > 1
    }


def _host(url: str) -> str:
    parts = split(url)
    return parts.host if parts else ""
