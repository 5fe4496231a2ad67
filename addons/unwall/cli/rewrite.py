"""``unwall rewrite``: the same body with its links made direct, every other byte untouched."""

import argparse
import os

from unwall.cli.output import Output
from unwall.cli.pieces import content_type, read
from unwall.cli.scan import add_type_arguments
from unwall.cli.wiring import engine_of
from unwall.config import Config, ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="a file; stdin without one")
    add_type_arguments(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    """Writes the rewritten body to stdout; 1 where the file could not be read."""
    output = Output.of_process(os.environ, args.color)
    engine = engine_of(args, config)
    try:
        data = read(args.file)
    except ConfigError as error:
        output.note(error.said(args.lang))
        return 1
    output.data(engine.rewrite(data, content_type(args.file, data, args.type, args.charset)).data)
    return 0
