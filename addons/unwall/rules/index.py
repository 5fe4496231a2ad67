"""The rules as one immutable set.

Packed, unpacked one by one when needed, and found by host at a constant cost.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, overload

from unwall.model import Kind, Rule, Status, Verdict
from unwall.rules.named import Named
from unwall.rules.packed import packed, unpacked
from unwall.urls.safety import PLAIN_TAIL
from unwall.urls.split import WEB, Split
from unwall.urls.suffix import Suffixes

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_LONGEST_HOST = 253
ANY_HOST = "*"

type Entry = tuple[tuple[int, ...], tuple[int, ...]]  # numbers of rules for requests, for responses


class Client(NamedTuple):
    """One way in which a context asks: what it says of itself, and the headers it adds."""

    name: str
    user_agent: str
    headers: tuple[tuple[str, str], ...] = ()


class Context(NamedTuple):
    """An app or a browser that walls know by its user agent."""

    name: str
    agents: tuple[str, ...]  # plain texts, each of which identifies it in a User-Agent; none: a browser
    clients: tuple[Client, ...]  # at least one; the first is the one that is asked as
    wraps: tuple[str, ...] = ()  # how it writes a shared link, {} for the link percent-encoded

    @property
    def user_agent(self) -> str:
        """What it says of itself when it is asked as."""
        return self.clients[0].user_agent


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
        "_either",
        "_ends",
        "_exact",
        "_ids",
        "_leaving",
        "_packed",
        "_plain",
        "_public",
        "_schemes",
        "_shared",
        "_unpacked",
        "anywhere",
        "beside",
        "canonical",
        "digest",
        "only",
        "suffixes",
        "texts",
    )

    def __init__(self, plain: Mapping[str, Any]) -> None:
        """From the packed form that ``pack`` gives."""
        self._packed: tuple[bytes, ...] = plain["rules"]
        self._ids: tuple[str, ...] = plain["ids"]
        self.texts: tuple[int, ...] = plain["texts"]  # those that look for something in running text
        self._unpacked: dict[int, Rule] = {}
        self._leaving: int = plain["leaving"]
        self._exact: dict[str, Entry] = plain["exact"]
        self._below: dict[str, Entry] = plain["below"]
        self._public: dict[str, Entry] = plain["public"]
        self._schemes: dict[str, Entry] = plain["schemes"]
        self.anywhere: tuple[int, ...] = plain["anywhere"]  # for any host: options, off unless asked for
        self._ends: frozenset[str] = plain["ends"]
        self._shared: frozenset[str] = plain["shared"]
        self._either = self._ends | self._shared
        self._plain: Callable[[str], re.Match[str] | None] | None = None
        self.canonical: Mapping[str, Entry] = plain["canonical"]  # by host, as rules write it
        self.only: frozenset[str] = plain["only"]
        self.suffixes = Suffixes(plain["suffixes"])
        pages, reasons, contexts = plain["beside"]
        self.beside = Beside(pages, reasons, tuple(map(_context, contexts)))
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
            rule = self._unpacked[index] = unpacked(self._packed[index])
        return rule

    def __iter__(self) -> Iterator[Rule]:
        return (self[number] for number in range(len(self)))

    @property
    def by_id(self) -> Named:
        """The rules by id."""
        return Named(self, self._ids)

    def nobodys(self, url: str) -> "re.Match[str] | None":
        """A web address whose host, as one look tells, no rule names; most addresses end here.

        Only ASCII without white space. The first group is the host, and the last one, too, where nothing
        behind the host is to be encoded.
        """
        found = (self._plain or self._plainly())(url)
        if found is None:
            return None
        host = found[1]
        last = host.rfind(".")
        second = host.rfind(".", 0, last)
        end = host[second + 1 :]
        if end not in self._either:
            return found
        if end in self._shared and second > 0:
            end = host[host.rfind(".", 0, second) + 1 :]
        return None if end in self._ends else found

    def _plainly(self) -> "Callable[[str], re.Match[str] | None]":
        words = "|".join(map(re.escape, sorted(self._public)))
        other = f"(?!(?:{words})\\.)" if words else ""
        plain = rf"https?://{other}([a-z0-9.-]++)(?:{PLAIN_TAIL}|()[/?#][!-~]*+\Z)"
        self._plain = re.compile(plain).match
        return self._plain

    def candidates(self, parts: Split) -> Candidates:
        """The rules that name this URL's host or scheme: ``leave`` first, then by form, then by detail."""
        if parts.scheme not in WEB:
            entries = self._app(parts)
        else:
            entries = self.named(parts.host) if has_own_port(parts) else []
        return Candidates(*_merged(entries, self._leaving)) if entries else NOBODY

    def requests(self, parts: Split) -> tuple[int, ...]:
        """``candidates(parts).request``, without a detour where a rule names the very host."""
        if parts.scheme in WEB:
            exact = self._exact.get(parts.host)
            if exact is not None and has_own_port(parts):
                return exact[0]
        return self.candidates(parts).request

    def named(self, host: str) -> list[Entry]:
        """The entries for a web host in lower case: exact, then ``*.``, then ``.*``."""
        exact = self._exact.get(host)
        if exact is not None:
            return [exact]
        return _wide(host, self._below, self._public, self.suffixes) if len(host) <= _LONGEST_HOST else []

    def distance(self, host: str) -> int | None:
        """How far a host is from those that rules name.

        0: it is one, or the very domain, with ``www`` or without; 1: of the same domain. None: nobody's.
        """
        url = f"https://{host}/"
        if self.named(host) or host in self.canonical or host in self.beside.pages:
            return 0
        if self.nobodys(url) or (self._plain or self._plainly())(url) is None:
            return None
        return int(self.suffixes.registrable(host) != host.removeprefix("www."))

    def _app(self, parts: Split) -> list[Entry]:
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

    def hosts(self) -> Iterator[tuple[str, Entry]]:
        """Every host of the web as rules write it, with its entry."""
        yield from self._exact.items()
        yield from ((f"*.{name}", entry) for name, entry in self._below.items())
        yield from ((f"{name}.*", entry) for name, entry in self._public.items())

    def leaves(self, number: int) -> bool:
        """Whether the rule of this number only says what to leave alone."""
        return number < self._leaving

    def domains(self) -> frozenset[str]:
        """The registrable domains of every host where rules open something, or that ``pages`` names.

        Of ``x.*`` forms, those under ``com`` and the suffixes of countries: a CA must name them one by one.
        """
        return self._domains(lambda entry: any(number >= self._leaving for number in (*entry[0], *entry[1])))

    def labels(self) -> frozenset[str]:
        """The names of the platforms themselves, and the label before the public suffix of each host."""
        labels = (domain.partition(".")[0] for domain in self._domains(lambda _: True))
        return frozenset(labels).union(rule.platform for rule in self)

    def _domains(self, counts: Callable[[Entry], bool]) -> frozenset[str]:
        hosts = [host for table in (self._exact, self._below) for host in table if counts(table[host])]
        hosts += [page.removeprefix("*.") for page in self.beside.pages]
        words = {host.rpartition(".")[2] for host in self._public if counts(self._public[host])}
        suffixes = self.suffixes.of_countries() if words else ()
        worldwide = (f"{word}.{suffix}" for suffix in suffixes for word in words)
        return frozenset(self.suffixes.registrable(host) or host for host in hosts).union(
            domain for domain in worldwide if not self.suffixes.has(domain)
        )


