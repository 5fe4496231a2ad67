"""What may be opened, in every spelling that hostile addresses have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.model import Reason
from unwall.urls.safety import Surroundings, judge, judge_thoroughly
from unwall.urls.suffix import snapshot

AROUND = Surroundings(suffixes=snapshot(), known=frozenset({"taobao", "zhihu"}))


@pytest.mark.parametrize(
    ("target", "output"),
    [
        ("https://example.com", "https://example.com"),
        ("HTTPS://Example.COM:443/%7Ea/../b/./?x=%2e#F", "HTTPS://Example.COM:443/%7Ea/../b/./?x=%2e#F"),
        ("https://example.com/a@b?c=d@e#f@g", "https://example.com/a@b?c=d@e#f@g"),
        ("https://example.com/%250d%0A", "https://example.com/%250d%0A"),
        ("https://example.com/?a=\\", "https://example.com/?a=\\"),
        ("https://日本語.jp:8080/ä?ü#ö", "https://xn--wgv71a119e.jp:8080/%C3%A4?%C3%BC#%C3%B6"),
        ("https://例え。jp/", "https://xn--r8jz45g.jp/"),
        ("https://faß.de/", "https://xn--fa-hia.de/"),
        ("https://☃.net/", "https://xn--n3h.net/"),
        ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://100.63.255.255/", "https://100.63.255.255/"),
        ("https://172.15.0.1/", "https://172.15.0.1/"),
        ("https://172.32.0.1/", "https://172.32.0.1/"),
        ("https://[2606:4700::1111]:8443/x", "https://[2606:4700::1111]:8443/x"),
        ("https://[64:ff9b::808:808]/", "https://[64:ff9b::808:808]/"),
        ("https://a.github.io/", "https://a.github.io/"),
        ("https://www.gov.uk/", "https://www.gov.uk/"),
        ("https://e.com./", "https://e.com./"),
        ("https://under_score.example.com/", "https://under_score.example.com/"),
        ("https://unknown.topleveldomain/", "https://unknown.topleveldomain/"),
    ],
)
def test_opens(target: str, output: str) -> None:
    assert judge(target, AROUND) == (None, output)


PRIVATE_HOSTS = [
    "localhost", "LOCALHOST", "localhost.", "a.localhost", "printer", "printer.", "nas.local", "x.internal",
    "a.home.arpa",
    "127.0.0.1", "127.1", "127.0.1", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "2130706433", "017700000001",
    "0", "0.0.0.0",
    "127.0.0.1.", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.1.1", "100.64.0.1",
    "198.18.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "169.254.169.254", "100.100.100.200",
    "169.254.0.23", "192.0.0.192",
    "168.63.129.16", "１２７.0.0.1", "127。0。0。1", "%31%32%37.0.0.1", "①②⑦.0.0.1",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "[2001:0:53aa:64c:0:fbff:80ff:fffe]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]",
    "[ff02::1]", "[fec0::1]", "[2001:db8::1]",
    "[100::1]", "co.uk", "com.cn", "bar.ck", "metadata.google.internal",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
@pytest.mark.parametrize("rest", ["", ":8080/x?y#z"])
def test_private(host: str, rest: str) -> None:
    assert judge(f"http://{host}{rest}", AROUND)[0] is Reason.PRIVATE


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "100.100.100.200", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "0xa9fea9fe"],
)
def test_metadata_never_opens(host: str) -> None:
    assert judge(f"http://{host}/", AROUND._replace(private=True))[0] is Reason.PRIVATE


@pytest.mark.parametrize("host", ["localhost:3000", "192.168.1.1", "[::1]", "nas.local", "printer"])
def test_private_where_it_is_wanted(host: str) -> None:
    assert judge(f"http://{host}/", AROUND._replace(private=True)) == (None, f"http://{host}/")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("javascript:alert(1)", Reason.SCHEME),
        ("JaVaScRiPt://example.com/%0aalert(1)", Reason.SCHEME),
        ("data:text/html,x", Reason.SCHEME),
        ("file:///etc/passwd", Reason.SCHEME),
        ("view-source:https://e.com", Reason.SCHEME),
        ("taobao://item", Reason.SCHEME),
        ("localhost:80", Reason.SCHEME),
        ("java\tscript:alert(1)", Reason.CONTROL),
        (" javascript:alert(1)", Reason.MALFORMED),
        ("\u200bhttps://e.com", Reason.MALFORMED),
        ("https://user@e.com/", Reason.CREDENTIALS),
        ("https://user:pass@e.com/", Reason.CREDENTIALS),
        ("https://@e.com/", Reason.CREDENTIALS),
        ("https://e.com/\r\nSet-Cookie: a=b", Reason.CONTROL),
        ("https://e.com/\0", Reason.CONTROL),
        ("https://e.com/\x85", Reason.CONTROL),
        ("https://e.com/\x7f", Reason.CONTROL),
        ("https://e.com\\@evil.example/", Reason.MALFORMED),
        ("https://e.com/a\\b", Reason.MALFORMED),
        ("https:///e.com", Reason.MALFORMED),
        ("https:/e.com", Reason.MALFORMED),
        ("https:e.com", Reason.MALFORMED),
        ("https://", Reason.MALFORMED),
        ("https://:80/", Reason.MALFORMED),
        ("https://e.com:99999/", Reason.MALFORMED),
        ("https://e.com:8o/", Reason.MALFORMED),
        ("https://e..com/", Reason.MALFORMED),
        ("https://.e.com/", Reason.MALFORMED),
        ("https://e com/", Reason.MALFORMED),
        ("https://e%2fcom/", Reason.MALFORMED),
        ("https://ex%61mple.com/", Reason.MALFORMED),
        ("https://ｅxample.com/", Reason.MALFORMED),
        ("https://exam\u200bple.com/", Reason.MALFORMED),
        ("https://[::1/", Reason.MALFORMED),
        ("https://[fe80::1%25eth0]/", Reason.MALFORMED),
        ("https://" + "a" * 64 + ".com/", Reason.MALFORMED),
        ("https://" + "a." * 130 + "com/", Reason.MALFORMED),
        ("https://1.2.3/", Reason.MALFORMED),
        ("https://1.2.3.4.5/", Reason.MALFORMED),
        ("https://134744072/", Reason.MALFORMED),
        ("https://tаobao.com/", Reason.HOMOGRAPH),
        ("https://www.xn--tobao-4ve.com/", Reason.HOMOGRAPH),
        ("https://e.com/" + "a" * 65_523, Reason.LENGTH),
        ("https://e.com/" + "中" * 10_000, Reason.LENGTH),
    ],
)
def test_refused(target: str, reason: Reason) -> None:
    assert judge(target, AROUND) == (reason, target)


def test_longest_opens() -> None:
    target = "https://e.com/" + "a" * (65_536 - 14)
    assert judge(target, AROUND) == (None, target)


@given(st.text(max_size=60))
def test_output_can_stand_in_a_header(text: str) -> None:
    for target in (text, f"https://{text}", f"https://e.com/{text}", f"http://{text}.com/"):
        reason, output = judge(target, AROUND)
        if reason is None:
            scheme, _, rest = output.partition("://")
            authority = rest.partition("/")[0].partition("?")[0].partition("#")[0]
            assert scheme.lower() in ("http", "https")
            assert authority
            assert "@" not in authority
            assert output.isascii()
            assert output.isprintable()
            assert not set(output) & set(' "<>`{}|^')


PIECES = st.sampled_from(
    [
        "https://",
        "http://",
        "HTTP://",
        "example",
        "com",
        "co.uk",
        "uk",
        "local",
        "localhost",
        "internal",
        "arpa",
        "metadata",
        "xn--",
        "xn--fiqs8s",
        "ck",
        "www.ck",
        "a" * 63,
        "a" * 64,
        "1",
        "0x7f",
        "127.0.0.1",
        ".",
        "-",
        "_",
        ":",
        "80",
        "08",
        "99999",
        "/",
        "?",
        "#",
        "\\",
        "@",
        "%",
        "%41",
        "[",
        "]",
        "A",
        "中",
        "\n",
        "\x7f",
        "<",
        "{",
        "~",
        "$",
        "^",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_one_look_says_what_the_thorough_way_says(rest: str) -> None:
    for target in (rest, f"https://{rest}", f"https://example.{rest}", f"http://a.example.com{rest}"):
        for around in (AROUND, AROUND._replace(private=True), AROUND._replace(longest=30)):
            assert judge(target, around) == judge_thoroughly(target, around)
