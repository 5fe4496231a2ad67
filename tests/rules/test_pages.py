"""Whole pages of walls, as they come: what they open, what they must not open, and what is no wall at all.

The tests put other targets in their places, and other spellings of the pages around them.
"""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages_for_tests import CODES, TARGET, WALLS, Wall, in_html, in_pieces, in_script

from unwall import Engine, Unwrapped, load_rules
from unwall.model import Page, Policy, Reason, Refused
from unwall.proxy.charset import text_of

PAGES = Path(__file__).parent.parent / "data" / "pages"
ENGINE = Engine(load_rules())
WARNED = Engine(load_rules(), Policy(open_warnings=True))

LEFT = (
    ("wechat-busy.html", CODES),
    ("wechat-article.html", "https://mp.weixin.qq.com/s/BbCdEfGhIjKlMnOpQrStUv"),
    (
        "wechat-gray.html",
        "https://weixin110.qq.com/security/newreadtemplate?t=w_security_center_website/index",
    ),
    ("weibo-missing.html", "https://t.cn/A6AbCdEf"),
    ("weibo-continue.html", "https://weibo.com/1000000001/AbCdEfGhI"),
    ("taobao-short.html", "https://m.tb.cn/scanError.htm"),
    ("baidu-tieba-forum.html", "https://tieba.baidu.com/f?kw=x"),
    ("baidu-results.html", "https://www.baidu.com/s?wd=x"),
    ("sogou-weixin-captcha.html", "https://weixin.sogou.com/antispider/?from=%2Flink%3Furl%3Ddn9a"),
    ("luogu-article.html", "https://www.luogu.com.cn/article/abcd1234"),
    ("huaban-go.html", "https://huaban.com/pins/1000000001"),
)

WARNS = (
    *((f"wechat-stopped-{reason}.html", CODES) for reason in ("fraud", "malware", "illegal")),
    *(
        (f"weibo-stopped-{reason}.html", "https://t.cn/A6AbCdEf")
        for reason in ("fraud", "malware", "illegal")
    ),
    ("baidu-tieba-malware.html", "https://jump.bdimg.com/safecheck/index?url=x"),
)

TARGETS = (
    ("https://example.org/", "https://example.org/"),
    ("http://example.org/docs/page?a=1&b=two#top", "http://example.org/docs/page?a=1&b=two#top"),
    ("https://example.org/%E6%96%87?q=%2525%26&r=a+b", "https://example.org/%E6%96%87?q=%2525%26&r=a+b"),
    ("https://例子.example/文?名=值", "https://xn--fsqu00a.example/%E6%96%87?%E5%90%8D=%E5%80%BC"),
    ("HTTPS://Example.ORG:8443/A/../B", "HTTPS://Example.ORG:8443/A/../B"),
    (
        "https://example.org/scam/%E8%AF%88%E9%AA%97?q=fraud",
        "https://example.org/scam/%E8%AF%88%E9%AA%97?q=fraud",
    ),
    ("https://example.org/" + "a1-_" * 4_000, "https://example.org/" + "a1-_" * 4_000),
)
HOSTILE = (
    ("javascript:alert(document.domain)", Reason.SCHEME),
    ("data:text/html,x", Reason.SCHEME),
    ("http://127.0.0.1:8080/admin", Reason.PRIVATE),
    ("http://169.254.169.254/latest/meta-data/", Reason.PRIVATE),
    ("https://user:secret@example.com/", Reason.CREDENTIALS),
    ("https://example.com\\@evil.example/", Reason.MALFORMED),
)


def read(file: str) -> str:
    return text_of((PAGES / file).read_bytes(), "")


def opened(url: str, body: str, engine: Engine = ENGINE) -> Unwrapped:
    return engine.unwrap_page(Page(url, 200, {"content-type": "text/html"}, body))


def leading_to(wall: Wall, target: str) -> str:
    """The page with another target."""
    body = read(wall.file)
    if wall.spell is in_pieces:
        return re.sub(r"(?: *url \+= '[^']*';\n)+", lambda _: in_pieces(target), body)
    spelt = {spell(TARGET): spell(target) for spell in (wall.spell, in_html, in_script)}
    assert wall.spell(TARGET) in body
    for old, new in spelt.items():
        body = body.replace(old, new)
    return body


def ids(wall: Wall) -> str:
    return f"{wall.file}@{wall.url.split('/')[2]}"


@pytest.mark.parametrize("wall", WALLS, ids=ids)
def test_opens(wall: Wall) -> None:
    got = opened(wall.url, read(wall.file))
    assert (got.output, got.refused) == (TARGET, None)


