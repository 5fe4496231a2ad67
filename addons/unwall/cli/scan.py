"""``unwall scan``: every openable link in files."""

import argparse
import os
import re
from collections.abc import Iterator
from typing import Any

from unwall.cli.jobs import looked_through, shared_engine
from unwall.cli.output import Output
from unwall.cli.parser import number
from unwall.cli.pieces import pieces
from unwall.cli.unwrap import add_resolve_argument, refusal_as_data
from unwall.config import Config
from unwall.engine.body.charset import is_label
from unwall.engine.engine import Engine
from unwall.language import Language, Sentence, say
from unwall.model import Match, Needs

_MOST_JOBS = 64
_REFUSED = Sentence("refused ({reason})", "未打开（{reason}）")
_NEEDS = {
    Needs.NETWORK: Sentence("needs network", "需要联网查询"),
    Needs.APP: Sentence("needs app", "需要应用"),
}
_TOKEN = r"[A-Za-z0-9!#$&^_.+-]{1,127}"  # RFC 6838
_MEDIA = re.compile(rf"{_TOKEN}/{_TOKEN}\s*(?:;.*)?", re.DOTALL)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("file", nargs="*", metavar="FILE", help="files, or - for stdin; stdin without any")
    add_type_arguments(parser)
    parser.add_argument("--json", action="store_true", help="one object for each link")
    add_resolve_argument(parser)
    parser.add_argument(
        "--jobs",
        type=number(1, _MOST_JOBS),
        default=1,
        metavar="N",
        help="processes that look at once; 1 unless said",
    )
    parser.add_argument(
        "--mentions", action="store_true", help="also words that stand for a platform's name (桃宝, 狗东)"
    )


def add_type_arguments(parser: argparse.ArgumentParser) -> None:
    """``--type`` and ``--charset``, as ``scan`` and ``rewrite`` take them."""
    parser.add_argument(
        "--type",
        type=_media,
        metavar="MIME",
        help="the media type; else by the file's ending and first characters",
    )
    parser.add_argument(
        "--charset", type=_charset, metavar="NAME", help="the charset; else as the content says it"
    )


def _media(text: str) -> str:
    if not _MEDIA.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no media type, like text/html")
    return text


def _charset(text: str) -> str:
    if not is_label(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no charset of web pages, like gbk")
    return text


def run(args: argparse.Namespace, config: Config) -> int:
    """Scans every file; 0 whatever was found, 1 where a file could not be read."""
    output = Output.of_process(os.environ, args.color)
    shared_engine.cache_clear()  # the files may have changed since it was made
    engine = shared_engine(tuple(args.rules), config)
    failed: list[str] = []
    found = _found(args, config, output, failed)
    for name, match, more in _resolved(args, config, engine, output, found):
        if args.json:
            output.json(_as_data(name, match) | more)
        else:
            _tell(name, match, args.lang, output)
    output.flush()
    return 1 if failed else 0


def _resolved(
    args: argparse.Namespace,
    config: Config,
    engine: Engine,
    output: Output,
    found: Iterator[tuple[str, Match]],
) -> Iterator[tuple[str, Match, dict[str, Any]]]:
    """The links, with --resolve led to where servers say; and what else there is to say of each."""
    if not args.resolve:
        yield from ((name, match, {}) for name, match in found)
        return
    from unwall.cli.resolving import Resolving  # noqa: PLC0415 - brings the network

    with Resolving(args, config, engine, output) as resolving:
        yield from resolving.links(found)


def _found(
    args: argparse.Namespace, config: Config, output: Output, failed: list[str]
) -> Iterator[tuple[str, Match]]:
    """The links of all files; those that cannot be read are said, and collected in ``failed``."""
    every = pieces(args.file or ["-"], args.type, args.charset)
    for source, matches, fault in looked_through(every, args, config):
        yield from ((source, match) for match in matches)
        if fault:
            output.note(fault.said(args.lang))
            failed.append(source)


def _as_data(name: str, match: Match) -> dict[str, Any]:
    return {
        "source": name,
        "start": match.start,
        "end": match.end,
        "match": match.match,
        "output": match.output,
        "rule": match.rule,
        "kind": match.kind,
        "surface": match.surface,
        "platform": match.platform,
        "refused": refusal_as_data(match.refused),
    }


def _tell(name: str, match: Match, language: Language, output: Output) -> None:
    from unwall.urls.show import readable  # noqa: PLC0415 - not with --json

    said = output.paint(readable(match.output), "green") if match.output else ""
    if match.refused:
        said = output.paint(say(language, _REFUSED, reason=match.refused.reason), "red")
    elif match.needs and not match.output:
        said = output.paint(say(language, _NEEDS[match.needs]), "yellow")
    output.line(
        f"{name}:{match.start}  {output.paint(match.rule, 'cyan')}  {readable(match.match)}"
        + (f" → {said}" if said else "")
    )
