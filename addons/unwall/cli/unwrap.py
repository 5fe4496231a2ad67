"""``unwall unwrap``: one output line for each input, offline unless ``--resolve`` says otherwise."""

import os
import sys
from collections.abc import Buffer, Callable, Iterator
from typing import TYPE_CHECKING, Any

from unwall.cli.lines import argument, blocks, line_spans, lines, text_of
from unwall.cli.output import Output, encoded, json_line
from unwall.cli.wiring import engine_of
from unwall.config import Config
from unwall.engine.engine import Engine
from unwall.language import Language, Sentence, say
from unwall.model import Refused, Unwrapped

if TYPE_CHECKING:
    import argparse

_REFUSED = Sentence("left as it is ({reason}): {target}", "保持原样（{reason}）：{target}")
_NEEDS_NETWORK = Sentence("{rule}: only its server knows where it leads", "{rule}：只有其服务器知道目标")
_NEEDS_APP = Sentence("{rule}: only the app can open it", "{rule}：只有相应的 App 能打开")
_NOTHING = Sentence("no rule knows this", "没有规则识别此内容")
_UNCHANGED = Sentence("unchanged", "未改动")
_PIECE = 1 << 20  # bytes of a very long line that are written at a time
_MANY = 1 << 15  # bytes for which it is worth to prepare a search
_SETTLED = (
    b'{"input": "',
    b'", "output": "',
    b'", "changed": false, "refused": null, "needs": null, "steps": []}\n',
)
_SCANS = Sentence("this wall also warns of harmful sites", "该页面同时提示有害网站")


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The command's own arguments."""
    parser.add_argument("text", nargs="*", metavar="URL", help="links or share texts; stdin without any")
    parser.add_argument("--json", action="store_true", help="one object for each input")
    parser.add_argument(
        "--explain", action="store_true", help="each step, with its rule and where that is written"
    )
    parser.add_argument("--canonical", action="store_true", help="an item's address reduced to what opens it")
    add_resolve_argument(parser)


def add_resolve_argument(parser: "argparse.ArgumentParser") -> None:
    """``--resolve``, as all commands take it that may use the network."""
    parser.add_argument(
        "--resolve", action="store_true", help="ask servers where short links lead; this uses the network"
    )


def run(args: "argparse.Namespace", config: Config) -> int:
    """Unwraps every input; 0 whatever was found."""
    output = Output.of_process(os.environ, args.color)
    engine = engine_of(args, config)
    if args.resolve:
        return _resolve(args, config, engine, output)
    for given in args.text or ["-"]:
        if given != "-":
            result = _of(argument(given), engine, args)
            _say(result, engine, output, args)
            if not (args.quiet or args.json or args.explain or result.changed):
                _say_why(result, output, args.lang)
        elif output.terminal or args.explain or args.canonical:
            for line in lines():
                _say(_of(line, engine, args), engine, output, args)
        else:
            _go_through(engine, output, as_json=args.json)
    output.flush()
    return 0


def _resolve(args: "argparse.Namespace", config: Config, engine: Engine, output: Output) -> int:
    """The same, and servers are asked."""
    from unwall.cli.resolving import Resolving  # noqa: PLC0415 - brings the network

    given = (text for each in args.text or ["-"] for text in (lines() if each == "-" else (argument(each),)))
    with Resolving(args, config, engine, output) as resolving:
        for _, found in resolving.each(given, lambda text: text):
            result = _reduced(found.result, engine, args)
            if args.json:
                more = {"error": found.error, "contacted": list(found.contacted)}
                output.json(result_as_data(result) | more)
                continue
            _say(result, engine, output, args)
            if args.text and not (args.quiet or args.explain or result.changed or found.error):
                _say_why(result, output, args.lang)
    output.flush()
    return 0


def _say(result: Unwrapped, engine: Engine, output: Output, args: "argparse.Namespace") -> None:
    if args.json:
        output.json(result_as_data(result))
    elif args.explain:
        _explain(result, engine, output, args.lang)
    else:
        output.line(result.output)


def _go_through(engine: Engine, output: Output, *, as_json: bool) -> None:
    """The lines of stdin in blocks, each written as soon as it is done."""
    said = _said_as_json if as_json else _said
    settled = _settled_as_json if as_json else _settled
    long = bytearray()  # the line that is too long to be looked into, as far as it has come
    for block, is_whole in blocks(sys.stdin.fileno()):
        if is_whole:
            output.data(b"".join(_answers(engine, block, said, settled)))
        elif not as_json:
            output.data(block)
        else:
            long += block
            if long.endswith(b"\n"):
                for part in _long_as_json(long):
                    output.data(part)
                long.clear()


def _answers(
    engine: Engine,
    block: bytes,
    said: Callable[[Unwrapped], bytes],
    settled: Callable[[memoryview], Buffer],
) -> Iterator[Buffer]:
    done = 0
    whole = memoryview(block)
    for start, end in engine.odd_lines(block) if len(block) > _MANY else line_spans(block):
        if done < start:
            yield settled(whole[done:start])
        yield said(engine.unwrap(text_of(block[start:end])))
        done = end + 1
    if done < len(block):
        yield settled(whole[done:])


def _said(result: Unwrapped) -> bytes:
    return encoded(result.output) + b"\n"


def _said_as_json(result: Unwrapped) -> bytes:
    return json_line(result_as_data(result))


def _long_as_json(line: bytearray) -> Iterator[bytes]:
    """The object of a line that comes out as it is, piece by piece."""
    from codecs import getincrementaldecoder  # noqa: PLC0415 - once in a blue moon
    from json import dumps  # noqa: PLC0415 - see above

    for before in _SETTLED[:2]:
        yield before
        decoder = getincrementaldecoder("utf-8")("surrogateescape")
        for at in range(0, len(line) - 1, _PIECE):
            piece = bytes(line[at : min(at + _PIECE, len(line) - 1)])
            yield dumps(decoder.decode(piece))[1:-1].encode()
        yield dumps(decoder.decode(b"", final=True))[1:-1].encode()
    yield _SETTLED[2]


def _settled(lines_as_they_are: memoryview) -> memoryview:
    return lines_as_they_are


def _settled_as_json(lines_as_they_are: memoryview) -> bytes:
    """Their objects; all of these lines are of printable ASCII."""
    block = bytes(lines_as_they_are)
    if b'"' in block or b"\\" in block:
        block = block.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    before, between, after = _SETTLED
    return b"".join([before + line + between + line + after for line in block.splitlines()])


def _of(text: str, engine: Engine, args: "argparse.Namespace") -> Unwrapped:
    """What becomes of one input; with ``--canonical`` its output is reduced, where nothing was refused."""
    return _reduced(engine.unwrap(text), engine, args)


def _reduced(result: Unwrapped, engine: Engine, args: "argparse.Namespace") -> Unwrapped:
    if result.refused or not args.canonical:
        return result
    reduced = engine.canonical(result.output)
    return result._replace(
        output=reduced.output,
        steps=result.steps + reduced.steps,
        refused=reduced.refused,
        rule=result.rule or reduced.rule,
    )


def result_as_data(result: Unwrapped) -> dict[str, Any]:
    """A result as the object that the contract promises."""
    return {
        "input": result.input,
        "output": result.output,
        "changed": result.changed,
        "refused": refusal_as_data(result.refused),
        "needs": result.needs,
        "steps": [step._asdict() for step in result.steps],
    }


def refusal_as_data(refused: Refused | None) -> dict[str, str] | None:
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
