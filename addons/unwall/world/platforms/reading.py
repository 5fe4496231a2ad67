"""Zhihu, Weibo, Juejin, CSDN, Douban; and the search page that an address bar sends text to."""

from html import escape
from urllib.parse import quote, unquote

from unwall.world.exchange import NOT_FOUND, Reply, Request, html, moved
from unwall.world.look import STOP, Brand, document, leave, post
from unwall.world.platforms.shops import PDD_APP
from unwall.world.shares import SHARES
from unwall.world.targets import READING

ZHIHU = Brand("知乎", "#056de8")
WEIBO = Brand("微博", "#ff8200")
JUEJIN = Brand("稀土掘金", "#1e80ff")
CSDN = Brand("CSDN博客", "#fc5531")
DOUBAN = Brand("豆瓣", "#007722")
BAIDU = Brand("百度一下", "#2932e1")

ZHIHU_PAGE = "https://www.zhihu.com/question/600000001/answer/3000000001"
ZHIHU_LEAVING = "即将离开知乎"
WEIBO_PAGE = "https://m.weibo.cn/status/5000000000000001"
WEIBO_LEAVING = "即将离开微博"
SHORT_BLOCKED = "如需浏览，请长按网址复制后使用浏览器访问"
JUEJIN_PAGE = "https://juejin.cn/post/7000000000000000001"
JUEJIN_LEAVING = "即将离开稀土掘金，请注意账号财产安全"
CSDN_PAGE = "https://blog.csdn.net/example/article/details/100000001"
CSDN_LEAVING = "您即将离开CSDN，去往外部网站"
DOUBAN_PAGE = "https://movie.douban.com/subject/10000001/"
DOUBAN_LEAVING = "即将离开豆瓣"

_WEIBO_SHORT = "A6AbCdEf"


def _percent(url: str, safe: str = "") -> str:
    return quote(url, safe=safe)


def zhihu(request: Request) -> Reply:
    """www.zhihu.com; its pages leave the slashes of the wrapped address as they are."""
    if request.url != ZHIHU_PAGE:
        return NOT_FOUND
    link = "https://link.zhihu.com/?target=" + _percent(READING["zhihu/answer?a=1&b=two#top"].url, safe="/")
    markup = f'<p>先说结论，资料在<a id="link" class="external" href="{link}" target="_self">这里</a>。</p>'
    return html(post(ZHIHU, "为什么外链要多点一次？ - 知乎", markup, author="知乎用户"), coding="br")


def zhihu_leaving(request: Request) -> Reply:
    """link.zhihu.com."""
    return _leaving(
        request, ("/", "target"), ZHIHU, ZHIHU_LEAVING, "你访问的网址不在知乎，请自行确认安全性。"
    )


def weibo(request: Request) -> Reply:
    """m.weibo.cn."""
    if request.url != WEIBO_PAGE:
        return NOT_FOUND
    link = "https://weibo.cn/sinaurl?luicode=10000011&lfid=230259&u=" + _percent(
        f"http://t.cn/{_WEIBO_SHORT}"
    )
    markup = (
        f'<p>这篇长文值得一读 <a id="link" data-hide="" href="{escape(link)}">网页链接</a></p>'
        f'<p>顺手分享一张券 <a id="coupon" href="{escape(PDD_APP)}">拼多多</a></p>'
    )
    return html(post(WEIBO, "微博正文 - 微博", markup, author="@读书笔记"))


def sinaurl(request: Request) -> Reply:
    """weibo.cn."""
    return _leaving(request, ("/sinaurl", "u"), WEIBO, WEIBO_LEAVING, "该链接将离开微博，请确认后访问。")


def weibo_short(request: Request) -> Reply:
    """t.cn: whatever it does not trust gets a page, not a redirect."""
    if request.path != f"/{_WEIBO_SHORT}":
        trusted = next((each.target.url for each in SHARES if each.link == request.url), None)
        return moved(trusted) if trusted else NOT_FOUND
    body = (
        f'<div class="wall wrap">{STOP}<p class="desc">{SHORT_BLOCKED}</p>'
        f'<p class="link">{escape(READING["weibo/long-read"].url)}</p></div>'
    )
    return html(document(WEIBO, SHORT_BLOCKED, body, bar=False))


def juejin(request: Request) -> Reply:
    """juejin.cn."""
    if request.url != JUEJIN_PAGE:
        return NOT_FOUND
    link = "https://link.juejin.cn?target=" + _percent(READING["juejin/spec?page=2&lang=zh"].url)
    return html(
        post(
            JUEJIN,
            "读一遍规范 - 掘金",
            f'<p>规范<a id="link" href="{link}">在此</a>。</p>',
            author="前端小记",
        )
    )


def juejin_leaving(request: Request) -> Reply:
    """link.juejin.cn."""
    return _leaving(request, ("/", "target"), JUEJIN, JUEJIN_LEAVING, "")


def csdn(request: Request) -> Reply:
    """blog.csdn.net."""
    if request.url != CSDN_PAGE:
        return NOT_FOUND
    link = "https://link.csdn.net/?from_id=1&target=" + _percent(READING["csdn/download"].url)
    return html(
        post(
            CSDN,
            "安装步骤-CSDN博客",
            f'<p>下载<a id="link" href="{escape(link)}">地址</a>。</p>',
            author="代码小站",
        )
    )


def csdn_leaving(request: Request) -> Reply:
    """link.csdn.net."""
    return _leaving(request, ("/", "target"), CSDN, CSDN_LEAVING, "请注意您的账号和财产安全。")


def douban_film(request: Request) -> Reply:
    """movie.douban.com."""
    if request.url != DOUBAN_PAGE:
        return NOT_FOUND
    link = "https://www.douban.com/link2/?url=" + _percent(READING["douban/film-site"].url)
    markup = f'<p>官方网站：<a id="link" rel="nofollow" href="{link}">example.com</a></p>'
    return html(post(DOUBAN, "雨季之后 (豆瓣)", markup))


def douban(request: Request) -> Reply:
    """www.douban.com."""
    return _leaving(request, ("/link2/", "url"), DOUBAN, DOUBAN_LEAVING, "豆瓣无法确认该网站的安全性。")


def results_title(words: str) -> str:
    """The title of the page that finds nothing for these words."""
    return f"{words[:20]}_百度搜索"


def search(request: Request) -> Reply:
    """www.baidu.com: where a browser's address bar sends whatever is no address."""
    words = unquote(request.value("wd"))
    if request.path != "/s" or not words:
        return NOT_FOUND
    title = results_title(words)
    return html(
        post(BAIDU, title, f"<p>抱歉，没有找到与“{escape(words)}”相关的网页。</p>", heading="百度搜索")
    )


def _leaving(request: Request, where: tuple[str, str], brand: Brand, title: str, words: str) -> Reply:
    path, parameter = where
    target = request.value(parameter)
    if request.path != path or not target:
        return NOT_FOUND
    return html(leave(brand, title, words, target, "继续访问"))


SITES = {
    "www.zhihu.com": zhihu,
    "link.zhihu.com": zhihu_leaving,
    "m.weibo.cn": weibo,
    "weibo.cn": sinaurl,
    "t.cn": weibo_short,
    "juejin.cn": juejin,
    "link.juejin.cn": juejin_leaving,
    "blog.csdn.net": csdn,
    "link.csdn.net": csdn_leaving,
    "movie.douban.com": douban_film,
    "www.douban.com": douban,
    "www.baidu.com": search,
}