def pack(rules: Iterable[Rule], beside: Beside, suffixes: Suffixes, digest: str) -> dict[str, Any]:
    """The set in plain values, fit for ``marshal``; the order of the rules given does not matter."""
    ordered = sorted(rules, key=lambda rule: (precedence(rule), rule.id))
    tables: dict[str, dict[str, tuple[list[int], list[int]]]] = {
        "exact": {},
        "below": {},
        "public": {},
        "schemes": {},
        "canonical": {},
    }
    for number, rule in enumerate(ordered):
        if rule.status is Status.RETIRED:
            continue
        for host in rule.where.hosts:
            if host == ANY_HOST:
                continue
            table, key = ("canonical", host) if rule.kind is Kind.CANONICAL else _key(host)
            entry = tables[table].setdefault(key, ([], []))
            entry[1 if of_response(rule) else 0].append(number)
    exact, below, public, schemes, canonical = (_frozen(table) for table in tables.values())
    leaving = sum(rule.verdict is Verdict.LEAVE for rule in ordered)
    for host, own in exact.items():  # all that names the host, so that one look-up gives it
        exact[host] = _merged([own, *_wide(host, below, public, suffixes)], leaving)
    return {
        "rules": tuple(map(packed, ordered)),
        "ids": tuple(rule.id for rule in ordered),
        "texts": tuple(number for number, rule in enumerate(ordered) if rule.text is not None),
        "leaving": leaving,  # so many of the rules, from the first, leave alone what they name
        "exact": exact,
        "below": below,
        "public": public,
        "schemes": schemes,
        "canonical": canonical,
        "anywhere": tuple(
            number
            for number, rule in enumerate(ordered)
            if rule.where.hosts == (ANY_HOST,) and rule.status is not Status.RETIRED
        ),
        **_ends([*exact, *below], suffixes),
        "only": frozenset(host for rule in ordered if rule.only for host in rule.where.hosts),
        "suffixes": dict(suffixes.packed),
        "beside": (beside.pages, beside.reasons, tuple(map(_plain, beside.contexts))),
        "digest": digest,
    }


