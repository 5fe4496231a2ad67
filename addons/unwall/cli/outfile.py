"""The file that ``-o`` names: it becomes whole, or what was there stays."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from unwall.cli.output import Output
from unwall.language import Sentence, say

if TYPE_CHECKING:
    import argparse

UNWRITABLE = Sentence(
    "{path} cannot be written ({why}); choose another with -o FILE",
    "无法写入 {path}（{why}）；请用 -o FILE 换一个",
)


def add_output(parser: "argparse.ArgumentParser") -> None:
    """``-o FILE``, as all commands take it that write to stdout unless it is given."""
    parser.add_argument(
        "-o",
        "--output",
        type=_or_stdout,
        metavar="FILE",
        help="a file, replaced once the new one is whole; stdout unless said",
    )


def _or_stdout(name: str) -> str | None:
    return None if name == "-" else name


def is_writable(args: "argparse.Namespace", output: Output) -> bool:
    """Whether the file of ``-o``, if one is given, can be written; what stands against it is said."""
    why = obstacle(args.output) if args.output else ""
    if why:
        output.note(say(args.lang, UNWRITABLE, path=args.output, why=why))
    return not why


def is_written(args: "argparse.Namespace", data: bytes, output: Output) -> bool:
    """Writes the whole file of ``-o``, and gives whether that went well; what went wrong is said."""
    try:
        with whole_file(args.output) as file:
            file.write(data)
    except OSError as error:
        output.note(say(args.lang, UNWRITABLE, path=args.output, why=error.strerror))
        return False
    return True


def obstacle(path: str) -> str:
    """Why no file can be written there, as the system says it; empty where one can."""
    if os.path.isdir(path):
        number = errno.EISDIR
    elif _is_stream(path):
        number = 0
    elif not os.path.isdir(folder := os.path.dirname(os.path.realpath(path))):
        number = errno.ENOENT
    else:
        number = 0 if os.access(folder, os.W_OK) else errno.EACCES
    return os.strerror(number) if number else ""


@contextlib.contextmanager
def whole_file(path: str) -> Iterator[BinaryIO]:
    """The file to be written, which takes the place of the one there once it is whole. Raises OSError.

    Links are followed. Devices and pipes are written to as they are.
    """
    if _is_stream(path):
        with open(path, "wb") as stream:
            yield stream
        return
    place = os.path.realpath(path)
    if os.path.isdir(place):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    half = f"{place}.{os.getpid()}"
    try:
        with open(half, "wb") as file:
            yield file
        if os.path.exists(place):
            shutil.copymode(place, half)
        os.replace(half, place)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(half)
        raise


def _is_stream(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)
