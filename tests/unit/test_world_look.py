from collections.abc import Callable

import html5lib
import pytest

from unwall.world.look import Brand, Goods, asset, document, item, leave, post, refusal, video

BRAND = Brand("A & B", "#123456")
HOSTILE = '"><script>alert(1)</script>&amp;'
PAGES: dict[str, Callable[[str], str]] = {
    "document": lambda text: document(BRAND, text, "<main></main>"),
    "post": lambda text: post(BRAND, text, "<p></p>", author=text, heading=text),
    "leave": lambda text: leave(BRAND, text, text, text, text),
    "refusal": lambda text: refusal(BRAND, text, text, button=text, link=text),
    "item": lambda text: item(BRAND, text, Goods(text, "1.00", "mug.svg")),
    "video": lambda text: video(BRAND, text, text),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_text_never_becomes_markup(page: Callable[[str], str]) -> None:
    tree = html5lib.parse(page(HOSTILE), namespaceHTMLElements=False)
    assert tree.find(".//script") is None
    assert tree.findtext(".//title") == HOSTILE


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_no_page_asks_for_anything_else(page: Callable[[str], str]) -> None:
    tree = html5lib.parse(page("title"), namespaceHTMLElements=False)
    assert [each.get("src") for each in tree.iter() if each.get("src")] == []
    assert [each.get("href") for each in tree.iter("link")] == ["data:,"]


def test_a_wall_leads_on_where_it_says() -> None:
    url = "https://a.example/?b=1&c=2"
    tree = html5lib.parse(leave(BRAND, "title", "words", url, "go"), namespaceHTMLElements=False)
    (button,) = tree.findall(".//a")
    assert (button.get("href"), tree.findtext(".//p[@class='link']")) == (url, url)


def test_assets_are_packed_with_the_code() -> None:
    assert asset("stop.svg").startswith("<svg")
