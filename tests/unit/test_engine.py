"""The engine as one object: shortcuts that say what the whole way says."""

import copy
import pickle
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall import Engine, load_rules
from unwall.model import DEFAULT_POLICY, ClientLists, Limits, Needs, Policy, Reason, Unwrapped

ENGINE = Engine(load_rules())
CAPTURING = Engine(load_rules(), DEFAULT_POLICY._replace(options=frozenset({"search-capture"})))
LINKS = st.sampled_from(
    [
        "https://link.zhihu.com/?target=",
        "https://www.google.com/url?q=",
        "https://www.google.evil.example/url?q=",
        "https://l.facebook.com/l.php?u=",
        "http://example.com/",
        "https://",
        "HTTPS://example.com",
        "example",
        ".com",
        "/",
        "?a=",
        "#",
        "%2F",
        ":443",
        "@",
        " ",
        "中",
        "\t",
        "x",
        quote("https://example.com/a?b=c", safe=""),
    ]
)


@given(st.lists(LINKS, max_size=6).map("".join))
def test_one_look_says_what_the_whole_way_says(text: str) -> None:
    given_text = text.rstrip()
    at_once = ENGINE.unwrap(given_text)
    longer = f"{given_text} "  # not settled at one look
    in_full = ENGINE.unwrap(longer)
    output = at_once.output if at_once.changed else longer
    assert in_full == at_once._replace(input=longer, output=output)


def test_an_address_of_nobody_comes_out_as_a_whole_value() -> None:
    assert ENGINE.unwrap("https://example.com/a") == Unwrapped(
        "https://example.com/a", "https://example.com/a"
    )


def test_one_wall_is_opened_at_one_look_as_by_the_whole_walk() -> None:
    walking = Engine(ENGINE.rules, DEFAULT_POLICY._replace(allow_hosts=frozenset({"nowhere.example"})))
    links = {example.given for rule in ENGINE.rules for example in rule.tests}
    differing = [link for link in links if ENGINE.unwrap(link) != walking.unwrap(link)]
    assert (len(links) > 2_000, differing) == (True, [])


@pytest.mark.parametrize(
    ("words", "target", "links"),
    [
        ("猫爬架 59.90", None, []),
        ("BV1GJ411x7h7", None, []),
        ("m.tb.cn 是什么", None, []),
        ("https://example.com/a 打不开", None, []),
        (
            "如何评价？ - 知乎 https://www.zhihu.com/question/123456/answer/789012",
            "https://www.zhihu.com/question/123456/answer/789012",
            [],
        ),
        ("https://www.zhihu.com/question/123456/answer/789012 https://www.zhihu.com/question/1", None, []),
        ("https://www.zhihu.com/question/123456/answer/789012", None, []),
        (
            "看 https://b23.tv/AbCdEfG",
            "https://b23.tv/AbCdEfG",
            [("https://b23.tv/AbCdEfG", Needs.NETWORK, None)],
        ),
        (
            "https://b23.tv/AbCdEfG 和 https://v.douyin.com/iAbCdEf/",
            None,
            [
                ("https://b23.tv/AbCdEfG", Needs.NETWORK, None),
                ("https://v.douyin.com/iAbCdEf/", Needs.NETWORK, None),
            ],
        ),
        (
            "复制￥Ab1CdEfGh2J￥打开淘宝 https://m.tb.cn/h.AbCdEf7",
            "https://m.tb.cn/h.AbCdEf7",
            [("https://m.tb.cn/h.AbCdEf7", Needs.NETWORK, None)],
        ),
        ("￥Ab1CdEfGh2J￥ 打开手机淘宝", None, [("￥Ab1CdEfGh2J￥", Needs.APP, None)]),
        (
            "https://link.zhihu.com/?target=http%3A%2F%2F10.0.0.1%2F",
            None,
            [("https://link.zhihu.com/?target=http%3A%2F%2F10.0.0.1%2F", None, Reason.PRIVATE)],
        ),
        ("看 https://b23.tv/AbCdEfG" + " 长" * 2_048, None, []),
    ],
)
def test_a_search_is_the_one_link_in_its_words(
    words: str, target: str | None, links: list[tuple[str, Needs | None, Reason | None]]
) -> None:
    url = f"https://www.baidu.com/s?wd={quote(words)}"
    result = CAPTURING.unwrap(url)
    assert (result.output if result.changed else None) == target
    found = CAPTURING.pasted(url)
    assert [(each.output, each.needs, each.refused and each.refused.reason) for each in found] == links
    assert (ENGINE.unwrap(url).changed, ENGINE.pasted(url)) == (False, ())


def test_a_search_box_is_watched_only_where_it_is_asked_for() -> None:
    assert (CAPTURING.hosts.wrapper("wap.sogou.com"), ENGINE.hosts.wrapper("wap.sogou.com")) == (True, False)


def test_where_rules_only_leave_alone_nothing_is_decrypted() -> None:
    hosts = ("accounts.google.com", "www.paypal.com", "wx.tenpay.com", "login.taobao.com")
    assert [ENGINE.hosts.wrapper(host) or ENGINE.hosts.page(host) for host in hosts] == [False] * len(hosts)
    assert ENGINE.hosts.domains().isdisjoint({"paypal.com", "tenpay.com"})
    assert ENGINE.rules.labels() >= {"paypal", "tenpay"}


