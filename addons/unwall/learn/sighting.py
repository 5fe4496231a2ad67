"""Which visits of a recording are evidence of a wall, and what they show."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from unwall.engine.engine import Engine
from unwall.engine.page import Parsed
from unwall.engine.reason import states
from unwall.learn.inside import Spot, spots
from unwall.learn.marks import Marks, is_bare, marks_of, passes, says_more, seen_on
from unwall.learn.never import Purpose, purpose_of
from unwall.learn.shape import key_of
from unwall.learn.visit import AUTOMATIC, By, Visit, asked, leads
from unwall.learn.ways import Way, carried, ways_of
from unwall.urls.safety import Surroundings, judge
from unwall.urls.split import WEB, Split, split

_FURTHEST = 5  # addresses that a chain is followed
_MOST_ENDS = 40  # of the chains of one visit
_SOON = 1_000  # entries within which a person goes on
_PICTURES = ("image/", "video/", "audio/", "font/", "text/css", "application/javascript", "text/javascript")


_NO_TARGETS = frozenset((Purpose.SIGN_IN, Purpose.CONSENT, Purpose.PRIVATE))


class Passed(StrEnum):
    """Why a visit teaches nothing."""

    KNOWN = "known"  # a rule recognises it
    NO_NAVIGATION = "no navigation"  # a picture, a script, a beacon; nobody was taken there
    PURPOSE = "purpose"  # sign-in, sharing, payment, a tool; or a private host
    HARM = "harm"  # the page states fraud, malware or illegal content
    NOTHING = "nothing"  # it leads nowhere else


class Sighting(NamedTuple):
    """One visit that shows a wall: the target, how the visit led there, and where the target stands."""

    url: Split
    target: str
    by: By
    chain: tuple[str, ...]  # the addresses from the wall to the target
    ways: tuple[Way, ...] = ()  # in the wall's address
    spots: tuple[Spot, ...] = ()  # in the wall's page
    marks: Marks | None = None


class Looked(NamedTuple):
    """What a recording shows."""

    sightings: tuple[Sighting, ...]
    visits: int
    passed: Counter[Passed]


def look(visits: Sequence[Visit], engine: Engine) -> Looked:
    """The sightings in the visits of one recording, in order."""
    eye = _Eye(visits, engine)
    found: list[Sighting] = []
    passed: Counter[Passed] = Counter()
    for at, visit in enumerate(visits):
        seen = eye.of(at, visit)
        if isinstance(seen, Sighting):
            found.append(seen)
        else:
            passed[seen] += 1
    return Looked(tuple(found), len(visits), passed)


def tells(visit: Visit) -> bool:
    """Whether the body of a visit is needed: it leads on by itself, or has the marks of a wall."""
    parsed = Parsed(visit.page)
    return (
        marks_of(parsed) is not None or any(True for _ in leads(visit, parsed)) or passes(parsed) is not None
    )


class _Eye:
    def __init__(self, visits: Sequence[Visit], engine: Engine) -> None:
        self._visits = visits
        self._engine = engine
        self._suffixes = engine.rules.suffixes
        self._around = Surroundings(self._suffixes)
        self._by_url = {asked(visit.url): visit for visit in visits}

    def of(self, at: int, visit: Visit) -> Sighting | Passed:  # noqa: PLR0911 - one for each reason
        """What one visit shows, or why it teaches nothing."""
        parts = split(visit.url)
        if parts is None or parts.scheme not in WEB or parts.port:
            return Passed.NO_NAVIGATION
        if visit.navigates is False or "x-unwall" in visit.headers:
            return Passed.NO_NAVIGATION
        parsed = Parsed(visit.page)
        marks, passing = marks_of(parsed), passes(parsed)
        if marks is None and passing is None and not any(True for _ in leads(visit, parsed)):
            return Passed.NOTHING
        purpose = purpose_of(parts)
        is_done = purpose is Purpose.ACTION and marks is not None and says_more(marks)
        if purpose not in (None, Purpose.TOOL) and not is_done:
            return Passed.PURPOSE
        if self._is_known(visit):
            return Passed.KNOWN
        seen = marks.seen if marks else seen_on(parsed)
        if seen and states([seen], self._engine.rules.beside.reasons):
            return Passed.HARM
        found = None if is_done else self._by_itself(visit, parts, parsed)
        if purpose is None or is_done:
            found = found or self._stopped(at, parts, parsed, marks, passing)
        elif found is None and marks is not None:
            return Passed.PURPOSE
        if found is not None and (self._returns(at, parts, found.target) or (is_done and found.ways)):
            return Passed.PURPOSE  # back to where it began, or past what was to be done on the way
        return found or Passed.NOTHING

    def _is_known(self, visit: Visit) -> bool:
        result = self._engine.unwrap(visit.url)
        return result.rule is not None or self._engine.unwrap_page(visit.page).rule is not None

    # ---- what leads on by itself

    def _by_itself(self, visit: Visit, parts: Split, parsed: Parsed) -> Sighting | None:
        ends = islice(self._chains(visit, parsed), _MOST_ENDS)
        found = (self._automatic(parts, by, chain, parsed) for by, chain in ends)
        return next(filter(None, found), None)

    def _chains(self, visit: Visit, parsed: Parsed) -> Iterator[tuple[By, tuple[str, ...]]]:
        """Where the visit led by itself, then further on, no page twice; each end with how it began."""
        met = {asked(visit.url)}
        waiting: list[tuple[By, tuple[str, ...], Visit, Parsed]] = [
            (By.REDIRECT, (visit.url,), visit, parsed)
        ]
        while waiting:
            first, chain, at, page = waiting.pop(0)
            for lead in leads(at, page):
                by = lead.by if len(chain) == 1 else first
                whole = (*chain, lead.url)
                yield by, whole
                there = asked(lead.url)
                following = self._by_url.get(there)
                if following is not None and len(whole) <= _FURTHEST and there not in met:
                    met.add(there)
                    waiting.append((by, whole, following, Parsed(following.page)))
            if len(chain) > 1 and (last := self._only_link(at, page)):
                yield first, (*chain, last)

    def _only_link(self, visit: Visit, parsed: Parsed) -> str | None:
        """The one address elsewhere that a page with the marks of a wall names."""
        if marks_of(parsed) is None:
            return None
        parts = split(visit.url)
        named = list(spots(parsed, lambda host: parts is not None and self._is_own(host, parts)))
        return named[0] if len(named) == 1 else None

    def _automatic(self, parts: Split, by: By, chain: tuple[str, ...], parsed: Parsed) -> Sighting | None:
        target = chain[-1]
        if not self._is_target(target, parts) or self._is_picture(target):
            return None
        ways = tuple(ways_of(parts, target))
        if ways:
            return Sighting(parts, target, by, chain, ways)
        if len(chain) > 2 or by not in AUTOMATIC:
            return None
        if by in (By.REDIRECT, By.LOG):
            is_key = key_of(parts.path) is not None and not parts.query
            return Sighting(parts, target, by, chain) if is_key else None
        if is_bare(parsed):
            named = spots(parsed, lambda host: self._is_own(host, parts))
            places = next((places for url, places in named.items() if asked(url) == asked(target)), ())
            return Sighting(parts, target, by, chain, spots=tuple(places)) if places else None
        return None

    # ---- what stands in the way

    def _stopped(
        self, at: int, parts: Split, parsed: Parsed, marks: Marks | None, passing: Marks | None
    ) -> Sighting | None:
        found = self._standing(at, parts, parsed, marks) if marks is not None else None
        return found or (self._passing(at, parts, parsed, passing) if passing is not None else None)

    def _standing(self, at: int, parts: Split, parsed: Parsed, marks: Marks) -> Sighting | None:
        named = spots(parsed, lambda host: self._is_own(host, parts))
        following = self._next(at, parts)
        own = [url for url in dict.fromkeys(carried(parts)) if self._is_target(url, parts)]
        for by, targets in (
            (By.NEXT, [following] if following else []),
            (By.LINK, [url for url in named if len(named) == 1]),
            (By.CARRIED, own if len(own) == 1 else []),
        ):
            for target in targets:
                if not self._is_target(target, parts):
                    continue
                chain = (parts.url, target)
                if ways := tuple(ways_of(parts, target)):
                    return Sighting(parts, target, by, chain, ways, marks=marks)
                places = next((each for url, each in named.items() if asked(url) == asked(target)), [])
                if places:
                    return Sighting(parts, target, by, chain, spots=tuple(places), marks=marks)
        return None

    def _next(self, at: int, parts: Split) -> str | None:
        """Where the person went from there: the next page that the recording has."""
        visit = next(filter(self._is_page, self._visits[at + 1 : at + 1 + _SOON]), None)
        if visit is None:
            return None
        following, before = split(visit.url), split(visit.referer)
        is_from_here = before is None or self._is_own(before.host, parts)
        is_away = following is not None and not self._is_own(following.host, parts)
        return visit.url if is_away and is_from_here else None

    def _is_page(self, visit: Visit) -> bool:
        return visit.navigates is not False and not self._is_picture(visit.url)

    # ---- what passes by a script that is not run

    def _passing(self, at: int, parts: Split, parsed: Parsed, passing: Marks) -> Sighting | None:
        """Where the person was taken at once, if the address carries it or the page names it."""
        target = self._next(at, parts)
        if target is None or not self._is_target(target, parts) or self._works(at):
            return None
        end = split(target)
        if end is not None and purpose_of(end) is Purpose.PAYMENT:
            return None  # an order was made on the way
        chain = (parts.url, target)
        if ways := tuple(ways_of(parts, target)):
            return Sighting(parts, target, By.NEXT, chain, ways)
        named = spots(parsed, lambda host: self._is_own(host, parts))
        places = next((each for url, each in named.items() if asked(url) == asked(target)), [])
        marks = passing if passing.words else None
        return Sighting(parts, target, By.NEXT, chain, spots=tuple(places), marks=marks) if places else None

    def _works(self, at: int) -> bool:
        """Whether a page fetched something to show, before the next one came."""
        for visit in self._visits[at + 1 : at + 1 + _SOON]:
            if self._is_page(visit):
                return False
            if "json" in visit.headers.get("content-type", "").lower():
                return True
        return False

    def _returns(self, at: int, parts: Split, target: str) -> bool:
        """Whether the person came from the site of the target, and so is taken back."""
        end = split(target)
        for visit in reversed(self._visits[max(0, at - _SOON) : at + 1]):
            here, before = split(visit.url), split(visit.referer)
            if here is None or not self._is_own(here.host, parts) or visit.navigates is False:
                continue
            if before is None:
                return False
            if not self._is_own(before.host, parts):
                return end is not None and self._is_own(before.host, end)
        return False

    # ---- judgements

    def _is_target(self, url: str, parts: Split) -> bool:
        end = split(url)
        if end is None or not end.host or self._is_own(end.host, parts) or end.host == parts.host:
            return False
        return judge(url, self._around)[0] is None and purpose_of(end) not in _NO_TARGETS

    def _is_own(self, host: str, parts: Split) -> bool:
        own = self._suffixes.registrable(parts.host)
        return own is not None and own == self._suffixes.registrable(host)

    def _is_picture(self, url: str) -> bool:
        following = self._by_url.get(asked(url))
        if following is None:
            return False
        kind = following.headers.get("content-type", "").lower()
        return following.navigates is False or kind.startswith(_PICTURES)


def all_of(recordings: Iterable[Looked]) -> Looked:
    """What several recordings show together."""
    parts = list(recordings)
    passed: Counter[Passed] = Counter()
    for each in parts:
        passed.update(each.passed)
    return Looked(
        tuple(sighting for each in parts for sighting in each.sightings),
        sum(each.visits for each in parts),
        passed,
    )
