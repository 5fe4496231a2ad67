"""Odd and hostile links and texts as a whole: what opens, what is refused, what stays as it was given."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unwall import Engine, load_rules
from unwall.model import Policy, Reason, Status

ENGINE = Engine(load_rules())
WALL = "https://link.zhihu.com/?target="
E = "https://example.com/a"
CODED = quote(E, safe="")


@pytest.mark.parametrize(
    ("text", "output"),
    [
        # one wall, in every spelling that means it
        (WALL + CODED, E),
        (WALL + E, E),
        ("https://link.zhihu.com?target=" + CODED, E),
        ("https://link.zhihu.com/?a=b&target=" + CODED + "&c=d", E),
        ("https://link.zhihu.com/?a&&=b&target=" + CODED + "&", E),
        ("https://link.zhihu.com/?%74arget=" + CODED, E),
        ("https://link.zhihu.com/?%74%61%72%67%65%74=" + CODED, E),
        ("HTTPS://LINK.ZHIHU.COM/?target=" + CODED, E),
        ("hTTp://Link.Zhihu.Com/?target=" + CODED, E),
        ("https://link.zhihu.com./?target=" + CODED, E),
        ("https://link.zhihu.com:443/?target=" + CODED, E),
        ("http://link.zhihu.com:80/?target=" + CODED, E),
        ("https://link.zhihu.com:/?target=" + CODED, E),
        (WALL + CODED + "#outer", E),
        (WALL + E + "#outer", E),
        (WALL + quote(E + "#inner", safe="") + "#outer", E + "#inner"),
        (WALL + "https:%2f%2Fexample.com/a", E),
        (WALL + "HTTPS%3A%2F%2FEXAMPLE.COM%2FA", "HTTPS://EXAMPLE.COM/A"),
        # exactly one decode for each layer
        (WALL + "https://example.com/%2541", "https://example.com/%41"),
        (WALL + "https://example.com/%252541", "https://example.com/%2541"),
        (WALL + "https://example.com/?a+b", "https://example.com/?a+b"),
        (WALL + "https://example.com/?a%2Bb", "https://example.com/?a+b"),
        (WALL + "https://example.com/?a%20b", "https://example.com/?a%20b"),
        (WALL + "https://example.com/%D6%D0", "https://example.com/%D6%D0"),
        (WALL + "https://example.com/%E4%B8%AD", "https://example.com/%E4%B8%AD"),
        (WALL + "https://example.com/%e4%b8", "https://example.com/%e4%b8"),
        (WALL + "https://example.com/%ED%A0%80", "https://example.com/%ED%A0%80"),
        (WALL + "https://example.com/%F8%88%80%80%80", "https://example.com/%F8%88%80%80%80"),
        (WALL + "https://example.com/%C0%AF", "https://example.com/%C0%AF"),
        (WALL + "https://example.com/%", "https://example.com/%"),
        (WALL + "https://example.com/%4", "https://example.com/%4"),
        (WALL + "https://example.com/%%34", "https://example.com/%4"),
        (WALL + "https://example.com/%25%34%31", "https://example.com/%41"),
        (WALL + "https://example.com/%250d%250a", "https://example.com/%0d%0a"),
        (WALL + "https://example.com/%2Fa%5c".replace("%5c", ""), "https://example.com//a"),
        (WALL + "https%3A%2F%2Fexample.com%2F%3Fa%3D1%26b%3D2%23c", "https://example.com/?a=1&b=2#c"),
        (WALL + "https://example.com/?a=1&b=2", "https://example.com/?a=1"),
        (WALL + "https://例え.jp/中 ", "https://xn--r8jz45g.jp/%E4%B8%AD"),
        (WALL + "https://example.com/a b", "https://example.com/a%20b"),
        # several values under one name
        (f"{WALL}{CODED}&target={CODED}", E),
        (f"{WALL}{CODED}&target={E}", E),
        (f"{WALL}{CODED}&target=https://example.net", E),
        (f"{WALL}{CODED}&target=", E),
        (f"{WALL}{CODED}&target=words", E),
        (f"{WALL}{CODED}&target={quote(WALL + 'https://example.net', safe='')}", E),
        # one wall inside another
        (WALL + quote(WALL + CODED, safe=""), E),
        (WALL + WALL + E, E),
        (WALL * 16 + E, E),
        (WALL + quote("https://l.facebook.com/l.php?u=" + CODED, safe=""), E),
        # what a person pastes
        (f" {WALL}{CODED}", E),
        (f"{WALL}{CODED} ", E),
        (f"{WALL}{CODED}\n", E),
        (f"{WALL}{CODED}\r\n", E),
        (f"\t{WALL}{CODED}\u3000", E),
        (f"<{WALL}{CODED}>", E),
        (f"看这个 {WALL}{CODED} 很好", E),
        (f"{WALL}{CODED} 复制此链接，打开看看", E),
        (f"{WALL}{CODED} look at this", E),
        (f"{WALL}{CODED}\n复制这条信息", E),
        (f"链接：{WALL}{CODED}，快看", E),
        (f"（{WALL}{CODED}）", E),
    ],
    ids=ascii,
)
def test_opens(text: str, output: str) -> None:
    result = ENGINE.unwrap(text)
    assert (result.input, result.output, result.refused) == (text, output, None)


@pytest.mark.parametrize(
    "text",
    [
        # another place of the same platform, or a wall without a target
        "https://link.zhihu.com/", "https://link.zhihu.com/?target", "https://link.zhihu.com/?target=",
        "https://link.zhihu.com/?target=&a=b", "https://link.zhihu.com/#target=" + CODED,
        "https://link.zhihu.com/#?target=" + CODED, "https://link.zhihu.com/?TARGET=" + CODED,
        "https://link.zhihu.com/?xtarget=" + CODED, "https://link.zhihu.com/?x;target=" + CODED,
        "https://link.zhihu.com/?x&amp;target=" + CODED, "https://link.zhihu.com/x?target=" + CODED,
        "https://link.zhihu.com//?target=" + CODED, "https://link.zhihu.com/.?target=" + CODED,
        "https://link.zhihu.com/%2f?target=" + CODED, "https://www.zhihu.com/?target=" + CODED,
        # hosts and ports that are not the wall's
        "https://link.zhihu.com:80/?target=" + CODED, "http://link.zhihu.com:443/?target=" + CODED,
        "https://link.zhihu.com:8443/?target=" + CODED, "https://link.zhihu.com:0443/?target=" + CODED,
        "https://link.zhihu.com:x/?target=" + CODED, "https://link.zhihu.com../?target=" + CODED,
        "https://.link.zhihu.com/?target=" + CODED, "https://a.link.zhihu.com/?target=" + CODED,
        "https://link.zhihu.com.evil.example/?target=" + CODED,
        "https://evil-link.zhihu.com/?target=" + CODED, "https://evillink.zhihu.com/?target=" + CODED,
        "https://link.zhihu.comevil.example/?target=" + CODED, "https://link.zhihu.con/?target=" + CODED,
        "https://link-zhihu.com/?target=" + CODED, "https://user@link.zhihu.com/?target=" + CODED,
        "https://@link.zhihu.com/?target=" + CODED, "https://user:pass@link.zhihu.com/?target=" + CODED,
        "https://link.zhihu.com@evil.example/?target=" + CODED,
        "https://link.zhihu.com:443@evil.example/?target=" + CODED,
        "https://evil.example/link.zhihu.com/?target=" + CODED,
        "https://evil.example/?u=" + quote(WALL + CODED, safe=""), "https://evil.example/#" + WALL + CODED,
        "https://evil.example/?" + WALL + CODED, "https://evil.example?" + WALL + CODED,
        "https://evil.example\\link.zhihu.com/?target=" + CODED,
        "https://link.zhihu.com\\.evil.example/?target=" + CODED,
        "https://link.zhihu.com\\@evil.example/?target=" + CODED,
        "https://link.zhihu.com%2f/?target=" + CODED,
        "https://link.zhihu.com%2eevil.example/?target=" + CODED,
        "https://link%2ezhihu.com/?target=" + CODED, "https://link.zhihu.com%00/?target=" + CODED,
        "https://link.zhіhu.com/?target=" + CODED, "https:///link.zhihu.com/?target=" + CODED,
        "https:////link.zhihu.com/?target=" + CODED, "https:link.zhihu.com/?target=" + CODED,
        "https:\\/link.zhihu.com/?target=" + CODED, "https:/\\link.zhihu.com/?target=" + CODED,
        "https:\\\\\\link.zhihu.com/?target=" + CODED, "https://[link.zhihu.com]/?target=" + CODED,
        "ftp://link.zhihu.com/?target=" + CODED, "ws://link.zhihu.com/?target=" + CODED,
        "javascript://link.zhihu.com/?target=" + CODED, "httpss://link.zhihu.com/?target=" + CODED,
        # encoded twice is not a link yet
        WALL + quote(CODED, safe=""), WALL + quote(quote(CODED, safe=""), safe=""),
        WALL + "%68" + "%25" * 9,
        # no link at all
        "", "x", "hello", "你好", "https", "https:", "https://", "http://?", "://", "//link.zhihu.com/",
        "a:b", "localhost:80", "mailto:a@example.com", "data:,x", "javascript:alert(1)", "C:\\x", "12:30",
        "%", "\u200b", "https://example.com", "https://example.com/a?b=c#d", "https://user@example.com/",
        "http://127.0.0.1/", "http://[::1]/", "https://example.com:99999/", "HTTPS://EXAMPLE.COM",
        "https://example.com./", "https://localhost/",
    ],
    ids=ascii,
)  # fmt: skip
def test_leaves_alone(text: str) -> None:
    result = ENGINE.unwrap(text)
    assert (result.input, result.output, result.changed, result.refused, result.steps) == (
        text,
        text,
        False,
        None,
        (),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{WALL}{CODED}&target=javascript:alert(1)", Reason.SCHEME),
        (f"{WALL}{CODED}&target={CODED}&target=http://127.0.0.1/", Reason.PRIVATE),
        (f"{WALL}{CODED}&%74arget=https://a@b.example/", Reason.CREDENTIALS),
        (f"{WALL}{CODED}&target={quote(WALL + 'javascript:alert(1)', safe='')}", Reason.SCHEME),
        (f"{WALL}javascript:alert(1)&target={CODED}", Reason.SCHEME),
        (WALL + "&target=".join(f"https://a{number}.example/" for number in range(102)), Reason.MALFORMED),
        (WALL + quote(WALL + "javascript:alert(1)", safe=""), Reason.SCHEME),
        (WALL + quote("https://l.facebook.com/l.php?u=http%3A%2F%2F10.0.0.1%2F", safe=""), Reason.PRIVATE),
        (WALL + quote("intent://example.com/#Intent;scheme=https;end", safe=""), Reason.SCHEME),
        (WALL + quote("alipays://platformapi/startapp?appId=1", safe=""), Reason.SCHEME),
        (WALL * 17 + E, Reason.DEPTH),
        (WALL * 10_000 + E, Reason.DEPTH),
        (WALL + "https://example.com/" + "a" * (65_537 - 20), Reason.LENGTH),
        (WALL + "https://example.com/" + "%61" * (65_537 - 20), Reason.LENGTH),
        (WALL + "https://example.com/" + quote("中") * 8_000, Reason.LENGTH),
        (WALL + "https://example.com/" + "a" * 10_000_000, Reason.LENGTH),
        (WALL + E + "\r\nSet-Cookie: a=b", Reason.CONTROL),
        (WALL + E + "\0", Reason.CONTROL),
        (WALL + E + "\tb", Reason.CONTROL),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_refuses_whole(text: str, reason: Reason) -> None:
    result = ENGINE.unwrap(text)
    assert result.refused is not None
    assert (result.output, result.steps, result.refused.reason) == (text, (), reason)


@pytest.mark.parametrize("escape", ["%61", "a", "%E4%B8%AD"])
def test_the_longest_target_opens(escape: str) -> None:
    shown = {"%61": "a"}.get(escape, escape)
    fill = (65_536 - len("https://example.com/")) // len(shown)
    assert ENGINE.unwrap(f"{WALL}https://example.com/{escape * fill}").refused is None
    assert ENGINE.unwrap(f"{WALL}https://example.com/{escape * (fill + 1)}").refused is not None


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:3000", "10.0.0.1", "[fd00::1]", "nas.local", "printer"]
)
def test_private_targets_open_where_the_user_allows_them(host: str) -> None:
    engine = Engine(ENGINE.rules, Policy(allow_private=True))
    assert engine.unwrap(f"{WALL}http://{host}/").output == f"http://{host}/"


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "0xa9fea9fe",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::169.254.169.254]",
        "100.100.100.200",
        "169.254.0.23",
        "192.0.0.192",
        "[fd00:ec2::254]",
        "[fd20:ce::254]",
        "metadata.google.internal",
        "metadata",
        "METADATA.GOOGLE.INTERNAL.",
        "instance-data",
    ],
)
def test_no_switch_opens_the_secrets_of_a_cloud(host: str) -> None:
    result = Engine(ENGINE.rules, Policy(allow_private=True)).unwrap(f"{WALL}http://{host}/")
    assert result.refused is not None
    assert result.refused.reason is Reason.PRIVATE


def lookalikes(host: str) -> Iterator[str]:
    tail = f"/?target={CODED}&url={CODED}&u={CODED}&to={CODED}&q={CODED}"
    yield f"https://{host}.evil.example{tail}"
    yield f"https://evil-{host}{tail}"
    yield f"https://evil{host}{tail}"
    yield f"https://{host}@evil.example{tail}"
    yield f"https://{host}:443@evil.example{tail}"
    yield f"https://evil.example@{host}{tail}"
    yield f"https://{host}:8443{tail}"
    yield f"https://{host}..{tail}"
    yield f"https://evil.example/{host}{tail}"
    yield f"https://evil.example/https://{host}{tail}"
    yield f"https://evil.example/?https://{host}{tail}"
    yield f"https://evil.example/#https://{host}{tail}"
    yield f"https://evil.example\\{host}{tail}"
    yield f"https://{host.replace('.', '%2e')}{tail}"
    yield f"ftp://{host}{tail}"


def test_no_lookalike_of_any_host_is_touched() -> None:
    named = {host for rule in ENGINE.rules if rule.status is not Status.RETIRED for host in rule.where.hosts}
    below = tuple(host[1:] for host in named if host.startswith("*."))
    touched = []
    for name in sorted(named):
        host = name.replace(".*", ".com").removeprefix("*.")
        if "://" in host:
            continue
        for url in lookalikes(host):
            authority = url.split("/")[2]
            if not authority.endswith(below) and ENGINE.unwrap(url)[:3] != (url, url, ()):
                touched.append(url)
    assert touched == []


HOSTILE = st.lists(
    st.sampled_from(
        [
            WALL,
            "https://",
            "http:",
            "//",
            "/",
            "\\",
            "example.com",
            "127.0.0.1",
            "localhost",
            "[::1]",
            "@",
            ":",
            "?",
            "#",
            "&",
            "=",
            "target=",
            "%",
            "%2F",
            "%3A",
            "%40",
            "%5C",
            "%00",
            "%0d%0a",
            "%25",
            "%E4%B8",
            "\u200b",
            "．",
            "。",
            "é",
            "xn--",
            "javascript:",
            " ",
            "\t",
            "中",
            ".",
            "\udcff",
            "a" * 64,
            "&target=",
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=400)
@given(HOSTILE)
def test_whatever_comes_out_can_stand_in_a_header(text: str) -> None:
    result = ENGINE.unwrap(WALL + text)
    if not result.changed:
        assert result.output == WALL + text
        return
    scheme, mark, rest = result.output.partition("://")
    authority = rest.replace("?", "/").replace("#", "/").partition("/")[0]
    assert (scheme.lower() in ("http", "https"), bool(mark), bool(authority), "@" in authority) == (
        True,
        True,
        True,
        False,
    )
    assert result.output.isascii()
    assert result.output.isprintable()
    assert not set(result.output) & set(' "<>`{}|^')
    assert "\\" not in result.output.partition("?")[0].partition("#")[0]
