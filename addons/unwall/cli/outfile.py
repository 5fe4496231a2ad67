"""The file that ``-o`` names: it becomes whole, or what was there stays."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from typing import BinaryIO

from unwall.language import Sentence

UNWRITABLE = Sentence(
    "{path} cannot be written ({why}); choose another with -o FILE",
    "无法写入 {path}（{why}）；请用 -o FILE 换一个",
)


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
