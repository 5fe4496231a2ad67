"""Where in a page words may become a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall import Engine, load_rules
from unwall.engine.body.anchor import plain_texts
from unwall.model import Policy

RULES = load_rules()
ON = Engine(RULES, Policy(options=frozenset({"mention-search"})))
OFF = Engine(RULES)
SAID = "同款在🍑宝搜「猫 & 狗」"
WORDS = "同款在🍑宝搜「猫爬架」"
LINKED = (
    "同款在🍑宝搜「"
    '<a href="https://s.taobao.com/search?q=%E7%8C%AB%E7%88%AC%E6%9E%B6" rel="noreferrer">猫爬架</a>」'
)
PIECES = ["<a>", "</a>", "<p title='>'>", "<script>", "</script>", "<!--", "-->", WORDS, '"', "<", "x"]


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("one", ["one"]),
        ("<p>one<b>two</b>", ["one", "two"]),
        ("<p title='a > b'>one</p>", ["one"]),
        ('<p title="a \' > b" x>one</p>', ["one"]),
        ("<a>no<b>no</b></a>yes", ["yes"]),
        ("<button>no</button><A HREF=x>no</A>yes", ["yes"]),
        ("<svg><svg>no</svg>no</svg>yes", ["yes"]),
        ("<head><meta x>no</head>yes", ["yes"]),
        ("<script>'</p>no'</script>yes<style>no", ["yes"]),
        ("<textarea><p>no</textarea>yes<!-- no > no -->yes<!DOCTYPE x>yes<!-- no", ["yes", "yes", "yes"]),
        ("<title>no</titles>no</title>yes", ["yes"]),
        ("<a>no", []),
        ("one < two", ["one < two"]),
    ],
)
def test_plain_texts(page: str, texts: list[str]) -> None:
    data = page.encode()
    assert [data[start:end].decode() for start, end in plain_texts(data)] == texts


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


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_stretches_are_ordered_and_hold_no_tag(page: str) -> None:
    data = page.encode()
    at = 0
    for start, end in plain_texts(data):
        assert at <= start < end <= len(data)
        assert b"<a>" not in data[start:end]
        at = end
