"""Pages whose links come by every way there is: markup, an API, a script, a feed, events, a socket."""

import json
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from unwall.world.exchange import NOT_FOUND, Reply, Request, data, html
from unwall.world.look import Brand, asset, leave, post
from unwall.world.platforms.bytedance import LEAVING, outward
from unwall.world.targets import CARRIED, Target

JIANSHU = Brand("简书", "#ea6f5a")
GITEE = Brand("Gitee", "#c71d23")
NOWCODER = Brand("牛客网", "#00b38a")
OSCHINA = Brand("开源中国", "#21b351")
DOUBAO = Brand("豆包", "#4c6fff")
MAIMAI = Brand("脉脉", "#1f7bff")

JIANSHU_PAGE = "https://www.jianshu.com/p/0123456789ab"
JIANSHU_LEAVING = "您即将离开简书"
GITEE_PAGE = "https://gitee.com/example/notes"
GITEE_LEAVING = "即将离开 Gitee"
NOWCODER_PAGE = "https://www.nowcoder.com/discuss/600000000000000001"
NOWCODER_LEAVING = "即将离开牛客网"
OSCHINA_PAGE = "https://www.oschina.net/news/300001"
OSCHINA_LEAVING = "即将离开开源中国"
DOUBAO_PAGE = "https://www.doubao.com/chat/30000000000001"
MAIMAI_PAGE = "https://maimai.cn/web/chat"
MAIMAI_LEAVING = "即将离开脉脉"


def _wrapped(start: str, target: Target, safe: str = "") -> str:
    return start + quote(target.url, safe=safe)


_IN_JIANSHU = _wrapped("https://links.jianshu.com/go?to=", CARRIED["jianshu"])
_IN_GITEE = _wrapped("https://gitee.com/link?target=", CARRIED["gitee"])
_IN_NOWCODER = _wrapped("https://hd.nowcoder.com/link.html?target=", CARRIED["nowcoder"])
_IN_OSCHINA = _wrapped("https://www.oschina.net/action/GoToLink?url=", CARRIED["oschina"])
_IN_DOUBAO = outward(CARRIED["doubao"].url, 497858)
_IN_MAIMAI = _wrapped("https://maimai.cn/n/online/link?target=", CARRIED["maimai"], safe="/")


_ANSWER = (
    "雨天适合", "慢慢走。\n\n",
    "一、先去", "美术馆，", "人少，", "也不用打伞。\n\n",
    "二、午后", "在河边的", "茶馆坐坐，", "听雨落在", "瓦上。\n\n",
    "三、雨停以后", "沿着老街", "往回走，", "石板路很滑，", "记得穿防滑的鞋。\n\n",
    "路线和开放时间", "可以看看",
)  # fmt: skip


def jianshu(request: Request) -> Reply:
    """www.jianshu.com: the link stands in the page."""
    if request.url != JIANSHU_PAGE:
        return NOT_FOUND
    markup = f'<p>资料整理在<a id="link" href="{_IN_JIANSHU}" target="_blank">这一页</a>，欢迎补充。</p>'
    return html(post(JIANSHU, "资料整理 - 简书", markup, author="小岛手记"), coding="br")


def gitee(request: Request) -> Reply:
    """gitee.com: an API gives it, in JSON with escaped slashes."""
    match request.path:
        case "/example/notes":
            return html(_filled(GITEE, "example/notes - Gitee.com", "项目主页：", "carrier-json.js"))
        case "/api/v5/repos/example/notes":
            return data({"full_name": "example/notes", "homepage": _IN_GITEE}, guarded=True)
    return _leaving(request, ("/link", "target"), GITEE, GITEE_LEAVING)


def nowcoder(request: Request) -> Reply:
    r"""www.nowcoder.com: a script gives it, in a string with ``\x2f`` for its slashes."""
    match request.path:
        case "/discuss/600000000000000001":
            page = _filled(NOWCODER, "面经汇总_牛客网", "原文：", "carrier-script.js")
            return html(page.replace("<script>", '<script src="/sta/state.js"></script><script>'))
        case "/sta/state.js":
            spelled = _IN_NOWCODER.replace("/", r"\x2f").replace("=", r"\x3d")
            body = f'window.__state = {{origin: "{spelled}"}};'
            return Reply(200, (("content-type", "text/javascript"),), body.encode(), "gzip")
    return NOT_FOUND


