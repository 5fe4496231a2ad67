"""The values that every layer of unwall speaks in; nothing here computes more than it is named.

Values are ``NamedTuple``: immutable, comparable, thread-safe, and - unlike dataclasses, whose module alone
costs more than half of an interpreter's start - free to import, which the start-up of the CLI depends on.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple, Self

type Plain = str | int | bool | tuple["Plain", ...] | tuple[tuple[str, "Plain"], ...]


def texts_of(argument: Plain) -> tuple[str, ...]:
    """The argument of a word that takes one text or several."""
    return tuple(map(str, argument)) if isinstance(argument, tuple) else (str(argument),)


class Kind(StrEnum):
    """What a rule is about; the words of the public contract."""

    WRAPPER = "wrapper"
    INTERSTITIAL = "interstitial"
    SHORT_LINK = "short_link"
    DEEP_LINK = "deep_link"
    MINI_PROGRAM = "mini_program"
    TOKEN = "token"
    SHARE_TEXT = "share_text"
    CODED_MENTION = "coded_mention"
    CANONICAL = "canonical"  # what an item's address needs to open; only where that is asked for


class Verdict(StrEnum):
    """What a rule says should be done."""

    OPEN = "open"  # the target is opened
    OPTION = "option"  # opened only where the user turned the rule's option on
    REPORT = "report"  # said, never acted on
    LEAVE = "leave"  # sign-in, sharing, payment: outranks every other rule and ends a chain
    ASK = "ask"  # only a server or an app knows the target; see Rule.needs


class Status(StrEnum):
    """How far a rule is trusted."""

    EXPERIMENTAL = "experimental"  # reported only
    TEST = "test"
    STABLE = "stable"
    RETIRED = "retired"  # keeps its id and its tests, opens nothing


class Reason(StrEnum):
    """Why a target that was found must not be opened."""

    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    PRIVATE = "private"
    LOOP = "loop"
    DEPTH = "depth"
    LENGTH = "length"
    CONTROL = "control"
    MALFORMED = "malformed"
    HOMOGRAPH = "homograph"
    EXCLUDED = "excluded"
    SIGNED = "signed"


class Surface(StrEnum):
    """Where a link was found."""

    NAVIGATION = "navigation"
    LOCATION = "location header"
    REFRESH = "refresh header"
    HTML_ATTRIBUTE = "html-attribute"
    HTML_TEXT = "html-text"
    JSON = "json"
    SCRIPT = "script"
    CSS = "css"
    XML = "xml"
    TEXT = "plain text"
    WEBSOCKET = "websocket"
    EVENT_STREAM = "event-stream"
    CLIPBOARD = "clipboard"
    SEARCH_BOX = "search box"


class Needs(StrEnum):
    """What it would take to open something that nothing offline can open."""

    NETWORK = "network"
    APP = "app"


# ---- rules -------------------------------------------------------------------------------------------------


class Word(NamedTuple):
    """One word of the rule language with its argument, e.g. ``cut: ['&block_type=']``."""

    name: str
    argument: Plain


class Target(NamedTuple):
    """One place where the target may stand, and how it is wrapped there."""

    locate: Word
    options: tuple[tuple[str, Plain], ...] = ()  # modifiers of the locate word: until, at, packed, attribute
    decode: tuple[Word, ...] = ()
    complete: str | None = None
    template: str | None = None


class Where(NamedTuple):
    """What must hold for a rule to look at something; all parts that are given must hold."""

    hosts: tuple[str, ...] = ()
    path: str | None = None  # whole path, or an anchored expression when it starts with ^
    query: tuple[tuple[str, str | bool], ...] = ()
    raw: str | None = None
    status: tuple[int, ...] = ()
    type: str | None = None
    body: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


class Text(NamedTuple):
    """How a rule finds something in running text (tokens, share texts, cards, mentions)."""

    find: str
    near: tuple[str, ...] = ()
    within: int = 80  # characters on either side
    code: str | None = None  # expression whose first group is an extraction code
    code_param: str | None = None
    holds: tuple[str, ...] = ()  # expressions that must match somewhere in the stretch as well
    not_near: tuple[str, ...] = ()  # words that may not stand within that many characters
    register: str | None = None  # of a coded mention: how it stands for the name (sound, shape, letters, ...)
    risk: str | None = None  # of a coded mention: how often it means something else


class Source(NamedTuple):
    """Where a format was learnt."""

    what: str
    where: str
    seen: str  # ISO date, or the year where no more is known


class Example(NamedTuple):
    """One test that a rule carries. ``want``, ``refuse`` and ``leave`` exclude one another."""

    given: str
    want: str | None = None
    refuse: Reason | None = None
    leave: bool = False
    needs: Needs | None = None
    status: int = 200
    type: str = "text/html"
    location: str | None = None
    body: str | None = None
    context: str | None = None


class Place(NamedTuple):
    """Where something was written; lines and columns count from one."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Rule(NamedTuple):
    """One wall, as its YAML entry says it."""

    id: str
    kind: Kind
    platform: str
    status: Status
    verdict: Verdict
    where: Where
    targets: tuple[Target, ...]
    place: Place
    blocks: str | None = None  # the platform whose links it walls off, where it is one
    unless: tuple[Word, ...] = ()
    reason: tuple[Target, ...] = ()  # where the page says why it stands there
    option: str | None = None
    needs: Needs | None = None
    ask_as: str | None = None
    scans: bool = False  # the wall also warns of harm; opened, and said so
    only: bool = False  # the host is nothing but this wall: it need not even be connected to
    text: Text | None = None
    notes: str | None = None
    sources: tuple[Source, ...] = ()
    tests: tuple[Example, ...] = ()
    to_http: bool = False  # asked under TLS it may lead to addresses that have to be asked without


