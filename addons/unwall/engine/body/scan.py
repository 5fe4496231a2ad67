r"""Every link of a rule in a body, and the same body with those links made direct.

A link is read from the bytes as they stand - plain, with ``\/``, ``\u0026``, ``&amp;`` and their like - and
written back in the same spelling; all other bytes are the original's. A doubtful place is left alone.
"""

from bisect import bisect_right
from codecs import getincrementalencoder
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING

from unwall.engine.body.anchor import anchored
from unwall.engine.body.charset import UTF_8, Form, told, unshifted
from unwall.engine.body.links import Link, Links
from unwall.engine.body.literals import HASHED, SIGNED, Literals, Stretch
from unwall.engine.body.media import BEGINNING, is_binary, is_markup, surface_of
from unwall.engine.body.spelling import Layers, write
from unwall.engine.body.starts import Known
from unwall.engine.body.stream import BodyRewriter, kind_of, spliced
from unwall.engine.body.walk import Kind, Tools, Walk
from unwall.engine.skim import Skim, Span
from unwall.engine.spans import Spans
from unwall.model import DEFAULT_LIMITS, Limits, Match, Rewritten, Surface, Unwrapped
from unwall.model import Kind as RuleKind

if TYPE_CHECKING:
    from unwall.engine.hits import Found
    from unwall.engine.text import TextFinder

_WITH_WORDS = (Surface.HTML_TEXT, Surface.JSON, Surface.XML, Surface.TEXT, Surface.EVENT_STREAM)
_WITH_CARDS = (Surface.JSON, Surface.XML, Surface.TEXT)  # the web client of WeChat calls its JSON text/plain


class Scanner:
    """Immutable after construction, thread-safe, total."""

    def __init__(  # noqa: PLR0913, PLR0917 - what the engine knows and a body does not
        self,
        anchors: Sequence[str],
        unwrap: Callable[[str], Unwrapped],
        platform_of: Callable[[str], str | None],
        kind_of: Callable[[str], RuleKind],
        limits: Limits = DEFAULT_LIMITS,
        texts: "TextFinder | None" = None,
        *,
        cards: Iterable[str] = (),
        fast: bool = True,
    ) -> None:
        """``anchors``: the literal hosts and schemes of all rules.

        ``unwrap`` judges every link that has one. ``cards``: what stands in every card whose address is
        found by ``texts``. ``fast``: with hyperscan where it is installed.
        """
        literals, known = Literals((*anchors, HASHED, SIGNED), fast=fast), Known(anchors)
        self._tools = Tools(literals, known, Links(unwrap, platform_of, kind_of), limits.hits, limits.body)
        self._limits = limits
        self._texts = texts
        self._links_mentions = texts is not None and texts.links_mentions
        self._cards = tuple(card.encode() for card in cards)

    def scan(
        self, data: bytes, content_type: str, *, mentions: bool = False, binary: bool = False
    ) -> list[Match]:
        """Every link of a rule, with ``mentions`` the coded mentions too, with ``binary`` in what is no text.

        Ordered, none overlapping another; offsets are bytes of ``data``.
        """
        kind = kind_of(data, told(data, content_type), hashes=False, binary=binary, counted=True)
        if kind is None:
            return []
        links = self._links(data, kind, self._stretches(data, kind))
        words = self._words(data, kind, links, _is_known, mentions=mentions)
        return sorted(link.match for link in _best(links, words))

    def rewrite(
        self,
        data: bytes,
        content_type: str,
        *,
        csp_hashes: bool = False,
        anchors: bool = False,
        styles: bool = True,
    ) -> Rewritten:
        """The body with its links made direct; ``data`` itself where nothing changed.

        ``anchors``: in a page, what stands for a link in its text becomes one, with a style of its own where
        ``styles`` allows that.
        """
        kind = kind_of(data, content_type, hashes=csp_hashes, binary=True)
        if kind is None:
            return Rewritten(data, (), misread=surface_of(content_type, data[:BEGINNING]) is not None)
        has_cards = kind.surface in _WITH_CARDS and any(card in data for card in self._cards)
        takes_anchors = (anchors or self._links_mentions) and _takes_anchors(data, kind)
        stretches = self._stretches(data, kind)
        is_bare = stretches is None
        if is_bare and not has_cards and not takes_anchors:  # as most bodies
            return Rewritten(data, (), bare=True)
        if kind.charset.form is not Form.UNITS and is_binary(data, kind.media):
            return Rewritten(data, (), misread=True)
        found = self._links(data, kind, stretches)
        links = list(filter(_is_direct, found))
        if has_cards:
            links += [link for link in self._words(data, kind, found, _is_direct) if _is_card(link)]
            links.sort(key=lambda link: link.match.start)
        if takes_anchors:
            # Where they stand nobody has asked yet, so they are written over by nothing but an element.
            words = [word._replace(text=None) for word in self._words(data, kind, found, _is_direct)]
            both = sorted([*links, *words], key=lambda link: link.match.start)
            links = anchored(data, both, RuleKind if anchors else (RuleKind.CODED_MENTION,), styles=styles)
        if not links:
            misread = kind.charset.form is Form.UNITS and _text(data, kind) is None
            return Rewritten(data, (), misread=misread, bare=is_bare)
        return Rewritten(spliced(data, 0, 0, len(data), links), tuple(link.match for link in links))

    def rewriter(self, content_type: str, *, csp_hashes: bool = False) -> BodyRewriter | None:
        """Rewrites a body of that type while it comes, cards apart; None where the type is no text."""
        if surface_of(content_type, b"") is None:
            return None

        def whole(data: bytes) -> Rewritten:
            return self.rewrite(data, content_type, csp_hashes=csp_hashes)

        return BodyRewriter(self._tools, content_type, whole, hashes=csp_hashes, largest=self._limits.body)

    def _stretches(self, data: bytes, kind: Kind) -> Iterator[Stretch] | None:
        """What may begin a link, HASHED and SIGNED; None for nothing. Of UTF-16 only reading it tells."""
        form = kind.charset.form
        if form is Form.UNITS:
            return iter(())
        found = self._tools.literals.stretches(unshifted(data) if form is Form.SHIFTED else data)
        first = next(found, None)
        return None if first is None else chain((first,), found)

    def _links(self, data: bytes, kind: Kind, stretches: Iterator[Stretch] | None) -> list[Link]:
        """The links of rules."""
        if stretches is None:
            return []
        form = kind.charset.form
        if form is Form.UNITS:
            text = _text(data, kind)
            return [] if text is None else self._moved(text, kind)
        view = unshifted(data) if form is Form.SHIFTED else data
        return list(Walk(self._tools, kind).links(view, 0, final=True, stretches=stretches))

    def _moved(self, text: str, kind: Kind) -> list[Link]:
        """The links of a UTF-16 body at their places in it."""
        view = text.encode()
        out, at, position = [], 0, 0
        for link in Walk(self._tools, kind._replace(charset=UTF_8)).links(view, 0, final=True):
            places = []
            for place in (link.match.start, link.match.end):
                position += len(view[at:place].decode().encode(kind.charset.codec))
                at = place
                places.append(position)
            new = None if link.text is None else link.text.decode("ascii").encode(kind.charset.codec)
            out.append(Link(link.match._replace(start=places[0], end=places[1]), new, places[1]))
        return out

    def _words(
        self,
        data: bytes,
        kind: Kind,
        links: Iterable[Link],
        is_done: Callable[[Link], bool],
        *,
        mentions: bool = False,
    ) -> list[Link]:
        """What the text rules find: tokens, short links among words, cards, mentions."""
        texts = self._texts
        if texts is None or kind.surface not in _WITH_WORDS:
            return []
        spans = [(link.match.start, link.match.end) for link in links if is_done(link)]
        again = [(link.match.start, link.match.end) for link in links if not is_done(link)]
        ends = [end for _, end in spans]
        parts: Iterable[Span] = ((0, len(data)),)
        if kind.charset is UTF_8 and not mentions:
            parts = self._skim.parts(data, spans, again)
        found = (
            link
            for start, end in parts
            if (text := _text(data[start:end], kind)) is not None
            for link in _words_of(texts.find(text, mentions=mentions), text, start, kind)
            if (at := bisect_right(ends, link.match.start)) == len(spans) or link.end <= spans[at][0]
        )
        return list(islice(found, self._limits.hits))

    @cached_property
    def _skim(self) -> Skim:
        finds = self._texts.finds if self._texts else []
        within = max((each.within for each in finds), default=0)
        return Skim(self._tools.literals, self._tools.known, [each.find for each in finds], within=within)


