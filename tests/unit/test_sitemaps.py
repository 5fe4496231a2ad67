import gzip

import pytest

from unwall.probe.sitemaps import Sitemap, inflated, is_sitemap, sitemap

PAGES = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://a.example/?a=1&amp;b=2 </loc></url>
<url><loc><![CDATA[https://a.example/?c=1&d=2]]></loc>
</url></urlset>"""
INDEX = "<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc></sitemap></sitemapindex>"


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        (PAGES, Sitemap((("https://a.example/?a=1&b=2", 3), ("https://a.example/?c=1&d=2", 4)))),
        (PAGES.replace("<url", "<s:url").replace("<loc", "<s:loc"), sitemap(PAGES)),
        (INDEX, Sitemap(sitemaps=("https://a.example/1.xml.gz",))),
        (PAGES[:130], Sitemap()),
        ("", Sitemap()),
    ],
)
def test_what_a_sitemap_lists(text: str, listed: Sitemap) -> None:
    assert sitemap(text) == listed


@pytest.mark.parametrize(("text", "holds"), [(PAGES, True), (INDEX, True), ("<rss>", False), ("", False)])
def test_what_is_one(text: str, holds: bool) -> None:
    assert is_sitemap(text) is holds


def test_compressed_ones() -> None:
    assert inflated(gzip.compress(PAGES.encode())) == PAGES.encode()
    assert inflated(PAGES.encode()) == PAGES.encode()
    with pytest.raises(ValueError, match="Error"):
        inflated(b"\x1f\x8b\x08\x00broken in every way")