@pytest.mark.parametrize(
    ("host", "asked"),
    [("v.douyin.com", True), ("m.tb.cn", True), ("link.zhihu.com", False), ("example.com", False)],
)
def test_hosts_whose_server_is_asked(host: str, asked: bool) -> None:
    assert ENGINE.hosts.asked(host) == asked


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("https://item.jd.com/100001.html这家便宜", "https://item.jd.com/100001.html"),
        ("https://item.jd.com/100001.html——这家便宜", "https://item.jd.com/100001.html"),
        (
            "https://mobile.pinduoduo.com/goods.html?x=1&goods_id=717541224383😄",
            "https://mobile.pinduoduo.com/goods.html?x=1&goods_id=717541224383",
        ),
        ("https://item.jd.com/100001.html?from=群", None),
        ("https://item.jd.com/100001.html?from=a群", None),
        ("https://item.jd.com/100001.html/群", None),
        ("https://www.zhihu.com/search?q=群", None),
        ("https://example.com/100001.html这家", None),
    ],
)
def test_words_stuck_to_the_number_of_an_item_are_none_of_it(text: str, output: str | None) -> None:
    assert ENGINE.unwrap(text).output == (output or text)


def test_an_engine_for_a_client_with_lists_of_its_own() -> None:
    own = ClientLists("wechat", frozenset({"link.zhihu.com"}), frozenset({"juejin-link"}))
    engine = Engine(ENGINE.rules, Policy(clients=(own,)))
    wechat = engine.of_client("wechat")
    zhihu = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"
    juejin = "https://link.juejin.cn/?target=https%3A%2F%2Fexample.com%2F"
    assert [each.unwrap(zhihu).changed for each in (engine, wechat)] == [True, False]
    assert [each.unwrap(juejin).changed for each in (engine, wechat)] == [True, False]
    assert engine.unwrap(zhihu, "wechat").changed  # nobody but who asks for it gets the client's own lists
    page = f'<a href="{juejin}">x</a>'.encode()
    assert engine.rewrite(page, "text/html").data != page
    assert wechat.rewrite(page, "text/html").data is page
    assert (engine.hosts.wrapper("link.zhihu.com"), wechat.hosts.wrapper("link.zhihu.com")) == (True, False)


def test_an_engine_is_made_once_for_a_client_and_shared() -> None:
    engine = Engine(ENGINE.rules, Policy(clients=(ClientLists("wechat", frozenset({"a.example"})),)))
    assert engine.of_client("wechat") is engine.of_client("wechat")
    assert engine.of_client("wechat").rules is engine.rules
    assert engine.of_client("wechat").of_client("wechat") is engine.of_client("wechat")
    assert engine.of_client("qq") is engine
    assert ENGINE.of_client("wechat") is ENGINE


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("https://example[.]com/a?b=1", "https://example.com/a?b=1"),
        ("https://www.bilibili.com／video／BV1zBQerYsh4", "https://www.bilibili.com/video/BV1zBQerYsh4"),
        ("https://v.douyin.com／iAbCd12／", "https://v.douyin.com/iAbCd12/"),
        ("https://[2606:4700::1111]/a", "https://[2606:4700::1111]/a"),
        ("https://a[b].com/", "https://a[b].com/"),
        ("https://www•bilibili•com/doc•htm?id=9&a=1", "https://www.bilibili.com/doc.htm?id=9&a=1"),
        ("https://www·bilibili·com/b·html", "https://www.bilibili.com/b.html"),
        ("https://www•bilibili•com/b•html•后面", "https://www.bilibili.com/b.html"),
        ("https://www•bilibili•com/b。next", "https://www.bilibili.com/b"),
        ("https://www。bilibili。com/b。next", "https://www.bilibili.com/b"),
    ],
)
def test_an_address_alone_whose_host_is_disguised(text: str, output: str) -> None:
    result = ENGINE.unwrap(text)
    assert (result.output, result.refused) == (output, None)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("<url>https://a.example.com/q?a=1&amp;b=2</url>", "https://a.example.com/q?a=1&b=2"),
        ('<a href="https://a.example.com/q?a=1&amp;b=2">x</a>', "https://a.example.com/q?a=1&b=2"),
        ("看 https://a.example.com/q?a=1&amp;b=2 吧", "https://a.example.com/q?a=1&amp;b=2"),
    ],
)
def test_an_address_in_markup_is_read_as_markup(text: str, url: str) -> None:
    assert Engine(load_rules()).unwrap(text).output == url


BODY = b'<a href="https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2Fa">a</a>'
OPENED = b'<a href="https://example.com/a">a</a>'


@pytest.mark.parametrize("kind", ["text/html", "", None])
@pytest.mark.parametrize("given", [BODY, bytearray(BODY), memoryview(b" ".join([BODY]))])
def test_a_body_in_whatever_holds_bytes(given: bytes | bytearray | memoryview, kind: str | None) -> None:
    assert ENGINE.rewrite(given, kind).data == OPENED
    assert [match.output for match in ENGINE.scan(given, kind)] == ["https://example.com/a"]
    rewriter = ENGINE.rewriter(kind)
    assert rewriter
    assert rewriter.feed(BODY) + rewriter.close() == OPENED


@pytest.mark.parametrize("data", [BODY.decode(), None, 5, [1]])
def test_what_is_no_body_is_said(data: Any) -> None:
    for ask in (ENGINE.scan, ENGINE.rewrite):
        with pytest.raises(
            TypeError, match=f"a body is bytes, not {type(data).__name__}; text is encoded first"
        ):
            ask(data, "text/html")


def test_an_engine_goes_to_another_process() -> None:
    limits, policy = Limits(hits=1), Policy(allow_hosts=frozenset({"a.test"}))
    engine = Engine(ENGINE.rules, policy, limits)
    engine.unwrap("https://link.zhihu.com/?target=x")
    for each in (pickle.loads(pickle.dumps(engine)), copy.copy(engine), copy.deepcopy(engine)):
        assert (each.policy, each.limits, each.rewrite(BODY, "text/html").data) == (policy, limits, OPENED)
