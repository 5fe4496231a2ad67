"""The ``unwall`` command: finds the command asked for and loads that one alone."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from unwall import config
from unwall.cli.output import Output
from unwall.language import Language, Sentence, language_of, say

COMMANDS = {
    "unwrap": Sentence("the target of each link or share text", "取出链接或分享文案的真实目标"),
    "scan": Sentence("find every openable link in files", "在文件中查找所有可打开的链接"),
    "rewrite": Sentence("the same body with its links made direct", "输出同一内容，其中的链接改为直达"),
    "check": Sentence("does each link open directly, and for whom", "检查链接能否直接打开、对谁能打开"),
    "probe": Sentence("links as each client sees them, with evidence", "以各客户端身份探测链接并给出证据"),
    "run": Sentence("the proxy, and an isolated browser through it", "启动代理，并打开经过它的独立浏览器"),
    "rules": Sentence("list, show, check, import and export the rules", "列出、查看、检查、导入和导出规则"),
    "allow": Sentence("never touch a host", "永不改动某个主机"),
    "deny": Sentence("switch a rule off", "停用某条规则"),
    "log": Sentence("show, write out and delete what was logged", "查看、导出和删除日志"),
    "cert": Sentence("the local certificate authority", "本地证书颁发机构"),
}
_ABOUT = Sentence("opens the links that platforms wall off", "打开被平台屏蔽的链接")
_CHOOSE = Sentence("say a command; unwall --help shows them", "请指定命令；用 unwall --help 查看")
_UNKNOWN = Sentence(
    'there is no command "{name}"{hint}; unwall --help shows them',
    "没有命令 “{name}”{hint}；用 unwall --help 查看",
)
_DID_YOU_MEAN = Sentence(" (did you mean {name}?)", "（是否想用 {name}？）")
_NOT_KNOWN = Sentence(
    "{command} does not know {words}; {command} --help shows what it takes",
    "{command} 不认识 {words}；可用参数见 {command} --help",
)
_USED_WRONGLY = Sentence(
    "{words}; {command} --help shows how", "参数有误（{words}）；用法见 {command} --help"
)
_FAILED = Sentence(
    "an error of unwall's own: {error}; again with -v for details", "unwall 内部错误：{error}；加 -v 可看详情"
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


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, with the next step; exit 2."""

    language = Language.ENGLISH

    def error(self, message: str) -> NoReturn:
        words = message.removeprefix("unrecognized arguments: ")
        sentence = _USED_WRONGLY if words == message else _NOT_KNOWN
        self.exit(2, f"unwall: {say(self.language, sentence, words=words, command=self.prog)}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code: 0 done, 1 failed, 2 used wrongly."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    output = Output.of_process(os.environ)
    shared = _global_options()
    shared.language = language_of("", os.environ)
    args, rest = shared.parse_known_args(given)
    args.lang = language_of(args.lang or "", os.environ)
    name = next((word for word in rest if not word.startswith("-")), None)
    if name is None:
        return _without_command(rest, args.lang, output)
    if name not in COMMANDS:
        output.note(say(args.lang, _UNKNOWN, name=name, hint=_hint(name, args.lang)))
        return 2
    rest.remove(name)
    module = import_module(f"unwall.cli.{name}")
    parser = _Parser(
        prog=f"unwall {name}",
        description=say(args.lang, COMMANDS[name]),
        parents=[shared],
        formatter_class=_Format,
    )
    parser.language = args.lang
    module.add_arguments(parser)
    return _run(module.run, parser.parse_args(rest, args), output)


def _run(run: "object", args: argparse.Namespace, output: Output) -> int:
    from unwall.rules.loader import RuleError  # noqa: PLC0415 - the engine's modules are loaded by now

    assert callable(run)  # noqa: S101 - the contract of a command module
    try:
        return int(run(args, config.load(args.config, os.environ)))
    except (RuleError, config.ConfigError) as error:
        output.note(str(error))
        return 2
    except BrokenPipeError:
        output.abandon()
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if args.verbose:
            raise
        output.note(say(args.lang, _FAILED, error=f"{type(error).__name__}: {error}"))
        return 1


def _global_options() -> _Parser:
    options = _Parser(prog="unwall", add_help=False, allow_abbrev=False, formatter_class=_Format)
    options.add_argument("-q", "--quiet", action="store_true", help="only data and errors")
    options.add_argument("-v", "--verbose", action="store_true", help="say more, and show tracebacks")
    options.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    options.add_argument(
        "--rules", action="append", default=[], metavar="DIR", help="own rules, added to the built-in ones"
    )
    options.add_argument("--config", metavar="FILE", help="instead of the user's own configuration")
    options.add_argument("--lang", choices=[each.value for each in Language], help="en or zh")
    return options


def _without_command(given: list[str], language: Language, output: Output) -> int:
    if "--version" in given:
        from unwall import __version__  # noqa: PLC0415 - brings the engine

        output.line(f"unwall {__version__}")
        return 0
    if "-h" in given or "--help" in given:
        output.line(_help(language))
        return 0
    output.note(say(language, _CHOOSE))
    return 2


def _help(language: Language) -> str:
    rows = [f"  {name:<10}{say(language, sentence)}" for name, sentence in COMMANDS.items()]
    about = f"unwall - {say(language, _ABOUT)}"
    usage = "unwall [-h] [--version] [-q] [-v] [--color auto|always|never] [--rules DIR]"
    usage += " [--config FILE] [--lang en|zh] COMMAND …"
    return "\n".join([about, "", usage, "", *rows, "", "unwall COMMAND --help"])


def _hint(name: str, language: Language) -> str:
    import difflib  # noqa: PLC0415 - only for the mistyped name

    near = difflib.get_close_matches(name, COMMANDS, n=1)
    return say(language, _DID_YOU_MEAN, name=near[0]) if near else ""


if __name__ == "__main__":
    sys.exit(main())
