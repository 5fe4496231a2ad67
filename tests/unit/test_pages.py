"""The pages: parsed as browsers do, nothing from outside becomes markup."""

import html5lib
import pytest

from unwall import Engine, load_rules
from unwall.dashboard.desk import Facts, Switch
from unwall.dashboard.feed import Feed, Line, Mishaps
from unwall.dashboard.links import links_in
from unwall.dashboard.pages import Pages, Pasted
from unwall.language import Language, Sentence
from unwall.model import ClientLists

ENGINE = Engine(load_rules())
EVIL = "\"'><script>alert(1)</script><b x='"
FACTS = Facts(
    "127.0.0.1:8080", f"/home/{EVIL}/ca.pem", "1.0", 7, "pages", frozenset({Switch.PAUSE}), (EVIL,), (EVIL,),
    (ClientLists(EVIL, frozenset({EVIL}), frozenset({"a-rule"})),),
)  # fmt: skip
LINE = Line(0.0, "opened", EVIL, f"https://a.example/{EVIL}", f"https://b.example/{EVIL}", "", 3)


def parsed(page: str) -> "html5lib.Any":
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    document = parser.parse(page)
    assert parser.errors == []
    return document


@pytest.mark.parametrize("language", list(Language))
def test_the_whole_page_is_proper_and_holds_nothing_foreign(language: Language) -> None:
    text = (
        f"{EVIL} https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F%3Fa%3D1%26b%3D2 ￥Ab1CdEfGh2J￥"
    )
    pasted = Pasted(text, [(link, "<svg></svg>") for link in links_in(ENGINE, text)])
    feed = Feed()
    feed.put(LINE)
    feed.count(Mishaps(((EVIL, EVIL, 2),)))
    document = parsed(Pages(language, "proof").home(FACTS, feed, pasted))
    scripts = [(each.get("src"), each.text) for each in document.iter("script")]
    assert scripts == [("/page.js", None)]
    assert [each for each in document.iter("b") if each.get("x") is not None] == []
    assert [each.text for each in document.iter("textarea")] == [text]
    proofs = [each.get("value") for each in document.iter("input") if each.get("name") == "proof"]
    assert proofs == ["proof"] * len(list(document.iter("form")))
    links = [each.get("href") for each in document.iter("a") if each.get("class") == "target"]
    assert links == ["https://example.com/?a=1&b=2"]
    assert all(
        not any(name == "style" or name.startswith("on") for name in each.attrib) for each in document.iter()
    )


def test_the_lists_of_single_clients_are_taken_back_for_them_alone() -> None:
    own = ClientLists("wechat", frozenset({"b.example", "a.example"}), frozenset({"a-rule"}))
    facts = FACTS._replace(allow=("c.example",), deny=(), clients=(own,))
    page = Pages(Language.ENGLISH, "proof").home(facts, Feed(), None)
    assert page.count("for wechat alone") == 3
    sent = [
        {each.get("name"): each.get("value") for each in form.iter("input")}
        for form in parsed(page).iter("form")
        if form.get("action") == "/edit"
    ]
    assert [tuple(each.get(name) for name in ("list", "name", "remove", "client")) for each in sent] == [
        ("allow", "c.example", "on", None),
        ("allow", "a.example", "on", "wechat"),
        ("allow", "b.example", "on", "wechat"),
        ("allow", None, None, None),
        ("deny", "a-rule", "on", "wechat"),
        ("deny", None, None, None),
    ]


def test_without_links_it_says_what_to_do() -> None:
    page = Pages(Language.ENGLISH, "proof").home(FACTS, Feed(), Pasted("x", []))
    assert "There is no link in this text" in page


@pytest.mark.parametrize("fault", [0, 403, 429])
def test_the_entrance(fault: int) -> None:
    document = parsed(Pages(Language.CHINESE, "proof").enter(fault))
    assert [form.get("action") for form in document.iter("form")] == ["/enter"]
    assert ("bad" in [each.get("class") for each in document.iter("p")]) == bool(fault)


def test_a_fault_and_a_detour_are_escaped() -> None:
    pages = Pages(Language.ENGLISH, "proof")
    assert EVIL not in pages.fault(EVIL)
    assert list(parsed(pages.again(f"/open?text={EVIL}")).iter("script")) == []


UNREAD = (
    (Sentence("{count} too large", "{count} 个过大"), 3),
    (Sentence("{count} broken", "{count} 个损坏"), 1),
)


@pytest.mark.parametrize(
    ("language", "mishaps", "shown"),
    [
        (Language.ENGLISH, Mishaps(), None),
        (
            Language.ENGLISH,
            Mishaps((("ValueError", "go_on", 2), ("KeyError", "stream", 1)), UNREAD),
            [
                "Errors of our own; the traffic went on as it was."
                " unwall run -v shows the tracebacks in its terminal.",
                "ValueError in go_on × 2", "KeyError in stream × 1",
                "Bodies that could not be read:", "3 too large", "1 broken",
            ],
        ),
        (
            Language.CHINESE,
            Mishaps((("ValueError", "go_on", 2),)),
            [
                "内部错误；所涉流量已原样通过。unwall run -v 会在其终端显示回溯信息。",
                "go_on 处的 ValueError × 2",
            ],
        ),
        (Language.CHINESE, Mishaps((), UNREAD), ["未能读取的内容：", "3 个过大", "1 个损坏"]),
    ],
)  # fmt: skip
def test_what_passed_as_it_was_is_shown_where_there_is_any(
    language: Language, mishaps: Mishaps, shown: list[str] | None
) -> None:
    feed = Feed()
    feed.count(mishaps)
    document = parsed(Pages(language, "proof").home(FACTS, feed, None))
    [section] = [each for each in document.iter("section") if each.get("id") == "mishaps"]
    assert (section.get("hidden") is None) == (shown is not None)
    rows = ["".join(each.itertext()) for each in section.iter() if each.tag in ("p", "li")]
    assert rows == (shown or [])
