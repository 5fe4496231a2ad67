"""Interstitials: pages that name the target which their address does not tell."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from unwall.learn.codings import hides
from unwall.learn.inside import Spot
from unwall.learn.proposal import TARGETS, UNSAFE, Evidence, Proposal, named, platform_of
from unwall.learn.shape import Shape, key_of, prefix_of, shape_of
from unwall.learn.shorts import keys_of
from unwall.learn.sighting import Sighting
from unwall.learn.visit import asked
from unwall.model import Kind, Target
from unwall.rules.formats.flow import Value
from unwall.urls.split import split
from unwall.urls.suffix import Suffixes

_LEAST = 2  # addresses of a page that says nothing but where it leads
_MOST_SPOTS = 2  # in one rule
_HARM = "诈骗"


def proposals(sightings: Iterable[Sighting], suffixes: Suffixes) -> Iterator[Proposal]:
    """A rule for each wall whose pages name the target."""
    groups: dict[tuple[str, Shape], list[Sighting]] = defaultdict(list)
    for each in sightings:
        if each.spots and not each.ways:
            site = suffixes.registrable(each.url.host) or each.url.host
            groups[site, _shape(each)].append(each)
    for (site, shape), group in groups.items():
        are_hidden = any(all(_hides(spot.target) for spot in each.spots) for each in group)
        if are_hidden or any(each.marks for each in group) or _leads_anywhere(group, suffixes):
            yield _rule(site, shape, group)


def _hides(target: Target) -> bool:
    """Whether a page does not let its target be read as it is: nobody hides where an ordinary page leads."""
    is_packed = dict(target.options).get("packed") is True
    return is_packed or target.locate.name == "pieces" or hides(target.decode)


def _leads_anywhere(group: Sequence[Sighting], suffixes: Suffixes) -> bool:
    """Whether pages that say nothing lead to different places: of short links, or on different sites."""
    addresses = {asked(each.url.url) for each in group}
    ends = {split(each.target) for each in group}
    sites = {suffixes.registrable(end.host) for end in ends if end}
    are_keys = all(key_of(each.url.path) and not each.url.query for each in group)
    return len(addresses) >= _LEAST and (are_keys or len(sites) >= _LEAST)


def _shape(sighting: Sighting) -> Shape:
    """The path, a short link's key in it as what all keys are."""
    key = None if sighting.url.query else key_of(sighting.url.path)
    own = shape_of(sighting.url.path)
    if key is None or (sighting.marks and own.path == sighting.url.path.rstrip("/")):
        return own
    if prefix_of(key[0]).specimen != key[0]:  # somebody's
        return own
    return keys_of([sighting.url.path]) or own


def _rule(site: str, shape: Shape, group: Sequence[Sighting]) -> Proposal:
    hosts = tuple(sorted({each.url.host for each in group}))
    marks = _shared_marks(group)
    chosen = _shared_spots(group)
    where: dict[str, Value] = {"hosts": hosts, "path": shape.path}
    where |= {"body": marks} if marks else {}
    tests = tuple(_tests(hosts, shape, marks, chosen))
    name = named(hosts[0], shape.path if shape.path.startswith("/") else "", "page")
    more: tuple[tuple[str, Value], ...] = (
        ("reason", [{"element": "title"}, {"element": "body"}]),
        ("unless", [{"reason": "fraud"}]),
    )
    targets = tuple(spot.target for spot in chosen)
    platform = platform_of(site)
    return Proposal(
        name, Kind.INTERSTITIAL, platform, where, targets, tests, Evidence.of(group), more if marks else ()
    )


def _shared_marks(group: Sequence[Sighting]) -> tuple[str, ...]:
    """The words that stand on every page."""
    said = [each.marks.words for each in group if each.marks]
    if not said:
        return ()
    counts = Counter(word for words in said for word in words)
    common = tuple(word for word in said[0] if counts[word] == len(said))
    return common or said[0][:1]


def _shared_spots(group: Sequence[Sighting]) -> list[Spot]:
    """The fewest places that tell the target of each page."""
    left = [list(each.spots) for each in group]
    chosen: list[Spot] = []
    while any(left) and len(chosen) < _MOST_SPOTS:
        counts = Counter(spot.target for spots in left for spot in spots)
        order: dict[Target, Spot] = {}
        for spots in left:
            for spot in spots:
                order.setdefault(spot.target, spot)
        best = max(order.values(), key=lambda spot: counts[spot.target])
        chosen.append(best)
        left = [spots for spots in left if all(spot.target != best.target for spot in spots)]
    return chosen


def _tests(
    hosts: Sequence[str], shape: Shape, marks: Sequence[str], spots: Sequence[Spot]
) -> Iterator[Mapping[str, Value]]:
    def page(spot: Spot, target: str, title: str = "-", more: str = "") -> str:
        words = "".join(f"<p>{escape(word)}</p>" for word in marks)
        return (
            f"<html><head><title>{title}</title></head><body>{words}{more}{spot.write(target)}</body></html>"
        )

    first = spots[0]
    for host in hosts:
        yield {
            "given": f"https://{host}{shape.specimen}",
            "body": page(first, TARGETS[0]),
            "want": TARGETS[0],
        }
    given = f"https://{hosts[0]}{shape.specimen}"
    for spot in spots[1:]:
        yield {"given": given, "body": page(spot, TARGETS[0]), "want": TARGETS[0]}
    yield {"given": given, "body": page(first, UNSAFE[0]), "refuse": "private"}
    if marks:
        for stated in (page(first, TARGETS[0], _HARM), page(first, TARGETS[0], more=f"<p>{_HARM}</p>")):
            yield {"given": given, "body": stated, "refuse": "excluded"}
    yield {"given": given, "body": "<html><body><p>-</p></body></html>", "leave": True}
    elsewhere = f"https://{hosts[0]}.example.net{shape.specimen}"
    yield {"given": elsewhere, "body": page(first, TARGETS[0]), "leave": True}
