"""The rules as one immutable set.

Packed, unpacked one by one when needed, and found by host at a constant cost.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, overload

from unwall.model import (
    Example,
    Kind,
    Needs,
    Place,
    Reason,
    Rule,
    Source,
    Status,
    Target,
    Text,
    Verdict,
    Where,
    Word,
)
from unwall.rules.words import LOCATORS, Side
from unwall.urls.split import WEB, Split
from unwall.urls.suffix import Suffixes

FORMAT = 3  # of the packed form; a cache of another format is not read
_VALUES = (Rule, Where, Target, Word, Text, Source, Example, Place, Kind, Verdict, Status, Reason, Needs)
_NUMBERS = {value: number for number, value in enumerate(_VALUES)}
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_LONGEST_HOST = 253
ANY_HOST = "*"


class Context(NamedTuple):
    """A client that walls know by its user agent."""

    name: str
    agent: str  # plain text that identifies it in a User-Agent
    user_agent: str  # what it says of itself


class Beside(NamedTuple):
    """What rule files say beside rules."""

    pages: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    contexts: tuple[Context, ...] = ()


class Candidates(NamedTuple):
    """The numbers of the rules that name a host, most telling first."""

    request: tuple[int, ...] = ()
    response: tuple[int, ...] = ()


NOBODY = Candidates()


class RuleSet(Sequence[Rule]):
    """All rules in force, ordered by how telling they are.

    Immutable; costs nothing to make from its packed form.
    """

    __slots__ = (
        "_below",
        "_exact",
        "_packed",
        "_public",
        "_schemes",
        "_unpacked",
        "anywhere",
        "beside",
        "digest",
        "only",
        "suffixes",
    )

    def __init__(self, plain: Mapping[str, Any]) -> None:
        """From the packed form that ``pack`` gives."""
        self._packed: tuple[bytes, ...] = plain["rules"]
        self._unpacked: dict[int, Rule] = {}
        self._exact: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = plain["exact"]
        self._below: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = plain["below"]
        self._public: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = plain["public"]
        self._schemes: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = plain["schemes"]
        self.anywhere: tuple[int, ...] = plain[
            "anywhere"
        ]  # rules for any host: options, off unless asked for
        self.only: frozenset[str] = plain["only"]
        self.suffixes = Suffixes(*plain["suffixes"])
        pages, reasons, contexts = plain["beside"]
        self.beside = Beside(pages, reasons, tuple(Context(*each) for each in contexts))
        self.digest: str = plain["digest"]

    @classmethod
    def of(
        cls,
        rules: Iterable[Rule],
        beside: Beside = Beside(),
        suffixes: Suffixes = Suffixes(),
        digest: str = "",
    ) -> "RuleSet":
        """The set of these rules."""
        return cls(pack(rules, beside, suffixes, digest))

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, index: int) -> Rule: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Rule]: ...
    def __getitem__(self, index: int | slice) -> Rule | Sequence[Rule]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        rule = self._unpacked.get(index)
        if rule is None:
            rule = self._unpacked[index] = _unpacked_rule(self._packed[index])
        return rule

    def __iter__(self) -> Iterator[Rule]:
        return (self[number] for number in range(len(self)))

    def candidates(self, parts: Split) -> Candidates:
        """The rules that name this URL's host or scheme.

        ``leave`` first, then by host form, then by specificity.
        """
        entries = self._web(parts) if parts.scheme in WEB else self._app(parts)
        if not entries:
            return NOBODY
        if len(entries) == 1:
            return Candidates(*entries[0])
        return Candidates(
            self._merged([request for request, _ in entries]),
            self._merged([response for _, response in entries]),
        )

    def _merged(self, groups: list[tuple[int, ...]]) -> tuple[int, ...]:
        numbers = [number for group in groups for number in group]
        return tuple(sorted(numbers, key=lambda number: self[number].verdict is not Verdict.LEAVE))

    def _web(self, parts: Split) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        return self.named(parts.host) if has_own_port(parts) else []

    def named(self, host: str) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """The entries for a web host in lower case: exact, then ``*.``, then ``.*``."""
        if len(host) > _LONGEST_HOST:
            return []
        entries = []
        exact = self._exact.get(host)
        if exact is not None:
            entries.append(exact)
        dot = host.find(".")
        while dot >= 0:
            below = self._below.get(host[dot + 1 :])
            if below is not None:
                entries.append(below)
            public = self._public.get(host[:dot])
            if public is not None and self.suffixes.has(host[dot + 1 :]):
                entries.append(public)
            dot = host.find(".", dot + 1)
        return entries

    def _app(self, parts: Split) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        scheme, authority = parts.scheme, parts.authority.lower()
        keys = [f"{scheme}://{authority}"]
        if len(authority) <= _LONGEST_HOST:
            dots = (at for at, mark in enumerate(authority) if mark == ".")
            keys += [f"{scheme}://*{authority[at:]}" for at in dots]
        if authority:
            keys.append(f"{scheme}://")
        found = (self._schemes.get(key) for key in keys)
        return [entry for entry in found if entry is not None]

    def anchors(self) -> tuple[str, ...]:
        """The literal texts by which a link of any rule can be found in a body.

        Hosts, ``.suffix``, ``word.``, ``scheme://``.
        """
        schemes = {key.partition("://")[0] + "://" for key in self._schemes}
        return (
            *self._exact,
            *("." + name for name in self._below),
            *(name + "." for name in self._public),
            *sorted(schemes),
        )

    def domains(self) -> frozenset[str]:
        """The registrable domains of every host that a rule or ``pages`` names.

        Of ``x.*`` forms, those under ``com`` and under the suffixes of countries: the list is for a CA, which
        must name them one by one, and businesses with a name in every country have it there.
        """
        hosts = [*self._exact, *self._below, *(page.removeprefix("*.") for page in self.beside.pages)]
        words = {host.rpartition(".")[2] for host in self._public}
        suffixes = self.suffixes.of_countries() if words else ()
        worldwide = (f"{word}.{suffix}" for suffix in suffixes for word in words)
        return frozenset(self.suffixes.registrable(host) or host for host in hosts).union(
            domain for domain in worldwide if not self.suffixes.has(domain)
        )

    def labels(self) -> frozenset[str]:
        """The names of the platforms themselves.

        Each is the label before the public suffix of one of their hosts.
        """
        return frozenset(domain.partition(".")[0] for domain in self.domains())


def pack(rules: Iterable[Rule], beside: Beside, suffixes: Suffixes, digest: str) -> dict[str, Any]:
    """The set in plain values, fit for ``marshal``; the order of the rules given does not matter."""
    import marshal  # noqa: PLC0415 - only where rules are compiled

    ordered = sorted(rules, key=_telling)
    tables: dict[str, dict[str, tuple[list[int], list[int]]]] = {
        "exact": {},
        "below": {},
        "public": {},
        "schemes": {},
    }
    for number, rule in enumerate(ordered):
        if rule.status is Status.RETIRED:
            continue
        for host in rule.where.hosts:
            if host == ANY_HOST:
                continue
            table, key = _key(host)
            entry = tables[table].setdefault(key, ([], []))
            entry[1 if of_response(rule) else 0].append(number)
    return {
        "rules": tuple(marshal.dumps(_packed(rule)) for rule in ordered),
        **{
            name: {key: (tuple(request), tuple(response)) for key, (request, response) in table.items()}
            for name, table in tables.items()
        },
        "anywhere": tuple(
            number
            for number, rule in enumerate(ordered)
            if rule.where.hosts == (ANY_HOST,) and rule.status is not Status.RETIRED
        ),
        "only": frozenset(host for rule in ordered if rule.only for host in rule.where.hosts),
        "suffixes": tuple(suffixes),
        "beside": (beside.pages, beside.reasons, tuple(map(tuple, beside.contexts))),
        "digest": digest,
    }


def has_own_port(parts: Split) -> bool:
    """Whether a web URL is asked for at the port of its scheme."""
    return parts.port in ("", _DEFAULT_PORTS[parts.scheme])


def of_response(rule: Rule) -> bool:
    """Whether the rule looks at responses rather than at URLs."""
    where = rule.where
    return bool(where.status or where.type or where.body) or any(
        LOCATORS[target.locate.name].side is Side.PAGE for target in rule.targets
    )


def _key(host: str) -> tuple[str, str]:
    if "://" in host:
        return "schemes", host
    if host.startswith("*."):
        return "below", host[2:]
    if host.endswith(".*"):
        return "public", host[:-2]
    return "exact", host


def _telling(rule: Rule) -> tuple[bool, int, int, int, bool, str]:
    where = rule.where
    path = 2 if where.path is None else 1 if where.path.startswith("^") else 0
    conditions = (
        len(where.query) + len(where.body) + bool(where.raw) + bool(where.status) + bool(where.context)
    )
    asks = rule.verdict is Verdict.ASK
    return rule.verdict is not Verdict.LEAVE, path, -len(where.path or ""), -conditions, asks, rule.id


def _packed(value: Any) -> Any:  # noqa: ANN401 - whatever a rule is made of
    number = _NUMBERS.get(type(value))
    if number is not None:
        return [number, str(value)] if isinstance(value, str) else [number, *map(_packed, value)]
    return tuple(map(_packed, value)) if isinstance(value, tuple) else value


def _unpacked_rule(data: bytes) -> Rule:
    import marshal  # noqa: PLC0415 - built in, no cost; imported where it is used

    rule = _unpacked(marshal.loads(data))  # noqa: S302 - our own cache, in the user's own directory, made from validated rules
    assert isinstance(rule, Rule)  # noqa: S101 - tells the type checker what pack wrote
    return rule


def _unpacked(value: Any) -> Any:  # noqa: ANN401 - see _packed
    if isinstance(value, list):
        return _VALUES[value[0]](*map(_unpacked, value[1:]))
    return tuple(map(_unpacked, value)) if isinstance(value, tuple) else value
