"""What running text holds: links among words, tokens, share texts, mini-program cards, coded mentions.

Rules with ``find`` look at the text itself; addresses in it are asked of the URL rules. One expression over
all ``find`` patterns says first which of them are worth running, so that their number hardly matters.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from unwall.engine.decode import begins_with_url
from unwall.engine.fold import Reading, disguised, is_plain, listed
from unwall.engine.hits import Found, Hit, Rank, is_written_over, item_forms, said, unopened
from unwall.engine.letters import unfolded
from unwall.engine.pattern import Pattern, Patterns
from unwall.engine.spans import ReadText, Spans
from unwall.engine.told import as_told
from unwall.model import (
    DEFAULT_LIMITS,
    Kind,
    Limits,
    Refused,
    Rule,
    Status,
    Step,
    Unwrapped,
    Verdict,
)
from unwall.rules.expressions import Found as Matched
from unwall.rules.expressions import expression
from unwall.urls.escape import inert
from unwall.urls.safety import Surroundings, judge
from unwall.urls.split import WEB, scheme_of, split

_BESIDE = 80  # characters after an address in disguise in which its code may stand
_MARKUP = frozenset("<\"'")  # behind an address in an element or a value
_NOTHING: Mapping[str, Rule] = MappingProxyType({})
# Reports of attacks disarm the addresses they name: those stay so.
_DISARMED = (
    r"(?i)\b(?:IOCs?|C2|C&C|APT[0-9-]*|malware|malicious|phish(?:ing)?|trojan|ransomware|botnet|threat intel"
    r"|indicators? of compromise)\b"
    "|威[胁脅]情[报報]|恶意|惡意|钓鱼(?:网站|页面|邮件|链接|攻击)|木马|勒索|病毒样本|僵尸网络|攻击者"
)


class TextFinder:
    """Finds links in text. Immutable after construction; total: any text gives a result."""

    def __init__(  # noqa: PLR0913 - what the engine knows and a text does not
        self,
        rules: Iterable[Rule],
        unwrap: Callable[[str], Unwrapped],
        *,
        named: Mapping[str, Rule] = _NOTHING,
        around: Surroundings = Surroundings(),
        distance: Callable[[str], int | None] = lambda _: None,
        limits: Limits = DEFAULT_LIMITS,
        is_item: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """``rules``: those with ``find`` that are in force.

        ``unwrap``: what the URL rules make of one address. ``named``: all rules by id, for the kind and
        platform of what ``unwrap`` says. ``around``: what an address that no rule knows is judged by.
        ``is_item``: whether one is that of an item, so that it is an address without its scheme, too.
        ``distance``: how far a host is from those of platforms, see ``RuleSet.distance``.
        """
        of_text = tuple(rules)
        mentions = [rule for rule in of_text if rule.kind is Kind.CODED_MENTION]
        self.links_mentions = any(rule.targets for rule in mentions)  # the user chose so
        linked = [rule for rule in of_text if rule.targets or rule.kind is not Kind.CODED_MENTION]
        self.finds = [rule.text for rule in linked if rule.text is not None]  # of links, without mentions
        self._links = Patterns(linked)
        self._spoken = [rule for rule in mentions if not rule.targets]
        self._unwrap = unwrap
        self._is_item = is_item
        self._named = named or {rule.id: rule for rule in of_text}
        self._around = around
        self._distance = distance
        self._limits = limits

    @cached_property
    def _items(self) -> tuple[str, ...]:
        return item_forms(self._named.values())

    @cached_property
    def _mentions(self) -> Patterns:
        return Patterns(self._spoken)

    def find(self, text: str, *, mentions: bool = False) -> list[Found]:
        """Everything in ``text`` that a rule knows, with ``mentions`` also what only speaks of a platform.

        Ordered, none overlapping another, offsets in characters.
        """
        view = ReadText.of(text, self._around.suffixes)
        sources = self._sources(view)
        hits = self._taken([*sources, self._of_mentions(view)] if mentions else sources)
        return sorted(
            (hit.found for hit in hits if hit.opened.rule is not None), key=lambda found: found.start
        )

    def first(self, text: str) -> Unwrapped:
        """The link that a share text means, or what its token would take; else ``text`` itself.

        An address of the very item comes before a short link, a web address before an app link, what stands
        plainly before what is disguised, and any link before a token. Here an address need not be one of a
        rule.
        """
        view = ReadText.of(text, self._around.suffixes)
        hits = [
            hit
            for hit in self._taken(self._sources(view, strangers=True))
            if hit.opened.rule is not None or hit.rank < Rank.NEEDY
        ]
        if not hits:
            return Unwrapped(text, text)
        return said(text, min(hits, key=lambda hit: (hit.rank, hit.found.start)))

    def leading(self, text: str) -> Unwrapped | None:
        """What the address that ``text`` begins with stands for, read past a disguise.

        None where no rule knows it, or of what is disguised its host.
        """
        view = ReadText.of(text, self._around.suffixes)
        hits = self._taken(self._sources(view, strangers=True))
        known = filter(self._is_known, hits)
        meant = next((hit for hit in known if hit.found.start == 0), None)
        return None if meant is None else said(text, meant)

    def _is_known(self, hit: Hit) -> bool:
        """Whether a rule knows the link, or of one in disguise its host."""
        if hit.own or hit.opened.rule is not None:
            return True
        parts = split(hit.found.output or "") if hit.rank is Rank.DISGUISED else None
        return parts is not None and self._distance(parts.host) is not None

    def _sources(self, view: ReadText, *, strangers: bool = False) -> list[Iterator[Hit]]:
        """``strangers``: also addresses that no rule knows."""
        return [
            self._of_told(view, strangers=strangers),
            self._of_rules(view),
            self._of_folded(view),
            self._of_disguises(view, strangers=strangers),
            self._of_addresses(view, strangers=strangers),
        ]

    def _taken(self, sources: Iterable[Iterator[Hit]]) -> Iterator[Hit]:
        """The hits of all sources that overlap none of an earlier source, up to the limit."""
        spans = Spans()
        for source in sources:
            for hit in source:
                if spans.take(*hit.extent):
                    yield hit
                if len(spans) == self._limits.hits:
                    return

    # ---- rules with find

    def _of_rules(self, view: ReadText) -> Iterator[Hit]:
        hits = [
            (hit, pattern.weight)
            for pattern in self._links.within(view.text)
            for matched in pattern.matches(view.text, self._limits.hits)
            if (hit := self._of_match(pattern, matched, view)) is not None
        ]
        hits.sort(
            key=lambda pair: (pair[0].rank is Rank.NEEDY, pair[0].found.start, -pair[0].found.end, -pair[1])
        )
        yield from (hit for hit, _ in hits)

    def _of_folded(self, view: ReadText) -> Iterator[Hit]:
        """What the rules find where unseen characters are gone and odd letters plain."""
        for offset, folded in unfolded(view.text):
            for hit in self._of_rules(ReadText.of(folded.text, self._around.suffixes)):
                start, end = folded.span(hit.found.start, hit.found.end)
                if folded.given[start:end] != folded.text[hit.found.start : hit.found.end]:
                    found = hit.found._replace(start=offset + start, end=offset + end, rewrite=False)
                    yield hit._replace(found=found, around=None)

    def _of_told(self, view: ReadText, *, strangers: bool) -> Iterator[Hit]:
        """What is found in links without what the text says is to be taken out of them."""
        for offset, told in as_told(view.text):
            read = ReadText.of(told.text, self._around.suffixes)
            sources = (
                self._of_rules(read),
                self._of_disguises(read, strangers=strangers),
                self._of_addresses(read, strangers=strangers),
            )
            for hit in self._taken(sources):
                start, end = told.span(hit.found.start, hit.found.end)
                as_it_stands = view.text[offset + start : offset + end]
                if as_it_stands != told.text[hit.found.start : hit.found.end]:
                    found = hit.found._replace(start=offset + start, end=offset + end, rewrite=False)
                    rank = Rank.DISGUISED if found.output is not None else hit.rank
                    read_so = hit._replace(found=found, rank=rank, around=None)
                    if self._is_known(read_so):
                        yield read_so

    def _of_mentions(self, view: ReadText) -> Iterator[Hit]:
        spans = [
            (*pattern.span(matched), pattern.rule)
            for pattern in self._mentions.within(view.text)
            for matched in pattern.matches(view.text, self._limits.hits)
        ]
        for start, end, rule in sorted(spans, key=lambda span: (span[0], -span[1])):
            if not view.is_in_address(start):
                yield self._hit(start, end, view, unopened(view.text[start:end], rule))

    def _of_match(self, pattern: Pattern, matched: Matched, view: ReadText) -> Hit | None:
        rule = pattern.rule
        start, end = pattern.span(matched)
        stretch = view.text[start:end]
        if view.is_in_address(start):
            return None
        if rule.verdict not in (Verdict.OPEN, Verdict.OPTION) or rule.status is Status.EXPERIMENTAL:
            return self._hit(start, end, view, unopened(stretch, rule))
        beyond, target = self._meant(pattern.targets(matched, view.text))
        return self._of_target(pattern, matched, view, beyond, target) if target else None

    def _of_target(
        self, pattern: Pattern, matched: Matched, view: ReadText, beyond: Unwrapped, target: str
    ) -> Hit:
        rule = pattern.rule
        start, end = pattern.span(matched)
        stretch = view.text[start:end]
        if beyond.refused is not None:
            return self._hit(start, end, view, beyond._replace(rule=rule.id))
        if scheme_of(beyond.output) not in WEB:  # a page that only the app shows
            return self._hit(start, end, view, Unwrapped(stretch, "", needs=beyond.needs, rule=rule.id))
        if target == stretch and not beyond.steps:
            return self._hit(start, end, view, beyond)._replace(own=True)
        steps = (Step(rule.id, rule.kind, inert(stretch), inert(target)), *beyond.steps)
        opened = beyond._replace(rule=rule.id, steps=steps)
        card = pattern.written(matched)
        if card is None:
            return self._hit(start, end, view, opened)
        return self._hit(*card[:2], view, opened, card=(start, end, card[2]))

    def _meant(self, targets: Iterator[str]) -> tuple[Unwrapped, str]:
        """What opens, and the target it opens from.

        Of several targets that only an app shows, the first; of none, nothing.
        """
        meant = Unwrapped("", ""), ""
        for target in targets:
            beyond = self._settled(target)
            if beyond.refused is not None or scheme_of(beyond.output) in WEB:
                return beyond, target
            meant = meant if meant[1] else (beyond, target)
        return meant

    def _settled(self, target: str) -> Unwrapped:
        """What opens in the end: the URL rules go on from the target, or it is judged itself."""
        beyond = self._unwrap(target)
        if beyond.refused is not None or beyond.steps or (beyond.needs and scheme_of(target) not in WEB):
            return beyond
        reason, output = judge(target, self._around)
        if reason is not None:
            return Unwrapped(target, target, refused=Refused(reason, target))
        return beyond._replace(output=output)

    # ---- addresses

    def _of_disguises(self, view: ReadText, *, strangers: bool = False) -> Iterator[Hit]:
        if is_plain(view.text, view.addresses):
            return
        disarmed: bool | None = None  # not known yet
        for readings in disguised(view.text):
            known = next(filter(None, (self._of_reading(each, view) for each in readings)), None)
            if known is not None:
                yield known
            elif strangers:
                if disarmed is None:
                    disarmed = expression(_DISARMED).search(view.text) is not None
                meant = self._meant_by(readings, disarmed=disarmed)
                yield from (self._of_stranger(each, view) for each in meant)

    def _of_addresses(self, view: ReadText, *, strangers: bool = False) -> Iterator[Hit]:
        for reading in view.addresses:
            known = self._of_known(reading, view)
            if known is not None:
                yield known
            elif strangers and scheme_of(reading.url) in WEB:
                yield self._of_stranger(reading, view)

    def _of_reading(self, reading: Reading, view: ReadText) -> Hit | None:
        """What an address in disguise stands for; of a short link's query, a rule may know it is needless."""
        known = self._of_known(reading, view)
        if known is not None and (known.opened.needs is None or "?" not in reading.url):
            return known
        return self._of_rule(reading, view) or known

    def _of_known(self, reading: Reading, view: ReadText) -> Hit | None:
        opened = self._unwrap(reading.url)
        if opened.steps or opened.refused is not None or opened.needs is not None:
            return self._hit(reading.start, reading.end, view, opened, folded=reading.folded)
        return None

    def _of_rule(self, reading: Reading, view: ReadText) -> Hit | None:
        """What a rule with ``find`` makes of an address that it would not see as it stands in the text."""
        text = f"{reading.url} {view.text[reading.end : reading.end + _BESIDE]}"
        for pattern in self._links.within(text):
            for matched in pattern.matches(text, self._limits.hits):
                if pattern.span(matched)[0] > 0:
                    break
                rule = pattern.rule
                beyond, target = self._meant(pattern.targets(matched, text))
                if target and beyond.refused is None and scheme_of(beyond.output) in WEB:
                    stretch = view.text[reading.start : reading.end]
                    steps = (Step(rule.id, rule.kind, inert(stretch), inert(target)), *beyond.steps)
                    opened = beyond._replace(rule=rule.id, steps=steps)
                    return self._hit(reading.start, reading.end, view, opened, folded=reading.folded)
        return None

    def _of_stranger(self, reading: Reading, view: ReadText) -> Hit:
        """An address that no rule knows; up to the end of a value or element, as markup spells it."""
        in_markup = view.text[reading.end : reading.end + 1] in _MARKUP
        url = reading.url.replace("&amp;", "&") if in_markup else reading.url
        return self._hit(reading.start, reading.end, view, self._settled(url), folded=reading.folded)

    def _meant_by(self, readings: Sequence[Reading], *, disarmed: bool) -> list[Reading]:
        """Those of the readings of one stretch that are links though no rule knows them."""
        bare = {each for each in readings if not each.folded and self._is_item(each.url)}
        if disarmed:
            return list(bare)
        certain = [each for each in readings if each.certain and self._is_listed(each.url)]
        if certain:
            return certain
        far = [
            (0 if each in bare or each.url.startswith(self._items) else self._distance(parts.host), each)
            for each in readings
            if (each.meant or each in bare) and (parts := split(each.url)) is not None
        ]
        near = [(distance, each) for distance, each in far if distance is not None]
        return [min(near, key=lambda pair: pair[0])[1]] if near else []

    def _is_listed(self, url: str) -> bool:
        parts = split(url)
        return parts is not None and (parts.host[-1:].isdigit() or listed(parts.host, self._around.suffixes))

    # ---- results

    def _hit(  # noqa: PLR0913 - a stretch, what became of it, and how it was read
        self,
        start: int,
        end: int,
        view: ReadText,
        opened: Unwrapped,
        *,
        folded: bool = False,
        card: tuple[int, int, str] | None = None,
    ) -> Hit:
        stretch = view.text[start:end]
        output = opened.output if opened.refused is None and scheme_of(opened.output) in WEB else None
        rule = self._named.get(opened.rule or "")
        found = Found(
            start,
            end,
            output,
            opened.rule or "",
            rule.kind if rule else Kind.WRAPPER,
            rule.platform if rule else None,
            opened.refused,
            opened.needs,
            rewrite=is_written_over(stretch, output)
            and not folded
            and (opened.needs is None or card is not None),
            ampersand=card[2] if card else None,
        )
        rank = self._rank(found, stretch, folded=folded)
        return Hit(found, rank, opened, around=card[:2] if card else None)

    def _rank(self, found: Found, stretch: str, *, folded: bool) -> Rank:
        if found.output is None:
            return Rank.NEEDY if found.refused is None else Rank.REFUSED
        if found.kind is Kind.CODED_MENTION:
            return Rank.SEARCH
        if folded:
            return Rank.DISGUISED
        if begins_with_url(stretch) and scheme_of(stretch) not in WEB:
            return Rank.APP
        is_item = found.needs is None and found.output.startswith(self._items)
        return Rank.ITEM if is_item else Rank.WEB
