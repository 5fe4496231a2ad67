"""``unwall scan``: every openable link in files."""

import argparse
import os
import sys
from typing import Any

from unwall.cli.output import Output
from unwall.cli.unwrap import plain_refusal
from unwall.cli.wiring import engine_of
from unwall.config import Config, ConfigError
from unwall.model import Match

_BY_ENDING = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".json": "application/json",
    ".har": "application/json", ".jsonl": "application/x-ndjson", ".ndjson": "application/x-ndjson",
    ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".xml": "application/xml",
    ".rss": "application/rss+xml", ".atom": "application/atom+xml", ".svg": "image/svg+xml",
    ".md": "text/markdown", ".csv": "text/csv", ".txt": "text/plain", ".url": "text/plain",
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("file", nargs="*", metavar="FILE", help="files, or - for stdin; stdin without any")
    add_type_arguments(parser)
    parser.add_argument("--json", action="store_true", help="one object for each link")


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
    failed = 0
    for name in args.file or ["-"]:
        try:
            data = read(name)
        except ConfigError as error:
            output.note(str(error))
            failed = 1
            continue
        for match in engine.scan(data, content_type(name, data, args.type, args.charset)):
            if args.json:
                output.json(_plain(name, match))
            else:
                _tell(name, match, output)
    output.flush()
    return failed


def read(name: str) -> bytes:
    """A file's bytes, ``-`` standing for stdin. Raises ConfigError."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        with open(name, "rb") as file:
            return file.read()
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read ({error.strerror})") from None


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
