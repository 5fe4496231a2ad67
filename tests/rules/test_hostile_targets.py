"""Every wall gives the same verdict on a hostile target, however deep it lies and however it is wrapped."""

from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest

from unwall import Engine, load_rules
from unwall.model import Reason, Refused

ENGINE = Engine(load_rules())


def zhihu(target: str) -> str:
    return "https://link.zhihu.com/?utm_oi=1&target=" + quote(target, safe="")


def facebook(target: str) -> str:
    return "https://l.facebook.com/l.php?u=" + quote(target, safe="") + "&h=AT0"


def bing(target: str) -> str:
    data = urlsafe_b64encode(target.encode("utf-8", "surrogatepass")).decode().rstrip("=")
    return f"https://www.bing.com/ck/a?!&&p=0&u=a1{data}&ntb=1"


def nested(target: str) -> str:
    return zhihu(facebook(zhihu(target)))


WALLS = (zhihu, facebook, nested)

OPENS = [
    # as it stands: nothing is normalised
    "https://example.com", "http://example.com", "https://example.com/", "https://example.com?",
    "https://example.com#", "https://example.com?a=b#c", "HTTPS://EXAMPLE.COM/A", "Http://Example.Com:80/",
    "https://example.com:443/", "http://example.com:443/", "https://example.com:/",
    "https://example.com:0/", "https://example.com:1/", "https://example.com:65535/",
    "https://example.com./", "https://EXAMPLE.com.:8443/a", "https://example.com//a//b",
    "https://example.com/a/../b/./c/..", "https://example.com/%2e%2e/%2E/%2f", "https://example.com/%7Ea~b",
    "https://example.com/?q=%2525252525", "https://example.com/?q=a+b%2Bc%20d",
    "https://example.com/?a=1&a=2&&b&=c&", "https://example.com/?a=1;b=2",
    "https://example.com/?u=https%3A%2F%2Fexample.net%2F%3Fa%3D1",
    "https://example.com/?u=https://example.net/?a=1#x?y#z", "https://example.com/#/route?x=%23",
    "https://example.com/#!/a", "https://example.com/@user/a@b", "https://example.com/?mail=a@b.example",
    "https://example.com#@evil.example/", "https://example.com?@evil.example/",
    "https://example.com/:80/a:b", "https://example.com/a:b@c", "https://example.com/?x=\\y",
    "https://example.com/#\\", "https://example.com/[a]?b[]=c",
    "https://example.com/*'();:@&=+$,/?#[]!~-._", "https://example.com/%", "https://example.com/%2",
    "https://example.com/%zz%G0", "https://example.com/%00%0d%0a%09", "https://example.com/%D6%D0%CE%C4",
    "https://example.com/%FF%FE%C0%AF", "https://example.com/?javascript:alert(1)",
    "https://example.com/javascript:alert(1)", "https://example.com/#javascript:alert(1)",
    "https://example.com/?next=//evil.example", "https://example.com/?" + "a" * 2_000,
    # hosts
    "https://a.b.c.d.e.f.example.com/", "https://" + "a" * 63 + ".example.com/",
    "https://" + ".".join(["a" * 49] * 4 + ["b" * 49, "com"])[-253:].lstrip(".") + "/",
    "https://-a.example.com/", "https://a-.example.com/", "https://a--b.example.com/",
    "https://_dmarc.example.com/", "https://1.example.com/", "https://123.com/",
    "https://0x7f.example.com/", "https://127.0.0.1.example.com/", "https://localhost.example.com/",
    "https://local.example.com/", "https://localhost.com/", "https://notlocal.com/",
    "https://internal.com/", "https://arpa.example.com/", "https://example.co.uk/", "https://www.ck/",
    "https://a.bar.ck/", "https://a.github.io/", "https://x.blogspot.com/",
    "https://name.newtopleveldomain/", "https://xn--fiqs8s.xn--55qx5d.xn--j6w193g/",
    "https://xn--80ak6aa92e.com/",
    # public addresses beside the private ones
    "http://1.1.1.1/", "http://8.8.8.8:53/", "http://9.255.255.255/", "http://11.0.0.0/",
    "http://100.63.255.255/", "http://100.128.0.0/", "http://126.255.255.255/", "http://128.0.0.1/",
    "http://169.253.255.255/", "http://169.255.0.0/", "http://172.15.255.255/", "http://172.32.0.0/",
    "http://191.255.255.255/", "http://192.0.1.0/", "http://192.0.3.0/", "http://192.167.255.255/",
    "http://192.169.0.0/", "http://198.17.255.255/", "http://198.20.0.0/", "http://198.51.99.255/",
    "http://198.51.101.0/", "http://203.0.112.255/", "http://203.0.114.0/", "http://223.255.255.255/",
    "http://[2606:4700:4700::1111]/", "http://[2606:4700:4700:0:0:0:0:1111]:8080/a", "http://[2A00::1]/",
    "http://[2002:808:808::]/", "http://[2001:3::1]/",
]  # fmt: skip

