"""A generated corpus through the addon's hooks: what holds no link stays to the byte, what holds one changes
by that link alone.

Bodies are kinds of text and what only claims to be text, in the charsets and codings of the web, declared and
not, whole and broken, full of what looks like a link of a rule and is none.
"""

import random
import zlib
from collections.abc import Callable
from typing import NamedTuple

import brotli
import pytest
import zstandard
from flows_for_tests import asked, through
from mitmproxy import http

from unwall.proxy.addon import UnwallAddon
from unwall.proxy.setup import Choices, setup_of
from unwall.rules.loader import load_rules

SETUP = setup_of(load_rules(), Choices())
PAGE = "https://www.zhihu.com/question/1"
LINK = "https://link.zhihu.com/?target=https%3A//example.com/a%3Fb%3D1"
TARGET = "https://example.com/a?b=1"
BODIES = 2_400

WORDS = [
    "看",
    "这里",
    "有一个",
    "链接，請",
    "點擊",
    "連結。",
    "こちら",
    "をクリック",
    "the",
    "quick",
    "brown",
    "fox",
    "ünïcode",
    "링크",
]
# None of these is to be changed, wherever it stands.
NEAR = [
    "https://link.zhihu.com/",
    "https://link.zhihu.com/?target=",
    "https://link.zhihu.com.evil.example/?target=https%3A//example.com/",
    "https://user@link.zhihu.com/?target=https%3A//example.com/",
    "https://xlink.zhihu.com/?target=https%3A//example.com/",
    "https://link.zhihu.com/?target=javascript%3Aalert(1)",
    "https://link.zhihu.com/?target=http%3A//127.0.0.1/",
    "https://link.zhihu.com/?target=https%3A//u%3Ap%40example.com/",
    f"https://share.example/?url={LINK}",
    f"https://s3.example/x?X-Amz-Signature=0a&u={LINK}",
    f"https://login.example/oauth?redirect_uri={LINK}&state=1",
    f"https://web.archive.example/web/2020/{LINK}",
    "link.zhihu.com",
    "//link.zhihu.com.example/?target=a",
    "zhihu://link",
    "t.co https://example.com/t.co/",
]
HTML_NEAR = [
    f"<!-- {LINK} -->",
    f"<textarea>{LINK}</textarea>",
    f"<input value='{LINK}'><form method=post action='{LINK}'></form>",
    f"<link rel=canonical href='{LINK}'><meta property='og:url' content='{LINK}'>",
    f"<script integrity='sha256-x' src='{LINK}'></script>",
    f"<a href='/x' ping='{LINK}'>x</a>",
    f"<script>// {LINK}\nif (u.indexOf('https://link.zhihu.com/?target=') == 0) go('{LINK}' + v)</script>",
    f"<script>navigator.sendBeacon('{LINK}')</script>",
]


class Kind(NamedTuple):
    """One kind of text: how it is made of its parts, and what a link is put into."""

    type: str
    around: str
    part: str
    link: str
    escape: Callable[[str], str] = lambda text: text


def _json(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("/", "\\/")


KINDS = {
    "html": Kind(
        "text/html", "<!doctype html>{meta}<title>x</title>{}", "<p class=a>{}</p>\n", '<a href="{}">x</a>'
    ),
    "xhtml": Kind(
        "application/xhtml+xml",
        "<html>{}</html>",
        "<p>{}</p>",
        "<b>{}</b>",
        lambda t: t.replace("&", "&amp;"),
    ),
    "rss": Kind("application/rss+xml", "<rss>{}</rss>", "<d><![CDATA[{}]]></d>", "<link>{}</link>"),
    "json": Kind("application/json", "[{}0]", '{{"u":"{}"}},', '"{}",', _json),
    "lines": Kind("application/x-ndjson", "{}", '{{"u":"{}"}}\n', '{{"u":"{}"}}\n', _json),
    "jsonp": Kind("text/javascript", "cb([{}0]);", '"{}",', '"{}",', _json),
    "css": Kind("text/css", "{}", "/* {} */ a{{b:c}}\n", "a{{background:url({})}}\n"),
    "plain": Kind("text/plain", "{}", "{}\n", " {} \n"),
    "markdown": Kind("text/markdown", "{}", "* {}\n", "[x]({})\n"),
    "none": Kind("", "{}", "{}\n", " {} \n"),
}
CHARSETS = [
    ("utf-8", "utf-8"), ("utf-8", ""), ("utf-8-sig", ""), ("gbk", "gbk"), ("gb18030", "GB18030"), ("gbk", ""),
    ("gbk", "meta"), ("big5", "big5"), ("big5", ""), ("shift_jis", "Shift_JIS"), ("shift_jis", ""),
    ("euc_jp", "euc-jp"), ("euc_kr", "euc-kr"), ("iso2022_jp", "iso-2022-jp"), ("utf-16", ""),
    ("utf-16-le", "utf-16le"), ("utf-16-be", "utf-16be"), ("cp1252", "windows-1252"), ("utf-8", "gbk"),
    ("gbk", "utf-8"), ("utf-8", "x-unknown"),
]  # fmt: skip


def _raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(6, wbits=-15)
    return stream.compress(data) + stream.flush()


def _sized_zstd(data: bytes) -> bytes:
    stream = zstandard.ZstdCompressor(level=3, write_content_size=False, write_checksum=True).compressobj()
    return stream.compress(data) + stream.flush()


CODINGS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("", bytes),
    ("identity", bytes),
    *[("gzip", lambda data, level=level: zlib.compress(data, level, 31)) for level in (1, 6, 9)],
    ("x-gzip", lambda data: zlib.compress(data, 4, 31)),
    ("deflate", zlib.compress),
    ("deflate", _raw_deflate),
    ("br", lambda data: brotli.compress(data, quality=5)),
    ("zstd", _sized_zstd),
    ("GZip, Br", lambda data: brotli.compress(zlib.compress(data, 6, 31), quality=1)),
]
BROKEN: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", bytes),
    ("gzip", lambda data: zlib.compress(data, 6, 31)[:-5]),
    ("gzip", lambda data: zlib.compress(data, 6, 31) + b"tail"),
    ("br", lambda data: brotli.compress(data, quality=1)[:-1]),
    ("zstd", zlib.compress),
    ("deflate", lambda data: b"\x78\x9c" + data),
    ("gzip, gzip", lambda data: zlib.compress(data, 6, 31)),
    ("compress", bytes),
    ("dcb", bytes),
    ("br, gzip, br, gzip", bytes),
]


