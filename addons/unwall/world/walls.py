"""The walls of the demo: where a person starts, what they do, where they are stopped, what they wanted."""

from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from unwall.world.platforms import (
    bytedance,
    carriers,
    qq,
    reading,
    shops,
    short_links,
    taobao,
    wechat,
    world_wide,
)
from unwall.world.shares import IN_WECHAT, IN_WECHAT_LINK, SHARES, TOKEN_ALONE, TOKEN_ITEM
from unwall.world.targets import (
    CARRIED,
    CASHIER,
    CAT_TREE,
    DEALS_MUG,
    DOUYIN_QQ,
    DOUYIN_WECHAT,
    FEISHU_QQ,
    FEISHU_WECHAT,
    HUOSHAN_QQ,
    HUOSHAN_WECHAT,
    JD_CARD,
    JD_ITEM,
    LIVE_LAMP,
    LIVE_MUG,
    NIGHT_LAMP,
    NOTE_TREE,
    PDD_CARD,
    PDD_COUPON,
    PHONE_STAND,
    READING,
    SEARCH,
    TOUTIAO_QQ,
    TOUTIAO_WECHAT,
    XIGUA_QQ,
    XIGUA_WECHAT,
    Target,
)

WECHAT_AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 MicroMessenger/8.0.50(0x18003231) NetType/WIFI Language/zh_CN"
)


class Name(NamedTuple):
    """What people call it."""

    en: str
    zh: str


class Click(NamedTuple):
    """A person clicks what ``selector`` finds on the start page."""

    selector: str


class Copy(NamedTuple):
    """A person copies what ``selector`` finds on the start page, and pastes it into the address bar."""

    selector: str


class Read(NamedTuple):
    """A person reads what ``selector`` finds on the start page.

    They follow the link in it, or where there is none search for what it says.
    """

    selector: str


class Send(NamedTuple):
    """A person sends the address of the link that ``selector`` finds to somebody without unwall."""

    selector: str


class Arrive(NamedTuple):
    """An app hands the start address to the browser."""


class Scope(StrEnum):
    """How much of the traffic the proxy must look at for this wall to open."""

    PAGES = "pages"
    ALL = "all"


class Contact(StrEnum):
    """What of the act may reach the blockers with unwall."""

    NONE = "none"  # their hosts are nothing but walls: not one byte
    CONNECTION = "connection"  # their hosts have other pages, too: no request
    REQUEST = "request"  # the target is known to their servers alone


class Wall(NamedTuple):
    """One row of the demo."""

    id: str
    name: Name
    start: str
    act: Click | Copy | Read | Send | Arrive
    stopped: str  # the title of the page that people end on without unwall
    target: Target
    blockers: tuple[str, ...]  # the hosts that stand in the way
    contact: Contact = Contact.NONE
    detour: bool = False  # it leads on by itself, after the blocker's page was loaded and has run
    agent: str | None = None  # of an app's built-in browser
    scope: Scope = Scope.PAGES


_CHAT = "https://wx.qq.com/"
_SEARCHED = ("www.baidu.com",)
SEARCH_FOR = "https://www.baidu.com/s?ie=utf-8&wd="  # what an address bar does with what is no address
_FROM_QQ = ("c.pc.qq.com",)


def _in_wechat(message: str, name: Name, stopped: str, target: Target, *blockers: str) -> Wall:
    act = Click(f"#msg-{message} a")
    blockers = blockers or ("weixin110.qq.com",)
    return Wall(f"{message}-in-wechat", name, _CHAT, act, stopped, target, blockers, Contact.REQUEST)


def _card(message: str, name: Name, target: Target) -> Wall:
    act = Click(f"#msg-{message} a")
    return Wall(f"{message}-card", name, _CHAT, act, wechat.UPGRADE, target, ("mp.weixin.qq.com",))


def _in_qq(link: str, name: Name, start: str, stopped: str, target: Target) -> Wall:
    return Wall(f"{link}-in-qq", name, start, Arrive(), stopped, target, _FROM_QQ)


def _read(site: str, name: Name, start: str, stopped: str, slug: str) -> Wall:
    return Wall(site, name, start, Click("#link"), stopped, READING[slug], _LEAVING[site])


def _pasted(wall: str, name: Name, text: str, target: Target) -> Wall:
    """A person pastes into the address bar what an app has put on the clipboard."""
    stopped = reading.results_title(text)
    start = SEARCH_FOR + quote(text)
    return Wall(wall, name, start, Arrive(), stopped, target, _SEARCHED, Contact.CONNECTION)


