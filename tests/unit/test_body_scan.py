"""Links in bodies: what is written back, and what stays."""

import json
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall import Engine, load_rules

ENGINE = Engine(load_rules())
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F%3Fa%3D1%26b%3D2"
OUT = "https://example.com/?a=1&b=2"


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
        ("image/png", LINK),
        ("text/html", f"\0{LINK}"),
        ("application/jose+json", f'"{LINK}"'),
    ],
)
def test_leaves_alone(media: str, body: str) -> None:
    data = body.encode()
    assert ENGINE.rewrite(data, media).data is data


@given(st.binary())
def test_total_and_same_object(data: bytes) -> None:
    for media in ("text/html", "application/json", "text/plain; charset=gbk"):
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
