"""The pages: parsed as browsers do, nothing from outside becomes markup."""

import html5lib
import pytest

from unwall import Engine, load_rules
from unwall.dashboard.desk import Authority, Facts, Switch
from unwall.dashboard.feed import Feed, Line, Mishaps
from unwall.dashboard.links import links_in
from unwall.dashboard.pages import Pages, Pasted
from unwall.language import Language, Sentence
from unwall.model import ClientLists

ENGINE = Engine(load_rules())
EVIL = "\"'><script>alert(1)</script><b x='"
FACTS = Facts(
    EVIL, EVIL, Authority(EVIL, f"/home/{EVIL}/ca.pem", "AB:CD", is_limited=True), "1.0", 7,
    "pages", frozenset({Switch.PAUSE}), (EVIL,), (EVIL,),
    (ClientLists(EVIL, frozenset({EVIL}), frozenset({"a-rule"})),),
)  # fmt: skip
HERE = "127.0.0.1:8081"
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
    document = parsed(Pages(language, "proof").home(FACTS, feed, pasted, HERE))
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
    page = Pages(Language.ENGLISH, "proof").home(facts, Feed(), None, HERE)
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
    page = Pages(Language.ENGLISH, "proof").home(FACTS, Feed(), Pasted("x", []), HERE)
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
    document = parsed(Pages(language, "proof").home(FACTS, feed, None, HERE))
    [section] = [each for each in document.iter("section") if each.get("id") == "mishaps"]
    assert (section.get("hidden") is None) == (shown is not None)
    rows = ["".join(each.itertext()) for each in section.iter() if each.tag in ("p", "li")]
    assert rows == (shown or [])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (LINE._replace(rule="zhihu-link", source="https://a.example/", target=""), ""),
        (LINE._replace(action="refused", reason="scheme"), "its target is no web page"),
        (LINE._replace(action="refused", reason="of a newer version"), ""),
    ],
)
def test_what_was_refused_says_why(line: Line, shown: str) -> None:
    feed = Feed()
    feed.put(line)
    document = parsed(Pages(Language.ENGLISH, "proof").home(FACTS, feed, None, HERE))
    whys = [each.text or "" for each in document.iter("em")]
    assert len(whys) == bool(shown)
    assert "".join(whys).startswith(shown)


def test_what_stops_it_stands_at_the_top() -> None:
    pages = Pages(Language.ENGLISH, "proof")
    paused = pages.home(FACTS._replace(on=frozenset(Switch)), Feed(), None, HERE)
    assert paused.index("unwall is paused") < paused.index("unwall only says") < paused.index("<textarea")
    going = pages.home(FACTS._replace(on=frozenset({Switch.RESOLVE})), Feed(), None, HERE)
    assert "walls show as ever" not in going


def test_every_control_has_a_name_of_its_own() -> None:
    text = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F 58￥hT3x2aBcDeF￥ 打开手机淘宝"
    pasted = Pasted(text, [(link, "<svg></svg>") for link in links_in(ENGINE, text)])
    document = parsed(Pages(Language.CHINESE, "proof").home(FACTS, Feed(), pasted, HERE))
    ids = {each.get("id"): "".join(each.itertext()) for each in document.iter() if each.get("id")}
    switches = [each for each in document.iter("button") if each.get("role") == "switch"]
    assert [(ids[each.get("aria-labelledby")], each.get("aria-checked")) for each in switches] == [
        ("暂停：所有流量原样通过", "true"),
        ("试运行：只提示会打开什么，不作改动", "false"),
        ("向服务器查询短链接的目标（会使用网络）", "false"),
    ]
    opens = [each.get("aria-label") for each in document.iter("a") if each.get("target")]
    assert opens == ["打开 https://example.com/"]
    copied = [each.get("data-copy") for each in document.iter("button") if each.get("class") == "copy"]
    assert copied == ["https://example.com/", "￥hT3x2aBcDeF￥"]
    assert "手机扫码取得这段文字" in [each.text for each in document.iter("summary")]
    assert next(document.iter("title")).text == "找到 2 个链接 - unwall"
