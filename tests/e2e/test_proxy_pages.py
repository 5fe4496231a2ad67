"""A page with a link at every kind of place, as a real Chromium reads it behind a real proxy."""

import base64
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import zstandard
from playwright.sync_api import Browser, sync_playwright
from proxies_for_tests import KINDS, LINK, TARGET, Running, nobody_at_home, running

from unwall import Engine, load_rules
from unwall.world.exchange import Reply, Request
from unwall.world.server import World

WALLED = f"https://{LINK}"
HTML = "text/html; charset=utf-8"
IN_SCRIPT = WALLED.replace("/", r"\x2f").replace("=", r"\x3d")
IN_JSON = WALLED.replace("/", r"\u002f")
PAGE = f"""<!doctype html>META<title>{WALLED}</title>
<link rel=canonical href="{WALLED}"><meta property="og:url" content="{WALLED}">
<style>#style {{ background: url( '{WALLED}' ) }}</style>
<script type="application/json" id=json>{{"a": "{IN_JSON}", "b": "{{\\"c\\":\\"{WALLED}\\"}}"}}</script>
<script>
var said = {{x: "{IN_SCRIPT}", y: `{WALLED}`, key: {{"{WALLED}": 1}}, sum: "{WALLED}" + "more"}}; // {WALLED}
function tell() {{ navigator.sendBeacon("{WALLED}"); }}
</script>
<body><p id=text>見 {WALLED} 看</p><!-- {WALLED} --><div id=style></div>
<a id=link href="
   {WALLED} " ping="{WALLED}" data-json='{{"u":"{WALLED}"}}' onclick="go('{WALLED}')">x</a>
<a id=bare href={WALLED}>x</a> <a id=relative href="//{LINK}">x</a>
<a id=inside href="/share?url={WALLED}">x</a>
<img id=set alt="{WALLED}" srcset="data:image/gif;base64,R0lGODlhAQABAAAAACw= 2x, {WALLED} 9x">
<iframe id=frame srcdoc="<a href='{WALLED}'>x</a>"></iframe>
<svg><a id=svg xlink:href="{WALLED}"></a></svg><noscript id=off><a href="{WALLED}">x</a></noscript>
<template id=later><a href="{WALLED}">x</a></template>
<form id=form action="{WALLED}" method=post><input id=field value="{WALLED}">
<textarea id=area>{WALLED}</textarea></form>
<script id=whole src="data:," integrity="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
data-u="{WALLED}"></script>
"""
SCRIPT = f'said.push("{WALLED}");'.encode()
SUM = base64.b64encode(hashlib.sha256(SCRIPT).digest()).decode()
CHECKED = f"""<!doctype html><title>checked</title><script>said = []</script>
<script src=/checked.js integrity="sha256-{SUM}"></script><script src=/other.js></script>"""
READ = """() => ({
    title: document.title,
    text: document.querySelector('#text').textContent.split(' ')[1],
    style: getComputedStyle(document.querySelector('#style')).backgroundImage.slice(5, -2),
    json: Object.values(JSON.parse(document.querySelector('#json').textContent)).map(
        each => each.startsWith('{') ? JSON.parse(each).c : each),
    script: [said.x, said.y],
    link: document.querySelector('#link').href,
    data: JSON.parse(document.querySelector('#link').dataset.json).u,
    onclick: document.querySelector('#link').getAttribute('onclick').slice(4, -2),
    others: ['bare', 'relative'].map(id => document.getElementById(id).href),
    set: document.querySelector('#set').srcset.split(' ')[2],
    alt: document.querySelector('#set').alt,
    frame: document.querySelector('#frame').contentDocument.querySelector('a').href,
    svg: document.querySelector('#svg').href.baseVal,
    noscript: document.querySelector('#off').textContent.split('"')[1].replaceAll('&amp;', '&'),
    template: document.querySelector('#later').content.querySelector('a').href,
    kept: [
        document.querySelector('link[rel=canonical]').href, document.querySelector('meta[property]').content,
        [...document.body.childNodes].find(each => each.nodeType === 8).data.trim(),
        document.querySelector('#link').ping, document.querySelector('#inside').href.slice(32),
        document.querySelector('#form').action, document.querySelector('#field').value,
        document.querySelector('#area').value, document.querySelector('#whole').dataset.u,
        Object.keys(said.key)[0], said.sum.slice(0, -4), tell.toString().split('"')[1],
    ],
})"""
_ONE = (
    "title", "text", "style", "link", "data", "onclick", "set", "alt", "frame", "svg", "noscript", "template",
)  # fmt: skip
DIRECT = {
    **dict.fromkeys(_ONE, TARGET),
    **{name: [TARGET, TARGET] for name in ("json", "script", "others")},
    "kept": [WALLED] * 12,
}