OPENS_AS = [
    # what may not stand in a URL is encoded, and only that
    ("https://example.com/a b", "https://example.com/a%20b"),
    ('https://example.com/"<>`{}|^', "https://example.com/%22%3C%3E%60%7B%7D%7C%5E"),
    ('https://example.com/?q="a b"#c d', "https://example.com/?q=%22a%20b%22#c%20d"),
    (
        "https://example.com/中文?键=值#段",
        "https://example.com/%E4%B8%AD%E6%96%87?%E9%94%AE=%E5%80%BC#%E6%AE%B5",
    ),
    ("https://example.com/é", "https://example.com/%C3%A9"),
    ("https://example.com/e\u0301", "https://example.com/e%CC%81"),
    ("https://example.com/\u2028\u2029", "https://example.com/%E2%80%A8%E2%80%A9"),
    ("https://example.com/\u200b\ufeff", "https://example.com/%E2%80%8B%EF%BB%BF"),
    ("https://example.com/\u202e", "https://example.com/%E2%80%AE"),
    ("https://example.com/\xa0", "https://example.com/%C2%A0"),
    ("https://example.com/\u3000", "https://example.com/%E3%80%80"),
    ("https://example.com/🍑", "https://example.com/%F0%9F%8D%91"),
    ("https://example.com/％41", "https://example.com/%EF%BC%8541"),
    ("https://example.com/\uffff", "https://example.com/%EF%BF%BF"),
    ("https://中文.com/", "https://xn--fiq228c.com/"),
    ("https://BÜCHER.example.com:81/a", "https://xn--bcher-kva.example.com:81/a"),
    ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
    ("https://例え。jp/", "https://xn--r8jz45g.jp/"),
    ("https://faß.de/", "https://xn--fa-hia.de/"),
    ("https://βόλος.com/", "https://xn--nxasmm1c.com/"),
    ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/"),
    ("https://тест.example.com/", "https://xn--e1aybc.example.com/"),
    ("https://한국.kr/", "https://xn--3e0b707e.kr/"),
    ("https://אבג.com/", "https://xn--4dbcd.com/"),
    ("https://☃.net/", "https://xn--n3h.net/"),
    ("https://カタカナ漢字abc.jp/", "https://xn--abc-jj4ba3j6c3996b6htb.jp/"),
]


@pytest.mark.parametrize("wall", [*WALLS, bing])
@pytest.mark.parametrize(
    ("target", "output"),
    [*((target, target) for target in OPENS), *OPENS_AS],
    ids=lambda text: ascii(text)[:60],
)
def test_opens(wall, target: str, output: str) -> None:
    result = ENGINE.unwrap(wall(target))
    assert (result.output, result.refused) == (output, None)


