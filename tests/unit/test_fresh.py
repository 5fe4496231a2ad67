"""Files of -o: new ones alone, whole or not at all, and streams as they are."""

import errno
import os
import sys
from pathlib import Path

import pytest

from unwall.cli.fresh import new_file, obstacle


def test_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "new"
    assert obstacle(str(path)) == ""
    with new_file(str(path)) as file:
        file.write(b"text")
    assert path.read_bytes() == b"text"


def test_what_is_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there").write_bytes(b"a person's own")
    Path("folder").mkdir()
    for path, number in (("there", errno.EEXIST), ("folder", errno.EISDIR), ("no/such", errno.ENOENT)):
        assert obstacle(path) == os.strerror(number)
        with pytest.raises(OSError, match=os.strerror(number)), new_file(path):
            pass
    assert Path("there").read_bytes() == b"a person's own"


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_is_there_too_wherever_it_leads(tmp_path: Path) -> None:
    path = tmp_path / "link"
    path.symlink_to(tmp_path / "nowhere")
    assert obstacle(str(path)) == os.strerror(errno.EEXIST)
    with pytest.raises(FileExistsError), new_file(str(path)):
        pass


def test_a_folder_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everywhere
    assert obstacle(str(tmp_path / "new")) == os.strerror(errno.EACCES)


@pytest.mark.skipif(sys.platform == "win32", reason="devices of POSIX")
def test_a_stream_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    for path in (os.devnull, str(pipe)):
        assert obstacle(path) == ""
        with new_file(path) as file:
            file.write(b"text")
    assert os.read(reader, 9) == b"text"
    os.close(reader)


def test_what_does_not_become_whole_is_taken_away(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="half"), new_file(str(tmp_path / "new")) as file:
        raise ValueError(file.write(b"half"), "half")
    assert list(tmp_path.iterdir()) == []
