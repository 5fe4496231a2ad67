"""The servers of short links and share texts: redirects, pages that name the target, pages that want the app.

And the gateway of an open platform, which knows tokens and answers whoever signs as it wants.
"""

import hashlib
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from unwall.world.exchange import NOT_FOUND, Reply, Request, Site, data, html, moved
from unwall.world.look import Brand, refusal
from unwall.world.shares import (
    IN_WECHAT,
    IN_WECHAT_LINK,
    SHARED,
    SHARES,
    TOKEN_ITEM,
    behind,
)

ITEM = "https://item.jd.com/100000000012.html"
TOKEN = "￥AbCd1EfGh2J￥"
GATEWAY = "https://eco.taobao.com/router/rest"
METHOD = "taobao.wireless.share.tpwd.query"
ANSWER_AT = "/wireless_share_tpwd_query_response/url"
APP_KEY, APP_SECRET = "10000001", "0123456789abcdef"  # of nobody
KEYS = {"TAOBAO_APP_KEY": APP_KEY, "TAOBAO_APP_SECRET": APP_SECRET}
SERVICE = f"""
[[services]]
for = "taobao/token"
url = "{GATEWAY}"
at = "{ANSWER_AT}"
key = "TAOBAO_APP_KEY"
secret = "TAOBAO_APP_SECRET"
sign = "md5"
[services.form]
method = "{METHOD}"
app_key = "{{key}}"
timestamp = "{{time}}"
format = "json"
v = "2.0"
sign_method = "md5"
password_content = "{{text}}"
"""
OPEN_APP = "请在浏览器或快手App中打开"

# Shorteners that anybody may use: a key that begins with N has a page of its own.
OPEN_TO_ALL = (
    "dwz.cn", "url.cn", "suo.im", "suo.nz", "mrw.so", "985.so", "sourl.cn", "dwz.mk", "rrd.me", "0x.al",
    "c1n.cn", "3.ly",
)  # fmt: skip

# What each server of the atlas answers to its short link, beside those of the share texts.
REDIRECTS: Mapping[str, str] = {
    "https://v.douyin.com/iRAbCdxo": "https://v.douyin.com/iRAbCdxo/",
    "https://u.jd.com/jda?e=&p=AAAA&d=AbCdEfG": "https://union-click.jd.com/jdc?e=1&p=AyIG&t=W1dC&a=fCg9",
    "https://union-click.jd.com/jdc?e=1&p=AyIG&t=W1dC&a=fCg9": ITEM,
    "https://p.pinduoduo.com/AppOnly1": "https://mobile.yangkeduo.com/app.html?use_reload=1"
    "&launch_url=goods.html%3Fgoods_id%3D500000000002",
    "https://v.kuaishouapp.com/s/AbCdEfGh": "https://v.m.chenzhongtech.com/fw/photo/3xabcdefghijklm?shareToken=X",
    "https://bili2233.cn/AbCd1Ef": "https://www.bilibili.com/video/BV1AbCdEfGhI?p=1&share_source=COPY",
    "https://mapp.api.weibo.cn/fx/0123456789abcdef0123456789abcdef.html": "https://m.weibo.cn/status/5000000000000011",
    "http://xhslink.cn/m/AbCdEfGhIjK": "https://www.xiaohongshu.com/discovery/item/65a0b1c2d3e4f5a6b7c8d9e1?x=1",
    "https://ur.alipay.com/4Abcde": "https://ds.alipay.com/?scheme=alipays%3A%2F%2Fplatformapi%2Fstartapp%3FappId%3D20000067"
    "%26url%3Dhttps%253A%252F%252Frender.alipay.com%252Fp%252Fa",
    "https://s.tb.cn/c.0xAbWF": "https://shop100000001.taobao.com/?spm=a1",
    "https://s.click.ele.me/AbCdEf1": "https://h5.ele.me/adminiappsub/pages/h5/index?a=1",
    "http://dwz.cn/AbCdEf12": "https://url.cn/AbCdEf1",
    "https://url.cn/AbCdEf1": "https://u.jd.com/AbCdEfG",
    "https://url.cn/Inside1": "http://10.0.0.1/admin",
    "https://url.cn/Script1": "javascript:alert(1)",
    "https://url.cn/Round12": "https://dwz.cn/Round12",
    "https://dwz.cn/Round12": "https://url.cn/Round12",
    IN_WECHAT_LINK: IN_WECHAT.url,
}
_LEADS = {**{share.link: share.target.url for share in SHARES if share.link}, **REDIRECTS}
_BY_PAGE = {"m.tb.cn", "e.tb.cn", "u.jd.com", "t.cn"}  # whose own platforms answer, or below


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


def film(request: Request) -> Reply:
    """v.kuaishou.com: visitors that come in WeChat are shown that they should not."""
    if request.url == IN_WECHAT_LINK and "MicroMessenger" in request.agent:
        return html(refusal(Brand("快手", "#ff4906"), OPEN_APP, "点击右上角，选择在浏览器中打开。"))
    return redirect(request)


def click(request: Request) -> Reply:
    """s.click.taobao.com: a page of scripts that wants to be asked once more, by a browser."""
    if request.path != "/AbCdEf1":
        return NOT_FOUND
    return html("<title>tbk</title><script>var real_jump_address = '';</script>")


def gateway(request: Request) -> Reply:
    """eco.taobao.com: what is signed by a known application is answered, tokens among it."""
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    signed = form.pop("sign", "")
    text = APP_SECRET + "".join(name + form[name] for name in sorted(form)) + APP_SECRET
    right = hashlib.md5(text.encode()).hexdigest().upper()  # noqa: S324 - their signature
    if form.get("app_key") != APP_KEY or signed != right:
        return data({"error_response": {"code": 25, "msg": "Invalid signature", "sub_code": "isv.invalid"}})
    if form.get("method") != METHOD:
        return data({"error_response": {"code": 22, "msg": "Invalid method"}})
    known = TOKEN in form.get("password_content", "")
    answer: dict[str, object] = {"suc": known, "request_id": "0abc"}
    answer |= {"url": TOKEN_ITEM.url, "title": "示例", "content": "示例"} if known else {"error_code": "15"}
    return data({"wireless_share_tpwd_query_response": answer})


def with_pages(sites: Mapping[str, Site]) -> dict[str, Site]:
    """The sites, and on them the pages behind the share texts."""

    def beside(site: Site) -> Site:
        def answer(request: Request) -> Reply:
            target = behind(f"https{request.url.removeprefix(request.scheme)}")
            if target is None:
                return site(request)
            if request.scheme == "http":
                return moved(target.url, 301)
            return html(target.markup, charset=target.charset, coding=target.coding)

        return answer

    hosts = {urlsplit(target.url).hostname or "" for target in SHARED}
    return {**sites, **{host: beside(sites.get(host, _nothing)) for host in hosts}}


def _nothing(_: Request) -> Reply:
    return NOT_FOUND


SITES = {
    **dict.fromkeys({urlsplit(url).hostname or "" for url in _LEADS} - _BY_PAGE | {*OPEN_TO_ALL}, redirect),
    "u.jd.com": shop,
    "v.kuaishou.com": film,
    "s.click.taobao.com": click,
    "eco.taobao.com": gateway,
}