_LEAVING = {
    "zhihu": ("link.zhihu.com",),
    "weibo": ("weibo.cn", "t.cn"),
    "juejin": ("link.juejin.cn",),
    "csdn": ("link.csdn.net",),
    "douban": ("www.douban.com",),
    "facebook": ("l.facebook.com",),
    "google": ("www.google.com",),
    "youtube": ("www.youtube.com",),
    "outlook": (world_wide.SAFE_LINKS,),
    "x": ("t.co",),
}

_SHOPPING = (
    _in_wechat("taobao", Name("Taobao link in WeChat", "微信里的淘宝链接"), wechat.BLOCKED, CAT_TREE),
    Wall(
        "taobao-token",
        Name("Taobao share text with a token", "淘口令（分享文案）"),
        _CHAT,
        Copy("#msg-token div"),
        reading.results_title(wechat.TOKEN),
        PHONE_STAND,
        _SEARCHED,
        Contact.CONNECTION,
    ),
    _in_wechat(
        "deals",
        Name("Taobao Deals link in WeChat", "微信里的淘特链接"),
        wechat.COPY,
        DEALS_MUG,
        "weixin110.qq.com",
        "m.tb.cn",
    ),
    Wall(
        "taobao-refuses-wechat",
        Name("Taobao item that refuses WeChat", "拒绝微信访问的淘宝商品页"),
        NIGHT_LAMP.url,
        Arrive(),
        taobao.DOWNLOAD_TITLE,
        NIGHT_LAMP,
        ("h5.m.taobao.com",),
        agent=WECHAT_AGENT,
    ),
    _card("jd", Name("JD mini program in WeChat", "微信里的京东小程序"), JD_CARD),
    _card("pinduoduo", Name("Pinduoduo mini program in WeChat", "微信里的拼多多小程序"), PDD_CARD),
    Wall(
        "jd-in-douyin",
        Name("JD link in Douyin", "抖音里的京东链接"),
        bytedance.CHAT,
        Click("#msg-jd a"),
        bytedance.LEAVING,
        JD_ITEM,
        ("link.wtturl.cn",),
    ),
    Wall(
        "pinduoduo-app",
        Name("Pinduoduo link that wants the app", "要求打开 App 的拼多多链接"),
        reading.WEIBO_PAGE,
        Click("#coupon"),
        shops.PDD_OPEN_APP,
        PDD_COUPON,
        ("mobile.yangkeduo.com",),
        Contact.CONNECTION,
    ),
    Wall(
        "alipay",
        Name("Alipay where only WeChat Pay works", "只能微信支付的页面里的支付宝"),
        shops.MERCHANT,
        Click("#alipay"),
        shops.MERCHANT_TITLE,
        CASHIER,
        (),
        scope=Scope.ALL,
    ),
    Wall(
        "douyin-live-goods",
        Name("Taobao goods in a Douyin livestream", "抖音直播间里的淘宝商品"),
        bytedance.ROOM,
        Click("#goods a"),
        bytedance.ROOM_TITLE,
        LIVE_MUG,
        (),
    ),
    Wall(
        "douyin-live-comment",
        Name("Taobao link in a livestream comment", "抖音直播间评论里的淘宝链接"),
        bytedance.ROOM,
        Click("#comments a"),
        bytedance.LEAVING,
        LIVE_LAMP,
        ("link.wtturl.cn",),
    ),
    Wall(
        "xiaohongshu",
        Name("Taobao app link in Xiaohongshu", "小红书笔记里的淘宝链接"),
        shops.NOTE,
        Click("#goods"),
        shops.NOTE_TITLE,
        NOTE_TREE,
        (),
    ),
    Wall(
        "xiaohongshu-mention",
        Name("🍑 in Xiaohongshu", "小红书笔记里的 🍑"),
        shops.NOTE,
        Read("#mention"),
        reading.results_title(shops.MENTION),
        SEARCH,
        _SEARCHED,
    ),
)

