import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.probe.links import TEXTS, links_in
from unwall.urls.suffix import snapshot

SUFFIXES = snapshot()
SITEMAP = (
    '<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://a.example/x?a=1&amp;b=2</loc></url></urlset>"
)
FEED = "<rss><link>https://a.example/x?a=1&amp;b=2</link></rss>"


@pytest.mark.parametrize(
    ("text", "ending", "links"),
    [
        (
            "see https://a.example/x, and\nhttp://b.example/（or not）",
            ".txt",
            [("https://a.example/x", 1), ("http://b.example/", 2)],
        ),
        (
            "[a](https://a.example/x_(y)) <https://b.example/>",
            ".md",
            [("https://a.example/x_(y)", 1), ("https://b.example/", 1)],
        ),
        ('{"a":\n "https://a.example/x?b=1"}', ".json", [("https://a.example/x?b=1", 2)]),
        (r'{"a": "https:\/\/a.example\/x?b=1\u0026c=2"}', ".json", [("https://a.example/x?b=1&c=2", 1)]),
        ("name,url\na,https://a.example/x\n", ".csv", [("https://a.example/x", 2)]),
        (
            'a,"https://a.example/x,y"\n"see https://b.example/"',
            ".csv",
            [("https://a.example/x,y", 1), ("https://b.example/", 2)],
        ),
        ("a\thttps://a.example/x,y\n", ".tsv", [("https://a.example/x,y", 1)]),
        (SITEMAP, ".xml", [("https://a.example/x?a=1&b=2", 2)]),
        (FEED, ".xml", [("https://a.example/x?a=1&b=2", 1)]),
        (
            "<a href='https://a.example/?a=1&amp;b=2'>x</a>\n<a href=#t>t</a><a href=/rel>r</a>",
            ".html",
            [("https://a.example/?a=1&b=2", 1)],
        ),
        (
            "<base href=https://a.example/d/>\n<a href=e>x</a><iframe src=//b.example/></iframe>",
            ".html",
            [("https://a.example/d/e", 2), ("https://b.example/", 2)],
        ),
        ("<a href='mailto:a@b.example'>m</a><a href='https://[bad'>b</a>", ".html", [("https://[bad", 1)]),
        ("<!-- <a href=https://a.example/> --><script>'<a href=https://b.example/>'</script>", ".html", []),
        ("<a href=https://a.example/ <a href=https://b.example/", ".html", []),
        ("", ".txt", []),
    ],
)
def test_links(text: str, ending: str, links: list[tuple[str, int]]) -> None:
    assert list(links_in(text, ending, SUFFIXES)) == links


@pytest.mark.parametrize(
    ("text", "ending", "links"),
    [
        (
            "<a href='app://x/?a=1&amp;b=2'>x</a>\n<a href='mailto:a@b'>m</a>",
            ".html",
            [("app://x/?a=1&b=2", 1)],
        ),
        ("<a href='other://x/'>x</a><a href='javascript:x'>j</a>", ".html", []),
        ("open app://x/y?z=1, or ftp://a.example/\n", ".md", [("app://x/y?z=1", 1)]),
        ("https://a.example/\n打开app://x/y看看", ".txt", [("https://a.example/", 1), ("app://x/y", 2)]),
        ("a,app://x/y\n", ".csv", [("app://x/y", 1)]),
        (r'{"a": "app:\/\/x\/y"}', ".json", [("app://x/y", 1)]),
    ],
)
def test_links_of_apps(text: str, ending: str, links: list[tuple[str, int]]) -> None:
    found = links_in(text, ending, SUFFIXES, is_of_app=lambda url: url.startswith("app:"))
    assert list(found) == links


def test_relative_links_have_a_place_where_one_is_named() -> None:
    page = "<a href=/b>b</a><a href='c?d=1'>c</a>"
    assert [url for url, _ in links_in(page, ".html", SUFFIXES, "https://a.example/x/y")] == [
        "https://a.example/b",
        "https://a.example/x/c?d=1",
    ]


@pytest.mark.parametrize("ending", sorted(TEXTS))
@pytest.mark.parametrize(
    "text",
    ["<a href=" * 600_000, '"' * 5_000_000, "https://" * 600_000, "<!--" * 1_000_000, "[" * 100_000],
    ids=["tags", "quotes", "schemes", "comments", "brackets"],
)
def test_a_line_of_megabytes_is_one_answer(ending: str, text: str) -> None:
    assert len(list(links_in(text, ending, SUFFIXES))) <= 1


@given(st.text(), st.sampled_from(sorted(TEXTS)))
def test_any_text_is_read(text: str, ending: str) -> None:
    assert all(line >= 1 for _, line in links_in(text, ending, SUFFIXES))


@given(st.lists(st.sampled_from(["https://a.example/x", "http://b.example/?c=d"])))
def test_json_in_any_layout(urls: list[str]) -> None:
    for indent in (None, 1):
        text = json.dumps(urls, indent=indent)
        assert [url for url, _ in links_in(text, ".json", SUFFIXES)] == urls
