"""What a text says is to be taken out of its links, and how it then reads."""

from itertools import product

import pytest

from unwall.engine.letters import AROUND
from unwall.engine.told import TRACE, as_told
from unwall.rules.expressions import expression


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("https://m.example/a b", []),
        ("去掉空格就行了", []),
        ("a.exam ple/x 去空格", ["a.example/x 去空格"]),
        ("see a.exam ple/x，把空格去掉", ["seea.example/x，把空格去掉", "see a.example/x，把空格去掉"]),
        ("https:// a.exam ple /x 空格自己去掉", ["https://a.example/x 空格自己去掉"]),
        ("a.example/x yz 删掉空格", ["a.example/xyz 删掉空格"]),
        ("https://a.example/x y z/ 去空格", ["https://a.example/xyz/ 去空格"]),
        ("https://a.example/x/ 1@0.com :0pm 去空格", []),
        ("https://a.example/x-y_z~w 把横杠、下划线和波浪线去掉", []),
        ("删空格: a.example/x yz", ["删空格: a.example/xyz"]),
        ("怎么去掉空格？见 https://a.example/x yz", []),
        ("https://a.example/x中文yz 删掉中文", ["https://a.example/xyz 删掉中文"]),
        ("https://a.example/x去掉汉字yz", ["https://a.example/xyz"]),
        ("https://a.example/x（去掉汉字和括号）yz", ["https://a.example/xyz"]),
        ("https://a.我exam是ple/x 删字", ["https://a.example/x 删字"]),
        ("https://a.example/x提取码abcd，去掉汉字", []),
        ("链接https://a.example/x，去掉汉字", []),
        ("https://a.exam😀🎉ple/x😀y 表情去掉", ["https://a.example/xy 表情去掉"]),
        ("a.(exam)ple/x 去括号", ["a.example/x 去括号"]),
        ("https://a.example/x_(b)c 去括号", ["https://a.example/x_bc 去括号"]),
        ("怎么去括号？https://a.example/x_(b)c", []),
        ("https://a.example/x（删掉括号里的）yz", ["https://a.example/xyz"]),
        ("https://a.example/x不要汉字yz", ["https://a.example/xyz"]),
        ("https://a.example/x中文yz 去掉中文怎么办", []),
        ("如何删掉汉字 https://a.example/x中文yz", []),
        ("https://a.example/x（删）yz", ["https://a.example/xyz"]),
        ("https://a.example/x更新到y （删）", []),
        ("https://a.example/1更新到第8期 删掉汉字", []),
        ("https://a.example/1（粉丝12.3万）删掉汉字", []),
        ("https://a.example/x中y文z删掉汉字再打开", ["https://a.example/xyz删掉汉字再打开"]),
        ("[https://a.example/x](https://a.example/x) 去括号", []),
        ("https://a.删.example/x 删字", ["https://a.example/x 删字"]),
        ("a点example/x 删字", []),
        ("https://a.example/x 2折，去掉空格", []),
        ("https://a.example/x（去掉我）yz", ["https://a.example/xyz"]),
        ("https://a.example/x💰yz 💰删掉", ["https://a.example/xyz 💰删掉"]),
        ("https://a.example/x删除yz 删除两个字再打开", ["https://a.example/xyz 删除两个字再打开"]),
        ("https://a.example/x中间的字去掉yz", ["https://a.example/xyz"]),
        ("https://a.ex~~am～ple/x 波浪线去掉", ["https://a.example/x 波浪线去掉"]),
        ("a#example/x#y 井号换成点", ["a.example/x#y 井号换成点"]),
        ("a，exam!ple/x 逗号改成.，感叹号去掉", ["a.example/x 逗号改成.，感叹号去掉"]),
        ("把井号换成点就行，# 标题", []),
        ("https://a.[exam]ple/x 去掉中括号", ["https://a.example/x 去掉中括号"]),
        ("a.exam**ple/x 去掉星号", ["a.example/x 去掉星号"]),
        ("a.ex am😀ple/x 去掉空格和表情", ["a.example/x 去掉空格和表情"]),
    ],
)
def test_reads_as_told(text: str, ways: list[str]) -> None:
    assert [view.text for _, view in as_told(text)] == ways


def test_only_the_surroundings_are_read_again() -> None:
    far = "中" * 3 * AROUND
    text = f"{far} a.exam ple/x 去空格{far}b.exam**ple/x 去掉星号"
    assert [(start, len(view.given)) for start, view in as_told(text)] == [
        (len(far) + 14 - AROUND, 2 * AROUND + 3),
        (len(text) - AROUND - 4, AROUND + 4),
    ]


def test_what_is_far_from_the_words_stays() -> None:
    assert list(as_told("a.exam**ple/x" + "中" * AROUND + "去掉星号")) == []


def test_of_a_text_of_nothing_else_only_the_beginning_is_read() -> None:
    read = list(as_told("a.ex am/b 去空格 " * 5_000))
    assert 64 <= len(read) <= 4 * 64
    assert all(len(view.given) < 2_000 for _, view in read)


VERBS = ("去掉", "去除", "删", "刪", "删掉", "删除", "清除", "除掉", "拿掉", "去了")
THINGS = (
    *("空格", "汉字", "漢字", "中文", "文字", "表情", "表情符号", "图标", "括号", "中括号", "括弧"),
    *("星号", "星星", "井号", "波浪线", "横杠", "减号", "下划线", "感叹号", "逗号", "加号", "竖线"),
)
PUT_IN = (" ", "字", "😀", "(", *"*#~-_!,+|")


def test_no_such_words_are_without_the_trace() -> None:
    """Long texts are read only where the trace is."""
    before = [verb + filler + thing for verb, filler, thing in product(VERBS, ("", "中间的", "所有"), THINGS)]
    after = [thing + who + verb for verb, who, thing in product(VERBS, ("", "自己", "都", "全部"), THINGS)]
    dotted = [mark + verb + "点" for mark, verb in product(THINGS[-9:], ("换成", "都改为", "替换成"))]
    said = [*before, *after, *dotted, "删字", "去掉字", "删除这两个字", "🎈自己去掉"]
    understood = [words for words in said if any(list(as_told(f"a.ex{each}am/x {words}")) for each in PUT_IN)]
    assert understood == said
    inside = ["（删掉）", "[去]", "(去掉我)", "【删】"]
    assert [words for words in inside if not list(as_told(f"https://a.example/x{words}y"))] == []
    assert [words for words in [*said, *inside] if not expression(TRACE).search(words)] == []
