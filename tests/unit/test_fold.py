"""Addresses in running text: which stand there plainly, and where a disguise may be."""

import pytest

from unwall.engine.fold import disguised, is_plain, plain
from unwall.urls.suffix import Suffixes

NONE = Suffixes()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今天吃面，还不错",
        "看 https://m.tb.cn/h.abcdef1?tk=x 这个",
        "http://xhslink.com/a/9jqSj9KAZaU3 复制本条信息，打开【小红书】App",
        "(https://example.com/a_(b)), https://example.org/c, and more",
    ],
)
def test_plain_texts(text: str) -> None:
    assert is_plain(text, list(plain(text, NONE)))
    assert list(disguised(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "m.tb.cn/h.abcdef1",
        "hxxps://m.tb.cn/h.abcdef1",
        "ttps://m.tb.cn/h.abcdef1",
        "https://m点tb点cn/h.abcdef1",
        "https://m.tb[.]cn",
        "https://m.某tb.cn",
        "https://m.tb.cn/h.abc 。def",
        "https://m.tb.cn/h.abc .html",
        "https://m.tb.cn/h.abc*def",
        "https://m.tb.cn斜杠h.abcdef1",
        "https://m.tb.cn\u200b/h.abcdef1",
        "ｈttps://m.tb.cn/h.abcdef1",
        "h t t p s : / / m . t b . c n / h . a b c",
        "https://example.com/ and m.tb.cn/h.abcdef1",
        r"https://m.tb.cn/h\_abc",
    ],
)
def test_texts_in_which_a_disguise_may_be(text: str) -> None:
    assert not is_plain(text, list(plain(text, NONE)))
