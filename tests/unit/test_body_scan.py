"""Links in bodies: what is found, what is written back, and what stays."""

import json
from html import escape
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unwall import Engine, load_rules
from unwall.engine.body.scan import Scanner
from unwall.model import Kind, Match, Reason, Surface

ENGINE = Engine(load_rules())
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F%3Fa%3D1%26b%3D2"
OUT = "https://example.com/?a=1&b=2"
TWICE = OUT.replace("&", "&amp;amp;")


@pytest.mark.parametrize(
    ("media", "before", "after"),
    [
        ("text/html", f'<a href="{LINK}">', f'<a href="{OUT}">'.replace("&", "&amp;")),
        ("text/html", f'<a href="{LINK}&amp;x=1">', f'<a href="{OUT}">'.replace("&", "&amp;")),
        ("text/html", f"<script>go('{LINK}')</script>", f"<script>go('{OUT}')</script>"),
        ("application/json", json.dumps([LINK]).replace("/", "\\/"), json.dumps([OUT]).replace("/", "\\/")),
        (
            "application/json",
            json.dumps([LINK + "&x"]).replace("&", "\\u0026"),
            json.dumps([OUT]).replace("&", "\\u0026"),
        ),
        ("text/plain", f"看 {LINK}，好", f"看 {OUT}，好"),
        ("text/html", f'<a href="{LINK}&amp;x=&quot;">', None),
    ],
)
def test_rewrites_in_the_links_own_spelling(media: str, before: str, after: str | None) -> None:
    rewritten = ENGINE.rewrite(before.encode(), media).data.decode()
    if after is None:
        assert rewritten.count('"') == before.count('"')
    else:
        assert rewritten == after


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("text/html", f"<!-- {LINK} -->"),
        ("text/html", f'<form action="{LINK}">'),
        ("text/html", f"<textarea>{LINK}</textarea>"),
        ("text/html", f'<script integrity="x" src="{LINK}"></script>'),
        ("text/html", f'<link rel="canonical" href="{LINK}">'),
        ("text/html", f'<a href="https://share.example/?url={LINK}">'),
        ("text/javascript", f'var a = {{"{LINK}": 1}}'),
        ("text/javascript", f'var a = "{LINK}" + more'),
        ("text/javascript", f'var a = "{LINK}\\\nmore"'),
        ("text/plain", f"/img|{LINK}"),
        ("text/plain", f"https://share.example/__{LINK}"),
        ("image/png", LINK),
        ("text/html", f"\0{LINK}"),
        ("application/jose+json", f'"{LINK}"'),
    ],
)
def test_leaves_alone(media: str, body: str) -> None:
    data = body.encode()
    assert ENGINE.rewrite(data, media).data is data


@pytest.mark.parametrize(
    ("media", "before", "after"),
    [
        ("text/html", f"<img srcset='{LINK} 1x, {LINK}, /x 2x'>", f"<img srcset='{OUT} 1x, {OUT}, /x 2x'>"),
        ("text/html", f"<meta http-equiv=refresh content='0;url={LINK}'>",
         f"<meta http-equiv=refresh content='0;url={OUT}'>"),
        ("text/html", f"<a href={LINK}>x", f"<a href={OUT}>x"),
        ("text/html", f"<a href='\n {LINK} '>x", f"<a href='\n {OUT} '>x"),
        ("text/html", f"<b style=\"background:url('{LINK}')\">", f"<b style=\"background:url('{OUT}')\">"),
        ("text/html", f"<noscript><a href='{LINK}'></noscript>", f"<noscript><a href='{OUT}'></noscript>"),
        ("text/html", f"<a data-x='{{\"u\":\"{LINK}\"}}'>", f"<a data-x='{{\"u\":\"{OUT}\"}}'>"),
        ("application/rss+xml", f"<d>{LINK}</d>", f"<d>{OUT}</d>"),
        ("text/html", f"<p>&#12298;{LINK}&#12299;</p>", f"<p>&#12298;{OUT}&#12299;</p>"),
        ("text/html", f'<iframe srcdoc="<p>see {LINK} now">',
         f'<iframe srcdoc="<p>see {TWICE} now">'),
        ("text/html", f"<i srcdoc='&lt;meta http-equiv=refresh content=&quot;0;url={LINK}&quot;&gt;'>",
         f"<i srcdoc='&lt;meta http-equiv=refresh content=&quot;0;url={TWICE}&quot;&gt;'>"),
        ("text/html", f"<i srcdoc='&lt;script&gt;go(&quot;{LINK}&quot;)&lt;/script&gt;'>",
         f"<i srcdoc='&lt;script&gt;go(&quot;{OUT}&quot;)&lt;/script&gt;'>"),
        ("application/xml", f"<d>&lt;a href=&quot;{LINK}&quot;&gt;",
         f"<d>&lt;a href=&quot;{OUT.replace('&', '&amp;amp;')}&quot;&gt;"),
    ],
)  # fmt: skip
def test_places_of_markup(media: str, before: str, after: str) -> None:
    assert ENGINE.rewrite(before.encode(), media).data.decode() == after.replace(
        OUT, OUT.replace("&", "&amp;")
    )


