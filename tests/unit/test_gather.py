"""The links that a person means, from every kind of input."""

import gzip
import io
import json
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from unwall.cli.gather import BINARY, BROKEN, LARGE, NO_LINK, NO_SITEMAP, UNREADABLE, Gathering
from unwall.cli.records import PASSED
from unwall.engine.engine import Engine
from unwall.rules.loader import load_rules

ENGINE = Engine(load_rules())
A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"
TOKEN = "2.0 fu植这段话 ￥AbCd1EfGh2J￥ 打开淘宝"
URLSET = "<urlset><url><loc>{}</loc></url></urlset>"


def places(gathering: Gathering) -> dict[str, list[str]]:
    return {url: [str(place) for place in found] for url, found in gathering.links.items()}


@pytest.fixture
def gathering() -> Gathering:
    return Gathering(ENGINE)


def test_arguments(gathering: Gathering) -> None:
    gathering.add([A, B, A, f"看 {C}，好", "no-such-file.txt"])
    assert places(gathering) == {url: ["arguments"] for url in (A, B, C)}
    assert [(fault.sentence, fault.name) for fault in gathering.faults] == [(NO_LINK, "no-such-file.txt")]


def test_lines_of_stdin(gathering: Gathering, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = f"{A}\r\n\nhello\n看 {B}，和 {C} \n\xff{A}".encode("utf-8", "surrogateescape")
    lines += b"\xff\xfe\n" + b"x" * 9_000_000
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    gathering.add([])
    found = places(gathering)
    assert list(found)[:4] == [A, "hello", B, C]
    assert (found[A], found["hello"], found[B]) == (["-:1", "-:5"], ["-:3"], ["-:4"])
    assert max(map(len, found)) == 2_048


def test_a_folder_is_read_whole(gathering: Gathering, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "page.html").write_text(f"<a href={B}>x</a>\n<a href={A}>x</a>")
    (tmp_path / "a.md").write_text(A)
    (tmp_path / "again.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "picture.png").write_bytes(C.encode())
    for name in (".git", "node_modules"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(C)
    (tmp_path / "odd.txt").write_bytes(b"\0\1\2" + C.encode())
    gathering.add([str(tmp_path)])
    assert places(gathering) == {
        A: [f"{tmp_path}/a.md:1", f"{tmp_path}/b/page.html:2"],
        B: [f"{tmp_path}/b/page.html:1"],
    }
    assert gathering.faults == []


ASKED = {"request": {"url": A}, "response": {"status": 200, "content": {}}}
HAR = {"log": {"entries": [ASKED]}}
PAGE = {"mimeType": "text/html", "text": f"<a href=b>x</a><a href={C}>y</a>"}
RICH = {"log": {"entries": [{"request": {"url": A}, "response": {"status": 200, "content": PAGE}}]}}
BOM = b"\xff\xfe"


def test_only_what_was_asked_for_is_a_link_of_a_recording(tmp_path: Path) -> None:
    def entry(method: str, url: str, body: bytes) -> dict[str, object]:
        content = {"mimeType": "text/html", "encoding": "base64", "text": b64encode(body).decode()}
        kind = {"name": "Content-Type", "value": "text/html; charset=gbk"}
        response = {"status": 200, "headers": [kind], "content": content}
        return {"request": {"method": method, "url": url}, "response": response}

    page = f"<a href='{C}中'>".encode("gbk")
    entries = [entry("get", A, b"one"), entry("OPTIONS", A, b"two"), entry("POST", B, page)]
    (tmp_path / "a.har").write_text(json.dumps({"log": {"entries": entries}}))
    answered: list[bytes] = []
    gathering = Gathering(ENGINE, answered=lambda exchange: answered.append(exchange.body))
    gathering.add([str(tmp_path / "a.har")])
    assert (list(gathering.links), answered) == ([A, f"{C}中"], [b"one"])


@pytest.mark.parametrize(
    ("name", "data", "links"),
    [
        ("a.txt", A.encode(), [A]),
        ("a", f"<!doctype html><HTML><a href='{A}?a&amp;b'>".encode(), [f"{A}?a&b"]),
        ("a.txt", BOM + A.encode("utf-16-le"), [A]),
        ("b.html", f"<meta charset=gbk><a href='{A}中'>".encode("gb18030"), [f"{A}中"]),
        ("c.html", f"<meta charset=big5><a href='{A}網'>網頁".encode("big5"), [f"{A}網"]),
        ("d.txt", f"看 {A} 中文说明".encode("gb18030"), [A]),
        ("a.html", f"<meta charset=gbk>中文<a href='{A}'>".encode("gb18030") * 9, [A]),
        ("a.html.gz", gzip.compress(f"<a href={A}>".encode()), [A]),
        ("sitemap.xml", URLSET.format(A).encode(), [A]),
        ("sitemap.xml.gz", gzip.compress(URLSET.format(A).encode()), [A]),
        ("a.har", json.dumps(HAR).encode(), [A]),
        ("a.har", json.dumps(RICH).encode(), [A, A + "b", C]),
        ("recorded", json.dumps(HAR).encode(), [A]),
        ("empty.txt", b"", []),
    ],
)
def test_files(gathering: Gathering, tmp_path: Path, name: str, data: bytes, links: list[str]) -> None:
    (tmp_path / name).write_bytes(data)
    gathering.add([str(tmp_path / name)])
    assert (list(gathering.links), gathering.faults) == (links, [])


def test_a_page_is_asked_for_its_links_of_apps_as_well(gathering: Gathering, tmp_path: Path) -> None:
    app = "taobao://item.taobao.com/item.htm?id=1"
    page = tmp_path / "page.html"
    page.write_text(
        f"<a href='{app}'>x</a><a href='mailto:a@b.example'>m</a><a href='irc://a.example/'>i</a>"
    )
    gathering.add([str(page)])
    assert places(gathering) == {app: [f"{page}:1"]}


def test_what_recordings_answered_is_handed_on(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_text(json.dumps(HAR))
    seen: list[str] = []
    Gathering(ENGINE, answered=lambda each: seen.append(each.url)).add([str(tmp_path)])
    assert seen == [A]


@pytest.mark.parametrize(
    ("name", "data", "sentence", "links"),
    [
        ("a.dat", b"\x00\x01" * 100, BINARY, []),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 9, BINARY, []),
        ("a.har", b'{"log": {"entries": [', BROKEN, []),
        ("a.har", json.dumps(HAR).encode()[:-3] + b', {"request"', BROKEN, [A]),
        ("a.har", b"[]", BROKEN, []),
        ("a.har", json.dumps(HAR).replace("[", "[nonsense {}, ").encode(), PASSED, [A]),
        ("a.txt.gz", gzip.compress(A.encode())[:-9], BROKEN, []),
        ("a.warc", b"WARC/1.1\r\nContent-Length: x\r\n\r\n", BROKEN, []),
    ],
)
def test_what_cannot_be_read_is_said(
    gathering: Gathering, tmp_path: Path, name: str, data: bytes, sentence: object, links: list[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    gathering.add([str(tmp_path / name), B])
    assert [fault.sentence for fault in gathering.faults] == [sentence]
    assert list(gathering.links) == [*links, B]


def test_what_of_a_recording_is_too_large_is_said(
    gathering: Gathering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("LARGEST", 1_000), ("BLOCK", 500)):
        monkeypatch.setattr(f"unwall.cli.har.{name}", value)
    page = {"mimeType": "text/html", "text": "x" * 2_000}
    large = {"request": {"url": C}, "response": {"status": 200, "content": page}}
    (tmp_path / "a.har").write_text(json.dumps({"log": {"entries": [ASKED, large]}}))
    gathering.add([str(tmp_path / "a.har"), B])
    (fault,) = gathering.faults
    assert (fault.sentence, fault.name) == (PASSED, f"{tmp_path}/a.har#1 {C}")
    assert "2,000 bytes" in str(fault.why)
    assert list(gathering.links) == [A, C, B]


def test_a_file_that_is_too_large(
    gathering: Gathering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unwall.cli.gather.LARGEST_FILE", 10)
    (tmp_path / "a.txt").write_text("x" * 11)
    gathering.add([str(tmp_path / "a.txt")])
    assert [fault.sentence for fault in gathering.faults] == [LARGE]


def test_relative_links(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<a href=/b>")
    gathering = Gathering(ENGINE, base=A)
    gathering.add([str(tmp_path)])
    assert list(gathering.links) == [A + "b"]


def test_sitemaps_of_sitemaps(gathering: Gathering, tmp_path: Path) -> None:
    index = (
        "<sitemapindex>"
        + "".join(f"<sitemap><loc>{each}</loc></sitemap>" for each in (A, B, A))
        + "</sitemapindex>"
    )
    said: dict[str, bytes | str] = {
        A: gzip.compress(URLSET.format(C).encode()),
        B: "timeout",
        C: index.encode(),
    }
    gathering.add_sitemap(C, said.__getitem__)
    assert places(gathering) == {C: [f"{A}:1"]}
    assert [(fault.sentence, fault.name, fault.why) for fault in gathering.faults] == [
        (NO_SITEMAP, B, "timeout")
    ]
    (tmp_path / "one.xml").write_text(index.replace(A, A + "inner.xml"))
    (tmp_path / "inner.xml").write_text(URLSET.format(B))
    beside = Gathering(ENGINE)
    beside.add([str(tmp_path / "one.xml")])
    assert list(beside.links) == [B]


@pytest.mark.parametrize("data", [b"hello", b"\x1f\x8bbroken"])
def test_what_is_no_sitemap(gathering: Gathering, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xml").write_bytes(data)
    gathering.add_sitemap(str(tmp_path / "a.xml"), lambda _: "")
    gathering.add_sitemap(str(tmp_path / "none.xml"), lambda _: "")
    assert [fault.sentence for fault in gathering.faults] == [NO_SITEMAP, NO_SITEMAP]


def test_what_the_system_keeps(gathering: Gathering, tmp_path: Path) -> None:
    loop = tmp_path / "a.txt"
    loop.symlink_to(loop)
    gathering.add([str(tmp_path / ("x" * 300)), str(loop)])
    assert {fault.sentence for fault in gathering.faults} <= {NO_LINK, UNREADABLE}
    assert len(gathering.faults) == 2
