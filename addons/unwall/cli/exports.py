"""``unwall rules export``: our rules for other tools, with a word on what those cannot say."""

import argparse

from unwall.cli.outfile import add_output, is_written
from unwall.cli.output import Output
from unwall.language import Sentence, say
from unwall.rules.formats.exported import Export, export
from unwall.rules.index import RuleSet

_DONE = Sentence("{written} of {rules} rules written", "已写出 {rules} 条规则中的 {written} 条")
_LEFT = Sentence(
    "{count} rules cannot be said as {format}: {why}", "{count} 条规则无法用 {format} 表达：{why}"
)
_WORDS = {  # what is no word of the rule language
    "text": Sentence("text", "文字规则"),
    "answers": Sentence("answers", "响应"),
    "app links": Sentence("app links", "应用链接"),
    "no target": Sentence("no target", "没有目标"),
    "any suffix": Sentence("any suffix", "任意后缀"),
    "expression": Sentence("expression", "表达式"),
    "complete address": Sentence("complete address", "用地址补全"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``unwall rules export``."""
    parser.add_argument("--format", required=True, choices=[each.value for each in Export])
    add_output(parser)


def run(args: argparse.Namespace, rules: RuleSet, output: Output) -> int:
    """0 written, 2 where the file cannot be."""
    done = export(rules, Export(args.format))
    if args.output:
        if not is_written(args, done.text.encode(), output):
            return 2
    else:
        output.data(done.text.encode())
    output.note(say(args.lang, _DONE, written=done.written, rules=len(rules)))
    if done.left:
        why = ", ".join(
            f"{count} {say(args.lang, _WORDS[name]) if name in _WORDS else name}"
            for name, count in done.left.items()
        )
        count = sum(done.left.values())
        output.note(say(args.lang, _LEFT, count=count, format=args.format, why=why))
    return 0
