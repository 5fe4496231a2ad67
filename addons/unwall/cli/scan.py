"""``unwall scan``: every openable link in files."""

import argparse
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from unwall.cli.output import Output
from unwall.cli.recordings import BEGINNING, RECORDINGS, entries, kind_of
from unwall.cli.unwrap import add_resolve_argument, plain_refusal
from unwall.cli.wiring import engine_of
from unwall.config import Config, ConfigError
from unwall.engine.engine import Engine
from unwall.model import Match

_BY_ENDING = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".json": "application/json",
    ".har": "application/json", ".jsonl": "application/x-ndjson", ".ndjson": "application/x-ndjson",
    ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".xml": "application/xml",
    ".rss": "application/rss+xml", ".atom": "application/atom+xml", ".svg": "image/svg+xml",
    ".md": "text/markdown", ".csv": "text/csv", ".txt": "text/plain", ".url": "text/plain",
}  # fmt: skip

_BY_LINES = frozenset({"text/plain", "text/csv", "application/x-ndjson"})
_BLOCK = 4 << 20  # bytes of such a file at a time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("file", nargs="*", metavar="FILE", help="files, or - for stdin; stdin without any")
    add_type_arguments(parser)
    parser.add_argument("--json", action="store_true", help="one object for each link")
    add_resolve_argument(parser)
    parser.add_argument(
        "--mentions", action="store_true", help="also words that stand for a platform's name (桃宝, 狗东)"
    )


def add_type_arguments(parser: argparse.ArgumentParser) -> None:
    """``--type`` and ``--charset``, as ``scan`` and ``rewrite`` take them."""
    parser.add_argument(
        "--type", metavar="MIME", help="the media type; else by the file's ending and first characters"
    )
    parser.add_argument("--charset", metavar="NAME", help="the charset; else as the content says it")


def run(args: argparse.Namespace, config: Config) -> int:
    """Scans every file; 0 whatever was found, 1 where a file could not be read."""
    output = Output.of_process(os.environ, args.color)
    engine = engine_of(args, config)
    failed: list[str] = []
    found = _found(args, engine, output, failed)
    for name, match, more in _resolved(args, config, engine, output, found):
        if args.json:
            output.json(_plain(name, match) | more)
        else:
            _tell(name, match, output)
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
    args: argparse.Namespace, engine: Engine, output: Output, failed: list[str]
) -> Iterator[tuple[str, Match]]:
    """The links of all files; those that cannot be read are said, and collected in ``failed``."""
    for name in args.file or ["-"]:
        try:
            with opened(name) as file:
                yield from _matches(engine, name, file, args)
        except ConfigError as error:
            output.note(str(error))
            failed.append(name)


def _matches(
    engine: Engine, name: str, file: BinaryIO, args: argparse.Namespace
) -> Iterator[tuple[str, Match]]:
    """The links of one file with what they stand in. Raises ConfigError."""
    beginning = _peeked(file)
    kind = None if args.type else kind_of(beginning)
    if kind == "gzip":
        import gzip  # noqa: PLC0415 - only here

        file = cast("BinaryIO", io.BufferedReader(gzip.GzipFile(fileobj=file)))
        beginning = _peeked(file)
        kind = kind_of(beginning)
    try:
        if kind in RECORDINGS:
            for entry in entries(kind, file):
                for match in engine.scan(entry.data, entry.content_type, mentions=args.mentions):
                    yield f"{name}#{entry.name}", match._replace(surface=entry.surface or match.surface)
            return
        said = content_type(name, beginning, args.type, args.charset)
        for offset, block in _blocks(file, said):
            for match in engine.scan(block, said, mentions=args.mentions):
                yield name, match._replace(start=offset + match.start, end=offset + match.end)
    except (ValueError, EOFError, OSError) as error:
        raise ConfigError(f"{name}: cannot be read to its end ({error})") from None


def _blocks(file: BinaryIO, said: str) -> Iterator[tuple[int, bytes]]:
    """The file as it can be looked at: whole, or lines that stand for themselves some at a time."""
    if said.partition(";")[0] not in _BY_LINES or "charset" in said:
        yield 0, file.read()
        return
    offset = 0
    while block := file.read(_BLOCK):
        block += file.readline()
        yield offset, block
        offset += len(block)


def _peeked(file: BinaryIO) -> bytes:
    peek = getattr(file, "peek", None)
    return peek(BEGINNING)[:BEGINNING] if peek else b""


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A file to be read, ``-`` standing for stdin. Raises ConfigError."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = open(name, "rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read ({error.strerror})") from None
    with file:
        yield file


def read(name: str) -> bytes:
    """A file's bytes, ``-`` standing for stdin. Raises ConfigError."""
    with opened(name) as file:
        return file.read()


def content_type(name: str, data: bytes, asked: str | None, charset: str | None) -> str:
    """The media type of a file as asked, else by its ending, else by how it begins."""
    media = asked or _BY_ENDING.get(os.path.splitext(name)[1].lower()) or _by_beginning(data)
    return f"{media}; charset={charset}" if charset else media


def _by_beginning(data: bytes) -> str:
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:5].lower() == b"<?xml":
        return "application/xml"
    if start[:1] == b"<":
        return "text/html"
    return "application/json" if start[:1] in (b"{", b"[") else "text/plain"


def _plain(name: str, match: Match) -> dict[str, Any]:
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
        "refused": plain_refusal(match.refused),
    }


def _tell(name: str, match: Match, output: Output) -> None:
    from unwall.urls.show import readable  # noqa: PLC0415 - not with --json

    said = output.paint(readable(match.output), "green") if match.output else ""
    if match.refused:
        said = output.paint(f"refused ({match.refused.reason})", "red")
    elif match.needs and not match.output:
        said = output.paint(f"needs {match.needs}", "yellow")
    output.line(
        f"{name}:{match.start}  {output.paint(match.rule, 'cyan')}  {readable(match.match)}"
        + (f" → {said}" if said else "")
    )
