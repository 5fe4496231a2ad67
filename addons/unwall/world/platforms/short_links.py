"""The servers of short links: redirects, pages that name the target, and a service that knows tokens."""

from collections.abc import Mapping
from urllib.parse import unquote

from unwall.world.exchange import NOT_FOUND, Reply, Request, data, html, moved

ITEM = "https://item.jd.com/100000000001.html"
VIDEO = "https://www.iesdouyin.com/share/video/7300000000000000001/?region=CN"
NOTE = "https://www.xiaohongshu.com/discovery/item/65a0b1c2d3e4f5a6b7c8d9e0?xsec_token=AbC"
FILM = "https://www.bilibili.com/video/BV1AbCdEfGhI?p=1"
GOODS = "https://mobile.yangkeduo.com/duo_coupon_landing.html?goods_id=600000000001"
STAND = "https://item.taobao.com/item.htm?id=600000000001"
TOKEN = "￥AbCd1EfGh2J￥"
SERVICE = (
    "https://eco.example.com/router/rest?method=taobao.wireless.share.tpwd.query&password_content={text}"
)
ANSWER_AT = "/wireless_share_tpwd_query_response/url"

# Shorteners that anybody may use: a key that begins with N has a page of its own.
OPEN_TO_ALL = (
    "dwz.cn", "url.cn", "suo.im", "suo.nz", "mrw.so", "985.so", "sourl.cn", "dwz.mk", "rrd.me", "0x.al",
    "c1n.cn", "3.ly",
)  # fmt: skip

_LEADS: Mapping[str, str] = {
    "https://v.douyin.com/iRAbCdxo": "https://v.douyin.com/iRAbCdxo/",
    "https://v.douyin.com/iRAbCdxo/": VIDEO,
    "https://u.jd.com/jda?e=&p=AAAA&d=AbCdEfG": ITEM,
    "https://3.cn/2V-AbCdQ": ITEM,
    "https://p.pinduoduo.com/AbCdEf12": GOODS,
    "https://xhslink.com/a/AbCdEf12": NOTE,
    "http://xhslink.com/a/AbCdEf12": NOTE,
    "https://b23.tv/AbCdEf1": FILM,
    "http://dwz.cn/AbCdEf12": "https://url.cn/AbCdEf1",
    "https://url.cn/AbCdEf1": "https://3.cn/2V-AbCdQ",
    "https://url.cn/Inside1": "http://10.0.0.1/admin",
    "https://url.cn/Script1": "javascript:alert(1)",
    "https://url.cn/Round12": "https://dwz.cn/Round12",
    "https://dwz.cn/Round12": "https://url.cn/Round12",
}


def redirect(request: Request) -> Reply:
    """To where the address leads."""
    if request.host in OPEN_TO_ALL and request.path.startswith("/N"):
        return moved(f"https://example.com{request.path}")
    target = _LEADS.get(request.url)
    return moved(target) if target else NOT_FOUND


def shop(request: Request) -> Reply:
    """u.jd.com: a page that goes on by a script, to an address that redirects."""
    if request.path != "/AbCdEfG":
        return redirect(request)
    onward = "https://u.jd.com/jda?e=&p=AAAA&d=AbCdEfG"
    return html(f"<title>JD</title><script>var hrl='{onward}';var ua='x';location.href=hrl;</script>")


def service(request: Request) -> Reply:
    """What a server with the keys of an affiliate answers about a token."""
    known = TOKEN in unquote(request.query)
    answer = {"suc": known, **({"url": STAND, "content": "示例"} if known else {"error_code": "15"})}
    return data({"wireless_share_tpwd_query_response": answer})


SITES = {
    **dict.fromkeys(
        ("v.douyin.com", "3.cn", "p.pinduoduo.com", "xhslink.com", "b23.tv", *OPEN_TO_ALL), redirect
    ),
    "u.jd.com": shop,
    "eco.example.com": service,
}
