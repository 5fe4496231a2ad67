"""Where programs of this machine are told to go: through our proxy, elsewhere, or directly."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from unwall.browser.pac import is_made_by_us
from unwall.doctor import words
from unwall.doctor.finding import Finding, State
from unwall.machine.desktops import variables
from unwall.machine.programs import ProgramError
from unwall.machine.settings import Mode, Route, Setting


class Ours(NamedTuple):
    """Our proxy, as settings would name it."""

    proxy: str  # HOST:PORT
    pac: str  # the address of its PAC file
    runs: bool


def routes(settings: Iterable[Setting], environment: Mapping[str, str], ours: Ours) -> Iterator[Finding]:
    """What each place says that this machine has."""
    for setting in settings:
        try:
            route = setting.read()
        except (ProgramError, OSError) as error:
            parts = {"place": setting.name, "error": error}
            yield Finding("system-proxy", State.UNKNOWN, words.PLACE_UNREAD, parts)
            continue
        if route is not None:
            yield _route("system-proxy", setting.name, route, ours)
    yield _environment(environment, ours)


def remains(settings: Iterable[Setting], environment: Mapping[str, str], ours: Ours) -> Iterator[Finding]:
    """What still leads to us, set by hand as it was not on record."""
    for setting in settings:
        try:
            route = setting.read()
        except (ProgramError, OSError) as error:
            parts: dict[str, object] = {"place": setting.name, "error": error}
            yield Finding("system-proxy", State.UNKNOWN, words.PLACE_UNREAD, parts)
            continue
        if route is not None and any(_leads(each, ours) for each in _halves(route)):
            parts = {"place": setting.name, "where": _where(route)}
            yield Finding("system-proxy", State.MEND, words.STILL, parts, words.BY_HAND)
    for name, value in variables(environment).items():
        if name != "no_proxy" and Route(Mode.MANUAL, "", value, value).leads_to(ours.proxy, ours.pac):
            parts = {"place": name, "where": value, "name": f"{name} {name.upper()}"}
            yield Finding("environment", State.MEND, words.STILL, parts, words.UNSET)


def _environment(environment: Mapping[str, str], ours: Ours) -> Finding:
    found = variables(environment)
    general = found.get("all_proxy", "")
    route = Route(Mode.MANUAL, "", found.get("http_proxy", general), found.get("https_proxy", general))
    if not route.http and not route.https:
        return Finding("environment", State.FINE, words.NO_VARIABLES)
    place = ", ".join(f"{name}={without_password(value)}" for name, value in found.items())
    return _route("environment", place, route, ours)


def _route(check: str, place: str, route: Route, ours: Ours) -> Finding:
    parts = {"place": place, "proxy": ours.proxy, "where": _where(route)}
    if route.mode is Mode.NONE:
        return Finding(check, State.FINE, words.DIRECTLY, parts)
    if _leads(route, ours):
        if ours.runs:
            return Finding(check, State.FINE, words.THROUGH_US, parts)
        dead = route.mode is Mode.MANUAL  # a PAC file of ours leads directly where nobody listens
        return Finding(check, State.MEND if dead else State.NOTE, words.INTO_NOTHING, parts, words.RUN_OR_OFF)
    if route.mode is Mode.MANUAL and any(_leads(half, ours) for half in _halves(route)):
        return Finding(check, State.MEND, words.HALF, parts, words.BOTH)
    return Finding(check, State.NOTE, words.ELSEWHERE, parts)


def _leads(route: Route, ours: Ours) -> bool:
    """Also by a PAC file that ``unwall pac`` wrote."""
    if route.leads_to(ours.proxy, ours.pac):
        return True
    if route.mode is not Mode.AUTO or not route.pac.startswith("file:"):
        return False
    try:
        text = Path(url2pathname(urlsplit(route.pac).path)).read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return is_made_by_us(text) and f'"PROXY {ours.proxy};' in text


def _halves(route: Route) -> tuple[Route, Route]:
    """As if what one kind of address is told held for both."""
    return route._replace(http=route.https), route._replace(https=route.http)


def _where(route: Route) -> str:
    named = (route.pac,) if route.mode is Mode.AUTO else (route.http, route.https)
    return ", ".join(dict.fromkeys(map(without_password, filter(None, named))))


def without_password(address: str) -> str:
    """The address of a proxy as it may be shown."""
    before, at, after = address.rpartition("@")
    return f"{before.partition('://')[0]}://…@{after}" if at and "://" in before else after
