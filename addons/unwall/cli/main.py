"""The ``unwall`` command: finds the command asked for and loads that one alone."""

import itertools
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from unwall import config
from unwall.cli.output import Output, stand_in_for_closed_streams
from unwall.language import Language, Sentence, language_of, say

if TYPE_CHECKING:
    import argparse

_GLANCED_AT = {
    "-q": "quiet",
    "--quiet": "quiet",
    "--json": "json",
    "--explain": "explain",
    "--canonical": "canonical",
}
COMMANDS = {
    "unwrap": Sentence("the target of each link or share text", "取出链接或分享文案的真实目标"),
    "scan": Sentence("find every openable link in files", "在文件中查找所有可打开的链接"),
    "rewrite": Sentence("the same body with its links made direct", "输出同一内容，其中的链接改为直达"),
    "open": Sentence(
        "open what was shared: text, clipboard, QR code", "打开分享的内容：文字、剪贴板、二维码"
    ),
    "check": Sentence("does each link open directly, and for whom", "检查链接能否直接打开、对谁能打开"),
    "probe": Sentence("links as each client sees them, with evidence", "以各客户端身份探测链接并给出证据"),
    "run": Sentence("the proxy, and an isolated browser through it", "启动代理，并打开经过它的独立浏览器"),
    "rules": Sentence("list, show, check, import and export the rules", "列出、查看、检查、导入和导出规则"),
    "allow": Sentence("never touch a host", "永不改动某个主机"),
    "deny": Sentence("switch a rule off", "停用某条规则"),
    "why": Sentence("every decision about a link, also afterwards", "说明对一个链接的全部判断，事后亦可"),
    "learn": Sentence(
        "propose rules from recorded traffic, with evidence", "从录制的流量中提议新规则并给出依据"
    ),
    "log": Sentence("show, write out and delete what was logged", "查看、导出和删除日志"),
    "pac": Sentence(
        "a file that sends only the hosts rules need through", "生成 PAC 文件，仅让规则所需的主机经过代理"
    ),
    "cert": Sentence("the local certificate authority", "本地证书颁发机构"),
    "off": Sentence(
        "proxy settings and trust entries back to what they were", "将代理设置和证书信任恢复原状"
    ),
    "uninstall": Sentence(
        "all of unwall off this machine; --check: is anything left",
        "从本机移除 unwall 的一切；--check 查看残留",
    ),
    "doctor": Sentence("check the set-up and say how to mend it", "检查各项设置，并说明如何修复"),
}
_ABOUT = Sentence("opens the links that platforms wall off", "打开被平台屏蔽的链接")
_CHOOSE = Sentence("say a command; unwall --help shows them", "请指定命令；用 unwall --help 查看")
_NO_OPTION = Sentence(
    "unwall does not know {words}; unwall --help shows what it takes",
    "unwall 不认识 {words}；可用参数见 unwall --help",
)
_UNKNOWN = Sentence(
    'there is no command "{name}"{hint}; unwall --help shows them',
    "没有命令 “{name}”{hint}；用 unwall --help 查看",
)
_OPEN_IT = Sentence(
    "that is no command; to open what was shared, in quotes: unwall open '…'",
    "这不是命令；打开分享的内容请加引号：unwall open '…'",
)
_DID_YOU_MEAN = Sentence(" (did you mean {name}?)", "（是否想用 {name}？）")
_STOPPED = Sentence("it goes no further: {place}{why}", "无法继续：{place}{why}")
_FAILED = Sentence(
    "an error of unwall's own: {error}; again with -v for details", "unwall 内部错误：{error}；加 -v 可看详情"
)


def main(arguments: Sequence[str] | None = None, reach: object = None, worker: object = None) -> int:
    """Runs one command and gives its exit code: 0 done, 1 failed, 2 used wrongly.

    ``reach``: what to ask servers by, instead of the network. ``worker``: the connection to the process that
    this one works for.
    """
    stand_in_for_closed_streams()
    try:
        return _main(list(sys.argv[1:] if arguments is None else arguments), reach, worker)
    except KeyboardInterrupt:
        return 130


