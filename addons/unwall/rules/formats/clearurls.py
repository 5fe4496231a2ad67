"""ClearURLs' data: JSON, providers with redirections, which are expressions over the whole address."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from unwall.rules.expressions import expression
from unwall.rules.formats.draft import Draft, Reading, Skipped, Unfit, Why
from unwall.rules.formats.notation import (
    Address,
    checked_hosts,
    filled,
    hosts_of,
    linear,
    literal,
    with_param,
)
from unwall.urls.suffix import Suffixes

_SCHEME = r"\^?https\?:\\/\\/|\^?https:\\/\\/"
_BELOW = r"\(\?:\[a-z0-9-\]\+\\\.\)\*\?"
_ANY_SUFFIX = r"\(\?:\\\.\[a-z\]\{2,\}\)(?:\{1,\}|\+)"
_ANY = r"\.\*\??"
_SPELT = r"[a-z0-9.-]+"
_BEFORE_PATH = r"\\/|\.\*|/|$"
_CAPTURE = r"\((?:https\?(?:%3A%2F%2F)?)?(?:\[\^&\]|\.)[*+]\)"
_PARAM = (
    r"(?P<path>.*?)(?:\\\?|\.\*\??|\?)*(?:&|\(\?:&\|\\\?\))?"  # the path, and what may stand before the name
    rf"(?:\(\?:(?P<names>[\w|]+)\)|(?P<name>\w+))={_CAPTURE}(?:%3A)?"
)
# What tells a path from all others: a word of it, or that a whole address stands in it.
_TELLING = r"/[a-z]{4,}(?:\\\?|\\/|/)|\(https?\??"
_LITERAL = r"(?:\\/|/|\\\.|[A-Za-z0-9_-])*"
_WHOLE_ADDRESS = r"\(https?"
_COMPLETED = "http"  # what ClearURLs puts before a target that has no scheme, as in paths


class Named(NamedTuple):
    """The hosts an expression speaks of, and what it says after them."""

    hosts: tuple[str, ...]
    rest: str
    wide: bool  # a whole site with everything below


def read(text: str, suffixes: Suffixes) -> Reading:
    """The redirections as rules; parameters to drop are no walls. Raises ValueError for what is no JSON."""
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    aside = 0
    for name, provider in json.loads(text)["providers"].items():
        aside += len(provider.get("rules", ())) + len(provider.get("referralMarketing", ()))
        for at, redirection in enumerate(provider.get("redirections", ())):
            place = f"{name}.redirections[{at}]"
            try:
                drafts.append(_draft(provider, str(redirection), place, suffixes))
            except Unfit as unfit:
                skipped.append(Skipped(place, str(redirection), unfit.why, unfit.detail))
    return Reading(tuple(drafts), tuple(skipped), suffixes, aside)


def _draft(provider: Mapping[str, Any], redirection: str, place: str, suffixes: Suffixes) -> Draft:
    linear(redirection)
    site = named(str(provider.get("urlPattern", "")))
    own = named(redirection)
    hosts = own.hosts or site.hosts
    wide = own.wide if own.hosts else site.wide
    if not hosts:
        raise Unfit(Why.ANY_HOST)
    param = expression(_PARAM).fullmatch(own.rest)
    path = expression(_LITERAL).match(param.group("path") if param else own.rest)
    start = path.group().replace("\\", "") if path else ""
    telling = start not in ("", "/")
    site_itself = wide or any(suffixes.registrable(host) == host.removeprefix("www.") for host in hosts)
    if param is not None and not telling and (site_itself or not own.hosts):
        raise Unfit(Why.HOST_ONLY, redirection)
    if param is None and not telling and wide and expression(_TELLING).search(own.rest) is None:
        raise Unfit(Why.HOST_ONLY, redirection)
    _check_exceptions(provider, hosts, start)
    hosts = checked_hosts(hosts, suffixes)
    if param is None:
        raw = linear(f"^{own.rest}")
        complete = None if expression(_WHOLE_ADDRESS).search(own.rest) else _COMPLETED
        return Draft(
            place, redirection, hosts, {"raw": raw}, filled(raw), decode=("percent-if",), complete=complete
        )
    names = (param.group("names") or param.group("name")).split("|")
    whole = path is not None and own.rest.startswith("\\?", path.end())
    where = (start if whole else f"^{literal(start)}") if telling else None
    example = with_param(Address(where, example=start or "/"), names[0])
    return Draft(place, redirection, hosts, {"param": names}, example, where)


def named(text: str) -> Named:
    """The hosts that an expression begins with. Raises Unfit where it leaves them open."""
    start = expression(_SCHEME).match(text)
    if start is None:
        return Named((), text, wide=True)
    rest = text[start.end() :]
    any_before = expression(_ANY).match(rest)
    below = expression(_BELOW).match(rest)
    rest = rest[(below or any_before).end() :] if below or any_before else rest
    if rest.startswith("[^/]+"):
        return Named((), rest[5:], wide=True)
    end = _any_ending(rest)
    names, rest = _alternatives(rest[: end[0]]), rest[end[1] :]
    suffix = ".*" if end[0] != end[1] else ""
    if suffix and any(below or any_before for _ in names) and "." not in names[0]:
        hosts = tuple(host for name in names for host in (f"{name}.*", f"www.{name}.*"))
    else:
        wanted = bool(below or any_before)
        hosts = tuple(host for name in names for host in hosts_of(name + suffix, below=wanted))
    return Named(hosts, rest, wide=bool(below or any_before))


def _any_ending(text: str) -> tuple[int, int]:
    """Where the host ends, and where what follows begins: between them stands "any suffix", if it does."""
    suffix = expression(_ANY_SUFFIX).search(text)
    path = expression(_BEFORE_PATH).search(text)
    end = path.start() if path else len(text)
    if suffix and suffix.start() < end + 2:
        return suffix.start(), suffix.end()
    if text.startswith("(") and (close := text.find(")")) > 0:
        return close + 1, close + 1
    return end, end


def _alternatives(text: str) -> list[str]:
    inner = text[1:-1].removeprefix("?:") if text.startswith("(") and text.endswith(")") else text
    names = [each for name in inner.split("|") for each in _spelt_out(name.replace("\\.", "."))]
    for name in names:
        if not expression(_SPELT).fullmatch(name):
            raise Unfit(Why.LOOKALIKE, text)
    return names


def _spelt_out(name: str) -> list[str]:
    """``l[a-z]?.example`` as all that it stands for."""
    head, bracket, rest = name.partition("[a-z]")
    if not bracket:
        return [name]
    tail = rest.removeprefix("?")
    none = [head + tail] if tail != rest else []
    return none + [f"{head}{letter}{tail}" for letter in "abcdefghijklmnopqrstuvwxyz"]


def _check_exceptions(provider: Mapping[str, Any], hosts: tuple[str, ...], path: str) -> None:
    """Raises Unfit where an exception of the provider may be about these very addresses."""
    for exception in provider.get("exceptions", ()):
        try:
            other = named(str(exception))
        except Unfit:
            raise Unfit(Why.EXCEPTION, str(exception)) from None
        start = expression(_LITERAL).match(other.rest)
        where = start.group().replace("\\", "") if start else ""
        same = not other.hosts or any(_meet(one, two) for one in hosts for two in other.hosts)
        if same and (where.startswith(path) or path.startswith(where)):
            raise Unfit(Why.EXCEPTION, str(exception))


def _meet(one: str, two: str) -> bool:
    one, two = one.removeprefix("*."), two.removeprefix("*.")
    return one == two or one.endswith(f".{two}") or two.endswith(f".{one}")
