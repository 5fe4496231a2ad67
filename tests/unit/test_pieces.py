"""Files in pieces: which, where, of what type, and what is said of those that cannot be read."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from unwall.cli.pieces import BLOCK, Piece, pieces
from unwall.language import Language

LINE = b"a line of forty bytes, the line feed too\n"
MANY = LINE * (2 * BLOCK // len(LINE))
FIRST = (BLOCK // len(LINE) + 1) * len(LINE)
WARC = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>x\r\n\r\n"


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.txt", b"", []),
        ("a.txt", LINE, [Piece("a.txt", "text/plain", None, 0, 41)]),
        ("a.jsonl", b"{}", [Piece("a.jsonl", "application/x-ndjson", None, 0, 2)]),
        (
            "a.csv",
            MANY,
            [
                Piece("a.csv", "text/csv", None, 0, FIRST),
                Piece("a.csv", "text/csv", None, FIRST, len(MANY) - FIRST),
            ],
        ),
        ("a.html", LINE, [Piece("a.html", "text/html", LINE, 0, 41)]),
        ("a.txt.gz", gzip.compress(LINE), [Piece("a.txt.gz", "text/plain", LINE, 0, 41)]),
        ("a.warc", WARC, [Piece("a.warc#0", "text/html", b"<p>x", 0, 4, recorded=True)]),
    ],
)
def test_pieces(
    name: str, data: bytes, found: Sequence[Piece], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(data)
    assert list(pieces([name], None, None)) == found


def test_a_file_in_blocks_is_read_where_it_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(MANY)
    got = list(pieces([str(path)], None, None))
    assert [piece.data for piece in got] == [None, None]
    assert b"".join(piece.read() for piece in got) == MANY


def test_a_charset_that_is_said_makes_one_piece(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(MANY)
    assert [(piece.content_type, piece.length) for piece in pieces([str(path)], None, "gbk")] == [
        ("text/plain; charset=gbk", len(MANY))
    ]


def test_a_text_with_the_mark_of_utf_16_makes_one_piece(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(MANY.decode().encode("utf-16"))
    assert [piece.length for piece in pieces([str(path)], None, None)] == [2 + 2 * len(MANY)]


@pytest.mark.parametrize(
    ("data", "media", "charset", "is_read"),
    [
        (b"a\0b", None, None, False),
        (b"a\0b", "text/plain", None, True),
        (b"a\0", None, "utf-16le", True),
        (LINE * 100 + b"\0", None, None, True),
        (b"PK\3\4", None, None, False),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a"])
def test_what_is_no_text_is_said(
    name: str, data: bytes, media: str | None, charset: str | None, is_read: bool, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (piece,) = pieces([str(path)], media, charset)
    assert (piece.fault is None) is is_read
    assert is_read or str(piece.fault).startswith(f"{path}: begins as no text does")


def test_faults_stand_in_their_place(tmp_path: Path) -> None:
    good, broken, absent = tmp_path / "a.txt", tmp_path / "b.warc", tmp_path / "c.txt"
    good.write_bytes(LINE)
    broken.write_bytes(WARC + b"WARC/1.0\r\n\r\n")
    assert [
        (piece.source, str(piece.fault or ""))
        for piece in pieces(map(str, (absent, broken, good)), None, None)
    ] == [
        (str(absent), f"{absent}: cannot be read (No such file or directory); name another one"),
        (f"{broken}#0", ""),
        (str(broken), f"{broken}: cannot be read to its end (a record does not say its length)"),
        (str(good), ""),
    ]


def test_what_is_passed_over_stands_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unwall.cli.recordings.LARGEST", 4)
    path = tmp_path / "a.warc"
    path.write_bytes(WARC + WARC.replace(b"4", b"5").replace(b"<p>x", b"<p>xy") + WARC)
    first, passed, last = pieces([str(path)], None, None)
    assert (first.data, last.data, last.source) == (b"<p>x", b"<p>x", f"{path}#2")
    assert passed.fault is not None
    assert passed.fault.said(Language.CHINESE) == f"{path}#1：已略过（大小为 5 字节，最多查看 64 MiB）"


def test_what_stands_before_a_break_in_a_packed_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(MANY) + gzip.compress(LINE)[:-9])
    *whole, last = pieces([str(path)], None, None)
    assert b"".join(piece.data or b"" for piece in whole).startswith(MANY)
    assert last.fault is not None


@pytest.mark.parametrize("name", ["a.warc.gz", "a.txt.gz", "a.har.gz"])
def test_a_packed_file_that_is_damaged(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    packed = gzip.compress({"w": WARC * 99, "t": MANY, "h": b'{"log": {"entries": ['}[name[2]])
    for damaged in (packed[:12] + b"\xff" * 99 + packed[12:], packed[:-8] + b"12345678", packed[:11]):
        path.write_bytes(damaged)
        fault = list(pieces([str(path)], None, None))[-1].fault
        assert fault is not None
        assert "（" in fault.said(Language.CHINESE)
        assert "rror" not in fault.said(Language.CHINESE)


def test_what_stands_before_a_break_in_a_packed_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(WARC) + gzip.compress(WARC)[:-9])
    *whole, last = pieces([str(path)], None, None)
    assert [piece.data for piece in whole][:1] == [b"<p>x"]
    assert last.fault is not None
    assert last.fault.said(Language.CHINESE) == f"{path}：无法读到末尾（压缩文件不完整）"
