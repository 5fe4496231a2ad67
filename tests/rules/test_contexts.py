"""The contexts that come with unwall: recognised by what they say, and their wrapped links open."""

from urllib.parse import quote

import pytest

from unwall import Engine, load_rules
from unwall.rules.index import Client, Context

ENGINE = Engine(load_rules())
CONTEXTS = ENGINE.rules.beside.contexts
TARGET = "https://item.example.com/item.htm?id=600000000001&spm=a1z10.1#detail"
BROWSERS = (
    "",
    "curl/8.5.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.5 MQQBrowser/13.9 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.25"
    " Safari/537.36 Core/1.70.3870.400 QQBrowser/10.8.4405.400",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/63.0 Safari/537.36"
    " DingTalkBot-LinkService/1.0",
    "Mozilla/5.0 (compatible; Weibo spider)",
)


def test_every_interface_is_there() -> None:
    assert [each.name for each in CONTEXTS] == [
        "wechat", "qq", "alipay", "douyin", "taobao", "weibo", "xiaohongshu", "toutiao", "feishu", "dingtalk",
        "browser",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("context", "client"),
    [(context, client) for context in CONTEXTS for client in context.clients],
    ids=lambda value: value.name,
)
def test_a_client_is_recognised(context: Context, client: Client) -> None:
    assert ENGINE.context_of(client.user_agent) == context.name


@pytest.mark.parametrize("agent", BROWSERS)
def test_a_browser_is_none_of_them(agent: str) -> None:
    assert ENGINE.context_of(agent) == "browser"


@pytest.mark.parametrize(
    ("context", "wrap"),
    [(context, wrap) for context in CONTEXTS for wrap in context.wraps],
    ids=lambda value: value.name if isinstance(value, Context) else value[:40],
)
def test_a_wrapped_link_opens(context: Context, wrap: str) -> None:
    assert ENGINE.unwrap(wrap.replace("{}", quote(TARGET, safe="")), context.name).output == TARGET
