"""``unwall rewrite``: the same body with its links made direct, every other byte untouched."""

import argparse
import os

from unwall.cli.output import Output
from unwall.cli.pieces import content_type, read
from unwall.cli.recordings import BEGINNING, kind_of
from unwall.cli.scan import add_type_arguments
from unwall.cli.wiring import engine_of
from unwall.config import Config, ConfigError
from unwall.language import Sentence, say

_COUNTED = ("flows", "warc", "gzip")  # where a length or a check sum stands before what it is of
_RECORDING = Sentence(
    "{name}: is packed or a recording, and stays as it is; give one body of it",
    "{name}：是压缩文件或流量记录，已原样输出；请给出其中的单个内容",
)
_MISREAD = Sentence(
    "{name}: is no text, or not in its charset, and stays as it is; --charset says in which it is",
    "{name}：不是文本或字符集不符，已原样输出；可用 --charset 指定字符集",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="a file; stdin without one")
    add_type_arguments(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    """Writes the rewritten body to stdout; 1 where the file could not be read, or is no body."""
    output = Output.of_process(os.environ, args.color)
    engine = engine_of(args, config)
    try:
        data = read(args.file)
    except ConfigError as error:
        output.note(error.said(args.lang))
        return 1
    if not args.type and kind_of(data[:BEGINNING]) in _COUNTED:
        output.data(data)
        output.note(say(args.lang, _RECORDING, name=args.file))
        return 1
    result = engine.rewrite(data, content_type(args.file, data, args.type, args.charset))
    output.data(result.data)
    if result.misread:
        output.note(say(args.lang, _MISREAD, name=args.file))
        return 1
    return 0
