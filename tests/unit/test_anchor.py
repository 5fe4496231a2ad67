"""Where in a page words may become a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall import Engine, load_rules
from unwall.engine.body.anchor import taken
from unwall.model import Policy

RULES = load_rules()
ON = Engine(RULES, Policy(options=frozenset({"mention-search"})))
OFF = Engine(RULES)
LINKIFY = Engine(RULES, Policy(options=frozenset({"linkify"})))
BOTH = Engine(RULES, Policy(options=frozenset({"linkify", "mention-search"})))
SAID = "同款在🍑宝搜「猫 & 狗」"
WORDS = "同款在🍑宝搜「猫爬架」"
STYLE = (
    ' style="display:inline;float:none;position:static;margin:0;padding:0;border:0;font:inherit;'
    'letter-spacing:inherit;text-transform:inherit;white-space:inherit"'
)
LINKED = (
    "同款在🍑宝搜「"
    '<a href="https://s.taobao.com/search?q=%E7%8C%AB%E7%88%AC%E6%9E%B6"'
    ' title="unwall: taobao-mention-search - s.taobao.com" rel="noreferrer"' + STYLE + ">猫爬架</a>」"
)
PIECES = ["<a>", "</a>", "<p title='>'>", "<script>", "</script>", "<!--", "-->", WORDS, '"', "<", "x"]


@pytest.mark.parametrize(
    ("page", "rest"),
    [
        ("one", "one"),
        ("<p>one<b>two</b>", "<p>one<b>two</b>"),
        ("<a>no<b>no</b></a>yes", "yes"),
        ("<button>no</button><A HREF=x>no</A>yes", "yes"),
        ("<svg><svg>no</svg>no</svg>yes", "yes"),
        ("<head><meta x>no</head>yes", "yes"),
        ("<pre>no</pre><p><code>no</code>yes", "<p>yes"),
        ("<div contenteditable><div>no</div>no</div>yes", "yes"),
        (
            "<div contenteditable=true>no</div>yes<p contenteditable=false>yes",
            "yes<p contenteditable=false>yes",
        ),
        ("<div role='TextBox'><p>no</div><i role=note>yes", "<i role=note>yes"),
        ("<div role=button>no</div><i role=Link>no</i><li role='menuitem'>no</li>yes", "yes"),
        ("<listing>no</listing>yes", "yes"),
        ("<td class='x blob-code blob-code-inner'>no</td><div class=CodeMirror-wrap>no</div>yes", "yes"),
        (
            "<p class=encodehljs>yes</p><p class=highlight>yes",
            "<p class=encodehljs>yes</p><p class=highlight>yes",
        ),
        ("<script>'<a>'</script>yes", "<script>'<a>'</script>yes"),
        ("<!-- <a> -->yes", "<!-- <a> -->yes"),
        ("<p title='<a>'>yes", "<p title='<a>'>yes"),
        ("<a>no", ""),
    ],
)
def test_taken(page: str, rest: str) -> None:
    data, left, at = page.encode(), b"", 0
    for start, end in taken(data):
        left += data[at:start]
        at = end
    assert (left + data[at:]).decode() == rest


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"<p>{WORDS}</p>", f"<p>{LINKED}</p>"),
        (f"<p title='{WORDS}'>{WORDS}", f"<p title='{WORDS}'>{LINKED}"),
        (f"<a href=x>{WORDS}</a>", None),
        (f"<script>'{WORDS}'</script>", None),
        (f"<!-- {WORDS} -->", None),
        (f"<p>{SAID}</p>", None),
        ("<p>同款在🍑宝搜「<b>猫爬架</b>」</p>", None),
    ],
)
def test_words_beside_a_mention_become_a_link_where_the_user_chose_so(before: str, after: str | None) -> None:
    data = before.encode()
    assert ON.rewrite(data, "text/html; charset=utf-8").data.decode() == after or after is None
    assert (ON.rewrite(data, "text/html; charset=utf-8").data is data) == (after is None)
    assert OFF.rewrite(data, "text/html; charset=utf-8").data is data


def linked(words: str, address: str, rule: str, host: str) -> str:
    return f'<a href="{address}" title="unwall: {rule} - {host}" rel="noreferrer"{STYLE}>{words}</a>'


WRAPPER = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F%3Fa%3D1%26b%3D2"
DIRECT = "https://example.com/?a=1&amp;b=2"
LINK = linked(DIRECT, DIRECT, "zhihu-link", "example.com")
NUMBER = linked(
    "BV1xx411c7mD", "https://www.bilibili.com/video/BV1xx411c7mD", "bilibili-number", "www.bilibili.com"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"<p>see {WRAPPER}, all", f"<p>see {LINK}, all"),
        (f"<p>see {WRAPPER}&amp;x=1, all", f"<p>see {LINK}, all"),
        ("<p>看 BV1xx411c7mD 吧", f"<p>看 {NUMBER} 吧"),
        ("<p>BV1xx411c7mD，BV1xx411c7mD BV1xx411c7mD", f"<p>{NUMBER}，{NUMBER} {NUMBER}"),
        (f"<p>{WORDS}", f"<p>{WORDS}"),
        (f"<a href=x>{WRAPPER}</a>", f"<a href=x>{DIRECT}</a>"),
        (f"<code>{WRAPPER}</code>", f"<code>{DIRECT}</code>"),
        (f"<p title='{WRAPPER}'>x", f"<p title='{DIRECT}'>x"),
        ("<code>看 BV1xx411c7mD 吧</code>", "<code>看 BV1xx411c7mD 吧</code>"),
        ("<textarea>看 BV1xx411c7mD 吧</textarea>", "<textarea>看 BV1xx411c7mD 吧</textarea>"),
        ("<div contenteditable>看 BV1xx411c7mD 吧</div>", "<div contenteditable>看 BV1xx411c7mD 吧</div>"),
        ("<p title='看 BV1xx411c7mD 吧'>", "<p title='看 BV1xx411c7mD 吧'>"),
        (f"<title>{WRAPPER}</title>", f"<title>{DIRECT}</title>"),
    ],
)
def test_what_stands_for_a_link_becomes_one(before: str, after: str) -> None:
    for engine, anchors in ((OFF, True), (LINKIFY, None)):
        data = engine.rewrite(before.encode(), "text/html", anchors=anchors).data
        assert data.decode() == after
        assert engine.rewrite(data, "text/html", anchors=anchors).data is data


@pytest.mark.parametrize(
    ("body", "codec"),
    [
        ('{"a":"看 BV1xx411c7mD 吧"}', "utf-8"),
        ('cb({"a":"看 BV1xx411c7mD 吧"})', "utf-8"),
        ('var a = "看 BV1xx411c7mD 吧"', "utf-8"),
        ('<?xml version="1.0"?><feed><title>看 BV1xx411c7mD 吧</title></feed>', "utf-8"),
        ("<p>看 BV1xx411c7mD 吧", "utf-16"),
        ("<p>日本BV1xx411c7mDです", "iso2022_jp"),
        ("<select><option>看 BV1xx411c7mD 吧</select>", "utf-8"),
        ("<datalist><option>看 BV1xx411c7mD 吧</datalist>", "utf-8"),
    ],
)
def test_nothing_becomes_one_where_no_element_can_be(body: str, codec: str) -> None:
    """What is only called HTML is read by code, and half of the charsets would read the element otherwise."""
    data = body.encode(codec)
    said = "text/html; charset=iso-2022-jp" if codec == "iso2022_jp" else "text/html"
    assert BOTH.rewrite(data, said).data is data


@pytest.mark.parametrize(
    ("page", "styles"),
    [
        ("<p>看 BV1xx411c7mD 吧", False),
        ('<meta http-equiv="Content-Security-Policy" content="x"><p>看 BV1xx411c7mD 吧', True),
    ],
)
def test_a_policy_may_forbid_its_style(page: str, styles: bool) -> None:
    data = OFF.rewrite(page.encode(), "text/html", anchors=True, styles=styles).data.decode()
    assert data == page.replace("BV1xx411c7mD", NUMBER.replace(STYLE, ""))


@given(
    st.lists(st.sampled_from([*PIECES, WRAPPER, "看 BV1xx411c7mD 吧", "<pre>", "</pre>", " "])).map("".join)
)
def test_words_become_links_once(page: str) -> None:
    once = BOTH.rewrite(page.encode(), "text/html").data
    assert BOTH.rewrite(once, "text/html").data is once
