"""The file that ``-o`` names: a new one, so that nothing that somebody has is lost."""

import contextlib
import errno
import os
from collections.abc import Iterator
from typing import BinaryIO

from unwall.language import Sentence

UNWRITABLE = Sentence(
    "{path} cannot be written ({why}); choose another with -o FILE",
    "无法写入 {path}（{why}）；请用 -o FILE 换一个",
)


def obstacle(path: str) -> str:
    """Why no new file can be written there, as the system says it; empty where one can."""
    folder = os.path.dirname(path) or os.curdir
    if os.path.isdir(path):
        number = errno.EISDIR
    elif os.path.lexists(path):
        number = 0 if _is_stream(path) else errno.EEXIST
    elif not os.path.isdir(folder):
        number = errno.ENOENT
    else:
        number = 0 if os.access(folder, os.W_OK) else errno.EACCES
    return os.strerror(number) if number else ""


@contextlib.contextmanager
def new_file(path: str) -> Iterator[BinaryIO]:
    """The new file to be written; taken away again where it does not become whole. Raises OSError.

    Devices and pipes are written to as they are.
    """
    is_stream = _is_stream(path)
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    with open(path, "wb" if is_stream else "xb") as file:
        try:
            yield file
        except BaseException:
            if not is_stream:
                os.unlink(path)
            raise


def _is_stream(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)
