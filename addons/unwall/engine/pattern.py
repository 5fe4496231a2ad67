"""Rules with ``find``, ready to be run over text."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice

from unwall.engine.card import ampersand_at, value_of
from unwall.engine.decode import Finisher, finisher
from unwall.model import Plain, Rule, Target, Text, texts_of
from unwall.rules.expressions import Found, expression
from unwall.urls.escape import component
from unwall.urls.query import values_of

type Reader = Callable[[Found], str | None]

_SET_MEMORY = 64 << 20
_LIMITED = re.compile(r"\\.|\[(?:\\.|[^\]\\])*+\]|\{([0-9]+),[0-9]{2,}\}", re.DOTALL)  # and what is none


class Pattern:
    """One rule with ``find``; its expressions are compiled when a text may hold it."""

    def __init__(self, rule: Rule, text: Text) -> None:
        self.rule = rule
        self.weight = len(text.find)  # of two rules that find the same, the longer expression knows more
        self._text = text
        self._near = tuple(word.lower() for word in text.near)
        self._not_near = tuple(word.lower() for word in text.not_near)

    @cached_property
    def _link(self) -> int:
        """The number of the group that stands for the link; 0 is the whole match."""
        names: Mapping[str, int] = expression(self._text.find).groupindex
        return names.get("link", 0)

    @cached_property
    def _readers(self) -> tuple[Reader, ...]:
        return tuple(_reader(target, self._link) for target in self.rule.targets)

    def matches(self, text: str, most: int) -> Iterator[Found]:
        """The matches, at most so many, that have the company they need.

        The one mark between two links belongs to the match of the first; what begins with such a mark is
        therefore looked for once more, and comes last.
        """
        find = expression(self._text.find)
        taken: dict[int, int] = {}  # where links begin by where they end, of matches that go on beyond
        for found in islice(find.finditer(text), most):
            start, end = self.span(found)
            if end < found.end():
                taken[end] = start
            if self._holds(found, text) and self._has_company(found, text):
                yield found
        if taken:
            rest = _without(text, ((start, end) for end, start in taken.items()))
            for found in islice(find.finditer(rest), most):
                if found.start() in taken and self._holds(found, text) and self._has_company(found, text):
                    yield found

    def span(self, found: Found) -> tuple[int, int]:
        """The stretch that stands for the link."""
        start = found.start(self._link)
        return (start, found.end(self._link)) if start >= 0 else (found.start(), found.end())

    def written(self, found: Found) -> tuple[int, int, str] | None:
        """The stretch of a card that holds its address, and how an ampersand is spelled there."""
        names = {str(name) for target in self.rule.targets for key, name in target.options if key == "at"}
        card = found.group() or ""
        value = next((value for name in names if (value := value_of(card, name)) is not None), None)
        if value is None:
            return None
        return found.start() + value.start, found.start() + value.end, ampersand_at(card, value.start)

    def targets(self, found: Found, text: str) -> Iterator[str]:
        """Where the match may lead, with its extraction code, most telling first."""
        for read in self._readers:
            target = read(found)
            if target is not None:
                yield self._with_code(target, found, text)

    def _with_code(self, target: str, found: Found, text: str) -> str:
        if self._text.code is None or self._text.code_param is None:
            return target
        code = self._code(found, text, self._text.code)
        return with_param(target, self._text.code_param, code) if code else target

    def _code(self, found: Found, text: str, pattern: str) -> str | None:
        """The first code after the link and before the next one; else, of a lone link, the last before it."""
        start, end = self.span(found)
        after, next_link, _ = text[end : end + self._text.within].partition("://")
        code: Found | None = expression(pattern).search(after)
        if code is not None:
            return code.group(1)
        before = text[max(0, start - self._text.within) : start]
        if next_link or "://" in before:
            return None
        codes: list[str | None] = [each.group(1) for each in expression(pattern).finditer(before)]
        return codes[-1] if codes else None

    def _holds(self, found: Found, text: str) -> bool:
        if not self._text.holds:
            return True
        start, end = self.span(found)
        return all(expression(each).search(text[start:end]) for each in self._text.holds)

    def _has_company(self, found: Found, text: str) -> bool:
        if not self._near and not self._not_near:
            return True
        start, end = self.span(found)
        within = self._text.within
        around = f"{text[max(0, start - within) : start]}\0{text[end : end + within]}".lower()
        if any(word in around for word in self._not_near):
            return False
        return not self._near or any(word in around for word in self._near)


class Patterns:
    """Many rules, of which one search tells those that may find something.

    Their number hardly adds to its cost.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        import re2  # noqa: PLC0415 - see expression

        texts = [(rule, rule.text) for rule in rules if rule.text is not None]
        self.all = tuple(Pattern(rule, text) for rule, text in texts)
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _SET_MEMORY
        self._set = re2.Set.SearchSet(options)
        for _, text in texts:
            self._set.Add(without_limits(text.find))
        self._set.Compile()

    def within(self, text: str) -> list[Pattern]:
        """The rules whose expression matches somewhere in the text."""
        return [self.all[number] for number in sorted(self._set.Match(text) or ())]


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blanks for what stands in these stretches, which are in order."""
    out, at = [], 0
    for start, end in spans:
        out += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*out, text[at:]])


def without_limits(pattern: str) -> str:
    """The expression with every ``{3,900}`` as ``{3,}``: it matches more, and compiles much sooner."""
    return _LIMITED.sub(lambda found: found[0] if found[1] is None else f"{{{found[1]},}}", pattern)


def _reader(target: Target, link: int) -> Reader:
    finish: Finisher = finisher(target)
    if target.locate.name == "named":
        return _card_reader(finish, target.locate.argument)
    which = (
        target.locate.argument
        if isinstance(target.locate.argument, str)
        else int(str(target.locate.argument))
    )

    def read(found: Found) -> str | None:
        if which == 0 and target.template is not None and len(found.groups()) > bool(link):
            return finish(
                tuple(group or "" for number, group in enumerate(found.groups(), 1) if number != link)
            )
        return finish((found.group(link if which == "link" else which) or "",))

    return read


def _card_reader(finish: Finisher, argument: Plain) -> Reader:
    names = texts_of(argument)

    def read(found: Found) -> str | None:
        card = found.group() or ""
        values = [value_of(card, name) for name in names]
        return None if None in values else finish(tuple(value.text for value in values if value))

    return read


def with_param(url: str, name: str, value: str) -> str:
    """``url`` with one more parameter, unless it has one of that name.

    >>> with_param("https://disk.example/s/1#list", "pwd", "ab12")
    'https://disk.example/s/1?pwd=ab12#list'
    """
    head, mark, fragment = url.partition("#")
    query = head.partition("?")[2]
    if values_of(query, name):
        return url
    joint = "&" if query else "" if head.endswith("?") else "?"
    return f"{head}{joint}{name}={component(value)}{mark}{fragment}"
