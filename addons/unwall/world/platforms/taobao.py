"""Taobao: short links, goods that WeChat's browser is not shown, and the other address forms of its shops."""

from urllib.parse import urlsplit

from unwall.world.exchange import NOT_FOUND, Reply, Request, html, moved
from unwall.world.look import document, refusal
from unwall.world.shares import SHARES
from unwall.world.targets import DEALS, DEALS_MUG, PHONE_STAND, TAOBAO, opened

DOWNLOAD = "https://h5.m.taobao.com/app/download/index.html"
DOWNLOAD_TITLE = "下载手机淘宝"
OPEN_APP = "淘宝"

_SHORT = {"/h.eAbCd2j": PHONE_STAND, "/h.5DeAlS7": DEALS_MUG} | {
    urlsplit(share.link).path: share.target for share in SHARES if ".tb.cn/" in share.link
}


def goods(request: Request) -> Reply:
    """item.taobao.com: visitors that come in WeChat are led to the app's download page."""
    return moved(DOWNLOAD) if "MicroMessenger" in request.agent else opened(request)


def short(request: Request) -> Reply:
    """m.tb.cn: a page that asks for the app; where it leads stands in a variable."""
    target = _SHORT.get(request.path)
    if not target:
        return NOT_FOUND
    name = request.path[1:]
    script = (
        f'\n var bizCode="tbshare";\n var shortName = "{name}";\n var url = \'{target.url}\';\n'
        ' var invalidUrl = "http://m.tb.cn/scanError.htm";\n var ecode = "";\n var status = "true";\n'
        ' var isAliApp = "false";\n var app= "chrome";\n'
        ' var extraData = {"pic":"http://img.alicdn.com/x.jpg","priceH":"","priceL":"19.90","title":"示例商品"};\n'
    )
    brand = DEALS if target is DEALS_MUG else TAOBAO
    body = (
        '<div class="wall"><h1>打开手机淘宝，查看宝贝</h1>'
        f'<p><a class="btn" href="taobao://m.tb.cn/{name}">打开淘宝</a></p></div>'
    )
    return html(document(brand, OPEN_APP, f"<script>{script}</script>{body}"))


def download(request: Request) -> Reply:
    """h5.m.taobao.com: the app, instead of what was asked for."""
    if request.url == DOWNLOAD:
        return html(
            refusal(TAOBAO, DOWNLOAD_TITLE, "安装后即可查看宝贝。", button="立即下载", link="taobao://home")
        )
    return NOT_FOUND


SITES = {
    "item.taobao.com": goods,
    "detail.tmall.com": opened,
    "market.m.taobao.com": opened,
    "s.taobao.com": opened,
    "m.tb.cn": short,
    "e.tb.cn": short,
    "h5.m.taobao.com": download,
}
