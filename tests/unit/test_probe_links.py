import json
from pathlib import Path

import pytest

from unwall.probe.links import Unreadable, links_in, links_of
from unwall.urls.suffix import snapshot

SUFFIXES = snapshot()
HAR = json.dumps(
    {"log": {"entries": [{"request": {"url": "https://a.example/x"}}, {"request": {"url": "data:,a"}}]}}
)


@pytest.mark.parametrize(
    ("text", "ending", "links"),
    [
        (
            "see https://a.example/x, and http://b.example/（or not）",
            ".txt",
            ["https://a.example/x", "http://b.example/"],
        ),
        (
            "[a](https://a.example/x_(y)) <https://b.example/>",
            ".md",
            ["https://a.example/x_(y)", "https://b.example/"],
        ),
        ('{"a": "https://a.example/x?b=1"}', ".json", ["https://a.example/x?b=1"]),
        ("name,url\na,https://a.example/x\n", ".csv", ["https://a.example/x"]),
        ("<urlset><url><loc>https://a.example/x</loc></url></urlset>", ".xml", ["https://a.example/x"]),
        (
            "<a href='https://a.example/?a=1&amp;b=2'>x</a><a href=#t>t</a><a href=/rel>r</a>",
            ".html",
            ["https://a.example/?a=1&b=2"],
        ),
        (
            "<base href=https://a.example/d/><a href=e>x</a><iframe src=//b.example/></iframe>",
            ".html",
            ["https://a.example/d/e", "https://b.example/"],
        ),
        ("<a href='mailto:a@b.example'>m</a><a href='https://[bad'>b</a>", ".html", ["https://[bad"]),
        (HAR, ".har", ["https://a.example/x"]),
        ("", ".txt", []),
    ],
)
def test_links(text: str, ending: str, links: list[str]) -> None:
    assert list(links_in(text, ending, SUFFIXES)) == links


@pytest.mark.parametrize("text", ["", "[]", '{"log": {}}', '{"log": {"entries": [{}]}}', "[" * 100_000])
def test_what_is_no_har(text: str) -> None:
    with pytest.raises(Unreadable, match="not a HAR file"):
        list(links_in(text, ".har", SUFFIXES))


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "page.html").write_text("<a href=https://b.example/>x</a>")
    (tmp_path / "a.md").write_text("https://a.example/")
    (tmp_path / "picture.png").write_bytes(b"https://c.example/")
    assert list(links_of(tmp_path, SUFFIXES)) == ["https://a.example/", "https://b.example/"]
    with pytest.raises(Unreadable, match="cannot be read"):
        list(links_of(tmp_path / "none.txt", SUFFIXES))
