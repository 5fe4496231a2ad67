"""The engine: what unwall does, as four questions to one immutable object."""

import re
from collections.abc import Buffer, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from unwall.engine.chain import Chain
from unwall.engine.hosts import Hosts
from unwall.model import (
    DEFAULT_LIMITS,
    DEFAULT_POLICY,
    Answer,
    Ask,
    Kind,
    Limits,
    Match,
    Needs,
    Page,
    Policy,
    Rewritten,
    Rule,
    Unwrapped,
)
from unwall.rules.index import RuleSet
from unwall.urls.split import WEB, scheme_of, split

if TYPE_CHECKING:
    from unwall.engine.ask import Asker
    from unwall.engine.body.scan import Scanner
    from unwall.engine.body.stream import BodyRewriter
    from unwall.engine.canonical import Canonical
    from unwall.engine.hits import Found
    from unwall.engine.lines import Lines
    from unwall.engine.text import TextFinder


_SENTENCE = frozenset("，。！？；：、」』】》”’…～")
_MARKS = frozenset("*[](){}")  # what people put into a host against filters
_ENDS = tuple("\"'.,;!?)]>(")  # what belongs to the sentence around an address
_ONE_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,63}:[!-~]*+\Z")  # of ASCII, with a scheme
_LAST_PIECE = re.compile(r"[^/?#&=]+\Z")
_LONGEST_SEARCH = 2_048  # characters that a share text typed in a search box has at most