SCHEME = [
    "javascript:alert(1)", "JavaScript:alert(1)", "JAVASCRIPT://example.com/%0Aalert(1)",
    "javascript:https://example.com/", "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=", "DATA:,x", "file:///etc/passwd", "file://example.com/share",
    "blob:https://example.com/0-1", "vbscript:msgbox(1)", "view-source:https://example.com/",
    "filesystem:https://example.com/temporary/a", "about:blank", "about:srcdoc", "chrome://settings",
    "chrome-extension://abc/x.html", "ms-settings:network", "search-ms:query=x", "ftp://example.com/",
    "ws://example.com/", "wss://example.com/", "gopher://example.com/", "ldap://example.com/",
    "jar:https://example.com!/", "mailto:a@example.com", "tel:10086", "sms:10086",
    "intent://example.com/#Intent;scheme=evil;end", "weixin://dl/business/?t=x", "mqqapi://x",
    "git+ssh://example.com/", "x-apple.systempreferences:", "h+t-t.p:x", "httpss://example.com/",
    "http2://example.com/", "localhost:80", "example:8080/path", "feed:https://example.com/",
    "https.://example.com/", "http+unix://x/",
]  # fmt: skip

CONTROL = [
    "https://example.com/\r\nSet-Cookie: a=b", "https://example.com/\ra", "https://example.com/\na",
    "https://example.com/\ta", "https://example.com/\0", "https://example.com/\x01",
    "https://example.com/\x08", "https://example.com/\x1b[31m", "https://example.com/\x1f",
    "https://example.com/\x7f", "https://example.com/\x80", "https://example.com/\x85",
    "https://example.com/\x9b31m", "https://example.com/\x9f", "https://example.com/?a=\x00",
    "https://example.com/#\x0c", "https://exam\nple.com/", "https://exam\tple.com/",
    "https://example.com\0.evil.example/", "ht\ntps://example.com/", "java\tscript:alert(1)",
    "java\rscript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)", "\x1fhttps://example.com/",
    "\njavascript:alert(1)", "\thttps://example.com/", "https://example.com/\n",
    "https://user\n@example.com/",
]  # fmt: skip

CREDENTIALS = [
    "https://user@example.com/", "https://user:pass@example.com/", "https://:pass@example.com/",
    "https://@example.com/", "https://:@example.com/", "https://example.com:443@evil.example/",
    "https://example.com@evil.example", "https://example.com%2F@evil.example/",
    "https://example.com%23@evil.example/", "https://example.com;@evil.example/",
    "https://a@b@example.com/", "https://1.1.1.1 &@2.2.2.2/", "https://用户@example.com/",
    "https://user@[2606:4700::1]/", "https://user@localhost/", "https://user@example.com:99999/",
    "https://example.com@", "https://%40@example.com/",
]  # fmt: skip

