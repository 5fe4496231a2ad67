"""The command line's grammar: what all commands share, and each command's own."""

import argparse
import os
import sys
from importlib import import_module
from typing import NoReturn

from unwall.language import Language, Sentence, say

_NOT_KNOWN = Sentence(
    "{command} does not know {words}; {command} --help shows what it takes",
    "{command} 不认识 {words}；可用参数见 {command} --help",
)
_USED_WRONGLY = Sentence(
    "{words}; {command} --help shows how", "参数有误（{words}）；用法见 {command} --help"
)


class _Format(argparse.HelpFormatter):
    """Help as wide as the terminal.

    Asks for the width itself, which saves importing what argparse would ask with.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns - 2
    except (OSError, ValueError):
        return 100


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, with the next step; exit 2."""

    language = Language.ENGLISH

    def error(self, message: str) -> NoReturn:
        words = message.removeprefix("unrecognized arguments: ")
        sentence = _USED_WRONGLY if words == message else _NOT_KNOWN
        self.exit(2, f"unwall: {say(self.language, sentence, words=words, command=self.prog)}\n")


def global_options() -> Parser:
    """What may stand on either side of the command."""
    options = Parser(prog="unwall", add_help=False, allow_abbrev=False, formatter_class=_Format)
    options.add_argument("-q", "--quiet", action="store_true", help="only data and errors")
    options.add_argument("-v", "--verbose", action="store_true", help="say more, and show tracebacks")
    options.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    options.add_argument(
        "--rules", action="append", default=[], metavar="DIR", help="own rules, added to the built-in ones"
    )
    options.add_argument("--config", metavar="FILE", help="instead of the user's own configuration")
    options.add_argument("--lang", choices=[each.value for each in Language], help="en or zh")
    return options


def parser_of(name: str, description: str, language: Language, shared: Parser) -> Parser:
    """The parser of one command."""
    parser = Parser(prog=f"unwall {name}", description=description, parents=[shared], formatter_class=_Format)
    parser.language = language
    import_module(f"unwall.cli.{name}").add_arguments(parser)
    return parser
