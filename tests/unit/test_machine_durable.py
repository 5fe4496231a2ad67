import os
from pathlib import Path

import pytest

from unwall.machine.durable import keep, write_new


def test_a_new_file_and_never_another_s(tmp_path: Path) -> None:
    path = tmp_path / "file"
    before = os.umask(0)
    try:
        write_new(path, b"data", 0o600)
    finally:
        os.umask(before)
    assert path.read_bytes() == b"data"
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_new(path, b"other", 0o600)
    keep(tmp_path)
    with pytest.raises(OSError, match="none"):
        keep(tmp_path / "none")
