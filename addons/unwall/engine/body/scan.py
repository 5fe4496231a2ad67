r"""Every link of a rule in a body, and the same body with those links made direct.

A link is read from the bytes as they stand - plain, with ``\/``, ``\u0026``, ``&amp;`` and their like - and
written back in the same spelling; all other bytes are the original's. A doubtful place is left alone.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from unwall.engine.body.anchor import anchored, plain_texts
from unwall.model import DEFAULT_LIMITS, Kind, Limits, Match, Rewritten, Surface, Unwrapped

if TYPE_CHECKING:
    from unwall.engine.text import TextFinder

_SLASH = rb"(?:\\*/|\\+u002[fF]|\\+x2[fF]|&#x2[fF];|&#47;)"
_ESCAPE = rb"\\+(?:/|u00(?:2[3356fF]|3[aAdDfF])|x(?:2[356fF]|3[aAdDfF]))"
_REFERENCE = rb"&(?!(?:quot|apos|lt|gt|nbsp|#0*3[49]|#x0*2[27]);)"
_LINK = re.compile(
    rb"([A-Za-z][A-Za-z0-9+.-]{0,30}):" + _SLASH + _SLASH
    + rb"(?:[A-Za-z0-9._~:/?#@!$()*+,;=%\[\]-]|" + _REFERENCE + rb"|" + _ESCAPE + rb")++"
)  # fmt: skip
_UNIT = re.compile(
    rb"\\+u00([0-9a-fA-F]{2})|\\+x([0-9a-fA-F]{2})|\\+(/)|&((?:amp;)*)(?:#x([0-9a-fA-F]{2});|#([0-9]{2});)|&((?:amp;)*)"
)
_SPECIAL = "&/:?=#%"
_INSIDE_A_URL = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/?&#%@:=-_.+~|\\;")
_BEGINS = re.compile(
    rb"(?:\\[nrt]|\\+u00(?:3[eE]|2[27])|\\+x(?:2[27]|3[eE])|&(?:quot|gt|lt|apos|#0*3[49]);)\Z"
)
_TAG = re.compile(
    rb"<(?:(?:form|input|button|option|param|base)\b[^<>]{0,4096}"
    rb"|link\b[^<>]{0,1024}\bcanonical\b[^<>]{0,1024}|meta\b[^<>]{0,1024}(?:og|twitter):url\b[^<>]{0,1024}"
    rb"|[a-z]{1,16}\b[^<>]{0,2048}\sintegrity\s*=[^<>]{0,2048})>",
    re.IGNORECASE,
)
_KEY_OR_SUM = re.compile(rb"\\*[\"'`]\s{0,16}[:+]")
_TRAILING = ".,;:!?*_~'"
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_TYPES = (
    (("html",), Surface.HTML_TEXT),
    (("json",), Surface.JSON),
    (("xml",), Surface.XML),
    (("javascript", "ecmascript"), Surface.SCRIPT),
    (("css",), Surface.CSS),
    (("event-stream",), Surface.EVENT_STREAM),
    (("text/", "form-urlencoded"), Surface.TEXT),
)
_WITH_WORDS = (Surface.HTML_TEXT, Surface.JSON, Surface.XML, Surface.TEXT, Surface.EVENT_STREAM)


class _Hit(NamedTuple):
    match: Match
    text: bytes | None  # what stands in its place in the rewritten body


class Scanner:
    """Immutable after construction, thread-safe, total."""

    def __init__(  # noqa: PLR0913, PLR0917 - what the engine knows and a body does not
        self,
        anchors: Sequence[str],
        unwrap: Callable[[str], Unwrapped],
        platform_of: Callable[[str], str | None],
        kind_of: Callable[[str], Kind],
        limits: Limits = DEFAULT_LIMITS,
        texts: "TextFinder | None" = None,
    ) -> None:
        """``anchors``: the literal hosts and schemes of all rules.

        ``unwrap`` judges every link that has one.
        """
        words = {anchor.strip(".").encode() for anchor in anchors if "://" not in anchor}
        self._hosts = frozenset(words)
        self._schemes = frozenset(
            anchor.removesuffix("://").encode() for anchor in anchors if "://" in anchor
        )
        self._unwrap = unwrap
        self._platform_of = platform_of
        self._kind_of = kind_of
        self._limits = limits
        self._texts = texts

    def scan(self, data: bytes, content_type: str) -> list[Match]:
        """Every link of a rule, ordered, none overlapping another; offsets are bytes of ``data``."""
        surface = _surface(data, content_type)
        if surface is None:
            return []
        links = [hit.match for hit in self._links(data, surface, ())]
        return sorted([*links, *(hit.match for hit in self._words(data, content_type, surface, links))])

    def rewrite(self, data: bytes, content_type: str, *, csp_hashes: bool = False) -> Rewritten:
        """The body with its links made direct; ``data`` itself where nothing changed."""
        surface = _surface(data, content_type)
        if surface is None or b"BEGIN PGP SIGNED MESSAGE" in data:
            return Rewritten(data, ())
        forbidden = _forbidden(data, csp_hashes=csp_hashes) if surface is Surface.HTML_TEXT else ()
        hits = [hit for hit in self._links(data, surface, forbidden) if hit.text is not None]
        if surface is Surface.XML or surface is Surface.JSON:
            taken = [hit.match for hit in hits]
            hits += [hit for hit in self._words(data, content_type, surface, taken) if hit.text is not None]
            hits.sort(key=lambda hit: hit.match.start)
        if surface is Surface.HTML_TEXT and self._texts is not None and self._texts.links_mentions:
            taken = [hit.match for hit in hits]
            hits += self._anchors(data, content_type, taken, forbidden)
            hits.sort(key=lambda hit: hit.match.start)
        if not hits:
            return Rewritten(data, ())
        out, at = [], 0
        for hit in hits:
            out += [data[at : hit.match.start], hit.text or b""]
            at = hit.match.end
        return Rewritten(b"".join([*out, data[at:]]), tuple(hit.match for hit in hits))

    def _links(self, data: bytes, surface: Surface, forbidden: Sequence[tuple[int, int]]) -> Iterator[_Hit]:
        scripts = _elements(data, (b"script", b"style")) if surface is Surface.HTML_TEXT else []
        left = self._limits.hits
        for found in _LINK.finditer(data):
            if not self._known(found) or not _free(data, found.start()):
                continue
            left -= 1
            if left < 0:
                return
            hit = self._link(data, found, surface, in_script=_within(scripts, found.start()))
            if hit is not None:
                kept = hit._replace(text=None) if _within(forbidden, found.start()) else hit
                yield kept

    def _known(self, found: re.Match[bytes]) -> bool:
        scheme = found[1].lower()
        if scheme not in (b"http", b"https"):
            return scheme in self._schemes
        host = re.sub(rb"^.*?:" + _SLASH + _SLASH, b"", found[0][:400], count=1).lower()
        host = re.split(rb"[/?#:\\&]", host, maxsplit=1)[0].rstrip(b".")
        labels = host.split(b".")[:32]
        return any(
            b".".join(labels[a:b]) in self._hosts
            for a in range(len(labels))
            for b in range(len(labels), a, -1)
        )

    def _link(self, data: bytes, found: re.Match[bytes], surface: Surface, *, in_script: bool) -> _Hit | None:
        raw = found[0]
        end = found.end()
        quoted = data[end : end + 1] in (b'"', b"'", b"`", b"\\") or data[end : end + 5] in (
            b"&quot",
            b"&#34;",
        )
        if not quoted:
            raw = _trimmed(raw)
            end = found.start() + len(raw)
        link, spellings = _read(raw)
        result = self._unwrap(link)
        if result.rule is None or not (result.steps or result.refused or result.needs):
            return None
        markup = surface in (Surface.HTML_TEXT, Surface.XML) and not in_script
        place = _place(data, found.start(), surface, in_script=in_script)
        match = Match(
            found.start(), end, raw.decode("ascii", "replace"), result.output if result.changed else None,
            result.rule, self._kind_of(result.rule), place, self._platform_of(result.rule), result.refused,
            result.needs,
        )  # fmt: skip
        leave = (
            not result.changed
            or _KEY_OR_SUM.match(data, end)
            or (quoted is False and place is Surface.SCRIPT)
        )
        return _Hit(match, None if leave else _written(result.output, spellings, markup=markup))

    def _anchors(
        self, data: bytes, content_type: str, taken: Sequence[Match], forbidden: Sequence[tuple[int, int]]
    ) -> Iterator[_Hit]:
        """The words beside coded mentions, as links."""
        matches = [
            hit.match
            for hit in self._words(data, content_type, Surface.HTML_TEXT, taken)
            if hit.match.kind is Kind.CODED_MENTION and hit.match.output is not None
        ]
        texts = list(plain_texts(data)) if matches else []
        for match in matches:
            at = bisect_right(texts, (match.start, len(data))) - 1
            if at >= 0 and match.end <= texts[at][1] and not _within(forbidden, match.start):
                address = _written(match.output or "", {}, markup=True)
                yield _Hit(match, anchored(data[match.start : match.end], address))

    def _words(
        self, data: bytes, content_type: str, surface: Surface, taken: Sequence[Match]
    ) -> Iterator[_Hit]:
        """What the text rules find: tokens, short links among words, cards, mentions."""
        if self._texts is None or surface not in _WITH_WORDS:
            return
        charset = re.search(r"charset=[\"']?([\w-]+)", content_type)
        try:
            text = data.decode(charset[1] if charset else "utf-8")
            encoding = charset[1] if charset else "utf-8"
        except (UnicodeDecodeError, LookupError):
            return
        spans = [(match.start, match.end) for match in taken]
        at = position = 0
        for found in self._texts.find(text):
            position += len(text[at : found.start].encode(encoding))
            length = len(text[found.start : found.end].encode(encoding))
            at = found.start
            start, end = position, position + length
            if any(a < end and start < b for a, b in spans):
                continue
            match = Match(
                start, end, text[found.start : found.end], found.output, found.rule, found.kind, surface,
                found.platform, found.refused, found.needs,
            )  # fmt: skip
            writable = found.rewrite and found.output is not None
            text_out = _written(found.output or "", {}, markup=surface is Surface.XML) if writable else None
            yield _Hit(match, text_out)


def _surface(data: bytes, content_type: str) -> Surface | None:
    media = content_type.partition(";")[0].strip().lower()
    if _BINARY.search(data, 0, 1_445) or media in ("application/jose+json", "message/rfc822"):
        return None
    if not media:
        return Surface.HTML_TEXT if data.lstrip()[:1] == b"<" else Surface.TEXT
    return next((surface for marks, surface in _TYPES if any(mark in media for mark in marks)), None)


def _free(data: bytes, start: int) -> bool:
    """Whether a link may begin here: not inside another URL or word."""
    before = data[max(0, start - 8) : start]
    return not before or before[-1] not in _INSIDE_A_URL or _BEGINS.search(before) is not None


def _read(raw: bytes) -> tuple[str, dict[str, bytes]]:
    """A link's characters, and how each special one was first spelled."""
    out: list[str] = []
    spellings: dict[str, bytes] = {}
    at = 0
    for unit in _UNIT.finditer(raw):
        out.append(raw[at : unit.start()].decode("ascii"))
        digits = unit[1] or unit[2] or unit[5]
        character = (
            chr(int(digits, 16)) if digits else "/" if unit[3] else chr(int(unit[6])) if unit[6] else "&"
        )
        out.append(character)
        spellings.setdefault(character, unit[0])
        at = unit.end()
    out.append(raw[at:].decode("ascii"))
    return "".join(out), spellings