def _plain(context: Context) -> tuple[object, ...]:
    return (*context[:2], tuple(map(tuple, context.clients)), context.wraps)


def _context(plain: tuple[Any, ...]) -> Context:
    name, agents, clients, wraps = plain
    return Context(name, agents, tuple(Client(*each) for each in clients), wraps)


def has_own_port(parts: Split) -> bool:
    """Whether a web URL is asked for at the port of its scheme."""
    return parts.port in ("", _DEFAULT_PORTS[parts.scheme])


def _frozen(table: Mapping[str, tuple[list[int], list[int]]]) -> dict[str, Entry]:
    return {key: (tuple(request), tuple(response)) for key, (request, response) in table.items()}


def _wide(
    host: str, below: Mapping[str, Entry], public: Mapping[str, Entry], suffixes: Suffixes
) -> list[Entry]:
    """The entries that name hosts below one, or under any public suffix."""
    entries = []
    dot = host.find(".")
    while dot >= 0:
        rest = host[dot + 1 :]
        found = below.get(rest)
        if found is not None:
            entries.append(found)
        found = public.get(host[:dot])
        if found is not None and suffixes.has(rest):
            entries.append(found)
        dot = host.find(".", dot + 1)
    return entries


def _merged(entries: Sequence[Entry], leaving: int) -> Entry:
    """The entries as one: rules that leave alone first, then as they stand."""
    if len(entries) == 1:
        return entries[0]
    request = sorted((n for requests, _ in entries for n in requests), key=lambda n: n >= leaving)
    response = sorted((n for _, responses in entries for n in responses), key=lambda n: n >= leaving)
    return tuple(request), tuple(response)


def _ends(hosts: Sequence[str], suffixes: Suffixes) -> dict[str, frozenset[str]]:
    """The last two labels of each host, three where two are a suffix that many share; and those suffixes."""
    labels = [host.split(".") for host in hosts]
    two = {".".join(each[-2:]) for each in labels}
    shared = {end for end in two if suffixes.has(end) and end not in hosts}
    ends = {".".join(each[-3:] if ".".join(each[-2:]) in shared else each[-2:]) for each in labels}
    return {"ends": frozenset(ends | {f"{each[-1]}." for each in labels}), "shared": frozenset(shared)}


def of_response(rule: Rule) -> bool:
    """Whether the rule looks at responses rather than at URLs."""
    from unwall.rules.words import LOCATORS, Side  # noqa: PLC0415 - only where rules are compiled

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


def precedence(rule: Rule) -> tuple[bool, int, int, int, bool]:
    """Which of two rules for one host is tried first: the lower; ids decide between equals."""
    where = rule.where
    path = 2 if where.path is None else 1 if where.path.startswith("^") else 0
    conditions = (
        len(where.query) + len(where.body) + bool(where.raw) + bool(where.status) + bool(where.context)
    )
    asks = rule.verdict is Verdict.ASK
    return rule.verdict is not Verdict.LEAVE, path, -len(where.path or ""), -conditions, asks
