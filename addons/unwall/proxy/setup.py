"""What is in force at one moment: the user's choices and the engine made of them, replaced as a whole."""

import zlib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from unwall.config import IGNORE_NO_TRANSFORM
from unwall.engine.engine import Engine
from unwall.language import Language, say
from unwall.model import DEFAULT_POLICY, Policy
from unwall.proxy.checked import Checked
from unwall.proxy.journal import NO_JOURNAL, Journal
from unwall.proxy.mishaps import Tally
from unwall.proxy.unread import Unread
from unwall.proxy.words import NO_SUCH_CLIENT, NO_SUCH_RULE
from unwall.rules.index import RuleSet
from unwall.rules.loader import load_rules
from unwall.store.log import Keeping
from unwall.urls.address import is_numeric

OWN_NAME = "unwall.localhost"
_MOST_ROLES = 4096


class Scope(StrEnum):
    """How much of the traffic is looked at."""

    MINIMAL = "minimal"  # wrappers and interstitials
    PAGES = "pages"  # and the bodies of pages that carry walled links
    ALL = "all"  # everything that comes through


class Choices(NamedTuple):
    """What the user chose."""

    rules: tuple[str, ...] = ()  # folders and files beside the built-in rules
    scope: Scope = Scope.PAGES
    policy: Policy = DEFAULT_POLICY
    resolve: bool = False  # ask servers where short links lead that somebody opens
    dry_run: bool = False  # say what would be done, touch nothing
    paused: bool = False  # look at nothing
    language: Language = Language.ENGLISH
    stream: int = 1 << 20  # bytes on the wire; larger bodies are rewritten while they come
    named: frozenset[str] = frozenset()  # rules spoken of just now, which therefore must exist
    contexts: frozenset[str] = frozenset()  # clients, likewise
    cache: str | None = None  # a folder to keep compiled rules in
    watched: tuple[str, ...] = ()  # files that the choices came from
    log: str = ""  # the store that events go to; empty for none
    keeping: Keeping = Keeping()  # how much of them is kept


class ChoiceError(ValueError):
    """A choice that cannot be followed; its text is one sentence for people."""


class Role(NamedTuple):
    """What one host is to us."""

    answered: bool = False  # navigations to it may be answered or asked differently
    looked_at: bool = False  # its traffic is decrypted and its responses are looked at
    walled: bool = False  # its responses may be interstitials
    rewritten: bool = False  # links in its bodies are made direct
    alone: bool = False  # it is nothing but a wall: connected to only if something else is asked of it
    own: bool = False  # our own name in the proxy, answered by us alone
    asked: bool = False  # its server may be asked where a link leads
    is_address: bool = False  # no name; what the flow is about stands elsewhere in it


class Setup(NamedTuple):
    """The choices in force and what answers by them. A flow that took it sees nothing else."""

    choices: Choices
    engine: Engine
    mark: str  # eight hex digits that change with rules and lists: part of the tag of every rewritten body
    roles: dict[str, Role]  # those asked for lately
    clients: Mapping[str, dict[str, Role]] = MappingProxyType({})  # roles for each that has own lists
    journal: Journal = NO_JOURNAL  # outlives the set-up: a run has one log
    tally: Tally | None = None  # outlives it, too; None where nobody asks
    checked: Checked | None = None  # likewise

    def role(self, host: str) -> Role:
        """What ``host``, in any case, is to us."""
        role = self.roles.get(host)
        if role is None:
            if len(self.roles) >= _MOST_ROLES:
                self.roles.clear()
            role = self.roles[host] = self._role(host.lower().removesuffix("."))
        return role

    def of_client(self, agent: str) -> "Setup":
        """The set-up as whoever sends this user agent has it; itself unless that client has own lists."""
        context = self.engine.context_of(agent)
        roles = self.clients.get(context)
        if roles is None:
            return self
        engine = self.engine.of_client(context)
        mark = _mark(engine.rules.digest, self.choices.policy.of_client(context))
        return self._replace(engine=engine, mark=mark, roles=roles)

    @property
    def transforms(self) -> bool:
        """Whether bodies are changed although they ask proxies not to."""
        return IGNORE_NO_TRANSFORM in self.choices.policy.options

    def pass_unread(self, why: Unread) -> None:
        """Count a body that could not be read."""
        if self.tally:
            self.tally.add(why)

    def _role(self, host: str) -> Role:
        hosts, scope = self.engine.hosts, self.choices.scope
        if host == OWN_NAME:
            return Role(looked_at=True, alone=True, own=True)
        is_address = ":" in host or is_numeric(host)
        if self.choices.paused or hosts.excluded(host):
            return Role(is_address=is_address)
        wrapper, walled = hosts.wrapper(host), hosts.page(host)
        asked = self.choices.resolve and not self.choices.dry_run and hosts.asked(host)
        rewritten = scope is Scope.ALL or (scope is Scope.PAGES and hosts.carrier(host))
        return Role(
            answered=wrapper,
            looked_at=rewritten or wrapper or walled,
            walled=walled or asked,
            rewritten=rewritten,
            asked=asked,
            alone=hosts.only(host) and not self.choices.dry_run,
            is_address=is_address,
        )


def build(choices: Choices) -> Setup:
    """The set-up for these choices. Raises RuleError for faulty rules, ChoiceError for one not there."""
    return setup_of(load_rules(*choices.rules, cache=choices.cache), choices)


def setup_of(rules: RuleSet, choices: Choices) -> Setup:
    """The set-up with these rules and no others. Raises ChoiceError for a rule that is not there."""
    for unknown in sorted(choices.named.difference(rule.id for rule in rules)) if choices.named else ():
        raise ChoiceError(say(choices.language, NO_SUCH_RULE, value=unknown))
    contexts = sorted(each.name for each in rules.beside.contexts)
    for unknown in sorted(choices.contexts.difference(contexts)):
        known = ", ".join(contexts)
        raise ChoiceError(say(choices.language, NO_SUCH_CLIENT, value=unknown, known=known))
    mark = _mark(rules.digest, choices.policy)
    clients = {each.context: dict[str, Role]() for each in choices.policy.clients}
    return Setup(choices, Engine(rules, policy=choices.policy), mark, {}, clients)


@lru_cache(maxsize=64)
def _mark(digest: str, policy: Policy) -> str:
    """Changes with whatever may make another body of the same one, and is the same in every run."""
    lists = (policy.options, policy.allow_hosts, policy.deny_rules)
    said = (digest, *(" ".join(sorted(each)) for each in lists), str(policy.allow_private))
    return f"{zlib.crc32('\n'.join(said).encode()):08x}"