class Made(NamedTuple):
    """One body on the wire, and what it is with one link in it that is to be made direct."""

    headers: dict[str, str]
    wire: bytes
    with_link: bytes
    linked: bytes  # decoded
    wanted: bytes  # decoded; the same as ``linked`` where the link is not to be changed


def _made(number: int) -> Made:
    chance = random.Random(number)
    name = chance.choice(list(KINDS))
    kind, (codec, said) = KINDS[name], chance.choice(CHARSETS)
    coding, encode = chance.choice(BROKEN if number % 8 == 0 else CODINGS)

    def text(link: str) -> bytes:
        again = random.Random(number + 1)
        parts = [_part(again, name, kind) for _ in range(again.randrange(1, 40))]
        parts.insert(again.randrange(len(parts) + 1), kind.link.format(kind.escape(link)) if link else "")
        meta = "<meta charset=gbk>" if said == "meta" else ""
        body = kind.around.replace("{meta}", meta).format("".join(parts))
        return body.encode(codec, "ignore")

    kinds = f"{kind.type}; charset={said}" if kind.type and said not in ("", "meta") else kind.type
    headers = {"content_type": kinds, "etag": '"x"', "accept_ranges": "bytes"}
    if coding:
        headers["content_encoding"] = coding
    linked, wanted = text(LINK), text(TARGET)
    is_kept = number % 8 == 0 or not _is_read(codec, said if kind.type else "")
    return Made(headers, encode(text("")), encode(linked), linked, linked if is_kept else wanted)


def _part(chance: random.Random, name: str, kind: Kind) -> str:
    words = " ".join(chance.choices(WORDS, k=chance.randrange(9)))
    near = chance.choice(NEAR) if chance.random() < 0.4 else ""
    if name == "html" and chance.random() < 0.2:
        return chance.choice(HTML_NEAR)
    near = near.replace("&", "&amp;") if name == "html" else near
    return kind.part.format(kind.escape(f"{words} {near} {words}"))


def _is_read(codec: str, said: str) -> bool:
    """Whether a link in such a body can be seen: UTF-16 must be declared."""
    return not codec.startswith("utf-16") or codec == "utf-16" or bool(said)


def _response(headers: dict[str, str], body: bytes) -> http.Response:
    fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    response = http.Response.make()  # whose own headers would lose a coding that mitmproxy does not know
    response.headers, response.raw_content = http.Headers(fields), body
    response.headers["content-length"] = str(len(body))
    return response


