"""``unwall scan`` over files that hold many bodies, and files larger than what is read at once."""

import gzip
import json
from pathlib import Path

import pytest

from unwall.cli.main import main

LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"
PAGE = "https://site.example/a"
HAR = {
    "log": {
        "version": "1.2",
        "entries": [
            {"request": {"url": LINK}, "response": {"content": {}}},
            {
                "request": {"url": PAGE},
                "response": {"content": {"mimeType": "text/html", "text": f"<a href='{LINK}'>"}},
            },
        ],
    }
}
BODY = f"<a href='{LINK}'>".encode()
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nContent-Type: application/http\r\n"
    b"Content-Length: %d\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n%s\r\n\r\n"
) % (PAGE.encode(), len(BODY) + 44, BODY)


def scanned(path: Path, capsysbinary: pytest.CaptureFixture[bytes], *more: str) -> list[dict[str, object]]:
    assert main(["scan", "--json", *more, str(path)]) == 0
    return [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("language", "ends"),
    [("en", [" → refused (scheme)", " → needs app"]), ("zh", [" → 未打开（scheme）", " → 需要应用"])],
)
def test_what_opens_nothing_is_told_in_the_language_of_the_person(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], language: str, ends: list[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("https://link.zhihu.com/?target=data%3Ax\n6￥AbCd1EfGh2J￥ 复制打开手机淘宝\n", "utf-8")
    assert main(["--lang", language, "scan", str(path)]) == 0
    lines = capsysbinary.readouterr().out.decode().splitlines()
    assert [line[line.index(" → ") :] for line in lines] == ends


def test_har(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "a.har"
    path.write_text(json.dumps(HAR))
    asked, inside = scanned(path, capsysbinary)
    assert (asked["source"], asked["surface"]) == (f"{path}#0 {LINK}", "navigation")
    assert (inside["source"], inside["surface"], inside["start"]) == (f"{path}#1 {PAGE}", "html-attribute", 9)


@pytest.mark.parametrize("packed", [False, True])
def test_warc(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], packed: bool) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(gzip.compress(WARC) + gzip.compress(WARC) if packed else WARC + WARC)
    assert [each["source"] for each in scanned(path, capsysbinary)] == [
        f"{path}#0 {PAGE}",
        f"{path}#1 {PAGE}",
    ]


def test_lines_in_blocks(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{LINK}\n{'x' * (5 << 20)}\n{LINK}\n")
    data = path.read_bytes()
    assert [each["start"] for each in scanned(path, capsysbinary)] == [0, data.rindex(LINK.encode())]


def test_a_recording_as_plain_text_where_that_is_asked(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "a.har"
    path.write_text(json.dumps(HAR))
    assert {each["source"] for each in scanned(path, capsysbinary, "--type", "application/json")} == {
        str(path)
    }


def test_control_characters_in_the_midst_of_a_text(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * (4 << 20) + b"\n\0\1\n" + LINK.encode())
    assert [each["start"] for each in scanned(path, capsysbinary)] == [(4 << 20) + 4]


@pytest.mark.parametrize("order", ["scan", "rewrite"])
def test_what_is_no_text_is_said(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], order: str
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\0" + LINK.encode())
    assert main(["--lang", "en", order, str(path)]) == 1
    out, err = capsysbinary.readouterr()
    assert out == (path.read_bytes() if order == "rewrite" else b"")
    assert b"no text" in err


def test_a_broken_recording_is_said(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(WARC[:-30])
    assert main(["scan", str(path)]) == 1
    assert b"cannot be read to its end" in capsysbinary.readouterr().err


@pytest.mark.parametrize("name", ["links.txt", "links.html", "links.json"])
def test_every_link_of_a_file_however_many(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], name: str
) -> None:
    path = tmp_path / name
    path.write_text("".join(f'"{LINK}{number}"\n' for number in range(41_000)))
    assert main(["scan", str(path)]) == 0
    assert capsysbinary.readouterr().out.count(b"\n") == 41_000
    assert main(["rewrite", str(path)]) == 0
    assert b"zhihu" not in capsysbinary.readouterr().out
