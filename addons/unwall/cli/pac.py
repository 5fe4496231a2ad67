"""``unwall pac``: a file that sends only the hosts which rules need through the proxy."""

import argparse
import os

from unwall.browser.pac import pac
from unwall.cli.here import PROXY, one_address_of
from unwall.cli.outfile import add_output, is_written
from unwall.cli.output import Output
from unwall.cli.wiring import engine_of
from unwall.config import Config
from unwall.machine.ports import shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "--listen",
        type=one_address_of,
        metavar="HOST:PORT",
        default=PROXY,
        help="where the proxy listens: 127.0.0.1:8080 unless said",
    )
    parser.add_argument(
        "--scope",
        choices=("minimal", "pages"),
        default="pages",
        help="walls; and pages with walled links (unless said otherwise), as for unwall run",
    )
    add_output(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    """Prints the file; 1 where it cannot be written."""
    output = Output.of_process(os.environ, args.color)
    hosts = engine_of(args, config).hosts.all(carriers=args.scope == "pages")
    text = pac(hosts, shown(args.listen), config.policy.allow_hosts)
    if args.output is None:
        output.text(text)
        return 0
    return 0 if is_written(args, text.encode("ascii"), output) else 1
