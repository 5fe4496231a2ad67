"""The options of the addon, and the choices they make together with the user's configuration."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mitmproxy.addonmanager import Loader
from mitmproxy.options import Options
from mitmproxy.utils import human

from unwall import config
from unwall.language import Language, Sentence, language_of, say
from unwall.model import ClientLists
from unwall.proxy.setup import ChoiceError, Choices, Scope
from unwall.proxy.words import BAD_DETAIL, BAD_HOST, BAD_LANGUAGE, BAD_SCOPE, BAD_SIZE
from unwall.store.log import Keeping
from unwall.store.place import place_of
from unwall.store.redaction import Detail
from unwall.store.spool import SPOOL
from unwall.store.store import StoreError
from unwall.urls.host import spelled

_SEQUENCE = Sequence[str]
_OPTIONS: tuple[tuple[str, object, object, str], ...] = (
    ("unwall_rules", _SEQUENCE, [], "Folders or files with rules of your own, beside the built-in ones."),
    (
        "unwall_scope",
        str,
        "pages",
        "What is looked at: minimal (walls), pages (and pages with walled links) or all.",
    ),
    (
        "unwall_allow",
        _SEQUENCE,
        [],
        "Hosts that are never touched, with everything below them; 'HOST CLIENT' for one client app.",
    ),
    ("unwall_deny", _SEQUENCE, [], "Rules that are switched off; 'RULE CLIENT' for one client app."),
    (
        "unwall_resolve",
        bool,
        False,
        "Ask servers where short links lead that somebody opens, and answer with that.",
    ),
    ("unwall_dry_run", bool, False, "Say what would be opened, change nothing."),
    ("unwall_log", str, "", "Where events go: sqlite:///absolute/path.db; empty for nowhere."),
    ("unwall_log_detail", str, "hosts", "What of an address is kept in the log: hosts, paths or full."),
    (
        "unwall_stream",
        str,
        "1m",
        "Bodies larger than this on the wire are rewritten while they come, smaller ones as a whole.",
    ),
    (
        "unwall_ignore_no_transform",
        bool,
        False,
        "Make links direct also in bodies that ask proxies to leave them as they are (Cache-Control).",
    ),
    ("unwall_lang", str, "", "The language of messages: en or zh; empty for that of the system."),
)
_HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_")
NAMES = frozenset(name for name, *_ in _OPTIONS)


def register(loader: Loader) -> None:
    """Make the options known to mitmproxy."""
    for name, kind, default, text in _OPTIONS:
        loader.add_option(name, kind, default, text)  # type: ignore[arg-type]


def choices_of(options: Options, environment: Mapping[str, str]) -> Choices:
    """The choices of the options, and those of the user's configuration. Raises ChoiceError, ConfigError."""
    language = _language(options.unwall_lang, environment)
    own = config.load(None, environment)
    allow = {client: _hosts(names, language) for client, names in _by_client(options.unwall_allow).items()}
    deny = _by_client(options.unwall_deny)
    policy = own.policy._replace(
        allow_hosts=own.policy.allow_hosts.union(allow.get("", ())),
        deny_rules=own.policy.deny_rules.union(deny.get("", ())),
        clients=_joined(own.policy.clients, allow, deny),
        options=own.policy.options.union([config.IGNORE_NO_TRANSFORM] * options.unwall_ignore_no_transform),
    )
    try:
        scope = Scope(options.unwall_scope)
    except ValueError:
        raise _fault(language, "unwall_scope", BAD_SCOPE, options.unwall_scope) from None
    try:
        detail = Detail(options.unwall_log_detail)
    except ValueError:
        raise _fault(language, "unwall_log_detail", BAD_DETAIL, options.unwall_log_detail) from None
    return Choices(
        rules=(*own.rules, *options.unwall_rules),
        scope=scope,
        policy=policy,
        resolve=options.unwall_resolve,
        dry_run=options.unwall_dry_run,
        language=language,
        stream=_size(options.unwall_stream, language),
        named=frozenset().union(*deny.values()),
        contexts=frozenset((*allow, *deny)) - {""},
        cache=own.places.cache,
        watched=(own.file,),
        log=_log(options.unwall_log, language),
        keeping=Keeping(detail, spool=str(Path(own.places.data, SPOOL))),
    )


def _language(asked: str, environment: Mapping[str, str]) -> Language:
    try:
        return language_of(asked, environment)
    except ValueError:
        raise _fault(language_of("", environment), "unwall_lang", BAD_LANGUAGE, asked) from None


def _log(url: str, language: Language) -> str:
    try:
        return url and os.fspath(place_of(url))
    except StoreError as error:
        raise ChoiceError(f"unwall_log: {error.said(language)}") from None


def _size(given: str, language: Language) -> int:
    try:
        size = human.parse_size(given)
    except ValueError:
        size = None
    if size is None:
        raise _fault(language, "unwall_stream", BAD_SIZE, given)
    return size


def _by_client(given: Iterable[str]) -> dict[str, frozenset[str]]:
    """What is given for each client, whose name stands behind it; under an empty name what is for all."""
    found: dict[str, frozenset[str]] = {}
    for text in given:
        name, client = [*text.split(None, 1), "", ""][:2]
        found[client.strip()] = found.get(client.strip(), frozenset()) | {name}
    return found


def _joined(
    before: Iterable[ClientLists], allow: Mapping[str, frozenset[str]], deny: Mapping[str, frozenset[str]]
) -> tuple[ClientLists, ...]:
    """The lists of single clients with what is given beside them."""
    found = {each.context: each for each in before}
    for client in sorted({*allow, *deny} - {""}):
        own = found.get(client, ClientLists(client))
        found[client] = ClientLists(
            client, own.allow_hosts.union(allow.get(client, ())), own.deny_rules.union(deny.get(client, ()))
        )
    return tuple(found.values())


def _hosts(given: Iterable[str], language: Language) -> frozenset[str]:
    hosts = frozenset(map(spelled, given))
    for host in sorted(hosts):
        if not host or not _HOST.issuperset(host):
            raise _fault(language, "unwall_allow", BAD_HOST, host)
    return hosts


def _fault(language: Language, option: str, sentence: Sentence, value: str) -> ChoiceError:
    return ChoiceError(f"{option}: {say(language, sentence, value=value)}")
