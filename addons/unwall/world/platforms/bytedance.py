"""Douyin: a live room with goods and comments, a chat, the page before every link that leads out."""

from html import escape
from urllib.parse import quote

from unwall.world.exchange import NOT_FOUND, Reply, Request, data, html
from unwall.world.look import asset, document, leave
from unwall.world.targets import DOUYIN, JD_ITEM, LIVE_LAMP, LIVE_MUG, opened

ROOM = "https://live.douyin.com/700000000001"
ROOM_TITLE = "小满的直播间 - 抖音直播"
CHAT = "https://www.douyin.com/chat"
LEAVING = "即将离开抖音"


def outward(url: str, aid: int = 1128) -> str:
    """The link that Douyin makes of a foreign one."""
    return f"https://link.wtturl.cn/?aid={aid}&lang=zh&scene=im&target={quote(url, safe='')}&jumper_version=1"


_GOODS = (
    (
        "手工陶瓷马克杯",
        5900,
        "tbopen://m.taobao.com/tbopen/index.html?action=ali.open.nav&module=h5&bootImage=0&h5Url="
        + quote(LIVE_MUG.url, safe=""),
    ),
    ("直播专享小样", 0, "https://haohuo.jinritemai.com/views/product/item2?id=3600000000000000009"),
)
_COMMENTS = (
    ("阿禾", "主播看看我", ""),
    ("运营小助手", "补光台灯链接", outward(LIVE_LAMP.url)),
)


def live(request: Request) -> Reply:
    """live.douyin.com."""
    match request.path:
        case "/700000000001":
            body = (
                '<main><div class="video"><i></i></div>'
                '<div class="card"><h1>购物车</h1><div id="goods"></div></div>'
                '<div class="card"><h1>评论</h1><div id="comments"></div></div></main>'
                f"<script>{asset('douyin-live.js')}</script>"
            )
            return html(document(DOUYIN, ROOM_TITLE, body), coding="br")
        case "/live/promotions/page/":
            promotions = [
                {
                    "promotion_id": f"36000000000000000{number:02}",
                    "product_id": f"37000000000000000{number:02}",
                    "title": title,
                    "min_price": price,
                    "detail_url": url,
                    "cover": "https://p3.douyinpic.com/x.jpg",
                }
                for number, (title, price, url) in enumerate(_GOODS)
            ]
            return data({"promotions": promotions, "status_code": 0}, guarded=True)
        case "/webcast/room/comments/":
            comments = [
                {"user": {"nickname": who}, "content": words, "link": url} for who, words, url in _COMMENTS
            ]
            return data({"data": {"comments": comments}, "status_code": 0}, guarded=True)
    return NOT_FOUND


def leaving(request: Request) -> Reply:
    """link.wtturl.cn."""
    target = request.value("target")
    if request.path == "/" and target:
        return html(leave(DOUYIN, LEAVING, "该链接不属于抖音，请谨慎访问。", target, "继续访问"), coding="br")
    return NOT_FOUND


def main_site(request: Request) -> Reply:
    """www.douyin.com."""
    if request.url != CHAT:
        return opened(request)
    link = f'<a href="{escape(outward(JD_ITEM.url))}">item.m.jd.com/product/100000000002.html</a>'
    body = (
        '<main><div class="msg"><i></i><div>这盏灯不错</div></div>'
        f'<div class="msg" id="msg-jd"><i></i><div>{link}</div></div></main>'
    )
    return html(document(DOUYIN, "私信 - 抖音", body), coding="br")


SITES = {
    "www.douyin.com": main_site,
    "live.douyin.com": live,
    "link.wtturl.cn": leaving,
    "www.toutiao.com": opened,
    "www.ixigua.com": opened,
    "share.huoshan.com": opened,
    "example.feishu.cn": opened,
}
