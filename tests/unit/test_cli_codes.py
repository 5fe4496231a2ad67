"""QR codes: what is drawn is what is read."""

from pathlib import Path

import pytest
import segno
from PIL import Image

from unwall.cli.codes import PictureError, drawn, texts_in


@pytest.mark.parametrize(
    "text", ["https://example.com/", "#小程序://示例/AbCdEf", "https://example.com/" + "a" * 900]
)
def test_a_code_is_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "code.png"
    segno.make(text).save(str(file), scale=4)
    assert texts_in(str(file)) == [text]


def test_what_is_drawn_in_a_terminal_can_be_scanned(tmp_path: Path) -> None:
    """Each character is two pixels, one above the other."""
    rows = (drawn("https://example.com/") or "").splitlines()
    halves = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    picture = Image.new("L", (len(rows[0]), 2 * len(rows)), 255)
    for y, row in enumerate(rows):
        for x, mark in enumerate(row):
            for half in range(2):
                picture.putpixel((x, 2 * y + half), halves[mark][half])
    file = tmp_path / "terminal.png"
    picture.resize((picture.width * 4, picture.height * 4), 0).save(file)
    assert texts_in(str(file)) == ["https://example.com/"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "of no kind that is known"),
        (b"no picture", "of no kind that is known"),
        (b"\x89PNG\r\n\x1a\n", "of no kind that is known"),
    ],
)
def test_what_is_no_picture(tmp_path: Path, content: bytes, fault: str) -> None:
    file = tmp_path / "code.png"
    file.write_bytes(content)
    with pytest.raises(PictureError, match=fault):
        texts_in(str(file))


def test_a_picture_that_breaks_off(tmp_path: Path) -> None:
    file = tmp_path / "code.bmp"
    Image.new("L", (90, 90)).save(file)
    file.write_bytes(file.read_bytes()[:-900])
    with pytest.raises(PictureError, match="broken"):
        texts_in(str(file))


def test_a_picture_that_nobody_scans(tmp_path: Path) -> None:
    Image.new("1", (9_000, 9_000)).save(tmp_path / "large.png")
    with pytest.raises(PictureError, match="too large"):
        texts_in(str(tmp_path / "large.png"))


def test_what_no_code_holds() -> None:
    assert drawn("https://example.com/" + "a" * 2_900) is not None
    assert drawn("https://example.com/" + "a" * 3_000) is None
