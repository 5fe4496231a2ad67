"""Bodies that come in parts: the same bytes as the whole, at once, and with little held back."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall import Engine, load_rules
from unwall.engine.body.stream import BodyRewriter
from unwall.model import Rewritten

ENGINE = Engine(load_rules())
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F%3Fa%3D1%26b%3D2"
OUT = "https://example.com/?a=1&b=2"
PIECES = [
    LINK,
    LINK,
    "words " * 600,  # more than is kept of what has gone on
    LINK + "&amp;x=1",
    LINK.replace("/", "\\/"),
    LINK.replace("/", "\\u002F").replace("=", "\\u003d"),
    '"',
    '"',
    "'",
    '<a href="',
    "<a href=",
    '<img alt="',
    ">",
    "</a>",
    "<p>",
    " ",
    "\n",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<!--",
    "-->",
    "url(",
    ")",
    "&quot;",
    "&gt;",
    '\\"',
    "\\n",
    ":",
    "+",
    ",",
    "x",
    "中文",
    "，",
    "<textarea>",
    "</textarea>",
    "{",
    "}",
    "<![CDATA[",
    "]]>",
    "<b ",
    "=",
    "t.co",
    "https://",
    "&",
    "\\",
    "/",
    ".",
    "https://foo.example/?u=",
    "taobao://item.taobao.com/item.htm?id=123",
    "//" + LINK.partition("//")[2],
    "https%3A%2F%2Flink.zhihu.com%2F%3Ftarget%3Dhttps%253A%252F%252Fe.com",
    "data: ",
    "&lt;a href=&quot;",
    "<meta http-equiv=content-security-policy content=\"'sha256-x'\">",
    "concat(",
    ' srcset="',
    ", ",
    "-----BEGIN PGP SIGNED MESSAGE",
    "-----BEGIN ",
    "<p contenteditable>",
    "</p>",
    f"{LINK},{LINK}",
    f"{LINK}{LINK}",
    "|",
    "__",
    'content="0;url=',
    '<i srcdoc="',
    "\\\n",
    "&#0047;",
    '{"a":"',
    "12\n[[",
    "<script>self.__next_f.push([1,",
    '<input value=\\"',
    "<textarea rows=2",
    'new Image().src="',
    's:77:"',
    f'<img src="data:,{"A" * 3_000}">',
    " " * 1_500,
]
TYPES = [
    "text/html",
    "application/json",
    "text/javascript",
    "text/css",
    "application/xml",
    "text/plain",
    "text/event-stream",
    "text/html; charset=gbk",
    "text/html; charset=big5",
    "application/x-www-form-urlencoded",
    "text/csv",
    "",
    "text/html; charset=utf-16",
    "text/html; charset=iso-2022-jp",
]
CODECS = {"gbk": "gbk", "big5": "big5hkscs", "utf-16": "utf-16", "iso-2022-jp": "iso2022_jp"}


def rewriter(content_type: str, *, csp_hashes: bool = False) -> BodyRewriter:
    made = ENGINE.rewriter(content_type, csp_hashes=csp_hashes)
    assert made is not None
    return made


def in_parts(data: bytes, content_type: str, sizes: list[int]) -> Rewritten:
    taker, out, at, number = rewriter(content_type), [], 0, 0
    while at < len(data):
        size = sizes[number % len(sizes)]
        out.append(taker.feed(data[at : at + size]))
        at += size
        number += 1
    return Rewritten(b"".join([*out, taker.close()]), tuple(taker.matches), misread=taker.misread)


@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.sampled_from(TYPES),
    st.lists(st.one_of(st.integers(1, 300), st.integers(3_000, 9_000)), min_size=1, max_size=8),
)
def test_any_parts_give_what_the_whole_gives(text: str, content_type: str, sizes: list[int]) -> None:
    codec = next((codec for label, codec in CODECS.items() if content_type.endswith(label)), "utf-8")
    data = text.replace("，" if codec == "iso2022_jp" else "\0", "").encode(codec)
    assert in_parts(data, content_type, sizes) == ENGINE.rewrite(data, content_type)._replace(bare=False)


@pytest.mark.parametrize("content_type", ["text/html", "application/json", "text/plain", "text/event-stream"])
def test_every_cut_in_two(content_type: str) -> None:
    script = f'<script>"{LINK}"+x</script>'
    body = f'<!-- x --><a href="{LINK}&amp;b">{LINK}</a> {{"a":"{LINK}", "{LINK}":1}} {script}'
    data = body.encode()
    whole = ENGINE.rewrite(data, content_type)
    for cut in range(1, len(data)):
        assert in_parts(data, content_type, [cut, len(data)]) == whole


def test_what_waits_inside_a_tag_stays_inside_of_it() -> None:
    data = f"{' ' * 1_500}<img alt='<a href='{LINK}::&gt;x<b c>".encode()
    assert ENGINE.rewrite(data, "text/html").data is data
    assert in_parts(data, "text/html", [len(data)]) == Rewritten(data, ())


@pytest.mark.parametrize("element", ["script", "textarea", "title", "style"])
def test_an_end_tag_that_is_cut_is_one(element: str) -> None:
    data = f"{' ' * 1_500}<{element}></x></{element}>{LINK} <!-- {LINK} --><p>{LINK}".encode()
    whole = ENGINE.rewrite(data, "text/html")
    cuts = range(1_500, 1_540)
    assert [cut for cut in cuts if in_parts(data, "text/html", [cut, 1, len(data)]) != whole] == []


def test_an_event_goes_on_when_it_has_come() -> None:
    taker = rewriter("text/event-stream")
    assert taker.feed(f'data: {{"url": "{LINK}"}}\n\n'.encode()) == f'data: {{"url": "{OUT}"}}\n\n'.encode()
    assert taker.feed(b": ping\n\n") == b": ping\n\n"
    assert taker.feed(f"data: {LINK}\n\n".encode()) == f"data: {OUT}\n\n".encode()
    assert taker.close() == b""


@pytest.mark.parametrize(
    "content_type", ["text/html", "application/json", "text/plain", "text/html; charset=gbk", ""]
)
def test_the_beginning_goes_on_at_once_up_to_where_a_link_may_be(content_type: str) -> None:
    taker = rewriter(content_type)
    assert taker.feed(b"{'a': 1} \n") == b"{'a': 1} \n"
    assert taker.feed(b"<p>two https:") == b"<p>two "
    assert taker.feed(b"//a.example/ ") == b"https://a.example/ "
    assert LINK.encode() not in taker.feed(f"'{LINK}' ".encode())
    last = taker.feed(b"\n" * 2_000) + taker.close()
    assert last.endswith(
        OUT.encode().replace(b"&", b"&amp;" if "html" in content_type else b"&") + b"' " + b"\n" * 2_000
    )


def test_what_turns_out_to_be_no_text_has_its_beginning_too() -> None:
    taker = rewriter("text/html")
    parts = [b"<p>one ", LINK.encode(), b"\0" * 1_500, b"end"]
    assert b"".join(map(taker.feed, parts)) + taker.close() == b"".join(parts)


@pytest.mark.parametrize("content_type", ["text/html", "application/json", "text/plain", "text/css"])
def test_little_is_held_back(content_type: str) -> None:
    taker = rewriter(content_type)
    parts = [f'<p>{"word " * 40}<a href="{LINK}&amp;n={n}">x</a></p>\n'.encode() * 4 for n in range(100)]
    lengths = [len(taker.feed(part)) for part in parts]
    behind = [
        took - gave for took, gave in zip(accumulate(map(len, parts)), accumulate(lengths), strict=True)
    ]
    changed = (len(LINK) + len("&amp;n=99") - len(OUT)) * 4  # what each part is shorter by
    assert max(held - changed * (number + 1) for number, held in enumerate(behind)) < 2_048


@pytest.mark.parametrize(
    ("content_type", "made"),
    [("image/png", False), ("application/jose+json", False), ("", True), ("text/x", True)],
)
def test_only_text_is_rewritten(content_type: str, made: bool) -> None:
    assert (ENGINE.rewriter(content_type) is not None) is made


@pytest.mark.parametrize("seen", range(1, 40))
def test_a_link_that_is_cut_far_behind_another(seen: int) -> None:
    """What was let go is not asked for, though no link was between."""
    first = f'<a href="{LINK}">a</a>{"<p>words</p>" * 2_000}<a href="'.encode()
    data = first + f'{LINK}">b</a>'.encode()
    assert in_parts(data, "text/html", [len(first) + seen]) == ENGINE.rewrite(data, "text/html")


def test_what_is_no_text_passes() -> None:
    data = b"\0" * 4_000 + LINK.encode()
    assert in_parts(data, "text/html", [100]) == Rewritten(data, (), misread=True)


def test_hashes_in_the_header() -> None:
    body = f"<script>go('{LINK}')</script>".encode()
    taker = rewriter("text/html", csp_hashes=True)
    assert taker.feed(body) + taker.close() == body


def test_more_utf_16_than_can_wait_is_read_in_parts() -> None:
    words = "中文 𠮷 " * (1 << 20)
    data = f"\ufeff{words}{LINK} {words}{LINK}".encode("utf-16-le")
    found = in_parts(data, "text/plain", [(1 << 20) + 1])
    assert found.data == data.replace(LINK.encode("utf-16-le"), OUT.encode("utf-16-le"))
    assert [match.output for match in found.matches] == [OUT, OUT]


def test_more_utf_16_than_can_wait_that_is_broken_passes_from_there() -> None:
    data = ("x" * (5 << 20)).encode("utf-16-le") + b"\0\xd8" + LINK.encode("utf-16-le")
    taker = rewriter("text/plain; charset=utf-16")
    out = b"".join(taker.feed(data[at : at + (1 << 20)]) for at in range(0, len(data), 1 << 20))
    assert (out + taker.close(), taker.misread) == (data, True)


def test_more_of_iso_2022_jp_than_can_wait_passes() -> None:
    data = b"x" * (9 << 20) + b" " + LINK.encode()
    assert in_parts(data, "text/plain; charset=iso-2022-jp", [1 << 20]).data == data


@pytest.mark.parametrize("size", [1 << 20, 9 << 20])
def test_what_was_taken_of_utf_16_is_given_back(size: int) -> None:
    data = ("x" * (5 << 20) + LINK[:60]).encode("utf-16-le") + b"x"
    taker = rewriter("text/plain; charset=utf-16")
    out = b"".join(taker.feed(data[at : at + size]) for at in range(0, len(data), size))
    assert taker.taken == len(data)
    assert out + taker.give_up() + taker.feed(b"more") == data + b"more"