class Engine:
    """Rules applied to URLs, texts, pages and bodies.

    Synchronous, without network, clock or files; total: any input gives a result. Immutable after
    construction and thread-safe: what is worked out late is the same whoever works it out. It can be pickled
    and copied, for other processes, and is then made anew from its rules.
    """

    def __init__(
        self,
        rules: RuleSet | Iterable[Rule],
        policy: Policy = DEFAULT_POLICY,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.rules = rules if isinstance(rules, RuleSet) else RuleSet.of(rules)
        self.policy = policy
        self.limits = limits
        self._chain = Chain(self.rules, policy, limits, self._meant)
        self._nobodys = self._chain.nobodys
        self.hosts = Hosts(self.rules, self._chain.allowed, self._chain.in_force)
        self._late_lines: Lines | None = None
        self._late_canonical: Canonical | None = None
        self._late_finder: TextFinder | None = None
        self._late_scanner: Scanner | None = None
        self._late_asker: Asker | None = None
        self._late_clients: dict[str, Engine] = {}

    def __reduce__(self) -> tuple[type["Engine"], tuple[RuleSet, Policy, Limits]]:
        """What it is made of; the rest is made anew."""
        return Engine, (self.rules, self.policy, self.limits)

    def of_client(self, context: str) -> "Engine":
        """The engine with what the user decided for one client; itself where that is nothing of its own.

        No other question takes the client's own lists into account by itself.
        """
        found = self._late_clients.get(context)
        if found is None:
            policy = self.policy.of_client(context)
            if policy is self.policy:
                return self
            found = self._late_clients.setdefault(context, Engine(self.rules, policy, self.limits))
        return found

    def unwrap(self, text: str, context: str = "browser") -> Unwrapped:
        """The target of a URL, or of the first openable link in a share text, asked for as ``context``.

        >>> Engine(()).unwrap("https://example.com/").changed
        False
        """
        if self._nobodys(text) is not None:  # as most addresses are, so not by way of Unwrapped.__new__
            return tuple.__new__(Unwrapped, (text, text, (), None, None, None, False))
        bare = text.rstrip()
        result = self._read(bare, context)
        if len(bare) == len(text):
            return result
        return result._replace(input=text, output=result.output if result.changed else text)

    def _read(self, text: str, context: str) -> Unwrapped:
        early = self._chain.of_url(text, context) if _ONE_WORD.match(text) else None
        if early is not None and early.rule is not None:
            return early
        scheme = scheme_of(text)
        words = text.split(None, 1)
        if scheme is None or _is_link_and_words(text, words):
            return self._finder().first(text)
        result = early or self._chain.of_url(text, context)
        is_one_word = len(words) == 1
        said = result.rule is not None and (is_one_word or result.needs is None)
        if said or (is_one_word and scheme in WEB and _is_plain(text)):
            return result
        if not is_one_word:
            return self._finder().first(text)
        leading = self._finder().leading(text)
        if (
            scheme in WEB
        ):  # with foreign letters; or a known link with words stuck to it, or with too few slashes
            in_words = leading or _ends_in_sentence(text) or self._is_item_and_words(text)
            found = self._finder().first(text) if in_words or _has_odd_host(text) else result
            return found if in_words or found.changed else result
        # A disguised address; one that merely stands inside another is not meant.
        found = leading or self._finder().first(text)
        return result if found is not leading and text.find(found.output) > 0 else found

    def _is_item_and_words(self, text: str) -> bool:
        """Whether foreign words are stuck to the very end of an item's number, as none of its address."""
        link = text[: next((at for at, mark in enumerate(text) if not mark.isascii()), 0)]
        number = _LAST_PIECE.search(link)
        items = self._items()
        return number is not None and items.knows(link) and items.of(link).output.endswith(number[0])

    def odd_lines(self, block: bytes) -> Iterator[tuple[int, int]]:
        """Start and end of each line that ``unwrap`` may have something to say of, in order.

        Every other line of the block is an address of its own that no rule names, so that ``unwrap`` gives it
        back as it is. This is how to go through many lines: the search costs a fraction of ``unwrap``.
        """
        if self._late_lines is None:
            from unwall.engine.lines import Lines  # noqa: PLC0415 - only for many lines

            every = bool(self.policy.options and self.rules.anywhere)
            self._late_lines = Lines(self.rules.anchors(), every=every)
        return self._late_lines.odd(block)

    def canonical(self, url: str) -> Unwrapped:
        """The item's address reduced to what opens it, unchanged where no rule knows the item.

        Off in everything else the engine does; for counting, comparing and those who ask for it.
        """
        return self._items().of(url)

    def unwrap_page(self, page: Page) -> Unwrapped:
        """The target that a response stands before. ``input`` is the page's URL."""
        return self._chain.of_page(page)

    def scan(
        self, data: Buffer, content_type: str | None, *, mentions: bool = False, binary: bool = False
    ) -> list[Match]:
        """Every link of a rule in a decoded body, in order, none overlapping another.

        Without a content type the body itself tells what it is.

        ``limits.hits`` at most are looked at. ``mentions``: also the words that stand for a platform's name
        (桃宝, 狗东), which are no links. ``binary``: also where bytes stand that no text holds.
        """
        return self._scanner().scan(_bytes(data), content_type or "", mentions=mentions, binary=binary)

    def rewrite(
        self,
        data: Buffer,
        content_type: str | None,
        *,
        csp_hashes: bool = False,
        anchors: bool | None = None,
        styles: bool = True,
    ) -> Rewritten:
        """The body with its links made openable; ``data`` itself where there are none.

        ``csp_hashes``: the response's policy allows inline scripts and styles by hash, so they must not
        change. ``anchors``: what stands for a link in a page's text becomes one; as the policy's option
        ``linkify`` says where it is not given. ``styles``: the response's policy lets an element have a style
        of its own, by which such a link keeps the place of its words.
        """
        anchors = "linkify" in self.policy.options if anchors is None else anchors
        return self._scanner().rewrite(
            _bytes(data), content_type or "", csp_hashes=csp_hashes, anchors=anchors, styles=styles
        )

    def asks(self, found: str | Unwrapped, context: str = "browser") -> Ask | None:
        """What to ask a server, where only a server knows the target of a text or of what became of it."""
        result = self.unwrap(found, context) if isinstance(found, str) else found
        return self._asker().first(result, context) if result.needs else None

    def settle(self, answer: Answer) -> Unwrapped | Ask:
        """What an answer comes to: the end of it, or what to ask next."""
        return self._asker().settle(answer)

    def rewriter(self, content_type: str | None, *, csp_hashes: bool = False) -> "BodyRewriter | None":
        """What rewrites a body of this type part by part as it comes; None where the type is no text.

        Whatever the parts, together they come out as ``rewrite`` would have the whole; only the address of a
        mini-program card, which the card around it tells, stays as it is, and no words become links.
        """
        return self._scanner().rewriter(content_type or "", csp_hashes=csp_hashes)

    def asks_as(self, url: str, agent: str) -> str | None:
        """The user agent to ask with instead, where a rule says that this client meets a wall there."""
        name = self.asking_as(url, self.context_of(agent))
        return self.agent_of(name) if name else None

    def agent_of(self, context: str) -> str | None:
        """The user agent of a context."""
        return next((each.user_agent for each in self.rules.beside.contexts if each.name == context), None)

    def asking_as(self, url: str, context: str) -> str | None:
        """The context to ask as instead, by the name of the context that asks."""
        parts = split(url)
        if parts is None or self.hosts.excluded(parts.host):
            return None
        rule = self._chain.asking(parts, context)
        return rule.ask_as if rule else None

    def context_of(self, agent: str) -> str:
        """The name of the client that sends this user agent; ``browser`` where none is known."""
        return next(
            (each.name for each in self.rules.beside.contexts if any(text in agent for text in each.agents)),
            "browser",
        )

    def pasted(self, url: str, context: str = "browser") -> tuple[Unwrapped, ...]:
        """Each link in the words of a search, where rules watch this search box.

        ``unwrap`` opens the one link that the words mean; this is for words that mean several, or one that
        only an app or a server knows.
        """
        parts = split(url)
        if parts is None:
            return ()
        for each in self._chain.holding(parts, context):
            for words in each.typed(parts):
                found = tuple(dict.fromkeys(self.unwrap(link) for link, _ in self._links(words)))
                return tuple(one for one in found if one.needs is not Needs.APP) or found
        return ()

    def _meant(self, words: str) -> str | None:
        """The one link in the words of a search; None for ordinary words, and for several links."""
        meant = {found.output or (link if found.refused else None) for link, found in self._links(words)}
        if len(meant) > 1:  # a token beside a link is the same once more, for the app
            meant.discard(None)
        return meant.pop() if len(meant) == 1 else None if meant else self._item(words)

    def _item(self, words: str) -> str | None:
        """The one plain address in the words of a search, if it is that of an item."""
        if len(words) > _LONGEST_SEARCH or words.count("://") != 1:
            return None
        result = self._finder().first(words)
        return result.output if result.changed and self._items().knows(result.output) else None

    def _items(self) -> "Canonical":
        if self._late_canonical is None:
            from unwall.engine.canonical import Canonical  # noqa: PLC0415 - only where it is asked for

            self._late_canonical = Canonical(self.rules, self._chain.around(""), self.limits)
        return self._late_canonical

    def _links(self, words: str) -> "Iterator[tuple[str, Found]]":
        """What stands for a link; a bare name or number, though some app may know it, is searched for."""
        if len(words) <= _LONGEST_SEARCH:
            for found in self._finder().find(words):
                link = words[found.start : found.end]
                if not (link.isascii() and link.isalnum()):
                    yield link, found

    def _finder(self) -> "TextFinder":
        if self._late_finder is None:
            from unwall.engine.text import TextFinder  # noqa: PLC0415 - `unwall unwrap URL` does not need it

            self._late_finder = TextFinder(
                [rule for rule in self._of_text() if self._chain.reads_text(rule)],
                self._chain.of_url,
                named=self.rules.by_id,
                around=self._chain.around(""),
                distance=self.rules.distance,
                limits=self.limits,
                is_item=lambda url: self._items().knows(url),
            )
        return self._late_finder

    def _asker(self) -> "Asker":
        if self._late_asker is None:
            from unwall.engine.ask import Asker  # noqa: PLC0415 - only for what is asked

            self._late_asker = Asker(self.rules, self._chain, self.policy, self.limits)
        return self._late_asker

    def _scanner(self) -> "Scanner":
        if self._late_scanner is None:
            from unwall.engine.body.scan import Scanner  # noqa: PLC0415 - see above

            rules = self.rules.by_id
            self._late_scanner = Scanner(
                self.rules.anchors(),
                self._chain.of_url,
                platform_of=lambda rule_id: rules[rule_id].platform if rule_id in rules else None,
                kind_of=lambda rule_id: rules[rule_id].kind if rule_id in rules else Kind.WRAPPER,
                limits=self.limits,
                texts=self._finder(),
                cards=self._cards(),
            )
        return self._late_scanner

    def _cards(self) -> set[str]:
        """A name that stands in every card whose address can be written over."""
        targets = [target for rule in self._of_text() for target in rule.targets]
        named = [target.locate.argument for target in targets if dict(target.options).get("at")]
        return {str(names[-1]) for names in named if isinstance(names, tuple)}

    def _of_text(self) -> list[Rule]:
        return [self.rules[number] for number in self.rules.texts]


def _is_link_and_words(text: str, words: Sequence[str]) -> bool:
    """Whether a link ends at its first white space, and the rest are words of a person.

    Words in foreign letters, or any words after a link that has its own spaces escaped. What goes on in ASCII
    otherwise is taken for a link with a raw space in it, as browsers take it.
    """
    if len(words) < 2:
        return False
    link, rest = words
    return not rest.isascii() or ("%" in link and text.isprintable())


def _is_slashed_amiss(text: str) -> bool:
    r"""Whether a web address has one slash, or backslashes, before its host, as people type it."""
    rest = text.partition(":")[2]
    slashes = len(rest) - len(rest.lstrip("/\\"))
    return rest[:slashes] in ("/", "\\", "\\\\")


def _has_odd_host(text: str) -> bool:
    """Whether no host goes on so: a wide slash behind it, or a dot in brackets."""
    parts = split(text)
    return parts is not None and ("／" in parts.authority or "[" in parts.authority[1:])


def _ends_in_sentence(text: str) -> bool:
    """Whether the first foreign character is a mark of a sentence: no address goes on after it."""
    return next((mark for mark in text if not mark.isascii()), "") in _SENTENCE


def _is_plain(text: str) -> bool:
    """Whether nothing in the text but an address is to be read.

    No foreign letters, no marks in its host or after its end.
    """
    parts = split(text)
    if parts is None:
        return text.isascii() and not _is_slashed_amiss(text)
    is_bare = _MARKS.isdisjoint(parts.authority.removeprefix("[")) and not text.endswith(_ENDS)
    return is_bare and text.isascii()


def _bytes(data: Buffer) -> bytes:
    """The very same where it is bytes. Raises TypeError for what is no body, as text that is not encoded."""
    if isinstance(data, bytes):
        return data
    try:
        return bytes(memoryview(data))
    except TypeError:
        raise TypeError(f"a body is bytes, not {type(data).__name__}; text is encoded first") from None
