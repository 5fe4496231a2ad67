"""WeChat: its web chat, the page that stops links, and the mini programs' page that only its app can show."""

import json
from hashlib import sha256, sha384
from html import escape
from typing import NamedTuple
from urllib.parse import quote, urlencode

from unwall.world.exchange import NOT_FOUND, Reply, Request, data, html
from unwall.world.look import STOP, Brand, asset, document, refusal
from unwall.world.targets import (
    CAT_TREE,
    DOUYIN_WECHAT,
    FEISHU_WECHAT,
    HUOSHAN_WECHAT,
    TOUTIAO_WECHAT,
    XIGUA_WECHAT,
)

WECHAT = Brand("微信网页版", "#07c160")
CONFIRM = "/cgi-bin/mmspamsupport-bin/newredirectconfirmcgi"
BLOCKED = "已停止访问该网页"
COPY = "如需浏览，请长按网址复制后使用浏览器访问"
GRAY = "将要访问"
UPGRADE = "请升级微信版本"
TOKEN = (
    "【桌面手机支架】https://m.tb.cn/h.eAbCd2j?sm=2194cc 点击链接，再选择浏览器咑閞；"
    "或復·制这段描述￥nBAbCd6mCQq￥后到👉淘♂寳♀👈"
)


class Stop(NamedTuple):
    """One link that WeChat stops: what its page says, and where in the page's data the address stands."""

    kind: str  # gray, newgray, empty or block
    title: str
    words: str
    target: str
    charset: str = "utf-8"

    @property
    def page(self) -> str:
        """The address of the page that stops it; nothing in it tells the target."""
        key = f"{self.kind} {self.target}".encode()
        codes = {"midpagecode": sha384(key).hexdigest(), "bancode": sha256(key).hexdigest()}
        return f"https://weixin110.qq.com{CONFIRM}?{urlencode(codes)}"

    @property
    def variables(self) -> dict[str, object]:
        """The data from which the page draws itself."""
        start = {"retcode": 0, "type": self.kind, "title": self.title}
        if self.kind == "empty":
            return {**start, "desc": self.target, "btns": []}
        if self.kind == "block":
            url = quote(self.target, safe="")
            more = f"https://weixin110.qq.com/security/newreadtemplate?t=webpage_intercept/w_reason&url={url}"
            more += "&block_type=26&exportkey="
            return {
                **start,
                "desc": self.words,
                "btns": [{"name": "查看详情", "url": more, "type": "primary"}],
            }
        on = {"name": "继续访问", "url": self.target, "type": "plain-primary"}
        return {**start, "desc": self.words, "url": self.target, "btns": [on]}


TAOBAO = Stop("block", BLOCKED, "网页包含其他平台的商品推广，请在微信以外打开。", CAT_TREE.url)
DEALS = Stop("empty", COPY, "", "https://m.tb.cn/h.5DeAlS7?tk=AbCd3EfGh0J")
TOUTIAO = Stop("gray", GRAY, "非微信官方网页，请确认是否继续访问。", TOUTIAO_WECHAT.url)
HUOSHAN = Stop("empty", COPY, "", HUOSHAN_WECHAT.url, "gbk")
FEISHU = Stop(
    "newgray", GRAY, "非微信官方网页，请确认是否继续访问。", FEISHU_WECHAT.url.removeprefix("https://")
)
_STOPS = {each.page: each for each in (TAOBAO, DEALS, TOUTIAO, HUOSHAN, FEISHU)}

XIGUA_PAGE = f"https://weixin110.qq.com{CONFIRM}?" + urlencode(
    {
        "main_type": 2,
        "evil_type": 20,
        "source": 2,
        "url": XIGUA_WECHAT.url,
        "exportkey": "AAAA=",
        "pass_ticket": "BBBB",
    }
)


class Card(NamedTuple):
    """A mini program's card; the page inside its own app is all it knows."""

    title: str
    app: str
    appid: str
    path: str

    @property
    def link(self) -> str:
        """Where a client that is not WeChat's app is led."""
        query = {"appid": self.appid, "type": "upgrade", "upgradetype": "3"}
        return f"https://mp.weixin.qq.com/mp/waerrpage?{urlencode(query)}#wechat_redirect"

    @property
    def xml(self) -> str:
        """The card as it lies in a chat."""
        return (
            '<?xml version="1.0"?>\n<msg>\n\t<appmsg appid="" sdkver="0">\n'
            f"\t\t<title>{self.title}</title>\n\t\t<des></des>\n\t\t<type>33</type>\n"
            f"\t\t<url>{escape(self.link)}</url>\n\t\t<sourcedisplayname>{self.app}</sourcedisplayname>\n"
            "\t\t<weappinfo>\n\t\t\t<username><![CDATA[gh_0123456789ab@app]]></username>\n"
            f"\t\t\t<appid><![CDATA[{self.appid}]]></appid>\n\t\t\t<type>2</type>\n\t\t\t<version>14</version>\n"
            f"\t\t\t<pagepath><![CDATA[{self.path}]]></pagepath>\n\t\t</weappinfo>\n\t</appmsg>\n</msg>"
        )


