"""Share texts of every form, with other ids, words, marks and line breaks; sentences that hold none."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from unwall import Engine, load_rules

ENGINE = Engine(load_rules())
DATA = Path(__file__).parents[1] / "data" / "texts.tsv"


# Who is told to take spaces away may think that these words belong to the link.
LATIN_BEHIND = re.compile(r"https://[!-~]+ [A-Za-z0-9]")


class Row(NamedTuple):
    """One text: what it opens and what it would take, None for neither."""

    form: str
    text: str
    output: str | None
    needs: str | None


def rows() -> list[Row]:
    lines = DATA.read_text(encoding="utf-8").splitlines()
    read = [line.split("\t") for line in lines if not line.startswith("# row")]
    return [
        Row(form, text.replace("\\n", "\n"), *(None if cell == "-" else cell for cell in rest))
        for form, text, *rest in read
    ]


ROWS = rows()
ORDINARY = [row.text for row in ROWS if row.form == "ordinary"]


@pytest.mark.parametrize("form", sorted({row.form for row in ROWS}))
def test_comes_to_its_link_or_its_need(form: str) -> None:
    wrong = []
    for row in ROWS:
        if row.form != form:
            continue
        result = ENGINE.unwrap(row.text)
        got = row._replace(output=result.output if result.changed else None, needs=result.needs)
        if got != row or result.refused:
            wrong.append((row, got, result.refused))
    assert wrong == []


def test_nothing_is_found_in_ordinary_sentences() -> None:
    found = [(text, ENGINE.scan(text.encode(), "text/plain")) for text in ORDINARY]
    assert [pair for pair in found if pair[1]] == []


@pytest.mark.parametrize(
    "words",
    ["去掉空格", "（去括号）", "删掉汉字", "把表情去掉", "（删）", "去掉星号", "下划线去掉", "逗号换成点"],
)
def test_words_about_disguises_change_no_link_that_stands_plainly(words: str) -> None:
    plain = [
        row
        for row in ROWS
        if "https://" in row.text
        and row.output
        and not row.form.startswith("defang")
        and not LATIN_BEHIND.search(row.text)
    ]
    assert len(plain) > 400
    of_others = [ENGINE.unwrap(f"{row.text} 好的") for row in plain]
    of_words = [ENGINE.unwrap(f"{row.text} {words}") for row in plain]
    pairs = zip(plain, of_others, of_words, strict=True)
    assert [
        (row.text, one.output)
        for row, other, one in pairs
        if one.changed != other.changed or (one.changed and one.output != other.output)
    ] == []


def test_the_table_does_not_shrink_unnoticed() -> None:
    assert len(ORDINARY) >= 1030
    assert len(ROWS) - len(ORDINARY) >= 1650


def test_of_several_cards_each_has_its_own_link() -> None:
    """As they stand in a log of chats, one a line."""
    links = (
        "https://b23.tv/AbCdEf1?share_source=qq",
        "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2Fa",
    )
    cards = [
        {
            "app": "com.tencent.miniapp_01",
            "meta": {"detail_1": {"qqdocurl": links[0]}},
            "prompt": "[QQ小程序]",
        },
        {"app": "com.tencent.structmsg", "meta": {"news": {"jumpUrl": links[1], "title": "知乎"}}},
    ]
    text = "\n你好\n".join(json.dumps(card, ensure_ascii=False).replace("/", "\\/") for card in cards)
    found = ENGINE.scan(text.encode(), "text/plain")
    assert [match.output for match in found] == [links[0], "https://example.com/a"]