@pytest.mark.parametrize(
    ("media", "before", "after"),
    [
        ("text/css", f"@import url({LINK});", f"@import url({OUT});"),
        ("text/markdown", f"[x]({LINK}) <{LINK}>", f"[x]({OUT}) <{OUT}>"),
        ("text/plain", f"[InternetShortcut]\r\nURL={LINK}\r\n", f"[InternetShortcut]\r\nURL={OUT}\r\n"),
        ("text/markdown", f"a|{LINK}|b __{LINK}__ ~~{LINK}~~", f"a|{LINK}|b __{LINK}__ ~~{LINK}~~"),
        ("text/markdown", f"| {LINK} | {LINK} |\n[1]:{LINK}", f"| {OUT} | {OUT} |\n[1]:{OUT}"),
        ("text/markdown", f"![x]({LINK}){{width=1}}", f"![x]({OUT}){{width=1}}"),
        ("text/plain", f"看{LINK}{LINK}好", f"看{OUT}{OUT}好"),
        ("text/plain", f"{LINK}https://a.example/", f"{OUT}https://a.example/"),
        ("text/vcard", f"URL;TYPE=home:{LINK}\r\n", f"URL;TYPE=home:{OUT}\r\n"),
        ("text/csv", f"1,{LINK},2", f"1,{OUT},2"),
        ("text/csv", f"1,{LINK}%2Cc,2\n", f"1,{OUT}%2Cc,2\n"),
        ("text/csv", f'1,"{LINK}%2Cc",2', f'1,"{OUT},c",2'),
        ("text/event-stream", f"data: {LINK}\n\n", f"data: {OUT}\n\n"),
        ("text/event-stream", f"id: {LINK}\ndata: {LINK}\r\n", f"id: {LINK}\ndata: {OUT}\r\n"),
        ("text/event-stream", f"data: id\n: {LINK}\rid:a {LINK}\n", f"data: id\n: {LINK}\rid:a {LINK}\n"),
        ("text/event-stream", f"data: id: {LINK}\n\n", f"data: id: {OUT}\n\n"),
        ("application/x-www-form-urlencoded", f"a=1&u={quote(LINK, '')}&b", f"a=1&u={quote(OUT, '')}&b"),
        ("text/javascript", f"x(decodeURIComponent('{quote(LINK, '')}'))",
         f"x(decodeURIComponent('{quote(OUT, '')}'))"),
        ("text/javascript", f"x = `{LINK}`", f"x = `{OUT}`"),
        ("text/javascript", f"cb({{'u': '{LINK}'}})", f"cb({{'u': '{OUT}'}})"),
        ("application/json", f'"看 {LINK}，好"', f'"看 {OUT}，好"'),
        ("application/json", f'"a\\r\\nURL:{LINK}\\r\\n"', f'"a\\r\\nURL:{OUT}\\r\\n"'),
        ("application/json", f'"&lt;u&gt;{LINK}&lt;/u&gt;"', f'"&lt;u&gt;{TWICE}&lt;/u&gt;"'),
        ("application/x-ndjson", f'{{"u":"{LINK}"}}\n{{"u":"{LINK}"}}\n',
         f'{{"u":"{OUT}"}}\n{{"u":"{OUT}"}}\n'),
        ("application/json-seq", f'\x1e{{"u":"{LINK}"}}\n\x1e["{LINK}"]\n',
         f'\x1e{{"u":"{OUT}"}}\n\x1e["{OUT}"]\n'),
    ],
)  # fmt: skip
def test_bodies_without_markup(media: str, before: str, after: str) -> None:
    assert ENGINE.rewrite(before.encode(), media).data.decode() == after


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("text/html", f"<input value='{LINK}'><option value='{LINK}'><button formaction='{LINK}'>"),
        ("text/html", f"<base href='{LINK}'>"),
        ("text/html", f"<meta property='og:url' content='{LINK}'>"),
        ("text/html", f"<a href='{LINK} and more'>"),
        ("text/html", f"<a href='{LINK}{{{{x}}}}'>"),
        ("text/html", f"<a href='view-source:{LINK}'>"),
        ("text/html", f"<a href='{LINK}"),
        ("text/html", f"<script>// see {LINK}\n</script>"),
        ("text/javascript", f"a = '{LINK}' + b"),
        ("text/javascript", f"a = b + '{LINK}'"),
        ("text/javascript", f"a = `{LINK}${{b}}`"),
        ("text/javascript", f"a = '{LINK}%s'"),
        ("text/javascript", f"a = '{LINK}'.concat(b)"),
        ("application/json", f'{{"a": "{LINK}'),
        ("text/plain", f"https://web.archive.example/2020/{LINK}"),
        ("text/plain", f"https://share.example/?url={quote(LINK, '')}"),
        ("text/plain", f"-----BEGIN PGP SIGNED MESSAGE-----\n\n{LINK}\n"),
        ("text/plain", "https://link.zhihu.com/?target=http%3A%2F%2F127.0.0.1%2F"),
        ("application/octet-stream", LINK),
        ("multipart/mixed", LINK),
        ("text/html; charset=hz-gb-2312", LINK),
    ],
)
def test_leaves_more_alone(media: str, body: str) -> None:
    data = body.encode()
    assert ENGINE.rewrite(data, media).data is data


