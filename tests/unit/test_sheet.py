"""The page of a probe: whole by itself, and nothing in it acts."""

import html5lib

from unwall.language import Language
from unwall.probe.sheet import About, sheet
from unwall.probe.verdict import Cell, Hop, Verdict

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u202e\x1b{x}"
A = "https://a.example/"
ABOUT = About("1.0", "abc", "2026-11-26", {"browser": "Mozilla/5.0"})
CELLS = [
    Cell(A, "browser", Verdict.OPEN, hops=(Hop(A, 200, 1.0),), title="x"),
    Cell(A, "wechat", Verdict.WALLED, "a-wall", "rules/a.yaml:3", "https://t.example/", (Hop(A, 200, 1.0),)),
    Cell("javascript:alert(1)", "browser", Verdict.UNKNOWN, why="malformed"),
    Cell(
        A + EVIL, EVIL, Verdict.WALLED, EVIL, EVIL, "javascript:alert(1)//" + EVIL,
        (Hop(A + EVIL, 0, 1.0, EVIL),), EVIL, EVIL, EVIL, EVIL,
    ),
]  # fmt: skip
XHTML = "{http://www.w3.org/1999/xhtml}"


def page(language: Language = Language.ENGLISH):
    pictures = {(A, "browser"): b"RIFFxxxxWEBP"}
    text = sheet(CELLS, ABOUT._replace(language=language), pictures)
    return text, html5lib.HTMLParser(strict=False).parse(text)


def test_nothing_that_came_from_outside_acts() -> None:
    _, tree = page()
    scripts = list(tree.iter(f"{XHTML}script"))
    assert [len(scripts), "alert" in (scripts[0].text or "")] == [1, False]
    assert all(image.get("src").startswith("data:image/webp;base64,") for image in tree.iter(f"{XHTML}img"))
    assert {name for each in tree.iter() for name in each.attrib if name.startswith("on")} == set()
    links = [each.get("href") for each in tree.iter(f"{XHTML}a")]
    assert {link.partition(":")[0] for link in links if not link.startswith("#")} == {"https"}
    outward = [each for each in tree.iter(f"{XHTML}a") if not each.get("href").startswith("#")]
    assert {each.get("rel") for each in outward} == {"noreferrer noopener"}


def test_it_asks_nobody_for_anything() -> None:
    text, tree = page()
    policy = next(each for each in tree.iter(f"{XHTML}meta") if each.get("http-equiv"))
    assert policy.get("content").startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert list(tree.iter(f"{XHTML}link")) == []
    assert "url(" not in text


def test_every_cell_leads_to_its_evidence() -> None:
    _, tree = page()
    links = [each.get("href") for each in tree.iter(f"{XHTML}a") if each.get("href").startswith("#")]
    sections = [f"#{each.get('id')}" for each in tree.iter(f"{XHTML}section")]
    assert len(links) == len(CELLS)
    assert links == sections


def test_what_the_filters_go_by() -> None:
    _, tree = page()
    assert [each.get("class") for each in tree.iter(f"{XHTML}tbody") if each.get("class") is not None] == [
        "closed differs",
        "undetermined",
        "closed",
    ]


def test_both_languages_are_in_it() -> None:
    for language, tag in ((Language.ENGLISH, "en"), (Language.CHINESE, "zh-CN")):
        text, tree = page(language)
        assert tree.get("lang") == tag
        assert "Which links open, and for whom" in text
        assert "哪些链接能打开" in text
