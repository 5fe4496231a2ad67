"""QQ: the page its desktop and phone clients send the browser to, in place of the link somebody clicked."""

from urllib.parse import quote

from unwall.world.exchange import NOT_FOUND, Reply, Request, html
from unwall.world.look import STOP, Brand, asset, document
from unwall.world.targets import DOUYIN_QQ, FEISHU_QQ, HUOSHAN_QQ, TOUTIAO_QQ, XIGUA_QQ

QQ = Brand("QQ安全中心", "#12b7f5")
UNOFFICIAL = "当前网页非官方页面"
BLOCKED = "已停止访问该网页"


def _over_encoded(url: str) -> str:
    # The client encodes dots as well.
    return quote(url, safe="").replace(".", "%2E")


_TAIL = "pfuin=10000&pfto=qq.msg&type=0&gjlevel=15&gjsublevel=2804&iscontinue=0"
DOUYIN = f"https://c.pc.qq.com/middlem.html?pfurl={_over_encoded(DOUYIN_QQ.url)}&{_TAIL}"
TOUTIAO = f"https://c.pc.qq.com/ios.html?url={TOUTIAO_QQ.url}&level=14&sublevel=2"  # its ampersands leak
XIGUA = f"https://c.pc.qq.com/pc.html?url={quote(XIGUA_QQ.url, safe='')}&level=10&sublevel=1"
HUOSHAN = (
    f"https://c.pc.qq.com/middleb.html?pfurl={_over_encoded(HUOSHAN_QQ.url.removeprefix('https://'))}&{_TAIL}"
)
FEISHU = f"https://c.pc.qq.com/android.html?url={quote(FEISHU_QQ.url, safe='')}&level=14&sublevel=2"

_TITLES = {
    "/middlem.html": UNOFFICIAL,
    "/middleb.html": UNOFFICIAL,
    "/pc.html": BLOCKED,
    "/ios.html": BLOCKED,
    "/android.html": BLOCKED,
}


def middle(request: Request) -> Reply:
    """c.pc.qq.com: static pages that read the address from their own."""
    title = _TITLES.get(request.path)
    if not title:
        return NOT_FOUND
    body = (
        f'<div class="wall">{STOP}<h1>{title}</h1><p class="dim">可复制网址，使用浏览器访问。</p>'
        f'<p class="link url" id="url"></p></div><script>{asset("qq-middle.js")}</script>'
    )
    return html(document(QQ, title, body, bar=False))


SITES = {"c.pc.qq.com": middle}