HTML = "text/html; charset=utf-8"
LINKED = f'<p><a href="{LINK}">x</a> {LINK} 中</p>'.encode()
# Each holds a link, and is nevertheless nothing that a proxy may change.
HOSTILE: list[tuple[dict[str, str], bytes]] = [
    ({"content_type": HTML, "cache_control": "public, No-Transform"}, LINKED),
    ({"content_type": HTML, "digest": "sha-256=x", "signature": "keyId=a"}, LINKED),
    ({"content_type": HTML, "signature": "a=:AA==:", "signature_input": 'a=("content-digest")'}, LINKED),
    ({"content_type": HTML, "trailer": "Signature"}, LINKED),
    ({"content_type": HTML, "content_range": "bytes 0-9/100"}, LINKED),
    ({"content_type": HTML, "content_disposition": "attachment; filename=x.html"}, LINKED),
    ({"content_type": HTML, "content_encoding": "gzip"}, LINKED),
    ({"content_type": HTML, "content_encoding": "br, br, br, br"}, LINKED),
    ({"content_type": HTML, "content_encoding": "zlib_codec"}, zlib.compress(LINKED)),
    ({"content_type": HTML, "content_encoding": "gzip"}, zlib.compress(LINKED, 6, 31)[:-1]),
    ({"content_type": HTML, "content_encoding": "gzip"}, zlib.compress(LINKED, 6, 31) * 2),
    ({"content_type": HTML, "content_encoding": "gzip"}, zlib.compress(LINKED + bytes(40 << 20), 9, 31)),
    ({"content_type": HTML, "content_encoding": "br"}, brotli.compress(LINKED + bytes(40 << 20), quality=1)),
    ({"content_type": HTML, "content_encoding": "zstd"}, zstandard.compress(LINKED + bytes(40 << 20))),
    ({"content_type": HTML, "content_encoding": "br, gzip"}, zlib.compress(LINKED, 6, 31)),
    ({"content_type": HTML}, b"\0" + LINKED),
    ({"content_type": HTML}, b"\x08\x96\x01" + LINKED),
    ({"content_type": "text/html; charset=hz-gb-2312"}, LINKED),
    ({"content_type": "text/html; charset=iso-2022-kr"}, LINKED),
    ({"content_type": "text/html; charset=utf-16"}, LINKED),
    ({"content_type": "text/html"}, LINKED.decode().encode("utf-16-le")),
    ({"content_type": "text/html; charset=utf-16"}, LINKED.decode().encode("utf-16-le") + b"\x00\xd8"),
    ({"content_type": "image/png"}, LINKED),
    ({"content_type": "application/octet-stream"}, LINKED),
    ({"content_type": "application/pdf"}, LINKED),
    ({"content_type": "application/grpc-web+proto"}, LINKED),
    ({"content_type": "application/x-protobuf"}, LINKED),
    ({"content_type": "application/msgpack"}, LINKED),
    ({"content_type": "application/jose+json"}, b'"%s"' % LINK.encode()),
    ({"content_type": "application/signed-exchange;v=b3"}, LINKED),
    ({"content_type": "multipart/form-data; boundary=x"}, LINKED),
    ({"content_type": "multipart/x-mixed-replace; boundary=x"}, LINKED),
    ({"content_type": "message/rfc822"}, LINKED),
    ({"content_type": "text/plain"}, b"-----BEGIN PGP SIGNED MESSAGE-----\n\n" + LINK.encode()),
]


@pytest.fixture(scope="module")
def addon() -> UnwallAddon:
    return UnwallAddon(lambda: SETUP.choices, SETUP)


@pytest.fixture(scope="module")
def corpus() -> list[Made]:
    return [_made(number) for number in range(BODIES)]


def _sent(
    addon: UnwallAddon, headers: dict[str, str], body: bytes
) -> tuple[http.Headers, bytes, http.Headers]:
    flow = asked(PAGE)
    flow.response = _response(headers, body)
    before = flow.response.headers.copy()
    through(flow, addon)
    return before, flow.response.raw_content or b"", flow.response.headers


def test_what_holds_no_link_is_the_same_to_the_byte(addon: UnwallAddon, corpus: list[Made]) -> None:
    wrong = []
    for number, made in enumerate(corpus):
        before, body, headers = _sent(addon, made.headers, made.wire)
        if (body, headers.fields) != (made.wire, before.fields):
            wrong.append((number, made.headers, made.wire[:200]))
    assert (wrong, len(corpus)) == ([], BODIES)


@pytest.mark.parametrize(("headers", "body"), HOSTILE)
def test_what_no_proxy_may_change_is_the_same_to_the_byte(
    addon: UnwallAddon, headers: dict[str, str], body: bytes
) -> None:
    before, sent, after = _sent(addon, headers, body)
    assert (sent, after.fields) == (body, before.fields)


@pytest.mark.parametrize(
    ("status", "method", "asked_with"),
    [
        (206, "GET", {}),
        (304, "GET", {}),
        (200, "HEAD", {}),
        (200, "GET", {"service_worker": "script"}),
        (200, "GET", {"sec_fetch_dest": "serviceworker"}),
        (200, "GET", {"sec_fetch_dest": "script", "sec_fetch_mode": "cors"}),
    ],
)
def test_nor_may_it_in_such_an_answer(
    addon: UnwallAddon, status: int, method: str, asked_with: dict[str, str]
) -> None:
    flow = asked(PAGE, method, **asked_with)
    flow.response = _response({"content_type": HTML, "etag": '"x"'}, LINKED)
    flow.response.status_code = status
    before = flow.response.headers.copy()
    through(flow, addon)
    assert (flow.response.raw_content, flow.response.headers.fields) == (LINKED, before.fields)


def test_what_holds_one_changes_by_that_link_alone(addon: UnwallAddon, corpus: list[Made]) -> None:
    wrong, changed = [], 0
    for number, made in enumerate(corpus):
        before, body, headers = _sent(addon, made.headers, made.with_link)
        if made.wanted == made.linked:
            good = (body, headers.fields) == (made.with_link, before.fields)
        else:
            good = body == made.wanted and headers["content-length"] == str(len(body))
            good = good and "content-encoding" not in headers and headers["accept-ranges"] == "none"
            changed += 1
        if not good:
            wrong.append((number, made.headers, made.linked[:3000], body[:3000]))
    assert wrong[:3] == []
    assert changed > BODIES * 3 // 4
