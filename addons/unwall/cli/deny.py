"""``unwall deny``: switches a rule off, for good or until it is taken back."""

import argparse
import os

from unwall.cli.output import Output
from unwall.cli.wiring import rules_of
from unwall.config import Config, change
from unwall.language import Sentence, say

_DENIED = Sentence("{name} is off", "{name} 已停用")
_BACK = Sentence("{name} is on again", "{name} 已恢复")
_WAS = Sentence("{name} was not on the list", "{name} 不在列表中")
NO_SUCH = Sentence(
    'there is no rule "{name}"{hint}; unwall rules list shows them',
    "没有规则 “{name}”{hint}；用 unwall rules list 查看",
)
_HINT = Sentence(" (did you mean {name}?)", "（是否想用 {name}？）")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("rule", nargs="*", metavar="RULE", help="ids of rules")
    add_list_arguments(parser)


def add_list_arguments(parser: argparse.ArgumentParser) -> None:
    """``--list`` and ``--remove``, as ``allow`` and ``deny`` take them."""
    parser.add_argument("--list", action="store_true", help="show the list")
    parser.add_argument("--remove", action="store_true", help="take off the list")


def run(args: argparse.Namespace, config: Config) -> int:
    """Changes or shows the list; 2 for a rule that does not exist."""
    output = Output.of_process(os.environ, args.color)
    if not args.rule:
        return show(sorted(config.policy.deny_rules), output)
    known = {rule.id for rule in rules_of(args, config)}
    for name in args.rule:
        if name not in known and not args.remove:
            import difflib  # noqa: PLC0415 - only for the mistyped name

            near = difflib.get_close_matches(name, known, n=1)
            hint = say(args.lang, _HINT, name=near[0]) if near else ""
            output.note(say(args.lang, NO_SUCH, name=name, hint=hint))
            return 2
    return edit(args, config, "deny", args.rule, (_DENIED, _BACK, _WAS), output)


def show(names: list[str], output: Output) -> int:
    """The list, one a line."""
    for name in names:
        output.line(name)
    output.flush()
    return 0


def edit(  # noqa: PLR0913, PLR0917 - what two commands share, each with its own words
    args: argparse.Namespace,
    config: Config,
    key: str,
    names: list[str],
    said: tuple[Sentence, Sentence, Sentence],
    output: Output,
) -> int:
    """Adds the names to a list of the configuration, or takes them off, and says what was done."""
    done, undone, was = said
    for name in names:
        changed = change(config.file, key, remove=name) if args.remove else change(config.file, key, add=name)
        sentence = (undone if changed else was) if args.remove else done
        if not args.quiet:
            output.note(say(args.lang, sentence, name=name))
    return 0
