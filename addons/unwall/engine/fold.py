"""Where links stand in running text, also those that people spell so that a filter does not see them.

A link in text is a stretch of characters and its readings. Undoing a disguise (``hxxp``, ``[.]``,
``m点tb点cn``, full-width letters, zero-width marks, inserted spaces and words) only ever makes a reading of a
stretch: the text itself stays as it is, and most readings count only where a rule knows the address.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from unwall.engine.letters import ODD, View
from unwall.rules.expressions import Found, expression, matcher
from unwall.urls.split import WEB
from unwall.urls.suffix import Suffixes

_URL = r"[!#-;=?-\[\]_a-zA-Z~]"  # what may stand in a URL in text: printable ASCII without < > " \ ^ ` { | }
_PLAIN = rf"[A-Za-z][A-Za-z0-9+.\-]*://(?:{_URL}|\\_)*"  # Markdown writes _ as \_

_PLAIN_TAIL = rf"[/?#](?:{_URL}|\\_)*"
_LONGEST_HOST = 253
_LONGEST_TAIL = 65_536
_IDEOGRAPHS = "\u2e80"  # from here on: Chinese, Japanese, Korean, and the emoji

_BRACKETED = r"\[(?:\.|点|dot)\]|\((?:\.|点|dot)\)|\{\.\}|[【（「『〔][.点][】）」』〕]"
_DOTTY = "。｡·•‧∙⋅․﹒⸱丶点點"
_POINTS = "·•‧∙⋅․⸱"  # of these, what ends no sentence
_SAID = " {1,2}(?:dot|dian) {1,2}"
_DOT = rf"(?: {{0,2}}(?:{_BRACKETED}|[.{_DOTTY}]) {{0,2}}|{_SAID})"
_COLON = r"\[?[:;﹕；∶︰]\]?"
_SPOKEN = "斜?杠|斜线"  # a slash in words
_SLASH = rf"(?:\[?[/∕]\]?|{_SPOKEN})"
_BY_HAND = r"\([^\x00-\x7f]{1,6}\)|\[[^\x00-\x7f]{1,6}\]"
# Letters of other alphabets stand for others; and of the rest the sign of kelvin is a k, in whatever case.
_NO_ALPHABET = r"\x{a1}-\x{bf}\x{2000}-\x{2129}\x{212b}-\x{2fff}\x{3001}-\x{10ffff}"
_WORDS = rf"(?:[{_NO_ALPHABET}]{{1,6}}|\*{{1,3}}|{_BY_HAND})"  # 删我, ❤, ***, (去掉): to be taken out
_LABEL = "(?:[a-z0-9_-]+|康姆|卡姆|西恩)"
_FIRST = rf"(?:三w|三达不溜|{_LABEL})"
_TAIL = rf"(?: [a-z0-9])?(?: ?[.] ?[a-z0-9]|{_URL}|(?: /|/ ) ?[a-z0-9]|[∕]|{_SPOKEN}|\\_|[{_DOTTY}][a-z0-9])*"
_SCHEME = (
    r"(?:(?:h ?(?:t ?t|xx|\*\*|\+\+|χχ|тт)|ht\*|h\*t|tt) ?[p*] ?s?"
    rf" {{0,2}}{_COLON} {{0,2}}(?:{_SLASH}(?: {{0,2}}{_SLASH})?|\\{{1,2}}) {{0,2}}|h(?:tt|xx)ps?\[://\]|https?//|//)"
)
_ADDRESS = (
    rf"(?i)(?:({_SCHEME})({_FIRST}(?:(?:{_WORDS}?{_DOT}(?:{_WORDS}{_DOT}?)?|{_WORDS}){_LABEL}){{1,8}})"
    rf"(?::[0-9]{{1,5}})?(?: ?{_WORDS}?(?:{_SLASH}|\\){_TAIL})?"
    rf"|({_FIRST}(?:(?:{_WORDS}?{_DOT}{_WORDS}?|{_BY_HAND}){_LABEL}){{1,8}}) ?{_SLASH}{_TAIL})"
)
_SPELLED = r"[a-z0-9](?: [a-z0-9-])*"
_SPACED = (
    rf"(?i)\b(?:h ?t ?t ?p ?s? ?: ?/ ?/|{_SPELLED}(?: ?[.] ?{_SPELLED}){{1,4}} ?/)"
    r"(?: ?[!-;=?-\[\]_a-z~]){4,200}"
)
_JOINT = (
    rf"(?i)(?P<hard>{_BRACKETED})|(?P<underscore>\\_)|(?P<dot> {{0,2}}[{_DOTTY}] {{0,2}})"
    rf"|(?P<spaced> {{1,2}}[.] {{0,2}}|[.] {{1,2}})|(?P<said>{_SAID})"
    rf"|(?P<slash> ?(?:\[[/∕]\]|∕|\\|{_SPOKEN}) ?| / ?|/ )"
    rf"|(?P<www>三w|三达不溜)|(?P<com>[康卡]姆)|(?P<cn>西恩)|(?P<words>{_BY_HAND}|[^\x00-\x7f]|\*)"
)
_STANDS_FOR = {
    "hard": ".",
    "underscore": "_",
    "dot": ".",
    "spaced": ".",
    "said": ".",
    "slash": "/",
    "www": "www",
    "com": "com",
    "cn": "cn",
    "words": "",
}
_GOES_ON = "@./\\-_=&?%#~+"  # before a bare host: it is the middle of something else
_ENDS_AT = r"&(?:quot|apos|lt|gt|#34|#39);|\]\(|[^:](//@)"  # an escaped quote, Markdown, a repost
_SLASHES = ("/", "／", "∕", "斜", "杠", ":\\")  # no address without one
_AFTER = ".,;:!?'*~"
_PAIRS = {")": "(", "]": "["}
_OPENED_BY = {opening: close for close, opening in _PAIRS.items()}
_TELLING = r"[0-9].{4}|.{4}[0-9]"  # of a path: long enough, with a number in it
_MOST_ENDS = 6
_MOST_SPACES = 12  # places where an address that is spelled out may end
_LONGEST_PIECE = 30  # letters of it that may stand together

# Whatever is in disguise and a rule may know leaves one of these traces, unless its host is there plainly:
# odd letters, parts of a host joined by more than a dot, letters spread out. They count nothing long: each
# count is a state of its own, and with too many RE2 slows down a hundredfold.
_JOINED = (
    rf"(?:{_WORDS}?"
    rf"(?: {{0,2}}(?:{_BRACKETED}|[{_DOTTY}．]) {{0,2}}| {{1,2}}[.] {{0,2}}|[.] {{1,2}}|{_SAID})"
    rf"(?:{_WORDS}{_DOT}?)?|{_WORDS}[.]{_WORDS}?|[.]{_WORDS}|－)"
)
_ODD_SLASH = rf"(?:\[/\]|[／∕]\]?|{_SPOKEN})"
_ANY_SLASH = rf"(?:[/／∕]\]?|{_SPOKEN})"
TRACES = (
    ODD,
    rf"(?i)(?:{_ANY_SLASH}|[:;﹕；∶︰：]\]? {{0,2}}\\) {{0,2}}[a-z0-9_.-]+(?:{_JOINED}|{_WORDS})[a-z0-9_-]",
    rf"(?i)[a-z0-9_-]{_JOINED}{_LABEL}(?:{_WORDS}?(?:{_DOT}|．){_WORDS}?{_LABEL}){{0,7}} ?{_ANY_SLASH}",
    rf"(?i)[.][a-z0-9-]+(?: ?{_ODD_SLASH} ?| ?{_WORDS}{_ANY_SLASH}| /|/ )[a-z0-9]",
    r"(?i)[/\\][a-z0-9.-]+\\[ac-eg-mo-qsv-z0-9]",  # other letters escape something
    rf"(?i){_ANY_SLASH} ?{_ANY_SLASH} ?[a-z0-9.-]+ [a-z0-9. -]*{_ANY_SLASH}",
    rf"(?i){_SPELLED}(?: ?[.．] ?{_SPELLED})+ ?{_ANY_SLASH}",
)

_ODD_PATH = rf"(?i)/{_URL}*(?:\\_|{_ODD_SLASH}|[*{_DOTTY}．][a-z0-9])"  # of a host that may be plain
_ANY_TRACE = "|".join(f"(?:{trace})" for trace in (*TRACES, _ODD_PATH))
# Behind the plain part of an address: more of it, in disguise.
_GOES_ON_BEHIND = re.compile(rf"\s?[/\\]|\s*(?:[.．{_DOTTY}]|dot|dian)\s*[A-Za-z0-9]|\*")


class Reading(NamedTuple):
    """What a stretch of text may stand for; ``start`` and ``end`` count characters of the text."""

    start: int
    end: int
    url: str
    folded: bool  # a disguise was undone
    certain: bool  # a link also where no rule knows it
    meant: bool = False  # a link also where rules know no more of it than its host


def plain(text: str, suffixes: Suffixes) -> Iterator[Reading]:
    """The addresses that stand in ``text`` as ``scheme://…``, one reading each.

    >>> [each.url for each in plain("看 https://example.com/a，好", Suffixes())]
    ['https://example.com/a']
    """
    if "://" not in text:
        return
    for first, last in _written(text):
        written = _own_scheme(text[first:last])
        start = last - len(written)
        if "/" not in written.partition("://")[2] and not text[last : last + 1].isascii():
            written = text[start : _end_of_host(text, start, last, suffixes)]
        url = trimmed(written)
        if not url.endswith("://"):
            yield Reading(start, start + len(url), url.replace("\\_", "_"), "\\_" in url, certain=True)


def is_plain(text: str, addresses: Iterable[Reading]) -> bool:
    """Whether ``disguised`` has nothing to say: as in most texts, every slash belongs to a plain address.

    ``addresses``: what ``plain`` says of the text.
    """
    if any(mark in text for mark in _SLASHES[1:]):
        return False
    web = [each for each in addresses if each.url.startswith(("https://", "http://")) and not each.folded]
    if text.count("/") != sum(text.count("/", each.start, each.end) for each in web):
        return False
    if any(_GOES_ON_BEHIND.match(text, each.end) for each in web):
        return False
    return not matcher(_ANY_TRACE)(text)


def disguised(text: str) -> Iterator[list[Reading]]:
    """The readings of each stretch that looks like an address without its scheme, or in disguise.

    The best first.
    """
    if not any(mark in text for mark in _SLASHES):
        return
    view = View(text)
    for found in expression(_ADDRESS).finditer(view.text):
        readings = _readings(view, found)
        if readings:
            yield readings
    for found in expression(_SPACED).finditer(view.text):
        readings = _spaced_readings(view, found)
        if readings:
            yield readings


def listed(host: str, suffixes: Suffixes) -> bool:
    """Whether the host ends in a public suffix of the list; of a name in other scripts, its last label."""
    dotted, _, last = host.rpartition(".")
    return bool(dotted) and suffixes.has(
        last.lower() if last.isascii() else "xn--" + last.encode("punycode").decode("ascii")
    )


def trimmed(url: str) -> str:
    """``url`` without what belongs to the sentence: closing marks, and lone brackets.

    >>> trimmed("https://en.example/A_(b)).")
    'https://en.example/A_(b)'
    """
    end = len(url)
    opened = {close: url.count(close) - url.count(opening) for close, opening in _PAIRS.items()}
    while end:
        last = url[end - 1]
        if last in opened:
            if opened[last] <= 0:
                break
            opened[last] -= 1
        elif last in _OPENED_BY:
            opened[_OPENED_BY[last]] += 1
        elif last not in _AFTER:
            break
        end -= 1
    return url[:end]


def _written(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each address, up to what ends it though it might stand in one."""
    for found in expression(_PLAIN).finditer(text):
        at, end = found.start(), found.end()
        for mark in expression(_ENDS_AT).finditer(text[at:end]):
            yield from _first_address(text, at, found.start() + max(mark.start(), mark.start(1)))
            at = found.start() + mark.end()
        yield from _first_address(text, at, end) if at > found.start() else [(at, end)]