@pytest.mark.parametrize(("target", "output"), TARGETS, ids=range(len(TARGETS)))
@pytest.mark.parametrize("wall", WALLS, ids=ids)
def test_opens_any_target(wall: Wall, target: str, output: str) -> None:
    assert opened(wall.url, leading_to(wall, target)).output == output


@pytest.mark.parametrize("wall", WALLS, ids=ids)
def test_goes_on_through_a_wrapper(wall: Wall) -> None:
    link = f"https://link.zhihu.com/?target={quote(TARGET, safe='')}"
    assert opened(wall.url, leading_to(wall, link)).output == TARGET


@pytest.mark.parametrize(("target", "reason"), HOSTILE)
@pytest.mark.parametrize("wall", WALLS, ids=ids)
def test_refuses(wall: Wall, target: str, reason: Reason) -> None:
    got = opened(wall.url, leading_to(wall, target))
    assert got.output == wall.url
    if wall.schemes or reason is not Reason.SCHEME:
        assert got.refused is not None
        assert got.refused.reason in ({reason} if wall.spell is not in_pieces else {reason, Reason.MALFORMED})


@pytest.mark.parametrize("wall", [wall for wall in WALLS if wall.bare], ids=ids)
def test_completes_a_missing_scheme(wall: Wall) -> None:
    assert opened(wall.url, leading_to(wall, "example.org/a?b=1")).output == "http://example.org/a?b=1"


@pytest.mark.parametrize(
    ("wall", "old", "new"),
    [(wall, old, new) for wall in WALLS for old, new in wall.variants],
    ids=lambda value: value.file if isinstance(value, Wall) else str(value)[:24],
)
def test_opens_variants(wall: Wall, old: str, new: str) -> None:
    body = read(wall.file)
    assert old in body
    assert opened(wall.url, body.replace(old, new)).output == TARGET


NOISE = """<script>var _hmt = _hmt || []; (function () { var hm = document.createElement("script");
hm.src = "https://decoy.example/hm.js?0a1b"; })();var links=["https://decoy.example/"],u=location.href;</script>
<a href="https://decoy.example/"><img src='https://decoy.example/1.png' alt="a > b"></a>
<!-- <p class="link">x</p> -->"""


@pytest.mark.parametrize("wall", [wall for wall in WALLS if wall.file.endswith(".html")], ids=ids)
@pytest.mark.parametrize("before", [True, False])
def test_opens_among_other_scripts(wall: Wall, before: bool) -> None:
    body = read(wall.file)
    assert opened(wall.url, NOISE + body if before else body + NOISE).output == TARGET


@pytest.mark.parametrize("charset", ["gbk", "gb18030", "utf-8", "big5"])
@pytest.mark.parametrize("wall", WALLS, ids=ids)
def test_opens_in_any_charset(wall: Wall, charset: str) -> None:
    data = read(wall.file).encode(charset, "ignore")
    assert opened(wall.url, text_of(data, f"text/html; charset={charset}")).output == TARGET


@pytest.mark.parametrize(("file", "url"), LEFT)
def test_leaves(file: str, url: str) -> None:
    got = opened(url, read(file))
    assert (got.output, got.refused, got.steps) == (url, None, ())


@pytest.mark.parametrize(("file", "url"), WARNS)
def test_shows_pages_that_warn_of_harm(file: str, url: str) -> None:
    body = read(file)
    got = opened(url, body)
    assert (got.output, got.refused) == (url, Refused(Reason.EXCLUDED, TARGET))
    assert opened(url, body, WARNED).output == TARGET


def test_every_page_is_used() -> None:
    used = {wall.file for wall in WALLS} | {file for file, _ in LEFT} | {file for file, _ in WARNS}
    assert used == {file.name for file in PAGES.iterdir() if file.is_file()}


@given(st.sampled_from(WALLS), st.data())
def test_a_page_cut_short_opens_its_target_or_nothing(wall: Wall, data: st.DataObject) -> None:
    body = read(wall.file)
    cut = body[: data.draw(st.integers(0, len(body)))]
    assert opened(wall.url, cut).output in (wall.url, TARGET)


def test_pages_of_somebody_who_does_not_know_the_rules() -> None:
    """Both ways of a navigation: the address alone where it tells, else the page that came."""
    folder = PAGES / "others"
    rows = [line.split("\t") for line in (folder / "index.tsv").read_text("utf-8").splitlines()[1:]]
    wrong = []
    for file, url, want in rows:
        found = ENGINE.unwrap(url)
        if not found.changed:
            headers = {"content-type": "text/html; charset=utf-8"}
            found = ENGINE.unwrap_page(Page(url, 200, headers, (folder / file).read_text("utf-8"), "browser"))
        got = found.output if found.changed else "-"
        if got != want:
            wrong.append((file, got, want))
    assert wrong == []
    assert len(rows) >= 70
