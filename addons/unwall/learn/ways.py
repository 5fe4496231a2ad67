"""How an address carries another one, in the words of the rule language, and how such an address is written.

Every way is tried with the engine's own locators and decoders: what comes out must be the very address that
the traffic went to.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from unwall.engine.decode import finisher
from unwall.engine.locate import locator
from unwall.learn.codings import coded, in_address, is_name
from unwall.learn.never import returns
from unwall.learn.shape import prefix_of
from unwall.learn.visit import asked
from unwall.model import Target, Word
from unwall.rules.formats.notation import literal
from unwall.urls.escape import component
from unwall.urls.split import Split, split

_MOST_PARAMETERS = 30
_MOST_SEGMENTS = 12
# A host's name in a path: the slash behind it, which no file's name has, is part of what tells it.
HOST = r"(?:[0-9A-Za-z-]+\.)+[A-Za-z][0-9A-Za-z-]+"
_BEFORE_A_PATH = (("raw", "/"), ("path", "/"), ("path", "%2[Ff]"))


class Way(NamedTuple):
    """One place in an address where a target stands, and how it is wrapped there."""

    target: Target
    before: str  # what is written before the wrapped text, from the path on where that is part of it
    after: str = ""
    own_path: bool = False  # ``before`` begins with the path; otherwise it follows the path

    def address(self, host: str, path: str, target: str, beside: str = "") -> str:
        """An address on ``host`` that carries ``target`` behind ``beside``, like ``name=value&``."""
        start = f"https://{host}" + ("" if self.own_path else path)
        before = f"?{beside}{self.before[1:]}" if self.before.startswith("?") else self.before
        return start + before + wrapped(self.target, target) + self.after

    def reads(self, url: str) -> str | None:
        """The target of an address, None where it carries none in this way."""
        parts = split(url)
        return _read(self.target, parts) if parts else None

    @property
    def cost(self) -> int:
        """How much there is to say of it: of two ways that fit, the shorter is meant."""
        words = len(self.target.decode) + bool(self.target.complete) + len(self.target.options)
        return 2 * words + (self.target.locate.name != "param")


def ways_of(parts: Split, target: str) -> Iterator[Way]:
    """The ways in which the address carries ``target``."""
    wanted = asked(target)
    for way in _places(parts):
        for coding in _codings(way.target, parts):
            found = next((each for each in _completed(coding) if _leads(each, parts, wanted)), None)
            if found is not None:
                yield way._replace(target=found)
                break


def carried(parts: Split) -> Iterator[str]:
    """The absolute web addresses that an address carries in a way that could be said of it."""
    for way in _places(parts):
        for coding in _codings(way.target, parts):
            text = _read(coding, parts)
            if text is not None and text.startswith(("http://", "https://")):
                yield text
                break


def _leads(target: Target, parts: Split, wanted: str) -> bool:
    text = _read(target, parts)
    return text is not None and asked(text) == wanted


def _read(target: Target, parts: Split) -> str | None:
    readings = locator(target)(parts)
    return finisher(target)(readings[0]) if readings else None


# ---- where ------------------------------------------------------------------------------------------------


def _places(parts: Split) -> Iterator[Way]:
    yield from _parameters(parts)
    if parts.query:
        yield Way(Target(Word("query", "bare")), "?")
    yield from _in_path(parts)
    yield from _in_fragment(parts)


def _parameters(parts: Split) -> Iterator[Way]:
    pairs = (parts.query or "").split("&")[:_MOST_PARAMETERS]
    names = list(dict.fromkeys(pair.partition("=")[0] for pair in pairs if "=" in pair))
    for at, name in enumerate(names):
        if not is_name(name) or returns(name):
            continue
        place = Way(Target(Word("param", name)), f"?{name}=")
        yield place
        value = next(pair for pair in pairs if pair.startswith(f"{name}=")).partition("=")[2]
        if "://" not in value[:16]:
            continue
        for until in names[at + 1 :]:
            if is_name(until):
                leaked = place.target._replace(options=(("until", (until,)),))
                yield place._replace(target=leaked, after=f"&{until}=1")
        yield place._replace(target=place.target._replace(options=(("until", "end"),)))


def _in_path(parts: Split) -> Iterator[Way]:
    segments = parts.path.split("/")
    for at in range(1, min(len(segments), _MOST_SEGMENTS)):
        start = "/".join(segments[:at]) + "/"
        prefix = prefix_of(start)
        if segments[at]:
            whole = f"^{prefix.path}(.+)$"
            yield Way(Target(Word("path", whole)), prefix.specimen, own_path=True)
            yield Way(Target(Word("raw", whole)), prefix.specimen, own_path=True)
        if at > 1 and "." in segments[at]:
            for name, slash in _BEFORE_A_PATH:
                host = f"^{prefix.path}({HOST}{slash}.*)$"
                yield Way(Target(Word(name, host)), prefix.specimen, own_path=True)
        for mark in "=:":
            name, equals, rest = segments[at].partition(mark)
            if equals and rest and is_name(name):
                where = f"^/(?:.*/)?{name}{mark}([^/]+)"
                yield Way(Target(Word("path", where)), f"/{name}{mark}", own_path=True)
        if segments[at] and at + 1 < len(segments):
            one = f"^{prefix.path}([^/]+)/"
            yield Way(Target(Word("path", one)), prefix.specimen, "/x", own_path=True)


def _in_fragment(parts: Split) -> Iterator[Way]:
    if not parts.fragment:
        return
    for start in ("", "/"):
        if parts.fragment.startswith(start):
            yield Way(Target(Word("fragment", f"^{start}(.+)$")), f"#{start}")
    head, question, query = parts.fragment.partition("?")
    for pair in (query if question else head).split("&")[:_MOST_PARAMETERS]:
        name, equals, _ = pair.partition("=")
        if equals and is_name(name) and not returns(name):
            start = f"#{prefix_of(head).specimen}?" if question else "#"
            where = f"(?:^|[?&]){literal(name)}=([^&]+)"
            yield Way(Target(Word("fragment", where)), f"{start}{name}=")


# ---- how --------------------------------------------------------------------------------------------------


def _codings(target: Target, parts: Split) -> Iterator[Target]:
    """The target with each way of decoding it that could fit the text there."""
    readings = locator(target)(parts)
    for words in in_address(readings[0][0] if readings else ""):
        yield target._replace(decode=words)


def _completed(target: Target) -> Iterator[Target]:
    yield target
    is_value = target.locate.name == "param" and not target.options
    if is_value or HOST in str(target.locate.argument):  # elsewhere it would take file names for hosts
        yield target._replace(complete="http")
        yield target._replace(complete="https")


# ---- writing ----------------------------------------------------------------------------------------------


def wrapped(target: Target, url: str) -> str:
    """The address wrapped so that the target reads it again."""
    text = url.partition("://")[2] if target.complete else url
    text = coded(text, target.decode)
    is_value = target.locate.name == "param" and not target.options
    return component(text) if is_value else text


def common(ways: Sequence[Sequence[Way]]) -> list[Way]:
    """The fewest ways by which each of several addresses is read; the shorter of two that fit as many.

    None of those that contradict each other.
    """
    left = [list(each) for each in ways]
    chosen: list[Way] = []
    while any(left):
        counts: dict[Target, int] = {}
        first: dict[Target, Way] = {}
        for each in left:
            for way in each:
                counts[way.target] = counts.get(way.target, 0) + 1
                first.setdefault(way.target, way)
        best = max(first.values(), key=lambda way: (counts[way.target], -way.cost))
        chosen.append(best)
        left = [each for each in left if all(way.target != best.target for way in each)]
    ends: dict[Target, set[str]] = {}
    for way in chosen:
        ends.setdefault(way.target._replace(complete=None), set()).add(way.target.complete or "")
    # Where one text led to http and another to https, nothing says which of them a third one means.
    return [way for way in chosen if not {"http", "https"} <= ends[way.target._replace(complete=None)]]
