"""Parts of a text worth reading: where they begin and end, and that reading them alone misses nothing."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall import Engine, load_rules
from unwall.engine.body.literals import Literals
from unwall.engine.body.starts import Known
from unwall.engine.fold import TRACES, plain
from unwall.engine.skim import Skim
from unwall.engine.text import TextFinder
from unwall.rules.index import RuleSet
from unwall.urls.suffix import Suffixes

RULES = load_rules()
ANCHORS = ("link.example", "t.co", "shop.", "app://")
SKIM = Skim(Literals(ANCHORS), Known(ANCHORS), [r"https?://disk\.example/s/[0-9]+", "#[a-z]{8}#"])
WORDS = "ordinary words, " * 100
GIVEN = [each.given for rule in RULES if rule.text is not None for each in rule.tests]
PIECES = [
    "https://www.example.com/a?b=c",
    "看 https://www.example.com/a，好",
    "https://www.example.com. Then",
    "1.50 and/or",
    "词语和句子。",
    "？",
    "\n",
    " ",
    '"',
    "<p>",
    WORDS,
    "中" * 400,
    "https://foreign.example/?u=",
    "提取码: ab12",
    "https://m.tb.cn/h.abcdefg",
    "m.tb.cn/h.abcdefg",
    "m点tb点cn/h.abcdef",
    "https://m。tb。cn/h.abcdefg",
    "m . tb . cn / h.abcdef",
    "h t t p s : / / m . t b . c n / h . a b c d e f",
    "https：//m．tb．cn／h．abcdef",
    "ｍ.tb.cn/h.abcdefg",
    "https://m.删我tb.cn/h.abcdefg",
    "m dot tb dot cn/h.abcdefg",
    "hxxps://m[.]tb[.]cn/h.abcdef",
    "pan.baidu.com∕s∕1abcdefgh",
    "pan.baidu.com /s/1abcdefgh",
    "hxxps://wwx.lanzouq.com/i1234567a",
    "https://wwx.lanzouq.com/*i1234567",
    "https://t.co/abc",
    "\u200b",
    "https:\\\\m.t b.cn/h.abcdef",
    "https;//m点tb点cn/h.abcdef",
    "https://m[.]删[.]tb.cn/h.abcdef",
    "m . t b . c n / h . a b c d e f",
    "pan.baidu.com删/s/1abcdefgh",
    "https://pan.baidu.com\\s\\1abcdefgh",
    "m.t\u200db.cn/h.abc\U000e0001defg",
    "三w点tb点康姆/h.abcdefg",
    "https://m.t b.cn/h.abcdefg",
    "https://m.tb.cn/h.abc中文defg",
    "m.(tb).cn/h.abc😀defg",
    "去空格",
    "（表情和括号全部删掉）",
    "m#tb#cn/h.abcdefg 井号换成点",
    "https//m.tb.cn/h.abc（删）defg",
    "m⋅tb․cn / h.abcdefg",
    "https:wwx.lanzouq.com/i1234567a",
    "h++ps://pan.quark.cn/s/0123456789ab",
    "夸克 /s/0123456789ab",
    "删掉中间的汉字",
    "m「.」t(去)b〔点〕cn/h.abcdefg",
    "百度网盘 /s/1abcdefgh",
]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (WORDS, []),
        ("https://www.example.com/a?b=c", []),
        ("https://microshop.example/", []),
        ("link.example", [(0, 12)]),
        ("app://x", [(0, 7)]),
        ("see_app://x", [(0, 11)]),
        ("code: 1234app://x", [(0, 17)]),
        ("see t.co/x", [(0, 10)]),
        ("see reddit.com/x", []),
        ("disk.example/s/1", [(0, 16)]),
        ("hxxps://disk[.]example/s/1", [(0, 26)]),
        (f"{WORDS}#abcdefgh#{WORDS}", [(959, 2259)]),
        (f"#abcdefgh#\n{WORDS}{WORDS}\n#abcdefgh#", [(0, 651), (2570, 3222)]),
        (f"#abcdefgh#{WORDS[:800]}#abcdefgh#", [(0, 820)]),
    ],
)
def test_parts(text: str, parts: Sequence[tuple[int, int]]) -> None:
    assert list(SKIM.parts(text.encode())) == parts


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("see https://link.example/a?b=c and so on", False),
        ("[x](https://link.example/a)，然后", False),
        ("link.example/a", True),
        ("url=https://link.example/a", True),
        ("https://link.example/a*b", True),
        ("https://link.example/a中b", True),
        ("https://link.example/a .html", True),
        ("https://link.example\\s", True),
        ("https://pictures.example/max/0*aB1c.png", False),
        ("https://pictures*.example/max/0*aB1c.png", True),
    ],
)
def test_a_plain_address_is_not_read_once_more(text: str, is_read: bool) -> None:
    assert bool(list(SKIM.parts(text.encode()))) is is_read


def test_where_there_is_much_all_of_it_is_found() -> None:
    text = f"hxxps://disk[.]example/s/1 {WORDS * 3}"
    assert len(list(SKIM.parts((text * 40).encode()))) == 40


def test_what_is_to_be_read_again() -> None:
    data = WORDS.encode() * 3 + b" https://link.example/a"
    (start,) = (data.index(b"https"),)
    assert list(SKIM.parts(data)) == []
    ((first, last),) = SKIM.parts(data, again=[(start, len(data))])
    assert first < start < last == len(data)


def test_what_is_taken_is_not_worth_reading() -> None:
    data = b"link.example " + WORDS.encode() * 2 + b" link.example"
    assert list(SKIM.parts(data, [(0, 12)])) == [(2572, 3226)]


def test_no_letter_of_a_plain_address_is_a_trace() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    hosts = [f"https://www.{letters[at:]}{letters[:at]}.example/{letters}/" for at in range(26)]
    assert [host for host in hosts for part in SKIM.parts(host.encode()) if part] == []


def test_traces_count_nothing_long() -> None:
    counts = [int(each) for trace in TRACES for each in re.findall(r"(?<!x)\{\d*,?(\d+)\}", trace)]
    assert max(counts) <= 8


def finder_of(rules: RuleSet) -> tuple[TextFinder, Skim]:
    engine = Engine(rules)
    read = [rule for rule in rules if rule.text is not None]
    finder = TextFinder(read, engine.unwrap, named={rule.id: rule for rule in rules})
    within = max(each.within for each in finder.finds)
    skim = Skim(
        Literals(rules.anchors()), Known(rules.anchors()), [each.find for each in finder.finds], within=within
    )
    return finder, skim


FINDER, SKIM_OF_RULES = finder_of(RULES)


@given(st.lists(st.sampled_from([*PIECES, *GIVEN]), max_size=12), st.sampled_from(["", " ", "\n"]))
def test_reading_the_parts_finds_what_reading_the_whole_finds(pieces: Sequence[str], joint: str) -> None:
    """Addresses that stand there plainly have been read by who reads addresses, and are named."""
    data = joint.join(pieces).encode("utf-8", "replace")
    text = data.decode()
    again = [
        (len(text[: each.start].encode()), len(text[: each.end].encode())) for each in plain(text, Suffixes())
    ]
    parts = [
        (len(data[:start].decode()), data[start:end].decode())
        for start, end in SKIM_OF_RULES.parts(data, again=again)
    ]
    assert [
        found._replace(start=offset + found.start, end=offset + found.end)
        for offset, part in parts
        for found in FINDER.find(part)
    ] == FINDER.find(data.decode())