def _words_of(found: Iterable["Found"], text: str, offset: int, kind: Kind) -> Iterator[Link]:
    """What was found in a part of the body, which begins at ``offset``, at its place in the body."""
    encode = getincrementalencoder(kind.charset.codec)(_errors(kind)).encode  # knows the shifts of ISO-2022
    at, position = 0, offset
    for each in found:
        start = position + len(encode(text[at : each.start]))
        end = start + len(encode(text[each.start : each.end]))
        at, position = each.end, end
        match = Match(
            start, end, text[each.start : each.end], each.output, each.rule, each.kind, kind.surface,
            each.platform, each.refused, each.needs,
        )  # fmt: skip
        layers = Layers(outer=int(kind.surface is Surface.XML))
        writable = each.rewrite and each.output is not None
        spelled = {"&": each.ampersand.encode()} if each.ampersand else {}
        yield Link(match, write(each.output or "", spelled, layers) if writable else None, end)


def _text(data: bytes, kind: Kind) -> str | None:
    """The body as text; None where it does not come out of that as it was."""
    codec, errors = kind.charset.codec, _errors(kind)
    try:
        text = data.decode(codec, errors)
        return text if kind.charset is UTF_8 or text.encode(codec, errors) == data else None
    except UnicodeError:
        return None


def _errors(kind: Kind) -> str:
    """What becomes of bytes that are no character: they stay, where each character stands for itself."""
    return "surrogateescape" if kind.charset.form in (Form.PLAIN, Form.DOUBLE) else "strict"


def _takes_anchors(data: bytes, kind: Kind) -> bool:
    """Whether elements can be put into it: a page, in which ASCII is ASCII wherever it stands."""
    as_is = kind.charset.form in (Form.PLAIN, Form.DOUBLE)
    return kind.surface is Surface.HTML_TEXT and as_is and is_markup(data[:BEGINNING])


def _is_known(link: Link) -> bool:
    return not _is_stuck(link)


def _is_direct(link: Link) -> bool:
    return link.text is not None


def _is_stuck(link: Link) -> bool:
    return link.match.output is None and link.match.refused is None


def _best(links: Sequence[Link], words: Sequence[Link]) -> list[Link]:
    """All, but of two at one place the first of: words that open, a link, words that do not.

    An app link whose parameters are raw JSON ends for a lexer at its first quote; the words read on.
    """
    spans = Spans()
    in_turn = [
        *(word for word in words if not _is_stuck(word)),
        *links,
        *(word for word in words if _is_stuck(word)),
    ]
    return [link for link in in_turn if spans.take(link.match.start, link.match.end)]


def _is_card(link: Link) -> bool:
    return link.text is not None and link.match.kind is RuleKind.MINI_PROGRAM
