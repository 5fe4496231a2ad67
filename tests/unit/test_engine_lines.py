"""Which of many lines are worth a look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall import Engine, load_rules
from unwall.engine.lines import Lines
from unwall.model import Policy, Unwrapped

ENGINE = Engine(load_rules())
LINES = Lines(["wall.example", ".below.example", "word.", "shop://"])


@pytest.mark.parametrize(
    ("block", "odd"),
    [
        (b"", []),
        (b"https://a.example/\nhttp://b.example\n", []),
        (b"https://a.example/\nhttps://Wall.Example/x\nhttp://b.example\n", [b"https://Wall.Example/x"]),
        (b"https://a.example/?wall.example\n", [b"https://a.example/?wall.example"]),
        (b"https://a.below.example\nhttps://below.com/\n", [b"https://a.below.example"]),
        (b"https://word.com/\nSHOP://x\n", [b"https://word.com/", b"SHOP://x"]),
        (b"words\nhttps://a.example/\n", [b"words"]),
        (
            b"https://a.example/\nHTTPS://a.example/\nftp://x\nhttps//x\n",
            [b"HTTPS://a.example/", b"ftp://x", b"https//x"],
        ),
        (b"\n\nhttps://a.example/\n\n", [b"", b"", b""]),
        (
            b"https://a.example/ x\nhttps://b.example/\thttps://c.example/\n",
            [b"https://a.example/ x", b"https://b.example/\thttps://c.example/"],
        ),
        ("https://a.example/\nhttps://b.example/中\n".encode(), ["https://b.example/中".encode()]),
        (
            b"https://a.example/\r\nhttps://b.example/\x7f\n",
            [b"https://a.example/\r", b"https://b.example/\x7f"],
        ),
        (b"https://a.example/\nwords", [b"words"]),
        (
            b"https://a[.]example/\nhttps://b*c.example/x\nhttps://d.example/\n",
            [b"https://a[.]example/", b"https://b*c.example/x"],
        ),
    ],
)
def test_odd(block: bytes, odd: list[bytes]) -> None:
    assert [block[start:end] for start, end in LINES.odd(block)] == odd


def test_every_line_where_rules_speak_of_any_host() -> None:
    assert list(Lines([], every=True).odd(b"https://a.example/\n\nx\n")) == [(0, 18), (19, 19), (20, 21)]
    options = frozenset(rule.option for rule in ENGINE.rules if rule.option)
    block = b"https://a.example/\nhttps://b.example/\n"
    assert len(list(Engine(ENGINE.rules, Policy(options=options)).odd_lines(block))) == 2


PIECES = st.sampled_from(
    [
        "https://",
        "http://",
        "HTTP://",
        "https:",
        "link.zhihu.com",
        "LINK.zhihu.com",
        "/?target=https%3A%2F%2Fe.com",
        "\n",
        "\n",
        "www.google.",
        "com",
        "example.com/",
        "/",
        "?",
        " ",
        "\r",
        "\t",
        "中",
        "复制",
        "\x00",
        "taobao://",
        "[.]",
        "*",
        "(",
        "link[.]zhihu[.]com",
        "￥Abc123Def45￥",
        "v.douyin.com/abc/",
        "&",
        "word",
        "\udc80",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_all_others_come_out_as_they_are(text: str) -> None:
    block = text.encode("utf-8", "surrogateescape")
    lines, at = {}, 0
    for data in block.removesuffix(b"\n").split(b"\n"):
        lines[at, at + len(data)] = data.decode("utf-8", "surrogateescape")
        at += len(data) + 1
    odd = list(ENGINE.odd_lines(block))
    assert odd == sorted(odd)
    assert set(odd) <= set(lines)
    for span, line in lines.items():
        if span not in odd and block:
            assert ENGINE.unwrap(line) == Unwrapped(line, line)
