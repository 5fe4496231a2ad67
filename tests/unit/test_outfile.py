"""Files of -o: whole or as they were, and streams as they are."""

import argparse
import errno
import io
import os
import sys
from pathlib import Path

import pytest

from unwall.cli.outfile import add_output, is_writable, is_written, obstacle, whole_file
from unwall.cli.output import Output
from unwall.language import Language


@pytest.mark.parametrize(("words", "name"), [([], None), (["-o", "-"], None), (["--output=./-"], "./-")])
def test_a_hyphen_is_stdout(words: list[str], name: str | None) -> None:
    parser = argparse.ArgumentParser()
    add_output(parser)
    assert parser.parse_args(words).output == name


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "new"
    assert obstacle(str(path)) == ""
    for text in (b"one", b"another"):
        with whole_file(str(path)) as file:
            file.write(text)
        assert path.read_bytes() == text
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")
def test_what_is_replaced_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    link, file = tmp_path / "link", tmp_path / "file"
    file.touch(0o600)
    link.symlink_to(file)
    with whole_file(str(link)) as open_file:
        open_file.write(b"text")
    assert (link.is_symlink(), file.read_bytes(), file.stat().st_mode & 0o777) == (True, b"text", 0o600)


def test_what_is_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    for path, number in (("folder", errno.EISDIR), ("no/such", errno.ENOENT)):
        assert obstacle(path) == os.strerror(number)
        with pytest.raises(OSError, match=os.strerror(number)), whole_file(path):
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
        with whole_file(path) as file:
            file.write(b"text")
    assert os.read(reader, 9) == b"text"
    os.close(reader)


@pytest.mark.parametrize("there", [False, True])
def test_what_does_not_become_whole_leaves_what_was_there(there: bool, tmp_path: Path) -> None:
    path = tmp_path / "new"
    if there:
        path.write_bytes(b"before")
    with pytest.raises(ValueError, match="half"), whole_file(str(path)) as file:
        raise ValueError(file.write(b"half"), "half")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"before"] * there


def test_what_stands_against_it_is_said_before_and_after(tmp_path: Path) -> None:
    said = io.BytesIO()
    output = Output(io.BytesIO(), said, terminal=False, color=False)

    def args(path: Path | None) -> argparse.Namespace:
        return argparse.Namespace(output=path and str(path), lang=Language.ENGLISH)

    assert is_writable(args(None), output)
    assert is_written(args(tmp_path / "new"), b"text", output)
    assert (said.getvalue(), (tmp_path / "new").read_bytes()) == (b"", b"text")
    assert not is_writable(args(tmp_path), output)
    assert not is_written(args(tmp_path), b"text", output)
    line = f"unwall: {tmp_path} cannot be written (Is a directory); choose another with -o FILE\n"
    assert said.getvalue().decode() == line * 2
