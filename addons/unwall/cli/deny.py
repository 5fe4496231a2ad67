"""``unwall deny``: switches a rule off until it is taken back; for all, or for one client app."""

import argparse
import os

from unwall.cli import lists
from unwall.cli.output import Output
from unwall.cli.wiring import meant, rules_of
from unwall.config import Config
from unwall.language import Sentence, say

_WORDS = lists.Words(
    "deny",
    Sentence("{name} is off", "{name} 已停用"),
    Sentence("{name} is on again", "{name} 已恢复"),
    Sentence("{name} was not on the list", "{name} 不在列表中"),
    Sentence("{name} is off for {client}", "{name} 已为 {client} 停用"),
    Sentence("{name} is on again for {client}", "{name} 已为 {client} 恢复"),
)
NO_SUCH = Sentence(
    'there is no rule "{name}"{hint}; unwall rules list shows them',
    "没有规则 “{name}”{hint}；用 unwall rules list 查看",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("rule", nargs="*", metavar="RULE", help="ids of rules")
    lists.add_arguments(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    """Changes or shows the list; 2 for a rule that does not exist. Raises ConfigError for such a client."""
    output = Output.of_process(os.environ, args.color)
    lists.checked(args, args.rule, "deny")
    clients = lists.clients_of(args, config)
    if not args.rule:
        return lists.show("deny", clients, config.policy, output)
    known = {rule.id for rule in rules_of(args, config)}
    for name in args.rule:
        if name not in known and not args.remove:
            output.note(say(args.lang, NO_SUCH, name=name, hint=meant(name, known)))
            return 2
    for sentence in lists.edit(args, config, args.rule, clients, _WORDS):
        if not args.quiet:
            output.note(sentence)
    return 0