@pytest.mark.parametrize(
    "name", ["gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "utf-16", "iso-2022-jp", "utf-8-sig"]
)
def test_charsets(name: str) -> None:
    words = "링크" if name == "euc-kr" else "見"
    text, after = f"<p>{words}{LINK} {words}", f"<p>{words}{OUT} {words}".replace("&", "&amp;")
    data = text.encode(name)
    content_type = "text/html" if name.endswith("-sig") else f"text/html; charset={name}"
    assert ENGINE.rewrite(data, content_type).data == after.encode(name)
    (match,) = ENGINE.scan(data, content_type)
    assert data[match.start : match.end] == (LINK.encode(name)[2:] if name == "utf-16" else LINK.encode())


@pytest.mark.parametrize(("codec", "words"), [("gbk", "看並"), ("big5", "第七"), ("shift_jis", "図表")])
def test_a_link_right_behind_text_in_a_charset_that_nobody_says(codec: str, words: str) -> None:
    """The last byte of the text is an ASCII letter or backslash of its own, but none of the text's."""
    data = f"<p>{words}{LINK}</p>".encode(codec)
    after = f"<p>{words}{OUT}</p>".replace("&", "&amp;").encode(codec)
    assert ENGINE.rewrite(data, "text/html").data == after


@given(
    st.text(st.characters(codec="gb18030"), max_size=40),
    st.sampled_from(["gb18030", "big5hkscs", "cp932", "cp949"]),
)
def test_a_link_after_any_text_in_any_charset(text: str, codec: str) -> None:
    """The link is found exactly where it is found in UTF-8."""
    before = text.encode(codec, "ignore").decode(codec, "ignore")
    data = f"{before} {LINK}".encode(codec)
    label = {"big5hkscs": "big5", "cp932": "shift_jis", "cp949": "euc-kr"}.get(codec, codec)
    same = ENGINE.rewrite(f"{before} {LINK}".encode(), "text/css").data.decode()
    assert ENGINE.rewrite(data, f"text/css; charset={label}").data == same.encode(codec)


@pytest.mark.parametrize(
    "codec", ["utf-8", "gbk", "gb18030", "big5", "shift_jis", "iso-2022-jp", "utf-16-le", "utf-16-be"]
)
def test_words_are_found_at_their_bytes_in_any_charset(codec: str) -> None:
    words = ["BV1xx411c7mD", "m。tb。cn/h.AbCd3fG", "#小程序://示例商城/RwAbCd8NBwWhCaI"]
    data = f"看 {words[0]} 看 {words[1]} 看 {words[2]} 看".encode(codec, "ignore")
    given = data.decode(codec)
    label = codec.replace("-16-", "-16")
    found = ENGINE.scan(data, f"text/plain; charset={label}")
    assert found
    assert [data[: match.start].decode(codec, "ignore") + match.match for match in found] == [
        given[: given.index(match.match)] + match.match for match in found
    ]


def test_words_are_found_behind_a_long_beginning_in_ascii() -> None:
    words = "7￥ HU0854 AbCd1EfGh2J￥ 打开淘宝"
    (match,) = ENGINE.scan(b"plain ascii\n" * 100 + words.encode("gbk"), "text/plain")
    assert match.rule == "taobao-token"


@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_words_are_found_at_their_bytes_beside_what_is_no_character(codec: str) -> None:
    words = "7￥ HU0854 AbCd1EfGh2J￥ 打开淘宝".encode(codec)
    for data in (b"\xff" + words, words + b"\xff", b"\xff \x80 \xff" + words * 3):
        matches = ENGINE.scan(data, f"text/plain; charset={codec}")
        assert len(matches) == data.count(words)
        assert {data[match.start : match.end].decode(codec) for match in matches} == {matches[0].match}


def test_what_is_no_text_is_scanned_where_that_is_asked() -> None:
    data = b"\0\1" + LINK.encode() + b"\0"
    assert ENGINE.scan(data, "text/plain") == []
    assert [match.output for match in ENGINE.scan(data, "text/plain", binary=True)] == [OUT]


def test_an_app_link_with_raw_json_is_found_whole() -> None:
    link = 'openapp.jdmobile://virtual?params={"des":"productDetail","skuId":"100000000001"}'
    body = f"京东 {link} 好".encode()
    found = ENGINE.scan(body, "text/plain")
    assert [(body[each.start : each.end].decode(), each.output) for each in found] == [
        (link, "https://item.jd.com/100000000001.html")
    ]


@pytest.mark.parametrize(
    ("body", "media", "bare"),
    [
        ("<p>https://example.com/ an Integrität", "text/html", True),
        ("<script src=a.js INTEGRITY=sha256-x>", "text/html", False),
        ("https://link.zhihu.com/", "text/html", False),
        ("https://example.com/", "image/png", False),
        ("\x00\x01", "text/html", True),
        ("\x00\x01https://link.zhihu.com/", "text/html", False),
        ("", "text/html", True),
    ],
)
def test_a_body_in_which_nothing_is_to_be_looked_at_is_bare(body: str, media: str, bare: bool) -> None:
    assert ENGINE.rewrite(body.encode(), media).bare is bare


def test_scan_says_what_it_found_and_where() -> None:
    body = f"<a href='{LINK}'>x</a> <textarea>{LINK}</textarea>".encode()
    first, second = ENGINE.scan(body, "text/html")
    at = body.index(LINK.encode())
    assert first == Match(
        at, at + len(LINK), LINK, OUT, "zhihu-link", Kind.WRAPPER, Surface.HTML_ATTRIBUTE, "zhihu", None
    )
    assert (second.surface, second.output) == (Surface.HTML_TEXT, OUT)
    (refused,) = ENGINE.scan(b"https://link.zhihu.com/?target=http%3A%2F%2F127.0.0.1%2F", "text/plain")
    assert (refused.output, refused.refused and refused.refused.reason) == (None, Reason.PRIVATE)


SOUP = [
    LINK,
    LINK + "&amp;x",
    LINK.replace("/", "\\/"),
    '"',
    "'",
    "<a href=",
    ">",
    " ",
    "<script>",
    "</script>",
    "，",
    "(",
    ")",
    ",",
    "x",
    "+",
    ":",
]


@given(
    st.lists(st.sampled_from(SOUP), max_size=20).map("".join),
    st.sampled_from(
        ["text/html", "application/json", "text/javascript", "text/plain", "text/css", "application/xml"]
    ),
)
def test_twice_is_once(body: str, media: str) -> None:
    once = ENGINE.rewrite(body.encode(), media).data
    assert ENGINE.rewrite(once, media).data is once


@given(st.binary())
def test_total_and_same_object(data: bytes) -> None:
    for media in (
        "text/html",
        "application/json",
        "text/plain; charset=gbk",
        "text/html; charset=utf-16",
        "",
    ):
        assert ENGINE.rewrite(data, media).data is data
        ENGINE.scan(data, media)


@pytest.mark.parametrize("media", ["application/json", "text/plain", "text/plain; charset=utf-8"])
def test_a_card_in_a_chat_leads_to_its_page_whatever_its_json_is_called(media: str) -> None:
    card = (
        "<msg><appmsg><url>{}</url><weappinfo><appid>wx91d27dbf599dff74</appid>"
        "<pagepath><![CDATA[pages/item/detail/detail.html?sku=100000000001]]></pagepath></weappinfo></appmsg></msg>"
    )
    before, after = (
        json.dumps({"MsgType": 49, "Content": escape(card.format(url), quote=False)})
        for url in (
            "https://mp.weixin.qq.com/mp/waerrpage?appid=wx91d27dbf599dff74",
            "https://item.jd.com/100000000001.html",
        )
    )
    assert ENGINE.rewrite(before.encode(), media).data.decode() == after


def test_without_hyperscan_it_is_the_same() -> None:
    rules = {rule.id: rule for rule in ENGINE.rules}
    slow = Scanner(
        ENGINE.rules.anchors(),
        ENGINE.unwrap,
        lambda name: rules[name].platform,
        lambda name: rules[name].kind,
        fast=False,
    )
    body = "".join(
        f"<a href='{LINK}&amp;n={n}'>{LINK}</a> microsoft.com t.co https://t.co/x " for n in range(50)
    ).encode()
    ENGINE.scan(b" " * (1 << 20), "text/plain")  # which is worth the faster search
    assert slow.rewrite(body, "text/html") == ENGINE.rewrite(body, "text/html")


PIECES = [
    f'<a href="{LINK}">y</a>', f'<a class="x" href="{LINK}">{LINK}</a>', f"<a href='{LINK}'>y</a>",
    f'<a href="{LINK}&amp;n=1">', f'<a href="{LINK}" integrity="x">', f'<a href="{LINK}" title="a>b">',
    f'<link href="{LINK}">', f'<link href="{LINK}" rel="canonical">', f'<link rel="canonical" href="{LINK}">',
    f'<form action="{LINK}">', f'<img src="{LINK}"/>', f'<iframe src="{LINK}"></iframe>{LINK} ',
    f'<a href="{LINK} {LINK}">',
    f'<a href="x {LINK}">', f'<a href="{LINK} x">', f'<a href="{LINK}&quot;">', f'<a href={LINK}>',
    f"<!-- {LINK} -->", f"<script>go('{LINK}')</script>", f"<title>{LINK}</title>", f"<p> {LINK} </p>",
    f'<p title="<" id="{LINK}">', f'<p contenteditable><a href="{LINK}">x</a></p>', "<p>text</p>" * 9,
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=30, max_size=30))
@settings(max_examples=30, deadline=None)
def test_of_a_long_page_every_piece_is_rewritten_as_alone(pieces: list[str]) -> None:
    short = [ENGINE.rewrite(piece.encode(), "text/html").data for piece in pieces]
    times = 1 + 70_000 // len("".join(pieces))
    assert ENGINE.rewrite("".join(pieces * times).encode(), "text/html").data == b"".join(short * times)


@pytest.mark.parametrize(
    "before",
    [
        "POST /x HTTP/1.1\nHost: a.example\nContent-Length: 141\n\n",
        "MESSAGE\ncontent-length:9\n\n",
        '96:42["x","',
    ],
)
def test_what_has_a_length_before_it_is_looked_at_and_stays(before: str) -> None:
    data = f"{before} {LINK} ".encode()
    assert [match.output for match in ENGINE.scan(data, "text/plain")] == [OUT]
    assert ENGINE.rewrite(data, "text/plain").data is data
