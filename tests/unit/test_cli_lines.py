"""Standard input in blocks of whole lines, as single lines and as a whole; and texts of arguments."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.cli.lines import LONGEST, argument, blocks, line_spans, lines, text_of, whole


def through_a_pipe(pieces: list[bytes]) -> list[tuple[bytes, bool]]:
    """What comes of pieces that arrive one by one; all of them fit into a pipe."""
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb"), os.fdopen(writer, "wb", buffering=0) as end:
        found = blocks(reader)
        out = []
        for piece in pieces:
            end.write(piece)
            if b"\n" in piece:
                out.append(next(found))
        end.close()
        return out + list(found)


@pytest.mark.parametrize(
    ("pieces", "out"),
    [
        ([], []),
        ([b"a\nb\n"], [(b"a\nb\n", True)]),
        ([b"a\nb"], [(b"a\n", True), (b"b\n", True)]),
        ([b"a\nb", b"c\nd\ne"], [(b"a\n", True), (b"bc\nd\n", True), (b"e\n", True)]),
        ([b"a\r\n\r\nb\r\r\n"], [(b"a\n\nb\r\n", True)]),
        ([b"a\r", b"\nb\n"], [(b"a\nb\n", True)]),
        ([b"\n"], [(b"\n", True)]),
        ([b"\xff"], [(b"\xff\n", True)]),
        ([b"\xff", b"\n"], [(b"\xff\n", True)]),
        ([b"\xff\xfe"], [(b"\xff\xfe\n", True)]),
        ([b"\xff\xfe\xfa\nhttps://a.example/\n"], [(b"\xff\xfe\xfa\nhttps://a.example/\n", True)]),
        ([b"\xff\xfe\x00\x01binary\x00\n"], [(b"\xff\xfe\x00\x01binary\x00\n", True)]),
        ([b"\xfe\xff\x00\x01\x00a\n"], [(b"\xfe\xff\x00\x01\x00a\n", True)]),
    ],
)
def test_blocks(pieces: list[bytes], out: list[tuple[bytes, bool]]) -> None:
    assert through_a_pipe(pieces) == out


@given(st.lists(st.text("a\n\r", max_size=4).filter(bool), max_size=9))
def test_lines_do_not_depend_on_how_they_arrive(texts: list[str]) -> None:
    pieces = [text.encode() for text in texts]
    whole = b"".join(pieces)
    got = b"".join(block for block, _ in through_a_pipe(pieces))
    wanted = whole + (b"" if whole.endswith(b"\n") or not whole else b"\n")
    assert [text_of(line) for line in got.split(b"\n")] == [text_of(line) for line in wanted.split(b"\n")]


@pytest.mark.parametrize("end", [b"", b"\n", b"\nx\n"])
def test_a_line_too_long_comes_in_parts(tmp_path: Path, end: bytes) -> None:
    file = tmp_path / "lines"
    content = b"first\n" + b"a" * (LONGEST + (3 << 20)) + end
    file.write_bytes(content)
    with file.open("rb") as source:
        found = list(blocks(source.fileno()))
    assert b"".join(block for block, _ in found) == content + (b"" if end else b"\n")
    assert [len(block) for block, is_whole in found if is_whole] == [6, *([2] if len(end) > 1 else [])]
    assert len([block for block, is_whole in found if not is_whole]) > 1


def test_line_spans() -> None:
    assert list(line_spans(b"a\n\nbc\n")) == [(0, 1), (2, 2), (3, 5)]


def stdin_of(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(io.BytesIO(data)))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_lines_that_powershell_wrote(codec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\ufeffhttps://a.example/中\r\n\r\n😀 last"
    data = text.encode(codec)
    wanted = ["https://a.example/中", "", "😀 last"]
    for cut in range(1, len(data)):
        reader, writer = os.pipe()
        with os.fdopen(reader, "rb"), os.fdopen(writer, "wb", buffering=0) as end:
            found = blocks(reader)
            end.write(data[:cut])
            first = next(found) if cut > len(data) - 8 else (b"", True)
            end.write(data[cut:])
            end.close()
            got = first[0] + b"".join(block for block, _ in found)
        assert got.decode().split("\n") == [*wanted, ""]
    monkeypatch.setattr(sys, "stdin", stdin_of(data))
    assert list(lines()) == wanted
    monkeypatch.setattr(sys, "stdin", stdin_of(data))
    assert whole(99) == text[1:]


def test_more_than_a_whole_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", stdin_of(b"\xef\xbb\xbf" + b"a" * 99))
    assert len(whole(9)) > 9


def test_an_argument_is_utf_8_whatever_the_locale() -> None:
    assert argument("中") == "中"
    assert argument("\udcff") == "\udcff"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "unwall.cli.main",
            "unwrap",
            "https://link.juejin.cn/?target=https://例子.com/中",
        ],
        env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"https://xn--fsqu00a.com/%E4%B8%AD\n"
