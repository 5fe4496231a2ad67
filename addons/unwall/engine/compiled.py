"""Rules as closures, made once per rule and only for rules whose host was met."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from unwall.engine.decode import Decoder, Finisher, decoder, finisher
from unwall.engine.locate import Locator, locator, reads_text, reads_url
from unwall.model import Page, Rule, Status, Target, Verdict, Where
from unwall.rules.expressions import matcher
from unwall.urls.escape import percent
from unwall.urls.query import values_of
from unwall.urls.split import Split

if TYPE_CHECKING:
    from unwall.engine.page import Parsed

type PageLocator = Callable[["Parsed"], Iterable[str]]
type Check = Callable[[Split], bool]


_PLAIN = re.compile(r"\^((?:[A-Za-z0-9_/-]|\\[./-])+)(\$?)")  # paths that stand for one text alone
_ESCAPED = re.compile(r"\\(.)")


class Compiled(NamedTuple):
    """One rule, ready to be applied."""

    rule: Rule
    acts: bool  # it opens what it finds, rather than only saying so
    checks: tuple[Check, ...]
    reads: tuple[tuple[Locator, Finisher, bool], ...]  # the last: only where a rule opens what is read
    page_reads: tuple[tuple[PageLocator, Finisher], ...]
    reasons: tuple[tuple[PageLocator, Decoder], ...]

    def holds(self, url: Split, context: str) -> bool:
        """Whether the rule looks at this URL, asked for by this client."""
        wanted = self.rule.where.context
        if wanted and context not in wanted:
            return False
        for check in self.checks:  # noqa: SIM110 - a generator costs more than most checks
            if not check(url):
                return False
        return True

    def typed(self, url: Split) -> Iterator[str]:
        """What was typed in the search box whose search this URL is."""
        for target in self.rule.targets:
            if ("shared", True) in target.options:
                yield from map(_words, locator(target)(url))

    def holds_for(self, page: Page) -> bool:
        """Whether the rule looks at this response (its URL holds already)."""
        return next(unlike(self.rule.where, page), None) is None


def nothing(_: str) -> str | None:
    """A decoder that finds nothing."""
    return None


def compiled(rule: Rule, meant: Decoder = nothing) -> Compiled:
    """The rule as closures; ``meant`` gives the one known link that a text means."""
    return Compiled(
        rule,
        rule.verdict in (Verdict.OPEN, Verdict.OPTION) and rule.status is not Status.EXPERIMENTAL,
        tuple(check for _, check in named_checks(rule.where)),
        tuple(
            (locator(target), _finisher(target, meant), ("known", True) in target.options)
            for target in rule.targets
            if reads_url(target)
        ),
        _page_reads(target for target in rule.targets if not reads_url(target) and not reads_text(target)),
        _reasons(rule.reason),
    )


def _words(captures: tuple[str, ...]) -> str:
    """What was typed in a search box, of the search's address: ``+`` is a space."""
    return "".join(captures).replace("+", " ")


def _finisher(target: Target, meant: Decoder) -> Finisher:
    if ("shared", True) not in target.options:
        return finisher(target)
    return lambda captures: meant(_words(captures))


def _page_reads(targets: Iterable[Target]) -> tuple[tuple[PageLocator, Finisher], ...]:
    wanted = tuple(targets)
    if not wanted:
        return ()
    from unwall.engine.page import page_locator  # noqa: PLC0415 - only rules that read responses need it

    return tuple((page_locator(target), finisher(target)) for target in wanted)


def _reasons(wanted: tuple[Target, ...]) -> tuple[tuple[PageLocator, Decoder], ...]:
    if not wanted:
        return ()
    from unwall.engine.page import page_locator  # noqa: PLC0415 - see _page_reads

    return tuple((page_locator(target), decoder(target.decode)) for target in wanted)


def named_checks(where: Where) -> list[tuple[str, Check]]:
    """What a URL on the rule's hosts must hold, each part with the word that says it."""
    checks: list[tuple[str, Check]] = []
    if where.path is not None:
        checks.append(("path", _path(where.path)))
    if where.raw is not None:
        raw = where.raw
        checks.append(("raw", lambda url: matcher(raw)(url.tail)))
    checks.extend((f"query {name}", _query(name, wanted)) for name, wanted in where.query)
    return checks


def unlike(where: Where, page: Page) -> Iterator[str]:
    """The parts of ``where`` about responses that this one does not hold, each by the word that says it."""
    if page.status not in (where.status or (200,)):
        yield "status"
    if where.type and not page.headers.get("content-type", "").lower().startswith(where.type):
        yield "type"
    for text in where.body:
        if text not in page.body:
            yield f"body {text}"


def _path(wanted: str) -> Check:
    plain = _PLAIN.fullmatch(wanted)
    if plain is not None:  # a comparison, where a search would take microseconds
        text = _ESCAPED.sub(r"\1", plain[1])
        if not plain[2]:
            return lambda url: url.path.startswith(text)
        ends = (text, f"{text}/")
        return lambda url: url.path in ends
    if wanted.startswith("^"):

        def fits(url: Split) -> bool:
            path, matches = url.path, matcher(wanted)
            return matches(path) or (path.endswith("/") and matches(path[:-1]))

        return fits
    bare = wanted.removesuffix("/")
    both = (bare, f"{bare}/")
    return lambda url: url.path in both


def _query(name: str, wanted: str | bool) -> Check:  # noqa: FBT001 - as the rule says it
    if wanted is False:
        return lambda url: not values_of(url.query or "", name)
    if wanted is True:
        return lambda url: any(values_of(url.query or "", name))

    def check(url: Split) -> bool:
        return any(matcher(str(wanted))(percent(value)) for value in values_of(url.query or "", name))

    return check