MALFORMED = [
    "https:", "https:/", "https://", "https:///", "https:///example.com/", "https:////example.com/",
    "https:/example.com/", "https:example.com/", "http:example.com", "https:\\\\example.com/",
    "https:\\/example.com/", "https:/\\example.com/", "https://\\example.com/", "https://example.com\\",
    "https://example.com\\@evil.example/", "https://example.com\\.evil.example/",
    "https://example.com/a\\b", "https://?a", "https://#a", "https://:80/", "https://:/", "https://./",
    "https://../", "https://.example.com/", "https://example..com/", "https://example.com../",
    "https://example.com:99999/", "https://example.com:65536/", "https://example.com:-1/",
    "https://example.com:+1/", "https://example.com:8o/", "https://example.com: 80/",
    "https://example.com:80:80/", "https://example.com:0x50/", "https://example.com:８０/",
    "https://example.com:٨٠/", "https://example.com：80/", "https://exam ple.com/", "https://example.com /",
    " https://example.com/", "\u00a0https://example.com/", "\u200bhttps://example.com/",
    "\u200bjavascript:alert(1)", "\ufeffhttps://example.com/", "\ufeffjavascript:alert(1)",
    " javascript:alert(1)", "\u2060javascript:alert(1)", "https\u200b://example.com/",
    "https://exam\u200bple.com/", "https://exam\u00adple.com/", "https://exam\u2060ple.com/",
    "https://ｅxample.com/", "https://example。com/", "https://example．com/", "https://example｡com/",
    "https://ℯxample.com/", "https://example.com％2f/", "https://example.com／evil.example/",
    "https://example.com＃.evil.example/", "https://example.com＠evil.example/", "https://℀.example.com/",
    "https://exam%70le.com/", "https://example%2ecom/", "https://example.com%2fevil.example/",
    "https://example.com%5cevil.example/", "https://example.com%00/", "https://example.com%0d%0a/",
    "https://example.com%/", "https://example.com%zz/", "https://%FF.com/", "https://\ufffd.com/",
    "https://\uffff.com/", "https://a<b.example.com/", "https://a>b.example.com/",
    'https://a"b.example.com/', "https://a'b.example.com/", "https://a`b.example.com/",
    "https://a{b}.example.com/", "https://a|b.example.com/", "https://a^b.example.com/",
    "https://a,b.example.com/", "https://a;b.example.com/", "https://a!b.example.com/",
    "https://a$b.example.com/", "https://a&b.example.com/", "https://a*b.example.com/",
    "https://a(b).example.com/", "https://a+b.example.com/", "https://a=b.example.com/",
    "https://a~b.example.com/", "https://[::1/", "https://::1]/", "https://[]/", "https://[::1]x/",
    "https://[::1]:x/", "https://[::1]:99999/", "https://[fe80::1%eth0]/", "https://[fe80::1%25eth0]/",
    "https://[v1.x]/", "https://[1.2.3.4]/", "https://[2606:4700::1::1]/",
    "https://[2606:4700:0:0:0:0:0:0:1]/", "https://[12345::1]/", "https://[::256.0.0.1]/",
    "https://[example.com]/", "https://2606:4700::1/", "https://" + "a" * 64 + ".com/",
    "https://" + "a." * 127 + "com/", "https://1.2.3/", "https://8.8/", "https://134744072/",
    "https://0x08080808/", "https://010.010.010.010/", "https://08.8.8.8/", "https://8.8.8.256/",
    "https://8.8.8.8.8/", "https://8.8.8.0x8/", "https://example.1/", "https://example.0x/",
    "https://example.09/", "https://4294967296/", "https://99999999999999999999/", "https://xn--/",
    "https://xn--.com/", "https://xn--a.com/", "https://xn--example-.com/",
    "https://xn--zzzzzzzz99999999.com/", "https://www.XN--A.com/", "https://xn--ｅxample.com/",
]  # fmt: skip

