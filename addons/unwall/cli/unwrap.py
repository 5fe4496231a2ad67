"""``unwall unwrap``: one output line for each input, offline."""

import argparse
import os
from typing import Any

from unwall.cli.output import Output, inputs
from unwall.cli.wiring import engine_of
from unwall.config import Config
from unwall.engine.engine import Engine
from unwall.language import Language, Sentence, say
from unwall.model import Refused, Unwrapped

_REFUSED = Sentence("left as it is ({reason}): {target}", "保持原样（{reason}）：{target}")
_NEEDS_NETWORK = Sentence("{rule}: only its server knows where it leads", "{rule}：只有其服务器知道目标")
_NEEDS_APP = Sentence("{rule}: only the app can open it", "{rule}：只有相应的应用能打开")
_NOTHING = Sentence("no rule knows this", "没有规则识别此内容")
_UNCHANGED = Sentence("unchanged", "未改动")
_SCANS = Sentence("this wall also warns of harmful sites", "该页面同时提示有害网站")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("text", nargs="*", metavar="URL", help="links or share texts; stdin without any")
    parser.add_argument("--json", action="store_true", help="one object for each input")
    parser.add_argument(
        "--explain", action="store_true", help="each step, with its rule and where that is written"
    )


def run(args: argparse.Namespace, config: Config) -> int:
    """Unwraps every input; 0 whatever was found."""
    output = Output.of_process(os.environ, args.color)
    engine = engine_of(args, config)
    for text in inputs(args.text):
        result = engine.unwrap(text)
        if args.json:
            output.json(plain(result))
        elif args.explain:
            _explain(result, engine, output, args.lang)
        else:
            output.line(result.output)
            if args.text and not args.quiet and not result.changed:
                _say_why(result, output, args.lang)
    output.flush()
    return 0


def plain(result: Unwrapped) -> dict[str, Any]:
    """A result as the object that the contract promises."""
    return {
        "input": result.input,
        "output": result.output,
        "changed": result.changed,
        "refused": plain_refusal(result.refused),
        "needs": result.needs,
        "steps": [step._asdict() for step in result.steps],
    }


def plain_refusal(refused: Refused | None) -> dict[str, str] | None:
    """A refusal as the object that the contract promises."""
    return refused._asdict() if refused else None


def _say_why(result: Unwrapped, output: Output, language: Language) -> None:
    if result.refused:
        output.note(_reason(result.refused, language))
    elif result.needs:
        output.note(_need(result, language))


def _reason(refused: Refused, language: Language) -> str:
    from unwall.urls.show import plain as safe  # noqa: PLC0415 - only where something is said

    return say(language, _REFUSED, reason=refused.reason, target=safe(refused.target))


def _need(result: Unwrapped, language: Language) -> str:
    return say(language, _NEEDS_NETWORK if result.needs == "network" else _NEEDS_APP, rule=result.rule)


def _explain(result: Unwrapped, engine: Engine, output: Output, language: Language) -> None:
    from unwall.urls.show import readable  # noqa: PLC0415 - see _reason

    rules = {rule.id: rule for rule in engine.rules}
    output.line(output.paint(readable(result.input), "bold"))
    for number, step in enumerate(result.steps, 1):
        rule = rules.get(step.rule)
        output.line(
            f"  {number}. {output.paint(step.rule, 'cyan')} ({step.kind})"
            + (f"  {rule.place}" if rule else "")
        )
        output.line(f"     → {readable(step.output)}")
        if rule and rule.scans:
            output.line(f"     {say(language, _SCANS)}")
    if result.refused:
        output.line(f"  {output.paint(_reason(result.refused, language), 'red')}")
    if result.needs:
        output.line(f"  {_need(result, language)}")
    if not result.changed and not result.refused and not result.needs:
        output.line(f"  {say(language, _UNCHANGED if result.rule else _NOTHING)}")