# ---- results -----------------------------------------------------------------------------------------------


class Step(NamedTuple):
    """One layer taken off."""

    rule: str
    kind: Kind
    input: str
    output: str


class Refused(NamedTuple):
    """A target that was found and must not be opened."""

    reason: Reason
    target: str


class Unwrapped(NamedTuple):
    """What became of one input. ``output`` is the input itself unless something was opened."""

    input: str
    output: str
    steps: tuple[Step, ...] = ()
    refused: Refused | None = None
    needs: Needs | None = None
    rule: str | None = None  # the first rule that recognised the input, also where nothing could be opened
    scans: bool = False  # a wall on the way also warned of harm

    @property
    def changed(self) -> bool:
        """Whether there is something to open that the input did not say outright."""
        return self.output != self.input


SIGNATURES = ("md5", "hmac-md5", "hmac-sha256")


class Service(NamedTuple):
    """A server of the user's choice that knows where tokens or short links lead."""

    wants: tuple[str, ...]  # ids, kinds, platforms, or ``platform/kind`` of the rules that it answers for
    url: str  # ``{text}`` stands for what was shared, ``{key}`` for the key
    at: str = ""  # where in its JSON answer the address stands, as a JSON pointer
    key: str | None = None  # the environment variable that holds the key, which is never shown or kept
    form: tuple[
        tuple[str, str], ...
    ] = ()  # posted where given; {text} in a value, {key}, {time} or {seconds}
    sign: str | None = None  # how the form is signed; see SIGNATURES
    secret: str | None = None  # the environment variable that holds what it is signed with

    @property
    def secrets(self) -> tuple[str, ...]:
        """The environment variables that must be there."""
        return tuple(filter(None, (self.key, self.secret)))


class Ask(NamedTuple):
    """What the engine would ask a server; it never goes itself."""

    url: str
    rule: str  # the rule by which only this server knows the target
    context: str  # the client to ask as
    user_agent: str
    so_far: Unwrapped  # what is known without an answer
    method: str = "GET"
    asked: tuple[str, ...] = ()  # the addresses asked on the way here
    services: tuple[Service, ...] = ()  # the first is asked, the others where it fails; none: the link itself
    form: tuple[tuple[str, str], ...] = ()  # what is posted; secrets and time still to be filled in

    @property
    def key(self) -> str | None:
        """The environment variable whose value stands for ``{key}`` in the URL."""
        return self.services[0].key if self.services else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """The environment variables that must be there."""
        return self.services[0].secrets if self.services else ()


class Answer(NamedTuple):
    """What came back; where nothing did, ``error`` says why in one word."""

    ask: Ask
    status: int = 0
    location: str | None = None
    body: str = ""
    error: str | None = None
    type: str = "text/html"
    refresh: str | None = None  # the Refresh header


class Match(NamedTuple):
    """One link found in a body; ``start`` and ``end`` are byte offsets into the decoded body."""

    start: int
    end: int
    match: str
    output: str | None
    rule: str
    kind: Kind
    surface: Surface
    platform: str | None
    refused: Refused | None
    needs: Needs | None = None


class Rewritten(NamedTuple):
    """A body with its links made openable; ``data`` is the very object given when nothing was changed."""

    data: bytes
    matches: tuple[Match, ...]
    misread: bool = False  # its type is one of text, but it is binary, or not in its charset
    bare: bool = False  # it was read, and holds no host of a rule and no word of hashes ("integrity")


class Page(NamedTuple):
    """A response as the rules may look at it; header names in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: str
    context: str = "browser"


class Limits(NamedTuple):
    """Every number that bounds the work; passed down, never global."""

    layers: int = 16
    url: int = 65_536  # characters of a target
    body: int = 8 * 1024 * 1024  # bytes of a decoded body that are looked at as a whole
    hits: int = 20_000  # links looked at in one body, or in each so many bytes of a larger one
    hops: int = 10  # addresses asked for one link


class ClientLists(NamedTuple):
    """What the user decided for one client alone, beside what holds for all."""

    context: str
    allow_hosts: frozenset[str] = frozenset()
    deny_rules: frozenset[str] = frozenset()


class Policy(NamedTuple):
    """What the user decided, over what the rules say."""

    options: frozenset[str] = frozenset()  # rule options that are turned on
    allow_hosts: frozenset[str] = frozenset()  # never touched, as wrapper, page or target
    deny_rules: frozenset[str] = frozenset()  # switched off
    allow_private: bool = False
    open_warnings: bool = False  # open interstitials whose stated reason is fraud, malware or illegal content
    services: tuple[Service, ...] = ()  # asked for what no link's own server tells
    clients: tuple[ClientLists, ...] = ()  # one for each client that has lists of its own

    @classmethod
    def of_all(cls, rules: Iterable[Rule]) -> Self:
        """The one that turns on every option of these rules, so that each can be tried."""
        return cls(options=frozenset(rule.option for rule in rules if rule.option))

    def of_client(self, context: str) -> "Policy":
        """What holds for one client: the lists of all and its own in one; itself where it has none."""
        own = next((each for each in self.clients if each.context == context), None)
        if own is None:
            return self
        return self._replace(
            allow_hosts=self.allow_hosts | own.allow_hosts,
            deny_rules=self.deny_rules | own.deny_rules,
            clients=(),
        )


DEFAULT_LIMITS = Limits()
DEFAULT_POLICY = Policy()
