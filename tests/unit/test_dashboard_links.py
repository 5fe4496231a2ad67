"""What is said of the links in a text."""

import asyncio

import pytest

from unwall import Engine, load_rules
from unwall.dashboard.links import LONGEST, Answered, links_in, resolved_in
from unwall.model import Needs, Reason, Unwrapped

ENGINE = Engine(load_rules())
PRIVATE = "https://link.zhihu.com/?target=http%3A%2F%2F10.0.0.1%2F"
OPEN = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"
SHOUTED = "https://link.zhihu.com/?target=HTTPS%3A%2F%2FEXAMPLE.COM%2FA"
SHORT = "https://v.douyin.com/iAbCdEf/"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("hello there", []),
        ("  https://example.com/a ", [("https://example.com/a", "https://example.com/a", None, None)]),
        (
            f"4.12 复制打开抖音，看看【小王】 {SHORT} 08/12 a@B.cd",
            [(SHORT, SHORT, None, Needs.NETWORK)],
        ),
        ("￥Ab1CdEfGh2J￥ 打开手机淘宝", [("￥Ab1CdEfGh2J￥", "", None, Needs.APP)]),
        (
            f"{PRIVATE} {OPEN} {OPEN}",
            [(PRIVATE, "", Reason.PRIVATE, None), (OPEN, "https://example.com/", None, None)],
        ),
        ("javascript:alert(1)", []),
        (SHOUTED, [(SHOUTED, "HTTPS://EXAMPLE.COM/A", None, None)]),
        (f"{OPEN}a..", [(f"{OPEN}a..", "https://example.com/a..", None, None)]),
        (f"{SHORT}复制此链接", [(SHORT, SHORT, None, Needs.NETWORK)]),
        (f"看 {OPEN}a..", [(f"{OPEN}a", "https://example.com/a", None, None)]),
        (
            f"{OPEN}，{SHORT}",
            [(OPEN, "https://example.com/", None, None), (SHORT, SHORT, None, Needs.NETWORK)],
        ),
    ],
)
def test_links(text: str, found: list[tuple[str, str, Reason | None, Needs | None]]) -> None:
    assert [
        (link.text, link.target, link.refused and link.refused.reason, link.needs)
        for link in links_in(ENGINE, text)
    ] == found


def test_there_is_an_end_to_it() -> None:
    assert len(links_in(ENGINE, " ".join(f"{OPEN}{number}" for number in range(5000)))) == 100


def test_a_link_beyond_the_end_is_not_cut() -> None:
    long = f"{OPEN}{'a' * LONGEST}"
    assert links_in(ENGINE, long) == []
    assert [link.text for link in links_in(ENGINE, f"{OPEN} {long}")] == [OPEN]


def test_only_what_a_server_knows_is_asked_for() -> None:
    asked: list[str] = []

    async def resolve(known: Unwrapped) -> Answered:
        asked.append(known.output)
        return Answered(known._replace(output="https://www.douyin.com/video/1", needs=None))

    links = links_in(ENGINE, f"{OPEN} {SHORT}")
    led = asyncio.run(resolved_in(ENGINE, links, resolve))
    assert ([link.target for link in led], asked) == (
        ["https://example.com/", "https://www.douyin.com/video/1"],
        [SHORT],
    )