def _first_address(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    found = expression(_PLAIN).search(text[start:end])
    if found is not None:
        yield start + found.start(), start + found.end()


def _end_of_host(text: str, start: int, end: int, suffixes: Suffixes) -> int:
    """Where the address from ``start`` ends whose host may go on after ``end`` in letters that are not ASCII.

    Chinese directly after a complete host is the sentence going on; Cyrillic or accented letters are the
    host's own.
    """
    rest = text[end : end + _LONGEST_HOST]
    length = next((at for at, mark in enumerate(rest) if not mark.isalnum() and mark not in ".-"), len(rest))
    host = text[start:end].partition("://")[2]
    complete = listed(host, suffixes) or not suffixes
    if not length or (complete and rest[0] >= _IDEOGRAPHS):
        return end
    foreign = (host + rest[:length]).rstrip(".-")
    if not listed(foreign, suffixes):
        return end if complete else start
    end += len(foreign) - len(host)
    tail = expression(_PLAIN_TAIL).match(text[end : end + _LONGEST_TAIL])
    return end + (tail.end() if tail else 0)


def _own_scheme(url: str) -> str:
    """``see-https://x`` without the word that is stuck to it."""
    scheme, _, rest = url.partition("://")
    for web in reversed(WEB):
        before = scheme[: -len(web)]
        if scheme.lower().endswith(web) and before and not before[-1].isalnum():
            return f"{scheme[len(before) :]}://{rest}"
    return url


# ---- disguises ---------------------------------------------------------------------------------------------


class _Joint(NamedTuple):
    start: int
    end: int
    sign: str  # what it stands for
    kind: str


def _readings(view: View, found: Found) -> list[Reading]:
    scheme = found.group(1)
    group = 2 if scheme else 3
    start, host_end = found.start(group), found.end(group)
    end = host_end + _address_length(view.text[host_end : found.end()])
    joints = [_joint(each, start) for each in expression(_JOINT).finditer(view.text[start:end])]
    as_it_stands = view.given[slice(*view.span(found.start(), end))] == view.text[found.start() : end]
    before = view.text[found.start() - 1 : found.start()]
    if scheme and not joints and as_it_stands and scheme.lower() in ("http://", "https://"):
        return []  # no disguise
    veiled = view.given[slice(*view.span(start, host_end))] != view.text[start:host_end]
    bare = scheme in (None, "//")
    goes_on = before and ((bare and before in _GOES_ON) or (scheme == "//" and before == ":"))
    if goes_on or (before.isascii() and before.isalnum()):
        return []
    in_host = [
        joint
        for joint in joints
        if joint.start < host_end or (joint.start == host_end and joint.kind == "words")
    ]
    torn = next((at for at in joints if at.kind == "slash" and view.text[at.end - 1] == " "), None)
    if torn and not any(joint.kind in ("spaced", "said") for joint in in_host):
        if torn.start <= host_end:
            return []
        end = torn.start  # a space after a slash ends an address, but in one that is spaced all over
        joints = [joint for joint in joints if joint.end <= end]
    web = "https" if bare or "s" in (scheme or "").lower() else "http"
    ends = _ends(view, joints, host_end, end)
    readings = []
    for own in _starts(view, in_host, start):
        first = found.start() if own == start else own
        sure = own == start and _certain(scheme, in_host)
        for last in ends:
            host, slash, tail = _joined(view.text, joints, own, last).partition("/")
            url = f"{web}://{host.replace('..', '.')}{slash}{tail}"
            reading = _reading(view, first, last, url, certain=sure and last == ends[0])
            meant = last in (ends[0], end) and _is_meant(in_host, tail, bare=bare, veiled=veiled)
            readings.append(reading._replace(meant=meant))
    return readings


def _address_length(tail: str) -> int:
    """How much of what follows a host is the address's."""
    mark = expression(_ENDS_AT).search(tail)
    if mark is None:
        return len(tail)
    return int(max(mark.start(), mark.start(1)))


def _spaced_readings(view: View, found: Found) -> list[Reading]:
    """What is spelled letter by letter, ``h t t p s : / / m . t b . c n``; it may end at each space."""
    text = found.group() or ""
    letters = [at for at, mark in enumerate(text) if mark != " "]
    url = text.replace(" ", "")
    has_scheme = "://" in url
    rest = url.partition("://")[2] if has_scheme else url
    slash = letters[len(url) - len(rest) + rest.find("/")]
    torn = letters[-1] - letters[0] >= 2 * len(url) - _LONGEST_PIECE and " " in text[:slash]
    before = view.text[found.start() - 1 : found.start()]
    if "/" not in rest or not torn or (before and before in _GOES_ON):
        return []
    web = "" if has_scheme else "https://"
    spaces = [at for at, mark in enumerate(text) if mark == " " and at > slash]
    ends = [len(text), *reversed(spaces[-_MOST_SPACES:])]
    return [
        _reading(
            view, found.start(), found.start() + end, web + text[:end].replace(" ", ""), certain=False
        )._replace(meant=end == ends[0])
        for end in ends
    ]


def _joint(found: Found, offset: int) -> _Joint:
    kind = next(name for name in _STANDS_FOR if found.group(name) is not None)
    return _Joint(offset + found.start(), offset + found.end(), _STANDS_FOR[kind], kind)


def _certain(scheme: str | None, in_host: list[_Joint]) -> bool:
    kinds = {joint.kind for joint in in_host}
    if scheme == "//":
        return False
    return not kinds & {"words", "spaced"} if scheme else "hard" in kinds and not kinds - {"hard"}


def _is_meant(in_host: list[_Joint], tail: str, *, bare: bool, veiled: bool) -> bool:
    """Whether nobody writes so but who disguises a link, provided that the host is a platform's.

    Before ``com/`` a sentence may end; what goes on like an item's address is no next sentence.
    """
    kinds = {joint.kind for joint in in_host}
    is_disguised = bool(kinds) or veiled
    if bare:
        return is_disguised and not kinds & {"words", "spaced"} and bool(expression(_TELLING).search(tail))
    return is_disguised


def _starts(view: View, in_host: list[_Joint], start: int) -> list[int]:
    """Where the host may begin: what stands before a disguised dot may as well be the sentence before."""
    later = (joint.end for joint in in_host if joint.kind in ("dot", "words", "spaced", "said"))
    begins = [at for at in later if view.text[at].isascii() and view.text[at].isalnum()]
    return [start, *begins][:_MOST_ENDS]


def _ends(view: View, joints: list[_Joint], host_end: int, end: int) -> list[int]:
    """Where the link may end, the shortest first.

    Each disguised dot in the path may as well end a sentence, but for a point that stands for the dots of the
    host, too. A wide slash may part words; sooner it goes on.
    """
    signs = {view.text[joint.start : joint.end] for joint in joints if joint.start < host_end}
    ends = {
        joint.start
        for joint in joints
        if joint.start > host_end
        and joint.kind in ("dot", "spaced")
        and (view.text[joint.start : joint.end] not in signs or view.text[joint.start] not in _POINTS)
    }
    parted: set[int] = set()
    if view.text is not view.given:
        at = [view.given[view.back(index)] for index in range(host_end, end)]
        for index in range(2, len(at)):
            if at[index - 1].isascii() and not at[index].isascii() and at[index:] != ["／"]:
                (parted if at[index] == "／" else ends).add(host_end + index)
    return [*sorted(ends)[: _MOST_ENDS - 1], end, *sorted(parted - ends, reverse=True)[: _MOST_ENDS - 1]]


def _joined(text: str, joints: list[_Joint], start: int, end: int) -> str:
    out = []
    for joint in joints:
        if joint.start >= start and joint.end <= end:
            out += [text[start : joint.start], joint.sign]
            start = joint.end
    return "".join([*out, text[start:end]])


def _reading(view: View, first: int, last: int, url: str, *, certain: bool) -> Reading:
    cut = len(url) - len(trimmed(url))
    start, end = view.span(first, last - cut)
    url = url[: len(url) - cut]
    folded = view.given[start:end] not in (url, url.removeprefix("https://"))
    return Reading(start, end, url, folded, certain)
