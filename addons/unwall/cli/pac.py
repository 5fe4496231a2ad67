"""``unwall pac``: a file that sends only the hosts which rules need through the proxy."""

import argparse
import os

from unwall.browser.pac import pac
from unwall.cli.outfile import UNWRITABLE, whole_file
from unwall.cli.output import Output
from unwall.cli.wiring import engine_of
from unwall.config import Config
from unwall.language import Sentence, say

_NO_ADDRESS = Sentence(
    "{value} is no HOST:PORT, like 127.0.0.1:8080", "{value} 不是 主机:端口，正确形式如 127.0.0.1:8080"
)
_LAST_PORT = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "--listen", metavar="HOST:PORT", default="127.0.0.1:8080", help="where the proxy listens"
    )
    parser.add_argument(
        "--scope",
        choices=("minimal", "pages"),
        default="pages",
        help="walls; and pages with walled links (unless said otherwise), as for unwall run",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="a file, replaced once the new one is whole; stdout unless said",
    )


def run(args: argparse.Namespace, config: Config) -> int:
    """Prints the file; 2 for an address that is none, 1 where it cannot be written."""
    output = Output.of_process(os.environ, args.color)
    host, colon, port = args.listen.rpartition(":")
    if not (host.isascii() and host and colon and port.isdecimal() and 0 < int(port) <= _LAST_PORT):
        output.note(say(args.lang, _NO_ADDRESS, value=args.listen))
        return 2
    hosts = engine_of(args, config).hosts.all(carriers=args.scope == "pages")
    text = pac(hosts, args.listen, config.policy.allow_hosts)
    if args.output is None:
        output.text(text)
        return 0
    try:
        with whole_file(args.output) as file:
            file.write(text.encode("ascii"))
    except OSError as error:
        output.note(say(args.lang, UNWRITABLE, path=args.output, why=error.strerror))
        return 1
    return 0