def _written(output: str, spellings: dict[str, bytes], *, markup: bool) -> bytes:
    """The output in the link's own spelling, inert in every context."""
    safe = output.replace("'", "%27").replace("\\", "%5C").encode("ascii")
    ampersand = spellings.get("&")
    if ampersand is None and any(spelling.startswith(b"\\u") for spelling in spellings.values()):
        ampersand = b"\\u0026"
    if ampersand is None and any(spelling.startswith(b"\\x") for spelling in spellings.values()):
        ampersand = b"\\x26"
    if markup and ampersand in (None, b"&"):
        ampersand = b"&amp;"
    chosen = {ord(mark): spellings[mark] for mark in _SPECIAL if mark in spellings} | {
        ord("&"): ampersand or b"&"
    }
    return b"".join([chosen.get(byte, bytes((byte,))) for byte in safe])


def _trimmed(raw: bytes) -> bytes:
    text = raw.decode("ascii")
    while text and (
        text[-1] in _TRAILING
        or (text[-1] in ")]" and text.count(text[-1]) > text.count("(["[text[-1] == "]"]))
    ):
        text = text[:-1]
    return text.encode("ascii")


def _place(data: bytes, start: int, surface: Surface, *, in_script: bool) -> Surface:
    if surface is not Surface.HTML_TEXT:
        return surface
    if in_script:
        return Surface.SCRIPT
    inside = data.rfind(b"<", max(0, start - 4096), start) > data.rfind(b">", max(0, start - 4096), start)
    return Surface.HTML_ATTRIBUTE if inside else Surface.HTML_TEXT


