"""The addresses in the headers of a response, made direct."""

from collections import Counter
from collections.abc import Callable

from mitmproxy import http

from unwall.model import Surface
from unwall.proxy import bodies, headers, report
from unwall.proxy.flows import agent_of, note
from unwall.proxy.navigation import address_of, is_blocked_in_frame, is_navigation, is_read, unwrapped
from unwall.proxy.respond import rules_of
from unwall.proxy.setup import Setup
from unwall.store.event import Action

_ADDRESSED = frozenset({"location", "refresh", "link", "content-location"})
_RELINKED = {"link": headers.links, "content-location": headers.lone}


def readdress(setup: Setup, flow: http.HTTPFlow, head: bodies.Head) -> None:
    """Make the addresses in the headers direct."""
    response = flow.response
    if response is None or _ADDRESSED.isdisjoint(head.fields):
        return
    if is_navigation(head.asked):  # a script that asks would not be let to another site
        _readdress(setup, flow, "location", headers.location, Surface.LOCATION)
        _readdress(setup, flow, "refresh", headers.refresh, Surface.REFRESH)
    _relink(setup, flow, response)


def _readdress(
    setup: Setup,
    flow: http.HTTPFlow,
    name: str,
    read: Callable[[str, str], headers.Address | None],
    surface: Surface,
) -> None:
    request, response = flow.request, flow.response
    values = response.headers.get_all(name) if response else []
    if response is None or len(values) != 1:
        return  # of several, browsers follow none
    if response.status_code in (307, 308) and not is_read(request):
        return  # the form would be sent on to another site
    address = read(values[0], address_of(request))
    if address is None:
        return
    result = unwrapped(setup, address.url, agent_of(request))
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
    agent = agent_of(flow.request)
    found: list[str] = []

    def direct(url: str) -> str | None:
        result = unwrapped(setup, url, agent)
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
