"""What is done with one flow: its navigation answered, its page replaced or the links in it made direct.

Each function reads the flow, computes its result whole, and assigns it last.
"""

from collections.abc import Sequence

from mitmproxy import http

from unwall.language import Language, language_read
from unwall.model import Page, Surface, Unwrapped
from unwall.proxy import bodies, clients, content, report, validators, words
from unwall.proxy.charset import text_of
from unwall.proxy.connections import is_near
from unwall.proxy.form import form_of
from unwall.proxy.journal import FORM, Body
from unwall.proxy.navigation import (
    Rounds,
    address_of,
    is_blocked_in_frame,
    is_document,
    unwrapped,
)
from unwall.proxy.respond import SELF_TEST, at_work, choice, redirect, rules_of, self_test, to_dashboard
from unwall.proxy.setup import Role, Setup
from unwall.proxy.telling import State
from unwall.proxy.unread import Unread
from unwall.store.event import Action
from unwall.urls.show import brief, plain
from unwall.urls.split import WEB, scheme_of

DONE = "unwall_done"  # in a flow's metadata: answered by us, or to be left alone to its end
_TAGGED = "unwall_tagged"  # in a flow's metadata: the client asked about a body that we had changed


def navigate(setup: Setup, flow: http.HTTPFlow, rounds: Rounds) -> Unwrapped | None:
    """Answer a navigation to a wall; ask as another client where a rule says so.

    What comes back was pasted as a search and is for ``lead_pasted``.
    """
    request = flow.request
    url = address_of(request)
    agent = agent_of(request)
    if is_document(request.method, bodies.fields_of(request.headers)):
        result = unwrapped(setup, url, agent)
        setup.journal.navigated(flow, setup.engine, result)
        _open(setup, flow, result, rounds, bodiless=request.method == "HEAD")
        pasted = _ask(setup, flow, rounds) if DONE not in flow.metadata and result.rule is None else None
        if pasted or DONE in flow.metadata or result.changed:
            return pasted
    other = setup.engine.asks_as(url, agent) if request.method == "GET" else None
    if other is not None and other != agent:
        report.said(setup.choices.language, words.ASKED_AS, source=brief(url))
        if not setup.choices.dry_run:
            clients.ask_as(flow, other)
            note(flow, "asked as a plain browser")
    return None


def asks_how(flow: http.HTTPFlow) -> bool:
    """Whether it is asked of the proxy itself, on this machine, how it is."""
    return flow.request.path == SELF_TEST and is_near(flow.client_conn)


def answer_how(setup: Setup, flow: http.HTTPFlow, state: State) -> None:
    """Answer that."""
    flow.metadata[DONE] = True
    choices = setup.choices
    flow.response = self_test(
        len(setup.engine.rules), choices.scope, state.log, state.mishaps, durable=choices.keeping.durable
    )


def answer(setup: Setup, flow: http.HTTPFlow, dashboard: str) -> None:
    """Answer what else is asked of the proxy itself: where the dashboard is, or that it is at work."""
    flow.metadata[DONE] = True
    flow.response = (
        to_dashboard(dashboard)
        if dashboard and flow.request.method in ("GET", "HEAD")
        else at_work(len(setup.engine.rules), _read_by(flow.request))
    )


def restore_tags(setup: Setup, flow: http.HTTPFlow) -> None:
    """Ask the server about its own tags, not about those of bodies that we changed."""
    if validators.restore(flow.request.headers, setup.mark):
        flow.metadata[_TAGGED] = True


def replace_redirect(setup: Setup, flow: http.HTTPFlow, rounds: Rounds) -> None:
    """Replace a redirect that is a wall: its headers tell, and what still comes of its body is dropped."""
    if flow.response and len(flow.response.headers.get_all("location")) > 1:
        return  # browsers follow none of several
    _open_page(setup, flow, "", rounds, bodiless=True)
    if DONE in flow.metadata and flow.response:
        flow.response.stream = _nothing


def retag(setup: Setup, flow: http.HTTPFlow) -> None:
    """Give the answer "not modified" the tag that the client knows the body by."""
    response = flow.response
    if response and response.status_code == 304 and _TAGGED in flow.metadata and "etag" in response.headers:
        etag = response.headers["etag"]
        response.headers["etag"] = validators.weakened(etag, setup.mark) or etag


def open_body(setup: Setup, flow: http.HTTPFlow, role: Role, rounds: Rounds) -> None:
    """Replace an interstitial by a redirect to its target; make the links in any other body direct."""
    request, response = flow.request, flow.response
    raw = response.raw_content if response else None
    if response is None or raw is None:
        return
    head = bodies.head_of(request, response)
    is_page = role.walled and is_document(head.method, head.asked) and bodies.is_page(head)
    is_carrier = role.rewritten and bodies.may_change(head, transforms=setup.transforms)
    if is_carrier and setup.checked and setup.checked.holds(address_of(request)):
        is_carrier = False
    if not is_page and not is_carrier:
        return
    if len(raw) > bodies.LARGEST:
        setup.pass_unread(Unread.LARGE)
        return
    coding = head.coding if raw else ""
    data = content.decoded(raw, coding)
    if isinstance(data, Unread):
        setup.pass_unread(data)
        source = brief(address_of(request))
        report.said(setup.choices.language, words.BAD_CODING, source=source, coding=plain(coding))
        return
    if is_page:
        _open_page(setup, flow, text_of(data, head.kind), rounds, bodiless=False)
    if is_carrier and DONE not in flow.metadata:
        _rewrite(setup, flow, head, data)