PRIVATE = [
    "http://localhost/", "http://LOCALHOST:3000/", "http://localhost./", "http://a.localhost/",
    "http://printer/", "http://nas.local/", "http://NAS.LOCAL./", "http://a.b.internal/",
    "http://router.home.arpa/", "http://com/", "http://co.uk/", "http://com.cn./", "http://bar.ck/",
    "http://xn--fiqs8s/", "http://中国/", "http://127.0.0.1/", "http://127.255.255.255:8080/a",
    "http://127.0.0.1./", "http://127.1/", "http://127.0.1/", "http://0177.0.0.1/", "http://0x7f.0.0.1/",
    "http://0X7F.1/", "http://0x7f000001/", "http://2130706433/", "http://017700000001/",
    "http://127.000.000.001/", "http://0/", "http://0x/", "http://0.0.0.0/", "http://0.1.2.3/",
    "http://１２７.0.0.1/", "http://127。0。0。1/", "http://127．0．0．1/", "http://①②⑦.0.0.1/", "http://ⓛocalhost/",
    "http://ｌｏｃａｌｈｏｓｔ/", "http://%31%32%37.0.0.1/", "http://%6cocalhost/", "http://127%2e0%2e0%2e1/",
    "http://10.0.0.0/", "http://10.255.255.255/", "http://012.1.1.1/", "http://100.64.0.0/",
    "http://100.127.255.255/", "http://169.254.0.1/", "http://172.16.0.0/", "http://172.31.255.255/",
    "http://192.0.0.8/", "http://192.0.2.1/", "http://192.88.99.1/", "http://192.168.0.0/",
    "http://192.168.255.255/", "http://3232235521/", "http://0xc0a80001/", "http://198.18.0.0/",
    "http://198.19.255.255/", "http://198.51.100.7/", "http://203.0.113.7/", "http://224.0.0.1/",
    "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/",
    "http://169.254.169.254/latest/meta-data/", "http://169.254.170.2/", "http://0xa9fea9fe/",
    "http://2852039166/", "http://100.100.100.200/", "http://169.254.0.23/", "http://192.0.0.192/",
    "http://168.63.129.16/", "http://metadata.google.internal/", "http://metadata/", "http://[::]/",
    "http://[::1]/", "http://[0:0:0:0:0:0:0:1]:80/", "http://[0000::0001]/", "http://[::ffff:127.0.0.1]/",
    "http://[::FFFF:7F00:1]/", "http://[0:0:0:0:0:ffff:10.0.0.1]/", "http://[::127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/", "http://[64:ff9b::127.0.0.1]/", "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::1]/", "http://[2002:c0a8:101::]/",
    "http://[2001:0:53aa:64c:0:fbff:80ff:fffe]/", "http://[2001:0:0:0:0:0:5601:5601]/",
    "http://[2001:2::1]/", "http://[2001:10::1]/", "http://[2001:db8::1]/", "http://[3fff::1]/",
    "http://[fe80::1]/", "http://[febf::1]/", "http://[fec0::1]/", "http://[fc00::1]/",
    "http://[fd12:3456::1]/", "http://[fd00:ec2::254]/", "http://[fd20:ce::254]/", "http://[ff02::1]/",
    "http://[ff0e::1]/", "http://[100::1]/", "http://[4000::1]/", "http://[5f00::1]/",
]  # fmt: skip

HOMOGRAPH = [
    "https://tаobao.com/", "https://TАOBAO.com/", "https://www.tаobаo.com/item", "https://zhihυ.com/",
    "https://link.zhіhu.com/", "https://xn--tobao-4ve.com/", "https://XN--TOBAO-4VE.com/",
    "https://tаobao.evil.example/", "https://facebооk.com/",
]  # fmt: skip

REFUSED = [
    *((Reason.SCHEME, target) for target in SCHEME),
    *((Reason.CONTROL, target) for target in CONTROL),
    *((Reason.CREDENTIALS, target) for target in CREDENTIALS),
    *((Reason.MALFORMED, target) for target in MALFORMED),
    *((Reason.PRIVATE, target) for target in PRIVATE),
    *((Reason.HOMOGRAPH, target) for target in HOMOGRAPH),
]


@pytest.mark.parametrize("wall", [*WALLS, bing])
@pytest.mark.parametrize(("reason", "target"), REFUSED, ids=lambda text: ascii(text)[:60])
def test_refuses_whole(wall, reason: Reason, target: str) -> None:
    given = wall(target)
    result = ENGINE.unwrap(given)
    assert (result.output, result.steps) == (given, ())
    assert result.refused == Refused(reason, target)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "/path",
        "//example.com/a",
        "?a",
        "#a",
        "example.com",
        "www.example.com/a?b",
        "hello world",
        "%",
        ":",
        "https",
        "://example.com",
        "https%3A%2F%2Fexample.com",
        "https%253A%252F%252Fexample.com",
        "aHR0cHM6Ly9lLmNvbQ==",
        "中文",
        "1://example.com/",
        "\\\\example.com",
        "@example.com",
    ],
)
@pytest.mark.parametrize("wall", [zhihu, facebook])
def test_what_is_no_address_is_left_alone(wall, value: str) -> None:
    given = wall(value)
    result = ENGINE.unwrap(given)
    assert (result.output, result.refused, result.steps) == (given, None, ())
