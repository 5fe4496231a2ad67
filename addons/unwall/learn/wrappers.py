"""Wrappers: addresses that carry their target, grouped by site, path and the way in which they carry it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from unwall.learn.proposal import TARGETS, UNSAFE, Evidence, Proposal, named, platform_of
from unwall.learn.shape import Shape, shape_of
from unwall.learn.sighting import Sighting
from unwall.learn.ways import HOST, Way, common
from unwall.learn.words import table
from unwall.model import Kind
from unwall.rules.expressions import expression
from unwall.rules.formats.flow import Value
from unwall.rules.formats.notation import literal
from unwall.urls.escape import percent
from unwall.urls.suffix import Suffixes

_CHOICE = r"^(?:[A-Za-z_:./-]|%2[Ff]|%3[Aa]){2,40}$"
_MOST_WAYS = 3  # in one rule
_ANYWHERE = Shape("", "/")
# How a web address begins in a path, by how it is written there; with this the path tells the wall.
_BEGINNINGS = {
    (): "https?:/",
    ("percent",): "[Hh][Tt][Tt][Pp][Ss]?%3[Aa]",
    ("percent", "percent"): "https?%25",
    ("base64",): "aHR0c",
    ("percent", "base64"): "aHR0c",
    ("json",): r"(?:\{|%7[Bb])",
    ("percent", "json"): "%7[Bb]",
    ("base64", "json"): "ey[AJ]",
}
_ONE_PART = r"[^/.]+\."  # of a token, before the one with the target


def proposals(sightings: Iterable[Sighting], suffixes: Suffixes) -> Iterator[Proposal]:
    """A rule for each wall whose addresses carry the target."""
    groups: dict[tuple[str, Shape], list[Sighting]] = defaultdict(list)
    for each in sightings:
        if each.ways:
            site = suffixes.registrable(each.url.host) or each.url.host
            follows = any(not way.own_path for way in each.ways)
            groups[site, shape_of(each.url.path) if follows else _ANYWHERE].append(each)
    for (site, shape), group in groups.items():
        if shape is _ANYWHERE:
            for way in common([each.ways for each in group])[:_MOST_WAYS]:
                own = [each for each in group if way.target in {other.target for other in each.ways}]
                yield from _rule(site, shape, own, [way])
        else:
            ways = common([[way for way in each.ways if not way.own_path] for each in group])[:_MOST_WAYS]
            if ways:
                yield from _rule(site, shape, group, ways)


def _rule(site: str, shape: Shape, group: Sequence[Sighting], ways: Sequence[Way]) -> Iterator[Proposal]:
    hosts = tuple(sorted({each.url.host for each in group}))
    path = _own_path(ways[0]) if shape is _ANYWHERE else shape.path
    chosen = {} if shape is _ANYWHERE else _selecting(group)
    beside = "".join(f"{name}={values[0]}&" for name, values in chosen.items())
    tests = tuple(_tests(hosts, shape, ways, beside))
    if path is None or not any("want" in test for test in tests):
        return
    where: dict[str, Value] = {"hosts": hosts, "path": path}
    where |= {"query": {name: _one_of(values) for name, values in chosen.items()}} if chosen else {}
    targets = tuple(way.target for way in ways)
    name = named(hosts[0], path if path.startswith("/") else "")
    yield Proposal(name, Kind.WRAPPER, platform_of(site), where, targets, tests, Evidence.of(group))


def _own_path(way: Way) -> str | None:
    """The path of a rule whose target stands in the path itself."""
    decode, where = way.target.decode, str(way.target.locate.argument)
    if HOST in where:
        before, _, after = where.partition(f"({HOST}")
        return before + HOST + after.removesuffix(".*)$")
    said = {word.name: word.argument for word in decode}
    first = str(said.get("strip", "")) + (_ONE_PART if ("at", 1) in _pairs(said.get("segment")) else "")
    names = [word.name for word in decode if word.name not in ("strip", "segment")]
    names = names[: names.index("json") + 1] if "json" in names else names
    beginning = _BEGINNINGS.get(tuple(names))
    return f"{where.rpartition('(')[0]}{first}{beginning}" if beginning else None


def _pairs(argument: object) -> tuple[object, ...]:
    return argument if isinstance(argument, tuple) else ()


def _selecting(group: Sequence[Sighting]) -> dict[str, list[str]]:
    """The parameters that choose the wall among the pages of a script, with the values that were seen."""
    found: dict[str, list[str]] = {}
    for each in group:
        pairs = [pair.partition("=") for pair in (each.url.query or "").split("&")]
        own = {name: value for name, _, value in pairs if _selects(name, value)}
        if each is group[0]:
            found = {name: [] for name in own}
        found = {name: [*values, own[name]] for name, values in found.items() if name in own}
    return {name: list(dict.fromkeys(values)) for name, values in found.items()}


def _selects(name: str, value: str) -> bool:
    """Whether a parameter names a function of the site; an ``id`` that could be a person's does not."""
    last = name.rpartition(".")[2].lower()
    if last not in table()["selects"] or not expression(_CHOICE).search(value):
        return False
    return last != "id" or not value.isalpha()


def _one_of(values: Sequence[str]) -> str:
    said = [literal(percent(value)) for value in values]
    return f"^{said[0]}$" if len(said) == 1 else f"^(?:{'|'.join(said)})$"


def _tests(
    hosts: Sequence[str], shape: Shape, ways: Sequence[Way], beside: str
) -> Iterator[Mapping[str, Value]]:
    for way in ways:
        for host in hosts if way is ways[0] else hosts[:1]:
            example = next(
                filter(None, (_opened(way, host, shape, target, beside) for target in TARGETS)), None
            )
            if example:
                yield example
    first = ways[0]
    unsafe = [first.address(hosts[0], shape.specimen, each, beside) for each in UNSAFE]
    yield {"given": next(filter(first.reads, unsafe), unsafe[0]), "refuse": "private"}
    bare = f"https://{hosts[0]}{shape.specimen}"
    yield {"given": bare, "leave": True}
    if beside:
        yield {"given": first.address(hosts[0], shape.specimen, TARGETS[0]), "leave": True}
    yield {
        "given": first.address(f"{hosts[0]}.example.net", shape.specimen, TARGETS[0], beside),
        "leave": True,
    }


def _opened(way: Way, host: str, shape: Shape, target: str, beside: str) -> Mapping[str, Value] | None:
    given = way.address(host, shape.specimen, target, beside)
    want = f"{way.target.complete}://{target.partition('://')[2]}" if way.target.complete else target
    return {"given": given, "want": want} if way.reads(given) == want else None