def _main(given: list[str], reach: object, worker: object) -> int:
    output = Output.of_process(os.environ)
    args = at_a_glance(given)
    if args is not None:
        return _run("unwrap", args, output)
    from unwall.cli.parser import global_options, parser_of  # noqa: PLC0415 - brings argparse

    shared = global_options()
    shared.language = _language_in(given)
    args, rest = shared.parse_known_args(given)
    args.lang = language_of(args.lang or "", os.environ)
    name = next((word for word in rest if not word.startswith("-")), None)
    if name is None or "--version" in itertools.takewhile("--".__ne__, rest):
        language = args.lang
        return _ended(args, output, lambda: _without_command(rest, language, output))
    if name not in COMMANDS:
        is_shared = "://" in name or not name.isascii()
        sentence = _OPEN_IT if is_shared else _UNKNOWN
        output.note(say(args.lang, sentence, name=name, hint=_hint(name, args.lang)))
        return 2
    rest.remove(name)
    parser = parser_of(name, say(args.lang, COMMANDS[name]), args.lang, shared)
    args = parser.parse_args(rest, args)
    args.reach, args.worker, args.given = reach, worker, given
    return _run(name, args, output)


def _language_in(given: Sequence[str]) -> Language:
    """The language that is asked for, before it is known whether all that is asked for can be had."""
    said = [b for a, b in itertools.pairwise(given) if a == "--lang"]
    said += [word.removeprefix("--lang=") for word in given if word.startswith("--lang=")]
    return language_of(said[-1] if said and said[-1] in list(Language) else "", os.environ)


def at_a_glance(given: Sequence[str]) -> "argparse.Namespace | None":
    """What the parser makes of the plainest form, ``unwrap [options] URL…``; else None.

    The parser takes as long as all that is then done for one URL.
    """
    words = given[1:]
    options = [word for word in words if word.startswith("-") and word != "-"]
    texts = [word for word in words if word not in options]
    if given[:1] != ["unwrap"] or not _GLANCED_AT.keys() >= set(options):
        return None
    if words not in ([*options, *texts], [*texts, *options]):
        return None
    said = {_GLANCED_AT[option] for option in options}
    found = SimpleNamespace(
        text=texts,
        json="json" in said,
        explain="explain" in said,
        resolve=False,
        canonical="canonical" in said,
        quiet="quiet" in said,
        verbose=False,
        color="auto",
        rules=[],
        config=None,
        lang=language_of("", os.environ),
    )
    return cast("argparse.Namespace", found)


def _run(name: str, args: "argparse.Namespace", output: Output) -> int:
    command = import_module(f"unwall.cli.{name}")
    known = config.unread if getattr(command, "LOOKS_ITSELF", False) else config.load
    failed = getattr(command, "FAILED", 1)
    return _ended(args, output, lambda: int(command.run(args, known(args.config, os.environ))), failed)


def _ended(args: "argparse.Namespace", output: Output, work: Callable[[], int], failed: int = 1) -> int:
    """The exit code of that work, whatever becomes of it; what went wrong is said in one line."""
    from unwall.rules.loader import RuleError  # noqa: PLC0415 - the engine's modules are loaded by now

    try:
        return work()
    except (RuleError, config.ConfigError) as error:
        output.note(error.said(args.lang))
        return 2
    except BrokenPipeError:
        output.abandon()
        return 0
    except Exception as error:
        if args.verbose:
            raise
        output.finish()
        output.note(_failure(error, args.lang))
        return failed


def _failure(error: Exception, language: Language) -> str:
    """A full disk and its like are nobody's mistake; whatever else comes up to here is ours."""
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return say(language, _STOPPED, place=place, why=error.strerror)
    return say(language, _FAILED, error=f"{type(error).__name__}: {error}")


def _without_command(given: list[str], language: Language, output: Output) -> int:
    if "--version" in given:
        from unwall import __version__  # noqa: PLC0415 - brings the engine

        output.line(f"unwall {__version__}")
        output.flush()
        return 0
    if "-h" in given or "--help" in given:
        for line in _help(language):
            output.line(line)
        output.flush()
        return 0
    odd = [word for word in given if word.startswith("-") and word != "--"]
    output.note(say(language, _NO_OPTION, words=" ".join(odd)) if odd else say(language, _CHOOSE))
    return 2


def _help(language: Language) -> list[str]:
    rows = [f"  {name:<10}{say(language, sentence)}" for name, sentence in COMMANDS.items()]
    about = f"unwall - {say(language, _ABOUT)}"
    usage = "unwall [-h] [--version] [-q] [-v] [--color auto|always|never] [--rules DIR]"
    usage += " [--config FILE] [--lang en|zh] COMMAND …"
    return [about, "", usage, "", *rows, "", "unwall COMMAND --help"]


def _hint(name: str, language: Language) -> str:
    import difflib  # noqa: PLC0415 - only for the mistyped name

    near = difflib.get_close_matches(name, COMMANDS, n=1)
    return say(language, _DID_YOU_MEAN, name=near[0]) if near else ""


if __name__ == "__main__":
    sys.exit(main())
