"""What an entry of a foreign list comes to: a rule with examples made for it, or why it is none."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from unwall.rules.formats.flow import Value, flow, quoted
from unwall.rules.nodes import Flaw
from unwall.urls.escape import component
from unwall.urls.suffix import Suffixes

MARK = "\0"  # stands in an address for the wrapped target
REST = "\1"  # for its path, where an expression takes host and path apart

# Targets for the examples, the most telling first; some expressions take no query, or no path, or only some.
_TARGETS = (
    "https://example.com/a?b=1&c=2",
    "https://example.com/a/b",
    "https://example.com",
    "https://example.com/a.mp3",
    "http://example.com/a?b=1&c=2",
)


class Sample(NamedTuple):
    """A target for the examples, and how it stands in them."""

    target: str
    bare: bool  # without its scheme where that is completed
    plain: bool  # not encoded where it need not be


SAMPLES = tuple(
    Sample(target, bare, plain) for plain in (False, True) for bare in (True, False) for target in _TARGETS
)

_LONGEST_ENTRY = 200  # characters of an entry that stand in its rule
_PERCENT = ("percent", "percent-if")  # what does not change a target that has nothing encoded


class Why(StrEnum):
    """Why an entry cannot be a rule."""

    ANY_HOST = "any-host"
    HOST_ONLY = "host-only"
    LOOKALIKE = "look-alike"
    NOT_LINEAR = "not-linear"
    PAGE = "page"  # depends on the page that the link stands on
    EXCEPTION = "exception"
    FIXED = "fixed"
    ONE_TARGET = "one-target"  # for targets of one site only
    STEP = "step"
    NO_TARGET = "no-target"
    MALFORMED = "malformed"
    AGAINST = "against"  # likewise
    UNPROVED = "unproved"  # said by whoever tries the examples


class Skipped(NamedTuple):
    """An entry that is no rule: where it stands, how it begins, and why."""

    place: str
    entry: str
    why: Why
    detail: Flaw | str = ""


class Unfit(ValueError):  # noqa: N818 - not an error of ours: carries the reason to where entries are read
    """An entry that cannot be a rule."""

    def __init__(self, why: Why, detail: Flaw | str = "") -> None:
        super().__init__(why, detail)
        self.why = why
        self.detail = detail


class Draft(NamedTuple):
    """An entry as a rule, without a name yet."""

    place: str
    entry: str
    hosts: tuple[str, ...]
    target: Mapping[str, Value]
    tail: str  # an address that it opens, from the path on, with MARK for the wrapped target
    path: str | None = None
    raw: str | None = None
    decode: tuple[Value, ...] = ()
    complete: str | None = None

    def shape(self) -> tuple[object, ...]:
        """What it says, whatever entry says it."""
        said = (self.path, self.raw, self.target, self.decode, self.complete)
        return self.hosts, *map(str, said)


class Reading(NamedTuple):
    """A foreign list, read."""

    drafts: tuple[Draft, ...]
    skipped: tuple[Skipped, ...]
    suffixes: Suffixes  # by which hosts were judged
    aside: int = 0  # entries that are about something else

    @property
    def entries(self) -> int:
        """How many entries of the list are about skipping links."""
        return len(self.drafts) + len(self.skipped)


def written(drafts: Iterable[tuple[str, Draft]], *, source: str, seen: str, sample: Sample) -> str:
    """A rule file with these drafts under their names; their examples lead to the sample."""
    lines = [f"platform: {quoted(source)}", "rules:"]
    for name, draft in drafts:
        lines += [*_rule(name, draft, source, seen, sample), ""]
    return "\n".join(lines)


def _rule(name: str, draft: Draft, source: str, seen: str, sample: Sample) -> Iterable[str]:
    where: dict[str, Value] = {"hosts": draft.hosts}
    where |= {"path": draft.path} if draft.path else {}
    where |= {"raw": draft.raw} if draft.raw else {}
    yield f"  - id: {name}"
    yield "    kind: wrapper"
    yield f"    where: {flow(where)}"
    yield f"    target: {flow(draft.target)}"
    if draft.decode:
        yield f"    decode: {flow(draft.decode)}"
    if draft.complete:
        yield f"    complete: {draft.complete}"
    # Lines and indexes move with every edition of a list, an entry does not.
    where_from = quoted(f"{source}: {draft.entry[:_LONGEST_ENTRY]}")
    yield f"    sources: [{{what: imported list, where: {where_from}, seen: '{seen}'}}]"
    yield "    tests:"
    for host in map(_example_host, draft.hosts):
        given = quoted(_address(draft, host, sample))
        yield f"      - {{given: {given}, want: {quoted(_wanted(draft, sample))}}}"
    host = _example_host(draft.hosts[0])
    unsafe = sample._replace(target=sample.target.replace("example.com", "127.0.0.1"))
    yield f"      - {{given: {quoted(_address(draft, host, unsafe))}, refuse: private}}"
    nothing = draft.tail.replace(MARK, "words").replace(REST, "/")
    yield f"      - {{given: {quoted(f'https://{host}{nothing}')}, leave: true}}"


def _example_host(pattern: str) -> str:
    if pattern.startswith("*."):
        return f"sub{pattern[1:]}"
    return f"{pattern[:-1]}com" if pattern.endswith(".*") else pattern


def _wanted(draft: Draft, sample: Sample) -> str:
    if draft.complete and sample.bare:
        return f"{draft.complete}://{sample.target.partition('://')[2]}"
    return sample.target


def _address(draft: Draft, host: str, sample: Sample) -> str:
    text = sample.target.partition("://")[2] if draft.complete and sample.bare else sample.target
    for word in reversed(draft.decode):
        open_ = word == "percent-if" and REST in draft.tail
        text = text if open_ or (sample.plain and word in _PERCENT) else _wrapped(text, word)
    if "param" in draft.target:
        text = component(text)
    if REST in draft.tail:
        text, slash, rest = text.partition("/")
        return f"https://{host}{draft.tail.replace(MARK, text).replace(REST, slash + rest)}"
    return f"https://{host}{draft.tail.replace(MARK, text)}"


def _wrapped(text: str, word: Value) -> str:
    """The inverse of a decode word, as far as foreign lists have it."""
    match word:
        case "percent" | "percent-if":
            return component(text)
        case "base64":
            return urlsafe_b64encode(text.encode()).decode().rstrip("=")
        case {"strip": str(prefix)}:
            return prefix + text
        case {"json": str(pointer)}:
            return f'{{"{pointer[1:]}":"{text}"}}'
        case {"through": [str(name), *_]}:
            return f"https://hop.example/?{name}={component(text)}"
        case _:
            return text
