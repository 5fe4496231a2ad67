"""The command line's grammar: what all commands share, and each command's own."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import NoReturn

from unwall.cli.helps import HELPS
from unwall.language import Language, Sentence, say
from unwall.urls.show import escaped

_NOT_KNOWN = Sentence(
    "{command} does not know {words}; {command} --help shows what it takes",
    "{command} 不认识 {words}；可用参数见 {command} --help",
)
_USED_WRONGLY = Sentence(
    "{words}; {command} --help shows how", "参数有误（{words}）；用法见 {command} --help"
)

_LONGEST = 18  # digits of a number
_AMOUNT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9}")

# argparse says these in English alone. The first that fits is taken; what none fits stays as it is.
_IN_CHINESE = [
    (re.compile(english), chinese)
    for english, chinese in (
        (r"argument (.+?): expected (?:one|at least one|\d+) arguments?", r"\1 缺少值"),
        (r"argument (.+?): invalid choice: (.*?) \(choose from (.*)\)", r"\1 没有选项 \2；可选：\3"),
        (r"argument (.+?): invalid (?:int|float) value: (.*)", r"\1：\2 不是数字"),
        (r"argument (.+?): not allowed with argument (.*)", r"\1 不能与 \2 同时使用"),
        (r"argument (.+?): ignored explicit argument (.*)", r"\1 不带值，却给出了 \2"),
        (r"argument (.+?): (.*) is no number from ([\d.]+) to ([\d.]+)", r"\1：\2 不是 \3 到 \4 的数字"),
        (r"argument (.+?): (.*) is no HOST:PORT, like (.*)", r"\1：\2 不是 主机:端口，例如 \3"),
        (r"argument (.+?): (.*) is no media type, like (.*)", r"\1：\2 不是媒体类型，例如 \3"),
        (r"argument (.+?): (.*) is no charset of web pages, like (.*)", r"\1：\2 不是网页字符集，例如 \3"),
        (r"argument (.+?): (.*) is no time: (.*)", r"\1：\2 不是时间；写法：\3"),
        (r"argument (.+?): (.*) is no COLUMN=VALUE; columns: (.*)", r"\1：\2 不是 列=值；可用的列：\3"),
        (r"argument (.+?): (.*) is nothing that (\w+) can be: (.*)", r"\1：\3 不能是 \2；可用：\4"),
        (r"the following arguments are required: (.*)", r"缺少 \1"),
        (r"one of the arguments (.*) is required", r"须给出其中之一：\1"),
        (r"ambiguous option: (.*) could match (.*)", r"\1 不明确，可能是 \2"),
    )
]


class _Format(argparse.HelpFormatter):
    """Help as wide as the terminal.

    Asks for the width itself, which saves importing what argparse would ask with.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())


class _ChineseFormat(_Format):
    """The same in Chinese, which has no spaces to break a line at, and characters of two columns."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(HELPS.get(heading or "", heading))

    def add_text(self, text: str | None) -> None:
        super().add_text(HELPS.get(text or "", text))

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return HELPS.get(action.help or "", action.help)

    def _split_lines(self, text: str, width: int) -> list[str]:
        lines, columns = [""], 0
        for character in text:
            wide = 2 if ord(character) > 0x2E7F else 1  # ideographs and their marks
            if columns + wide > width and character not in "，；：。、）":
                lines.append("")
                columns = 0
            lines[-1] += character
            columns += wide
        return lines


def _width() -> int:
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        return 100
    return columns - 2 if columns else 100  # a terminal may not know its own width


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, with the next step; exit 2."""

    language = Language.ENGLISH

    def error(self, message: str) -> NoReturn:
        words = message.removeprefix("unrecognized arguments: ")
        sentence = _USED_WRONGLY if words == message else _NOT_KNOWN
        if self.language is Language.CHINESE:
            words = _in_chinese(words)
        said = say(self.language, sentence, words=escaped(words), command=self.prog)
        self.exit(2, f"unwall: {said}\n")

    def speak(self, language: Language) -> None:
        """Errors and help in that language from now on, those of the words below it as well."""
        self.language = language
        self.formatter_class = _ChineseFormat if language is Language.CHINESE else _Format
        for action in self._actions:
            for below in action.choices.values() if isinstance(action.choices, dict) else ():
                below.speak(language)


def _in_chinese(message: str) -> str:
    for english, chinese in _IN_CHINESE:
        if found := english.fullmatch(message):
            return found.expand(chinese)
    return message


def number(least: int, most: int) -> Callable[[str], int]:
    """What reads a whole number from ``least`` to ``most``."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} to {most}")
        return int(text)

    return read


def amount(least: float, most: float) -> Callable[[str], float]:
    """What reads a number, also with a decimal point, from ``least`` to ``most``."""

    def read(text: str) -> float:
        if not (_AMOUNT.fullmatch(text) and least <= float(text) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} to {most}")
        return float(text)

    return read


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
    import_module(f"unwall.cli.{name}").add_arguments(parser)
    parser.speak(language)
    return parser
