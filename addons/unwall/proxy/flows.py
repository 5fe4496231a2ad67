"""What is done with one flow: its navigation answered, its headers and links made direct, its page replaced.

Each function reads the flow, computes its result whole, and assigns it last.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from mitmproxy import http

from unwall.model import Page, Surface, Unwrapped
from unwall.proxy import bodies, content, headers, report, validators, words
from unwall.proxy.charset import text_of
from unwall.proxy.navigation import (
    Rounds,
    address_of,
    is_blocked_in_frame,
    is_document,
    is_navigation,
    is_read,
)
from unwall.proxy.respond import redirect, rules_of
from unwall.proxy.setup import Role, Setup
from unwall.store.event import Action
from unwall.urls.show import brief, plain

_ADDRESSED = frozenset({b"location", b"refresh", b"link", b"content-location"})
_RELINKED = {"link": headers.links, "content-location": headers.lone}
DONE = "unwall_done"  # in a flow's metadata: answered by us, or to be left alone to its end
_TAGGED = "unwall_tagged"  # in a flow's metadata: the client asked about a body that we had changed


def navigate(setup: Setup, flow: http.HTTPFlow, rounds: Rounds) -> None:
    """Answer a navigation to a wall; ask as another client where a rule says so."""
    request = flow.request
    url = address_of(request)
    agent = _agent(request)
    if is_document(request):
        result = setup.engine.unwrap(url, setup.engine.context_of(agent))
        setup.journal.navigated(flow, setup.engine, result)
        _open(setup, flow, result, rounds, bodiless=request.method == "HEAD")
        if DONE in flow.metadata or result.changed:
            return
    other = setup.engine.asks_as(url, agent) if request.method == "GET" else None
    if other is not None and other != agent:
        report.said(setup.choices.language, words.ASKED_AS, source=brief(url))
        if not setup.choices.dry_run:
            request.headers["user-agent"] = other
            note(flow, "asked as a plain browser")


def restore_tags(setup: Setup, flow: http.HTTPFlow) -> None:
    """Ask the server about its own tags, not about those of bodies that we changed."""
    if validators.restore(flow.request.headers, setup.mark):
        flow.metadata[_TAGGED] = True


def replace_redirect(setup: Setup, flow: http.HTTPFlow, rounds: Rounds) -> None:
    """Replace a redirect that is a wall: its headers tell, and what still comes of its body is dropped."""
    _open_page(setup, flow, "", rounds, bodiless=True)
    if DONE in flow.metadata and flow.response:
        flow.response.stream = _nothing


def readdress(setup: Setup, flow: http.HTTPFlow) -> None:
    """Make the addresses in the headers direct."""
    response = flow.response
    if response is None or _ADDRESSED.isdisjoint([name.lower() for name, _ in response.headers.fields]):
        return
    if is_navigation(flow.request):  # a script that asks would not be let to another site
        _readdress(setup, flow, "location", headers.location, Surface.LOCATION)
        _readdress(setup, flow, "refresh", headers.refresh, Surface.REFRESH)
    _relink(setup, flow, response)


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
    if response is None or raw is None or len(raw) > bodies.LARGEST:
        return
    is_page = role.walled and is_document(request) and bodies.is_page(request, response)
    is_carrier = role.rewritten and bodies.may_change(request, response)
    coding = response.headers.get("content-encoding", "")
    data = content.decoded(raw, coding) if is_page or is_carrier else None
    if data is None:
        if is_page or is_carrier:
            report.said(
                setup.choices.language,
                words.BAD_CODING,
                source=brief(address_of(request)),
                coding=plain(coding),
            )
        return
    if is_page:
        _open_page(setup, flow, text_of(data, type_of(response)), rounds, bodiless=False)
    if is_carrier and DONE not in flow.metadata:
        _rewrite(setup, flow, response, data, "" if _is_near(flow) else coding)


def _open_page(setup: Setup, flow: http.HTTPFlow, body: str, rounds: Rounds, *, bodiless: bool) -> None:
    request, response = flow.request, flow.response
    if response is None:
        return
    fields = {name.lower(): value for name, value in response.headers.items()}
    context = setup.engine.context_of(_agent(request))
    page = Page(address_of(request), response.status_code, fields, body, context)
    result = setup.engine.unwrap_page(page)
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
    elif rounds.closes(f"{flow.client_conn.peername[0]} {_agent(flow.request)}", result.input):
        report.said(setup.choices.language, words.ROUND, source=brief(result.input))
        flow.metadata[DONE] = True
    else:
        response = redirect(result, bodiless=bodiless)
        report.opened(setup.choices, result)
        note(flow, f"opened {result.output}", rules_of(result))
        flow.metadata[DONE] = True
        flow.response = response
        setup.journal.met(flow, setup.engine, result, Surface.NAVIGATION, Action.OPENED)


def _readdress(
    setup: Setup,
    flow: http.HTTPFlow,
    name: str,
    read: Callable[[str, str], headers.Address | None],
    surface: Surface,
) -> None:
    request, response = flow.request, flow.response
    if response is None or name not in response.headers:
        return
    if response.status_code in (307, 308) and not is_read(request):
        return  # the form would be sent on to another site
    address = read(response.headers[name], address_of(request))
    if address is None:
        return
    result = setup.engine.unwrap(address.url, setup.engine.context_of(_agent(request)))
    report.refused(setup.choices, result)
    if not result.changed or is_blocked_in_frame(request, result.output):
        return
    report.opened(setup.choices, result)
    if not setup.choices.dry_run:
        note(flow, f"{name} made direct: {result.output}", rules_of(result))
        response.headers[name] = address.replaced(result.output)
    action = Action.FOUND if setup.choices.dry_run else Action.REWRITTEN
    setup.journal.met(flow, setup.engine, result, surface, action)


def _relink(setup: Setup, flow: http.HTTPFlow, response: http.Response) -> None:
    """``Link`` and ``Content-Location``: addresses that nobody is sent to, so none is told of."""
    here = address_of(flow.request)
    context = setup.engine.context_of(_agent(flow.request))
    found: list[str] = []

    def direct(url: str) -> str | None:
        result = setup.engine.unwrap(url, context)
        if url == here or not result.changed:
            return None
        found.extend(rules_of(result))
        return result.output

    changed: dict[str, list[str]] = {}
    for name, read in _RELINKED.items():
        values = response.headers.get_all(name)
        replaced = [read(value, here, direct) for value in values]
        if replaced != values:
            changed[name] = replaced
    report.rewrote(setup.choices, here, Counter(found))
    if changed and not setup.choices.dry_run:
        note(flow, f"{', '.join(changed)} made direct", found)
        for name, values in changed.items():
            response.headers.set_all(name, values)


def _rewrite(setup: Setup, flow: http.HTTPFlow, response: http.Response, data: bytes, coding: str) -> None:
    hashes = bodies.knows_scripts_by_hash(response)
    result = setup.engine.rewrite(data, type_of(response), csp_hashes=hashes)
    if result.data is data:
        return
    report.rewrote(setup.choices, address_of(flow.request), report.rules_in(result.matches))
    action = Action.FOUND if setup.choices.dry_run else Action.REWRITTEN
    setup.journal.rewrote(flow, setup.engine, result.matches, action)
    if not setup.choices.dry_run:
        bodies.put(response, result.data, coding=coding, mark=setup.mark)
        rules = {match.rule for match in result.matches if match.output is not None}
        note(flow, "links made direct", sorted(rules))


def _agent(request: http.Request) -> str:
    agent: str = request.headers.get("user-agent", "")
    return agent


def type_of(response: http.Response) -> str:
    """Its content type as it says it."""
    kind: str = response.headers.get("content-type", "")
    return kind


def note(flow: http.HTTPFlow, what: str, rules: Sequence[str] = ()) -> None:
    """Mark a flow that was touched, for people and for other addons."""
    flow.metadata["unwall"] = [*flow.metadata.get("unwall", ()), *rules]
    flow.comment = f"{flow.comment}; unwall: {what}" if flow.comment else f"unwall: {what}"


def _is_near(flow: http.HTTPFlow) -> bool:
    """Whether the client is on this machine, where compressing costs more than it saves."""
    address = flow.client_conn.peername[0].removeprefix("::ffff:")
    return address == "::1" or address.startswith("127.")


def _nothing(_: bytes) -> bytes:
    return b""
