"""Filter lists of uBlock Origin and AdGuard: the filters that say ``urlskip=``."""

from collections.abc import Iterator
from typing import NamedTuple

from unwall.rules.expressions import expression
from unwall.rules.formats.draft import MARK, Draft, Reading, Skipped, Unfit, Why
from unwall.rules.formats.flow import Value
from unwall.rules.formats.notation import (
    Address,
    checked_hosts,
    filled,
    hosts_of,
    linear,
    of_filter,
    past_host,
    with_param,
)
from unwall.urls.suffix import Suffixes

_KEY = "urlskip="
_OPTION = r"~?[a-z0-9_-]+(?:=.*)?"
_OF_THE_PAGE = ("domain", "from", "1p", "3p", "first-party", "third-party", "strict1p", "strict3p")
_PREFIX = r"\|?(?:https?|\*)\*?://"
_SCHEME = r"\^https\??:(?:\\/\\/|//)"  # as an expression spells it
_WITH_SCHEME = "[=(](?:http|aHR0)"  # what is taken begins with its scheme
_JSON_KEY = r'/"(\w+)":"\(\[\^"\]\+\)"/'
_STRIP = r"/\^(\w+)\(\.[*+]\)\$?/"


class Filter(NamedTuple):
    """One filter: what it speaks of, how the target is taken, and its other options."""

    pattern: str
    steps: tuple[str, ...]
    options: tuple[str, ...]


def read(text: str, suffixes: Suffixes) -> Reading:
    """The list as rules."""
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    aside = 0
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if not entry or entry.startswith(("!", "[", "# ")) or _KEY not in entry:
            aside += bool(entry) and not entry.startswith(("!", "["))
            continue
        place = f"line {number}"
        try:
            drafts += _drafts(entry, place, suffixes)
        except Unfit as unfit:
            skipped.append(Skipped(place, entry, unfit.why, unfit.detail))
    return Reading(tuple(drafts), tuple(skipped), suffixes, aside)


def filter_of(entry: str) -> Filter:
    """The filter taken apart. Raises Unfit."""
    start = entry.rfind("$", 0, entry.index(_KEY))
    if start < 0:
        raise Unfit(Why.MALFORMED, entry)
    before, _, rest = entry[start + 1 :].partition(_KEY)
    value, *after = rest.split(",")
    while after and not expression(_OPTION).fullmatch(after[0]):  # a comma of the value's own
        value = f"{value},{after.pop(0)}"
    options = [*filter(None, before.split(",")), *after]
    return Filter(entry[:start], tuple(_steps(value)), tuple(options))


def _steps(value: str) -> Iterator[str]:
    """Steps end at a space, those of expressions at their slash."""
    at = 0
    while at < len(value):
        if value[at] == "/":
            end = _end_of_expression(value, at)
        else:
            end = value.find(" ", at)
            end = len(value) if end < 0 else end
        if value[at:end].strip():
            yield value[at:end].strip()
        at = end + 1


def _end_of_expression(value: str, start: int) -> int:
    end = value.find("/ ", start + 1)
    while end > 0 and value[end - 1] == "\\":
        end = value.find("/ ", end + 1)
    return end + 1 if end > 0 else len(value)


def _drafts(entry: str, place: str, suffixes: Suffixes) -> Iterator[Draft]:
    if entry.startswith("@@"):
        raise Unfit(Why.EXCEPTION)
    given = filter_of(entry)
    to: tuple[str, ...] = ()
    for option in given.options:
        name, _, value = option.partition("=")
        if name.lstrip("~") in _OF_THE_PAGE:
            raise Unfit(Why.PAGE, option)
        if name == "badfilter":
            raise Unfit(Why.EXCEPTION)
        if name == "to":
            to = tuple(value.split("|"))
    if any(name.startswith("~") for name in to):
        raise Unfit(Why.EXCEPTION, "|".join(to))
    steps = tuple(step for step in given.steps if step != "-blocked")
    param = steps[0][1:] if steps and steps[0].startswith("?") else None
    hosts, address = _addressed(given.pattern, param, to)
    target, tail, rest = _target(steps, address, hosts)
    decode, complete = _decoded(rest)
    if expression(_WITH_SCHEME).search(f"{given.pattern} {target.get('raw', '')}"):
        complete = None  # +https there is for http targets, which stay as they are
    yield Draft(
        place,
        entry,
        checked_hosts(hosts, suffixes),
        target,
        tail,
        address.path,
        address.raw,
        decode,
        complete,
    )


def _addressed(pattern: str, param: str | None, to: tuple[str, ...]) -> tuple[tuple[str, ...], Address]:
    if len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/"):
        return _of_expression(pattern[1:-1], to)
    if pattern.startswith("||"):
        name, tail = _cut(pattern[2:])
        own = () if to else hosts_of(name, below=True)
        to = tuple(host for each in to for host in _common(name, each))
    elif (prefix := expression(_PREFIX).match(pattern)) is not None:
        name, tail = _cut(pattern[prefix.end() :])
        own, to = (hosts_of(name, below=False), ()) if "*" not in name else ((), to)
    else:
        own, tail = (), pattern.lstrip("*")
        tail = tail if tail.startswith(("/", "^")) else f"/*{tail}"  # in the midst of a path
    if to:
        own = tuple(host for name in to for host in hosts_of(name, below=True))
    if not own:
        raise Unfit(Why.ANY_HOST)
    if tail.startswith("^"):
        tail = "/" + tail[1:].removeprefix("/")
    return own, of_filter(tail, param)