def _bare(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


OF_LINKS = """a { display: block; float: left; position: absolute; padding: 9px; margin: 3px;
    font: 30px serif; letter-spacing: 5px; text-transform: uppercase; border: 4px solid; white-space: pre }"""
_BOXES = """() => [...document.querySelectorAll('body *:not(a)')].map(
    each => [each.tagName, ...Object.values(each.getBoundingClientRect().toJSON()).map(Math.round)])"""
CODED = {
    "": bytes,
    "gzip": lambda data: zlib.compress(data, 6, 31),
    "deflate": zlib.compress,
    "bare": _bare,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "deflate,gzip": lambda data: zlib.compress(zlib.compress(data), 6, 31),
}
WAYS = [
    ("utf-8", "header", "br"), ("utf-8-sig", "", "gzip"), ("utf-16", "", ""),
    ("gbk", "meta", "deflate"), ("gbk", "header", "gzip"), ("gb18030", "header", "bare"),
    ("big5", "header", "zstd"), ("shift_jis", "meta", "deflate,gzip"),
]  # fmt: skip


def _site(request: Request) -> Reply:
    if request.path == "/plain":
        words = "没有链接，link.wall.test.example" * 200
        return _reply(f"<!doctype html><title>plain</title><p>{words}", *request.query.split("&"))
    if request.path == "/checked":
        return Reply(200, (("content-type", HTML),), CHECKED.encode())
    if request.path in ("/checked.js", "/other.js"):
        return Reply(200, (("content-type", "text/javascript"),), SCRIPT)
    return _reply(PAGE, *request.query.split("&")) if request.path == "/every" else Reply(204)


def _reply(page: str, charset: str, said: str, coding: str) -> Reply:
    text = page.replace("META", f'<meta charset="{charset}">' if said == "meta" else "")
    if charset == "shift_jis":
        text = text.replace("看", "見").replace("没有链接，", "なし")
    kind = f"text/html; charset={charset}" if said == "header" else "text/html"
    headers = [("content-type", kind), ("etag", '"a"')]
    if coding:
        headers.append(("content-encoding", "deflate" if coding == "bare" else coding))
    return Reply(200, tuple(headers), CODED[coding](text.encode(charset, "ignore")))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with nobody_at_home(tmp_path_factory.mktemp("home")), World({"www.wall.test": _site}) as there:
        yield there


@pytest.fixture(scope="module", params=KINDS)
def proxy(request: pytest.FixtureRequest, world: World) -> Iterator[Running]:
    with running(world, request.param) as there:
        yield there


@pytest.fixture(scope="module")
def chromium(proxy: Running, requires_chromium: Path) -> Iterator[Browser]:
    keys = f"{proxy.world.spki},{proxy.proxy.spki}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(requires_chromium),
            args=[f"--ignore-certificate-errors-spki-list={keys}", "--test-type"],
            proxy={"server": proxy.url},
        )
        yield browser
        browser.close()


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_every_place_of_a_page(proxy: Running, chromium: Browser, way: tuple[str, str, str]) -> None:
    page = chromium.new_page()
    page.goto(f"https://www.wall.test/every?{'&'.join(way)}")
    assert page.evaluate(READ) == DIRECT
    page.close()


@pytest.mark.parametrize("h2", [False, True])
@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_a_page_without_a_link_is_the_same_on_the_wire(proxy: Running, way: tuple[str, str, str], h2) -> None:
    reply = _reply(f"<!doctype html><title>plain</title><p>{'没有链接，link.wall.test.example' * 200}", *way)
    with (
        proxy.client(h2=h2) as client,
        client.stream("GET", f"https://www.wall.test/plain?{'&'.join(way)}") as got,
    ):
        body = b"".join(got.iter_raw())
    told = {name: got.headers.get(name) for name, _ in reply.headers}
    assert (body, told) == (reply.body, dict(reply.headers))


def test_a_script_that_the_page_names_with_its_hash_runs(chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto("https://www.wall.test/checked")
    assert page.evaluate("said") == [WALLED, TARGET]
    page.close()


def test_words_that_become_links_move_nothing(chromium: Browser) -> None:
    walled = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"
    words = f"看 BV1xx411c7mD 吧，{walled} 也行"
    body = f"<h1>{words}</h1><table><td>{words}<td>x</table><ul><li>{words * 9}</ul><p>{words}<b>{words}</b>"
    plain = body.replace(walled, "https://example.com/")
    linked = Engine(load_rules()).rewrite(body.encode(), HTML, anchors=True).data.decode()
    page = chromium.new_page()
    boxes = []
    for each in (plain, linked):
        page.set_content(f"<style>body {{ width: 500px }} {OF_LINKS}</style>{each}")
        boxes.append(page.evaluate(_BOXES))
    assert boxes[0] == boxes[1]
    assert page.locator("a").count() == 26
