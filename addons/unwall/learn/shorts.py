"""Short links: addresses with nothing to read in them that redirect elsewhere, each to another place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from unwall.learn.proposal import Evidence, Proposal, named, platform_of
from unwall.learn.shape import Shape, is_opaque, key_of
from unwall.learn.sighting import Sighting
from unwall.learn.visit import asked
from unwall.model import Kind
from unwall.rules.formats.notation import literal
from unwall.urls.split import split
from unwall.urls.suffix import Suffixes

_LEAST = 3  # different links of a host, with as many different targets
_OPAQUE = 2 / 3  # which part of the keys must be no words
_SPECIMEN = "AbCd1EfGh2JkLm3N"


def proposals(sightings: Iterable[Sighting], suffixes: Suffixes) -> Iterator[Proposal]:
    """A rule for each host that does nothing but redirect short links, as far as was seen."""
    groups: dict[tuple[str, str], dict[str, Sighting]] = defaultdict(dict)
    for each in sightings:
        key = key_of(each.url.path)
        if not each.ways and not each.spots and key is not None:
            groups[each.url.host, key[0]].setdefault(key[1], each)
    for (host, _), keys in groups.items():
        group = list(keys.values())
        targets = {asked(each.target) for each in group}
        is_moved = all(
            key in _path(each.target) for key, each in keys.items()
        )  # the site has another name now
        opaque = sum(map(is_opaque, keys))
        if len(targets) < _LEAST or is_moved or opaque < _OPAQUE * len(keys):
            continue
        shape = keys_of([each.url.path for each in group])
        if shape is not None:
            yield _rule(host, shape, group, suffixes)


def keys_of(paths: Sequence[str]) -> Shape | None:
    """What paths of short links have in common; None where they are no such paths."""
    found = [key_of(path) for path in paths]
    keys = [each[1] for each in found if each]
    if len(keys) < len(paths) or not found[0]:
        return None
    letters = "0-9A-Za-z" + "".join(mark for mark in "_-" if any(mark in key for key in keys))
    least, most = min(map(len, keys)), max(map(len, keys))
    times = f"{{{least}}}" if least == most else f"{{{least},{most}}}"
    start = found[0][0]
    return Shape(f"^{literal(start)}[{letters}]{times}$", start + _SPECIMEN[:least])


def _rule(host: str, shape: Shape, group: Sequence[Sighting], suffixes: Suffixes) -> Proposal:
    tests: tuple[dict[str, str | bool], ...] = (
        {"given": f"https://{host}{shape.specimen}", "needs": "network"},
        {"given": f"https://{host}/", "leave": True},
        {"given": f"https://{host}{shape.specimen}/more", "leave": True},
        {"given": f"https://{host}.example.net{shape.specimen}", "leave": True},
    )
    more = (("verdict", "ask"), ("needs", "network"))
    site = suffixes.registrable(host) or host
    where = {"hosts": (host,), "path": shape.path}
    return Proposal(
        named(host, "short"), Kind.SHORT_LINK, platform_of(site), where, (), tests, Evidence.of(group), more
    )


def _path(url: str) -> str:
    parts = split(url)
    return parts.path if parts else ""