def _open_page(setup: Setup, flow: http.HTTPFlow, body: str, rounds: Rounds, *, bodiless: bool) -> None:
    request, response = flow.request, flow.response
    if response is None:
        return
    fields = {name.lower(): value for name, value in response.headers.items()}
    context = setup.engine.context_of(agent_of(request))
    page = Page(address_of(request), response.status_code, fields, body, context)
    result = setup.engine.unwrap_page(page)
    if body and setup.journal.tells_form(setup.engine, result):
        flow.metadata[FORM] = form_of(body)
    if result.rule is not None or not 300 <= response.status_code < 400:
        setup.journal.read(flow, setup.engine, result)
    _open(setup, flow, result, rounds, bodiless=bodiless or request.method == "HEAD")


def _open(setup: Setup, flow: http.HTTPFlow, result: Unwrapped, rounds: Rounds, *, bodiless: bool) -> None:
    """Send the client on to what was unwrapped, unless it keeps coming back."""
    report.refused(setup.choices, result)
    if not result.changed or is_blocked_in_frame(flow.request, result.output):
        if result.rule is not None:
            setup.journal.met(flow, setup.engine, result, Surface.NAVIGATION)
        return
    if setup.choices.dry_run:
        report.opened(setup.choices, result)
        setup.journal.met(flow, setup.engine, result, Surface.NAVIGATION)
    elif rounds.closes(f"{flow.client_conn.peername[0]} {agent_of(flow.request)}", result.input):
        report.said(setup.choices.language, words.ROUND, source=brief(result.input))
        flow.metadata[DONE] = True
    else:
        response = redirect(result, bodiless=bodiless)
        report.opened(setup.choices, result)
        note(flow, f"opened {result.output}", rules_of(result))
        flow.metadata[DONE] = True
        flow.response = response
        setup.journal.met(flow, setup.engine, result, Surface.NAVIGATION, Action.OPENED)


def _ask(setup: Setup, flow: http.HTTPFlow, rounds: Rounds) -> Unwrapped | None:
    """Ask which link is meant where the words of a search hold several; who asks again wants the search.

    What only a server may know comes back, to be asked there first.
    """
    url, agent = address_of(flow.request), agent_of(flow.request)
    found = setup.engine.pasted(url, setup.engine.context_of(agent))
    if not found or setup.choices.dry_run or rounds.insists(f"{flow.client_conn.peername[0]} {agent}", url):
        return None
    if setup.choices.resolve and len(found) == 1 and setup.engine.asks(found[0]):
        return found[0]
    _choose(setup, flow, found)
    return None


def lead(setup: Setup, flow: http.HTTPFlow, result: Unwrapped | None, rounds: Rounds) -> None:
    """Send the client on to what a server told."""
    if result is not None and (result.refused or scheme_of(result.output) in WEB):
        _open(setup, flow, result, rounds, bodiless=flow.request.method == "HEAD")


def lead_pasted(
    setup: Setup, flow: http.HTTPFlow, pasted: Unwrapped, result: Unwrapped | None, rounds: Rounds
) -> None:
    """The same for what somebody pasted; where that is not known, they are asked what is meant."""
    lead(setup, flow, result, rounds)
    if DONE not in flow.metadata:
        _choose(setup, flow, (pasted,))


def _read_by(request: http.Request) -> Language:
    return language_read(request.headers.get("accept-language", ""))


def _choose(setup: Setup, flow: http.HTTPFlow, found: Sequence[Unwrapped]) -> None:
    url = address_of(flow.request)
    response = choice(url, found, _read_by(flow.request), bodiless=flow.request.method == "HEAD")
    report.said(setup.choices.language, words.SEVERAL, source=brief(url))
    note(flow, "asked which link is meant", sorted({each.rule for each in found if each.rule}))
    flow.metadata[DONE] = True
    flow.response = response


def _rewrite(setup: Setup, flow: http.HTTPFlow, head: bodies.Head, data: bytes) -> None:
    result = setup.engine.rewrite(
        data,
        head.kind,
        csp_hashes=bodies.knows_scripts_by_hash(head),
        styles=bodies.allows_styles(head),
    )
    if setup.checked is not None and not result.bare and "html" in head.kind:
        setup.checked.note(address_of(flow.request), data)
    setup.journal.looked(flow, setup.engine, Body(data, head.kind, result.matches))
    if result.data is data or flow.response is None:
        if result.misread:
            setup.pass_unread(Unread.CHARSET)
        return
    report.rewrote(setup.choices, address_of(flow.request), report.rules_in(result.matches))
    action = Action.FOUND if setup.choices.dry_run else Action.REWRITTEN
    setup.journal.rewrote(flow, setup.engine, result.matches, action)
    if not setup.choices.dry_run:
        coding = "" if is_near(flow.client_conn) else head.coding
        bodies.put(flow.response, result.data, coding=coding, mark=setup.mark)
        rules = {match.rule for match in result.matches if match.output is not None}
        note(flow, "links made direct", sorted(rules))


def agent_of(request: http.Request) -> str:
    """The user agent."""
    agent: str = request.headers.get("user-agent", "")
    return agent


def note(flow: http.HTTPFlow, what: str, rules: Sequence[str] = ()) -> None:
    """Mark a flow that was touched, for people and for other addons."""
    flow.metadata["unwall"] = [*flow.metadata.get("unwall", ()), *rules]
    flow.comment = f"{flow.comment}; unwall: {what}" if flow.comment else f"unwall: {what}"


def _nothing(_: bytes) -> bytes:
    return b""