def _common(name: str, to: str) -> tuple[str, ...]:
    """What the name of a pattern and one of ``to=`` have in common, each with all below it."""
    bare = name.removesuffix(".*")
    if "*" in bare:
        raise Unfit(Why.LOOKALIKE, name)
    if bare != name:  # any suffix: that of ``to``, where it is of the same name
        owner = bare.rpartition(".")[2]
        return (bare + to[len(owner) :],) if to.startswith(f"{owner}.") else ()
    below = (one for one, other in ((name, to), (to, name)) if one == other or one.endswith(f".{other}"))
    return tuple(dict.fromkeys(below))


def _cut(text: str) -> tuple[str, str]:
    """Host and what follows it; ``.*`` may end the host."""
    end = next(
        (at for at, mark in enumerate(text) if mark in "/^?|" or (mark == "*" and text[at - 1] != ".")), None
    )
    return (text, "") if end is None else (text[:end], text[end:])


def _of_expression(text: str, to: tuple[str, ...]) -> tuple[tuple[str, ...], Address]:
    """A filter that is an expression over the whole address: one host at its beginning, or ``to=``."""
    rest = past_host(text)
    if rest is not None:
        own = tuple(name for each in to for name in hosts_of(each, below=True))
        if not own:
            raise Unfit(Why.ANY_HOST)
        return own, Address(raw=linear(rest), example="")
    start = expression(_SCHEME).match(text)
    host, slash, tail = text[start.end() :].partition("\\/") if start else ("", "", text)
    own = tuple(name for each in to for name in hosts_of(each, below=True))
    if not own:
        own = tuple(name for each in _named(host) for name in hosts_of(each, below=False))
    raw = linear(f"^/{tail}" if slash else tail if tail.startswith("^") else f"^.*{tail}")
    return own, Address(raw=raw, example="")


def _named(host: str) -> list[str]:
    """The hosts that an expression spells out. Raises Unfit where it leaves them open."""
    inner = host.removeprefix("(?:").removesuffix(")") if host.startswith("(?:") else host
    names = [name.replace("\\.", ".") for name in inner.split("|")]
    if not all(expression("[a-z0-9.-]+").fullmatch(name) for name in names):
        raise Unfit(Why.ANY_HOST if "[^" in host or not host else Why.LOOKALIKE, host)
    return names


def _target(
    steps: tuple[str, ...], address: Address, hosts: tuple[str, ...]
) -> tuple[dict[str, Value], str, tuple[str, ...]]:
    """The locator of the first step, an example address, and the steps that follow."""
    first, rest = (steps[0], steps[1:]) if steps else ("", ())
    example = address.example or "/"
    if first.startswith("?"):
        return {"param": first[1:]}, with_param(address, first[1:]), rest
    if first == "&1":
        return {"query": "bare"}, f"{example.partition('?')[0]}?{MARK}", rest
    if first == "#":
        return {"fragment": "^(.*)$"}, f"{example}#{MARK}", rest
    if first.startswith("/"):
        inner = linear(_without_host(first[1:-1], hosts))
        return {"raw": inner}, filled(inner, address), rest
    raise Unfit(Why.STEP if first else Why.NO_TARGET, first)


def _without_host(text: str, hosts: tuple[str, ...]) -> str:
    """The expression less the host that it begins with: ours are read from the path on."""
    rest = past_host(text)
    if rest is not None:
        return rest
    bare = text.removeprefix("\\b").removeprefix("\\.")
    for host in hosts:
        name = host.removeprefix("*.").replace(".", "\\.")
        for end in (name, name.partition("\\.")[2]):
            if end and bare.startswith(end + "\\/"):
                return "^/" + bare[len(end) + 2 :]
    return text


def _decoded(steps: tuple[str, ...]) -> tuple[tuple[Value, ...], str | None]:
    decode: list[Value] = []
    complete = None
    for step in steps:
        if complete is not None:
            raise Unfit(Why.STEP, step)
        if step in ("-base64", "-safebase64"):
            decode.append("base64")
        elif step == "-uricomponent":
            decode.append("percent")
        elif step == "+https":
            complete = "https"
        elif step.startswith("?"):
            decode.append({"through": [step[1:]]})
        elif (strip := expression(_STRIP).fullmatch(step)) is not None:
            decode.append({"strip": strip.group(1)})
        elif (key := expression(_JSON_KEY).fullmatch(step)) is not None:
            decode.append({"json": f"/{key.group(1)}"})
        else:
            raise Unfit(Why.STEP, step)
    return tuple(decode), complete