JD_CARD = Card(
    "铝合金手机支架", "京东购物", "wx91d27dbf599dff74", "pages/item/detail/detail.html?sku=100000000001"
)
PDD_CARD = Card(
    "百亿补贴 陶瓷杯", "拼多多", "wx32540bd863b27570", "package_a/goods/goods.html?goods_id=100000000003"
)


class Message(NamedTuple):
    """One message of the chat: a shared link (its own address and title), a card, or text."""

    id: str
    text: str
    link: str = ""
    card: Card | None = None

    @property
    def record(self) -> dict[str, object]:
        """The message as the server sends it."""
        if self.card:
            content = escape(self.card.xml, quote=False).replace("\n", "<br/>")
            return {
                "MsgId": self.id, "MsgType": 49, "AppMsgType": 33, "FileName": self.card.title,
                "Url": escape(self.card.link), "Content": content,
            }  # fmt: skip
        kind = {"MsgType": 49, "AppMsgType": 5} if self.link else {"MsgType": 1, "AppMsgType": 0}
        return {
            "MsgId": self.id,
            **kind,
            "FileName": self.text,
            "Url": escape(self.link),
            "Content": escape(self.text),
        }


CHAT = (
    Message("taobao", "实木猫爬架 三层小户型猫树", TAOBAO.page),
    Message("token", TOKEN),
    Message("deals", "【淘特】工厂直供 马克杯两只装", DEALS.page),
    Message("douyin", DOUYIN_WECHAT.url),
    Message("toutiao", "为什么链接在别处打不开", TOUTIAO.page),
    Message("xigua", "手工木碗是怎样做成的", XIGUA_PAGE),
    Message("huoshan", "胡同里的糖画", HUOSHAN.page),
    Message("feishu", "项目周报", FEISHU.page),
    Message("jd", "", card=JD_CARD),
    Message("pinduoduo", "", card=PDD_CARD),
)


def chat(request: Request) -> Reply:
    """wx.qq.com."""
    match request.path:
        case "/":
            body = f"<main></main><script>{asset('wechat-chat.js')}</script>"
            return html(document(WECHAT, "微信网页版", body), coding="br")
        case "/cgi-bin/mmwebwx-bin/webwxsync":
            records = [each.record for each in CHAT]
            state = {
                "BaseResponse": {"Ret": 0, "ErrMsg": ""},
                "AddMsgCount": len(records),
                "AddMsgList": records,
            }
            return data(state, media="text/plain")
        case "/cgi-bin/mmwebwx-bin/webwxcheckurl":
            return _checked(request.value("requrl"))
    return NOT_FOUND


def _checked(target: str) -> Reply:
    full = f"https://weixin110.qq.com{CONFIRM}?" + urlencode(
        {"main_type": 2, "evil_type": 0, "source": 2, "url": target, "wechat_real_lang": "zh_CN"}
    )
    reply = data(
        {"BaseResponse": {"Ret": 0, "ErrMsg": ""}, "FullURL": full, "ActionCode": 7}, media="text/plain"
    )
    return reply._replace(status=301, headers=(*reply.headers, ("location", full)))


def stopped(request: Request) -> Reply:
    """weixin110.qq.com: the page that stands in the way."""
    if request.path == "/security/newreadtemplate":
        return html(refusal(WECHAT, "网页被停止访问的原因", "该网页包含其他平台的内容。"))
    if request.path != CONFIRM:
        return NOT_FOUND
    stop = _STOPS.get(request.url)
    if not stop and request.value("url"):
        return html(_page(Stop("empty", BLOCKED, "", "可以复制网址，在浏览器中打开")))
    return html(_page(stop), charset=stop.charset, said=stop.charset == "utf-8") if stop else NOT_FOUND


def _page(stop: Stop) -> str:
    def guarded(value: object) -> object:
        match value:
            case str():
                return value.replace("&", "&amp;").replace("/", "&#x2f;")
            case list():
                return [guarded(each) for each in value]
            case dict():
                return {key: guarded(each) for key, each in value.items()}
        return value

    variables = json.dumps(guarded(stop.variables), ensure_ascii=False, separators=(",", ":"))
    body = (
        f'<div class="wall" id="app">{STOP}<h1></h1><p class="dim"></p></div>\n'
        f"<script>\n      var cgiData = {variables};\n    </script>\n"
        f"<script>{asset('wechat-stop.js')}</script>"
    )
    return document(WECHAT, "", body, charset=stop.charset, bar=False)


def mini_program(request: Request) -> Reply:
    """mp.weixin.qq.com, for whoever has no WeChat app to open a mini program in."""
    if request.path == "/mp/waerrpage":
        return html(refusal(WECHAT, UPGRADE, "当前环境不支持打开小程序，请使用最新版微信。"))
    return NOT_FOUND


SITES = {"wx.qq.com": chat, "weixin110.qq.com": stopped, "mp.weixin.qq.com": mini_program}
