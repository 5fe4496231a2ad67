"""``unwall allow``: a host that is never touched, whatever the rules say; for all, or for one client app."""

import argparse
import os

from unwall.cli import lists
from unwall.cli.output import Output
from unwall.config import Config
from unwall.language import Sentence, say
from unwall.urls.host import spelled

_WORDS = lists.Words(
    "allow",
    Sentence("{name} and all below it is left alone from now on", "今后不再改动 {name} 及其子域名"),
    Sentence("{name} is looked at again", "{name} 已恢复处理"),
    Sentence("{name} was not on the list", "{name} 不在列表中"),
    Sentence(
        "{name} and all below it is left alone for {client} from now on",
        "今后不再为 {client} 改动 {name} 及其子域名",
    ),
    Sentence("{name} is looked at again for {client}", "{name} 已为 {client} 恢复处理"),
)
_LONGEST, _LONGEST_LABEL = 253, 63  # RFC 1035
NO_HOST = Sentence(
    '"{name}" is no host name; say it like www.example.com',
    "“{name}” 不是主机名；请写成 www.example.com 的形式",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "host", nargs="*", metavar="HOST", help="host names; what lies below them is included"
    )
    lists.add_arguments(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    """Changes or shows the list; 2 for what is no host name. Raises ConfigError for an unknown client."""
    output = Output.of_process(os.environ, args.color)
    lists.checked(args, args.host, "allow")
    clients = lists.clients_of(args, config)
    if not args.host:
        return lists.show("allow", clients, config.policy, output)
    hosts = [host_of(text) for text in args.host]
    for host, text in zip(hosts, args.host, strict=True):
        if host is None:
            output.note(say(args.lang, NO_HOST, name=text))
            return 2
    for sentence in lists.edit(args, config, [host for host in hosts if host], clients, _WORDS):
        if not args.quiet:
            output.note(sentence)
    return 0


def host_of(text: str) -> str | None:
    """The host of what was typed: a name, or an address pasted whole."""
    host = text.partition("://")[2].partition("/")[0] if "://" in text else text
    host = spelled(host).strip(".").removeprefix("*.")
    labels = host.split(".")
    is_host = len(host) <= _LONGEST and all(map(_is_label, labels))
    return host if is_host else None


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and text.replace("-", "").replace("_", "").isalnum()
