"""JD, Pinduoduo, Xiaohongshu, and a shop that takes nothing but WeChat Pay."""

from urllib.parse import quote

from unwall.world.exchange import NOT_FOUND, Reply, Request, html
from unwall.world.look import Brand, document, post, refusal
from unwall.world.targets import CASHIER, NOTE_TREE, PDD_COUPON, PINDUODUO, opened

PDD_APP = "https://mobile.yangkeduo.com/app.html?use_reload=1&launch_url=" + quote(
    PDD_COUPON.url.removeprefix("https://mobile.yangkeduo.com/"), safe=""
)
PDD_OPEN_APP = "打开拼多多App"
NOTE = "https://www.xiaohongshu.com/explore/64a000000000000000000001?xsec_token=AB0%3D&xsec_source=pc_feed"
NOTE_TITLE = "小户型也能放的猫爬架 - 小红书"
MENTION = "同款在🍑宝搜「猫爬架」"
MERCHANT = "https://shop.example.com/order/20260001"
MERCHANT_TITLE = "选择支付方式 - 麦田小铺"

_XIAOHONGSHU = Brand("小红书", "#ff2442")
_MERCHANT = Brand("麦田小铺", "#07a35a")


def pinduoduo(request: Request) -> Reply:
    """mobile.yangkeduo.com."""
    if request.path == "/app.html":
        return html(
            refusal(
                PINDUODUO,
                PDD_OPEN_APP,
                "在 App 内查看更多优惠。",
                button="立即打开",
                link="pinduoduo://com.xunmeng.pinduoduo/",
            )
        )
    return opened(request)


def note(request: Request) -> Reply:
    """www.xiaohongshu.com."""
    if request.url != NOTE:
        return NOT_FOUND
    link = NOTE_TREE.url.replace("https://", "taobao://")
    markup = (
        "<p>家里只有一面墙也放得下，猫咪已经爬疯了。</p>"
        f'<p>链接放这里：<a id="goods" href="{link}">去看同款</a></p><p>也可以复制 {NOTE_TREE.url} 打开</p>'
        f'<p id="mention">{MENTION}</p>'
    )
    return html(post(_XIAOHONGSHU, NOTE_TITLE, markup, author="小满与猫", heading="小户型也能放的猫爬架"))


def merchant(request: Request) -> Reply:
    """shop.example.com: paying is for WeChat, or for whoever has the Alipay app."""
    if request.url != MERCHANT:
        return NOT_FOUND
    alipay = f"alipays://platformapi/startapp?appId=20000067&amp;url={quote(CASHIER.url, safe='')}"
    body = (
        '<main><div class="card"><h1>订单 20260001</h1><div class="price"><small>&yen;</small>36.50</div>'
        '<p><span class="btn">微信支付</span></p><p class="dim">请在微信中完成支付</p>'
        f'<p><a class="btn plain" id="alipay" href="{alipay}">支付宝</a></p></div></main>'
    )
    return html(document(_MERCHANT, MERCHANT_TITLE, body))


SITES = {
    "mobile.yangkeduo.com": pinduoduo,
    "item.jd.com": opened,
    "item.m.jd.com": opened,
    "www.xiaohongshu.com": note,
    "shop.example.com": merchant,
    "h5.shop.example.com": opened,
}