def oschina(request: Request) -> Reply:
    """www.oschina.net: a feed gives it, in GBK."""
    match request.path:
        case "/news/300001":
            return html(_filled(OSCHINA, "新版本发布 - OSCHINA", "下载：", "carrier-feed.js"))
        case "/news/rss":
            feed = (
                '<?xml version="1.0" encoding="gbk"?>\n<rss version="2.0"><channel><title>资讯</title>'
                f"<item><title>新版本发布</title><link>{escape(_IN_OSCHINA)}</link></item></channel></rss>"
            )
            return Reply(200, (("content-type", "application/rss+xml"),), feed.encode("gbk"), "gzip")
    return _leaving(request, ("/action/GoToLink", "url"), OSCHINA, OSCHINA_LEAVING)


def doubao(request: Request) -> Reply:
    """www.doubao.com: an answer comes word by word, as events."""
    match request.path:
        case "/chat/30000000000001":
            return html(_filled(DOUBAO, "雨天去哪儿 - 豆包", "", "carrier-events.js"))
        case "/samantha/chat/completion":
            words = (
                *({"text": each} for each in _ANSWER),
                {"text": "这份攻略", "url": _IN_DOUBAO},
                {"text": "。", "end": True},
            )
            events = "".join(f"data: {json.dumps(each, ensure_ascii=False)}\n\n" for each in words)
            return Reply(200, (("content-type", "text/event-stream"),), events.encode())
    return NOT_FOUND


def maimai(request: Request) -> Reply:
    """maimai.cn: a message of a chat, by a socket."""
    if request.url == MAIMAI_PAGE:
        return html(_filled(MAIMAI, "消息 - 脉脉", "内推同学：", "carrier-socket.js"))
    return _leaving(request, ("/n/online/link", "target"), MAIMAI, MAIMAI_LEAVING)


def _filled(brand: Brand, title: str, words: str, script: str) -> str:
    """A page that a script completes."""
    markup = f'<p id="text">{words}</p><script>{asset(script)}</script>'
    return post(brand, title, markup)


def _leaving(request: Request, where: tuple[str, str], brand: Brand, title: str) -> Reply:
    path, parameter = where
    target = request.value(parameter)
    if request.path != path or not target:
        return NOT_FOUND
    return html(leave(brand, title, "请注意您的账号和财产安全。", target, "继续访问"))


class Carried(NamedTuple):
    """A page whose link is right already in it: where that is, and what keeps others from following it."""

    site: str
    en: str
    zh: str
    start: str
    stopped: str
    blocker: str
    alone: bool = True  # the blocker's host has no other pages


CARRIERS = (
    Carried(
        "jianshu", "sent on: Jianshu, from the page", "转发：简书（网页）",
        JIANSHU_PAGE, JIANSHU_LEAVING, "links.jianshu.com",
    ),
    Carried(
        "gitee", "sent on: Gitee, from an API (JSON)", "转发：Gitee（接口 JSON）",
        GITEE_PAGE, GITEE_LEAVING, "gitee.com", alone=False,
    ),
    Carried(
        "nowcoder", "sent on: Nowcoder, from a script", "转发：牛客网（脚本）",
        NOWCODER_PAGE, NOWCODER_LEAVING, "hd.nowcoder.com",
    ),
    Carried(
        "oschina", "sent on: OSCHINA, from a feed (XML)", "转发：开源中国（订阅源 XML）",
        OSCHINA_PAGE, OSCHINA_LEAVING, "www.oschina.net", alone=False,
    ),
    Carried(
        "doubao", "sent on: Doubao, from events (SSE)", "转发：豆包（事件流 SSE）",
        DOUBAO_PAGE, LEAVING, "link.wtturl.cn",
    ),
    Carried(
        "maimai", "sent on: Maimai, from a WebSocket", "转发：脉脉（WebSocket）",
        MAIMAI_PAGE, MAIMAI_LEAVING, "maimai.cn", alone=False,
    ),
)  # fmt: skip
SITES = {
    "www.jianshu.com": jianshu,
    "links.jianshu.com": lambda request: _leaving(request, ("/go", "to"), JIANSHU, JIANSHU_LEAVING),
    "gitee.com": gitee,
    "www.nowcoder.com": nowcoder,
    "hd.nowcoder.com": lambda request: _leaving(
        request, ("/link.html", "target"), NOWCODER, NOWCODER_LEAVING
    ),
    "www.oschina.net": oschina,
    "www.doubao.com": doubao,
    "maimai.cn": maimai,
}
SOCKETS = {
    "maimai.cn": (json.dumps({"type": "text", "text": "岗位说明", "url": _IN_MAIMAI}, ensure_ascii=False),)
}