def _forbidden(data: bytes, *, csp_hashes: bool) -> list[tuple[int, int]]:
    """Where nothing may be changed.

    That is: comments, what a form sends, what is checked by a hash, the page's own address.
    """
    spans = [found.span() for found in _TAG.finditer(data)]
    spans += _elements(data, (b"textarea", b"plaintext"))
    if csp_hashes:
        spans += _elements(data, (b"script", b"style"))
    at = data.find(b"<!--")
    while at >= 0:
        end = data.find(b"-->", at + 4)
        spans.append((at, len(data) if end < 0 else end))
        at = data.find(b"<!--", end) if end >= 0 else -1
    return _joined(spans)


def _elements(data: bytes, names: Sequence[bytes]) -> list[tuple[int, int]]:
    """The contents of elements whose text is no markup."""
    opening = re.compile(rb"<(" + b"|".join(names) + rb")(?=[\s/>])", re.IGNORECASE)
    spans: list[tuple[int, int]] = []
    at = 0
    while found := opening.search(data, at):
        closing = re.compile(rb"</" + found[1] + rb"(?=[\s/>])", re.IGNORECASE).search(data, found.end())
        end = closing.start() if closing else len(data)
        spans.append((data.find(b">", found.end()) + 1 or len(data), end))
        at = max(end, found.end())
    return spans


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def _within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    number = bisect_right(spans, (at, 1 << 60)) - 1
    return number >= 0 and at < spans[number][1]
