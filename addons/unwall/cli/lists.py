"""What ``allow`` and ``deny`` share: the lists of all clients and of single ones, shown and changed."""

import argparse
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from unwall.cli.output import Output
from unwall.cli.wiring import known_context, rules_of
from unwall.config import Config, ConfigError, change
from unwall.language import Sentence, say
from unwall.model import Policy
from unwall.urls.show import escaped

_WAS_FOR = Sentence("{name} was not on the list of {client}", "{name} 不在 {client} 的列表中")
_WAS_ELSEWHERE = Sentence(
    "{name} was not on the list of all clients, only on that of {clients}: --as takes it off there",
    "{name} 不在通用列表中，只在 {clients} 自己的列表中：用 --as 可从那里移除",
)
_STAYS = Sentence(
    "{name} is off the list of {client}, and still on that of all clients",
    "{name} 已从 {client} 的列表中移除，但仍在通用列表中",
)


_LIST_ONLY = Sentence(
    "--list shows and changes nothing; leave out --list, or all that is to be changed",
    "--list 只显示、不改动；请去掉 --list，或去掉要改动的内容",
)
_NOTHING_TO_REMOVE = Sentence(
    "--remove what? unwall {command} --list shows what is there",
    "请写明要移除什么；可用 unwall {command} --list 查看",
)


class Words(NamedTuple):
    """The list, and what is said when a name was put on it or taken off; ``_for``: for one client alone."""

    key: str  # of the list in the configuration
    done: Sentence
    undone: Sentence
    was: Sentence  # it was not there
    done_for: Sentence
    undone_for: Sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``--as``, ``--list`` and ``--remove``."""
    parser.add_argument(
        "--as",
        dest="contexts",
        action="append",
        default=[],
        metavar="CONTEXT",
        help="for this client app alone (browser, wechat, qq, …); repeatable",
    )
    parser.add_argument(
        "--list", action="store_true", help="show the list; behind a tab the client of its own entries"
    )
    parser.add_argument("--remove", action="store_true", help="take off the list")


def checked(args: argparse.Namespace, names: Sequence[str], command: str) -> None:
    """Raises ConfigError where the options contradict each other."""
    if args.list and (names or args.remove):
        raise ConfigError(_LIST_ONLY)
    if args.remove and not names:
        raise ConfigError(_NOTHING_TO_REMOVE, command=command)


def clients_of(args: argparse.Namespace, config: Config) -> list[str]:
    """The clients of ``--as``, each once. Raises ConfigError for one that neither rules nor lists know."""
    clients = list(dict.fromkeys(args.contexts))
    listed = {each.context for each in config.policy.clients} if args.remove or args.list else set()
    if unknown := [name for name in clients if name not in listed]:
        rules = rules_of(args, config)
        for name in unknown:
            known_context(name, rules)
    return clients


def show(key: str, clients: Sequence[str], policy: Policy, output: Output) -> int:
    """The list, one entry a line; those of single clients with a tab and the client, or theirs alone."""
    entries = [(name, each) for name, owners in _entries(key, policy).items() for each in owners]
    for name, client in sorted(entries):
        if not clients or client in clients:
            output.text("\t".join(map(escaped, filter(None, (name, client)))) + "\n")
    output.flush()
    return 0


def edit(
    args: argparse.Namespace, config: Config, names: Sequence[str], clients: Sequence[str], words: Words
) -> Iterator[str]:
    """Adds the names to a list of the configuration, or takes them off; each time a sentence says so."""
    entries = _entries(words.key, config.policy)
    for name in names:
        for client in clients or ("",):
            if args.remove:
                changed = change(config.file, words.key, remove=name, client=client)
                sentence = _undone(words, client, entries.get(name, []), changed=changed)
            else:
                change(config.file, words.key, add=name, client=client)
                sentence = words.done_for if client else words.done
            others = ", ".join(each for each in entries.get(name, ()) if each)
            yield say(args.lang, sentence, name=name, client=client, clients=others)


def _undone(words: Words, client: str, owners: Sequence[str], *, changed: bool) -> Sentence:
    if not changed:
        if client:
            return _WAS_FOR
        return _WAS_ELSEWHERE if owners else words.was
    if not client:
        return words.undone
    return _STAYS if "" in owners else words.undone_for


def _entries(key: str, policy: Policy) -> dict[str, list[str]]:
    """Each name on a list, and the clients on whose it is; an empty text for the list of all."""
    lists = [("", policy.allow_hosts, policy.deny_rules), *policy.clients]
    found: dict[str, list[str]] = {}
    for client, hosts, rules in lists:
        for name in hosts if key == "allow" else rules:
            found.setdefault(name, []).append(client)
    return found