_MEDIA = (
    _in_wechat(
        "douyin",
        Name("Douyin link in WeChat", "微信里的抖音链接"),
        wechat.BLOCKED,
        DOUYIN_WECHAT,
        "wx.qq.com",
        "weixin110.qq.com",
    )._replace(contact=Contact.CONNECTION),
    _in_qq("douyin", Name("Douyin link in QQ", "QQ 里的抖音链接"), qq.DOUYIN, qq.UNOFFICIAL, DOUYIN_QQ),
    _in_wechat(
        "toutiao", Name("Toutiao link in WeChat", "微信里的今日头条链接"), wechat.GRAY, TOUTIAO_WECHAT
    ),
    _in_qq("toutiao", Name("Toutiao link in QQ", "QQ 里的今日头条链接"), qq.TOUTIAO, qq.BLOCKED, TOUTIAO_QQ),
    _in_wechat(
        "xigua", Name("Xigua link in WeChat", "微信里的西瓜视频链接"), wechat.BLOCKED, XIGUA_WECHAT
    )._replace(contact=Contact.CONNECTION),
    _in_qq("xigua", Name("Xigua link in QQ", "QQ 里的西瓜视频链接"), qq.XIGUA, qq.BLOCKED, XIGUA_QQ),
    _in_wechat("huoshan", Name("Huoshan link in WeChat", "微信里的火山链接"), wechat.COPY, HUOSHAN_WECHAT),
    _in_qq("huoshan", Name("Huoshan link in QQ", "QQ 里的火山链接"), qq.HUOSHAN, qq.UNOFFICIAL, HUOSHAN_QQ),
    _in_wechat("feishu", Name("Feishu link in WeChat", "微信里的飞书链接"), wechat.GRAY, FEISHU_WECHAT),
    _in_qq("feishu", Name("Feishu link in QQ", "QQ 里的飞书链接"), qq.FEISHU, qq.BLOCKED, FEISHU_QQ),
)

_READING = (
    _read(
        "zhihu",
        Name("Zhihu", "知乎"),
        reading.ZHIHU_PAGE,
        reading.ZHIHU_LEAVING,
        "zhihu/answer?a=1&b=two#top",
    ),
    _read(
        "weibo",
        Name("Weibo and t.cn", "微博与 t.cn"),
        reading.WEIBO_PAGE,
        reading.WEIBO_LEAVING,
        "weibo/long-read",
    )._replace(contact=Contact.REQUEST),
    _read(
        "juejin",
        Name("Juejin", "稀土掘金"),
        reading.JUEJIN_PAGE,
        reading.JUEJIN_LEAVING,
        "juejin/spec?page=2&lang=zh",
    ),
    _read("csdn", Name("CSDN", "CSDN"), reading.CSDN_PAGE, reading.CSDN_LEAVING, "csdn/download"),
    _read("douban", Name("Douban", "豆瓣"), reading.DOUBAN_PAGE, reading.DOUBAN_LEAVING, "douban/film-site"),
    _read(
        "facebook",
        Name("Facebook", "Facebook"),
        world_wide.FACEBOOK_PAGE,
        world_wide.FACEBOOK_LEAVING,
        "facebook/recipe?id=7&s=8",
    ),
    _read(
        "google", Name("Google", "Google"), world_wide.GOOGLE_PAGE, world_wide.GOOGLE_LEAVING, "google/result"
    )._replace(contact=Contact.CONNECTION),
    _read(
        "youtube",
        Name("YouTube", "YouTube"),
        world_wide.YOUTUBE_PAGE,
        world_wide.YOUTUBE_LEAVING,
        "youtube/shop?ref=video",
    )._replace(contact=Contact.CONNECTION),
    _read(
        "outlook",
        Name("Outlook Safe Links", "Outlook 安全链接"),
        world_wide.OUTLOOK_PAGE,
        world_wide.OUTLOOK_SCANNING,
        "outlook/invoice?no=42&v=1",
    ),
    _read("x", Name("X, t.co", "X 的 t.co"), world_wide.X_PAGE, "", "x/story")._replace(
        contact=Contact.REQUEST, detour=True
    ),
)

_SHARED = (
    *(_pasted(share.id, Name(share.en, share.zh), share.text, share.target) for share in SHARES),
    _pasted(
        "token-alone",
        Name("Token, known to a service", "单独的淘口令（用自己的接口）"),
        TOKEN_ALONE,
        TOKEN_ITEM,
    ),
    Wall(
        "kuaishou-refuses-wechat",
        Name("Kuaishou short link that refuses WeChat", "拒绝微信访问的快手短链"),
        IN_WECHAT_LINK,
        Arrive(),
        short_links.OPEN_APP,
        IN_WECHAT,
        ("v.kuaishou.com",),
        Contact.REQUEST,
        agent=WECHAT_AGENT,
    ),
)

# Links that are right already in the page, however they came there: sent on, they open for everybody.
_IN_PAGES = tuple(
    Wall(
        f"{each.site}-in-page",
        Name(each.en, each.zh),
        each.start,
        Send("#link"),
        each.stopped,
        CARRIED[each.site],
        (each.blocker,),
        Contact.NONE if each.alone else Contact.CONNECTION,
    )
    for each in carriers.CARRIERS
)

WALLS = (*_SHOPPING, *_MEDIA, *_READING, *_SHARED, *_IN_PAGES)
