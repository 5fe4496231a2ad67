"""Values read from cards: one card, in every spelling in which it travels."""

import json
from html import escape

import pytest

from unwall.engine.card import ampersand_at, value_of

CARD = (
    '<msg>\n\t<appmsg appid="" sdkver="0"><title>手机支架</title><appid></appid>\n\t\t<url>\n'
    "https://w.example/?a=1&amp;b=2</url><appid>wx0</appid>"
    "<PagePath><![CDATA[p/x.html?a=1&amp;amp;b=%2F]]></PagePath></appmsg></msg>"
)
OBJECT = (
    '{"title": "手机支架", "appId": "", "appid" : "wx0", "url": "https://w.example/?a=1&b=2", '
    '"pagePath": "p\\/x.html?a=1\\u0026b=%2F"}'
)
SPELLINGS = {
    "plain": CARD,
    "escaped": escape(CARD),
    "escaped twice": escape(escape(CARD)),
    "in JSON": json.dumps(CARD),
    "in JSON in JSON": json.dumps(json.dumps({"c": CARD})),
    "escaped in JSON": json.dumps(escape(CARD, quote=False).replace("\n", "<br/>")),
    "escaped by JSON": json.dumps(CARD)
    .replace("<", "\\u003c")
    .replace(">", "\\u003E")
    .replace("&", "\\u0026"),
    "escaped, then by JSON": json.dumps(escape(CARD)).replace("&", "\\u0026"),
    "object": OBJECT,
    "object in JSON": json.dumps(OBJECT),
    "object escaped": escape(OBJECT),
}


@pytest.mark.parametrize("card", SPELLINGS.values(), ids=SPELLINGS)
def test_reads_every_spelling(card: str) -> None:
    values = [value_of(card, name) for name in ("appid", "page_?path", "url", "nothing")]
    assert [value and value.text for value in values] == [
        "wx0",
        "p/x.html?a=1&b=%2F",
        "https://w.example/?a=1&b=2",
        None,
    ]


@pytest.mark.parametrize("card", SPELLINGS.values(), ids=SPELLINGS)
def test_says_where_a_value_stands(card: str) -> None:
    value = value_of(card, "appid")
    assert value is not None
    assert card[value.start : value.end] == "wx0"


@pytest.mark.parametrize(
    ("card", "ampersand"),
    [
        ("<u>x</u>", "&amp;"),
        ("&lt;u&gt;x&lt;/u&gt;", "&amp;amp;"),
        ("&amp;lt;u&amp;gt;x&amp;lt;/u&amp;gt;", "&amp;amp;amp;"),
        ("<u><![CDATA[x]]></u>", "&"),
        ("&lt;u&gt;&lt;![CDATA[x]]&gt;&lt;/u&gt;", "&amp;"),
    ],
)
def test_spells_an_ampersand_as_the_element_would(card: str, ampersand: str) -> None:
    value = value_of(card, "u")
    assert value is not None
    assert ampersand_at(card, value.start) == ampersand
