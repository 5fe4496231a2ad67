"""The pages behind the walls. Each answers to exactly one address: nearly right does not open."""

from html import escape
from typing import NamedTuple

from unwall.world.exchange import NOT_FOUND, Reply, Request, html
from unwall.world.look import Brand, Goods, document, item, post, video

TAOBAO = Brand("淘宝网", "#ff5000")
TMALL = Brand("天猫 TMALL", "#ff0036")
DEALS = Brand("淘特", "#ff0f50")
JD = Brand("京东 JD.COM", "#e1251b")
PINDUODUO = Brand("拼多多", "#e02e24")
DOUYIN = Brand("抖音", "#fe2c55")
TOUTIAO = Brand("今日头条", "#f04142")
XIGUA = Brand("西瓜视频", "#f03535")
HUOSHAN = Brand("抖音火山版", "#ff4e33")
FEISHU = Brand("飞书云文档", "#3370ff")
ALIPAY = Brand("支付宝", "#1677ff")
WEB = Brand("example.com", "#3b5bdb")
WEB_EN = Brand("example.com", "#3b5bdb", "en")


class Target(NamedTuple):
    """A page worth reaching."""

    url: str
    title: str
    markup: str
    charset: str = "utf-8"
    coding: str = "gzip"


def _goods(brand: Brand, url: str, suffix: str, goods: Goods, charset: str = "utf-8") -> Target:
    title = f"{goods.name}{suffix}"
    return Target(url, title, item(brand, title, goods, charset=charset), charset)


def _film(brand: Brand, url: str, heading: str) -> Target:
    title = f"{heading} - {brand.name}"
    return Target(url, title, video(brand, title, heading), coding="br")


def _article(brand: Brand, url: str, title: str, *paragraphs: str) -> Target:
    markup = "".join(f"<p>{escape(each)}</p>" for each in paragraphs)
    return Target(url, title, post(brand, title, markup))


CAT_TREE = _goods(
    TAOBAO,
    "https://item.taobao.com/item.htm?id=600000000001&spm=a1z10.1",
    "-淘宝网",
    Goods("实木猫爬架 三层小户型猫树", "128.00", "cat-tree.svg"),
    "gbk",
)
PHONE_STAND = _goods(
    TAOBAO,
    "https://item.taobao.com/item.htm?ut_sk=1.x&id=600000000002&sourceType=item",
    "-淘宝网",
    Goods("桌面手机支架 铝合金可折叠", "19.90", "stand.svg", ("#dcebff", "#a9cbff")),
    "gbk",
)
NIGHT_LAMP = _goods(
    TAOBAO,
    "https://item.taobao.com/item.htm?id=600000000003",
    "-淘宝网",
    Goods("床头小夜灯 暖光可调", "45.00", "lamp.svg", ("#ede7f6", "#b9a7dd")),
    "gbk",
)
LIVE_MUG = _goods(
    TMALL,
    "https://detail.tmall.com/item.htm?id=600000000004&skuId=5000000000001",
    "-tmall.com天猫",
    Goods("手工陶瓷马克杯 直播间同款", "59.00", "mug.svg", ("#d8f3e8", "#8fd3b6")),
)
LIVE_LAMP = _goods(
    TAOBAO,
    "https://item.taobao.com/item.htm?id=600000000005&from=live",
    "-淘宝网",
    Goods("直播间补光台灯", "88.00", "lamp.svg", ("#fff0d6", "#ffd28a")),
    "gbk",
)
NOTE_TREE = _goods(
    TAOBAO,
    "https://item.taobao.com/item.htm?id=600000000006",
    "-淘宝网",
    Goods("笔记同款 猫爬架", "99.00", "cat-tree.svg", ("#fde2ec", "#f5a9c4")),
    "gbk",
)
DEALS_MUG = _goods(
    DEALS,
    "https://market.m.taobao.com/app/ltao/detail/index.html?itemId=600000000007&bizType=ltao",
    " - 淘特",
    Goods("工厂直供 马克杯两只装", "9.90", "mug.svg", ("#ffe0ea", "#ff9dbb"), ("工厂直供", "包邮")),
)
SEARCH = Target(
    "https://s.taobao.com/search?q=%E7%8C%AB%E7%88%AC%E6%9E%B6",
    "猫爬架_淘宝搜索",
    post(
        TAOBAO, "猫爬架_淘宝搜索", "<p>为你找到 2 件相关宝贝</p><p>实木猫爬架 ¥128</p><p>剑麻猫抓柱 ¥39</p>"
    ),
)
JD_CARD = _goods(
    JD,
    "https://item.jd.com/100000000001.html",
    " - 京东",
    Goods("铝合金手机支架", "39.00", "stand.svg", ("#ffe3e0", "#ffb3aa"), ("京东物流", "次日达")),
)
JD_ITEM = _goods(
    JD,
    "https://item.m.jd.com/product/100000000002.html?utm_campaign=t_1&ad_od=share",
    " - 京东",
    Goods("护眼阅读灯", "149.00", "lamp.svg", ("#ffe3e0", "#ffb3aa"), ("京东物流", "次日达")),
)
PDD_CARD = _goods(
    PINDUODUO,
    "https://mobile.yangkeduo.com/goods.html?goods_id=100000000003",
    " - 拼多多",
    Goods("百亿补贴 陶瓷杯", "12.80", "mug.svg", ("#ffe9e3", "#ffb9a6"), ("百亿补贴", "退货包运费")),
)
PDD_COUPON = _goods(
    PINDUODUO,
    "https://mobile.yangkeduo.com/duo_coupon_landing.html?goods_id=100000000004&pid=1_1&cpsSign=CC_1&duoduo_type=2",
    " - 拼多多",
    Goods("领券立减 桌面支架", "6.60", "stand.svg", ("#ffe9e3", "#ffb9a6"), ("券后价", "包邮")),
)
DOUYIN_WECHAT = _film(DOUYIN, "https://www.douyin.com/video/7000000000000000001", "三分钟学会给猫剪指甲")
DOUYIN_QQ = _film(DOUYIN, "https://www.douyin.com/video/7000000000000000002?from=qq", "雨天的西湖")
XIGUA_WECHAT = _film(
    XIGUA, "https://www.ixigua.com/7000000000000000003?utm_source=wechat", "手工木碗是怎样做成的"
)
XIGUA_QQ = _film(XIGUA, "https://www.ixigua.com/7000000000000000004", "高原上的铁路")
HUOSHAN_WECHAT = _film(HUOSHAN, "https://share.huoshan.com/hotsoon/s/AbCdEf01x8/", "胡同里的糖画")
HUOSHAN_QQ = _film(
    HUOSHAN, "https://share.huoshan.com/hotsoon/s/AbCdEf02x8/?iid=1&share_ht_uid=0", "清晨的早点铺"
)
TOUTIAO_WECHAT = _article(
    TOUTIAO,
    "https://www.toutiao.com/article/7000000000000000005/",
    "为什么链接在别处打不开",
    "同一个网址，换个应用就打不开了。",
)
TOUTIAO_QQ = _article(
    TOUTIAO,
    "https://www.toutiao.com/article/7000000000000000006/?app=news_article&timestamp=1700000000",
    "秋天适合骑行的五条路线",
    "沿河而行，避开早晚高峰。",
)
FEISHU_WECHAT = _article(
    FEISHU,
    "https://example.feishu.cn/docx/AbCdEfGhIjKlMnOpQrStUvWxYz0?from=from_copylink",
    "项目周报",
    "本周完成三项。",
)
FEISHU_QQ = _article(
    FEISHU, "https://example.feishu.cn/wiki/ZyXwVuTsRqPoNmLkJiHgFeDcBa9", "新人指南", "先读这一页。"
)
CASHIER = Target(
    "https://h5.shop.example.com/pay/alipay.html?order=20260001&from=wechat",
    "支付宝付款 - 麦田小铺",
    document(
        ALIPAY,
        "支付宝付款 - 麦田小铺",
        '<main><div class="card"><h1>麦田小铺</h1><p class="dim">订单 20260001</p>'
        '<div class="price"><small>&yen;</small>36.50</div><span class="btn">确认付款</span></div></main>',
    ),
)
READING = {
    slug: _article(brand, f"https://example.com/{slug}", title, words)
    for slug, brand, title, words in (
        ("zhihu/answer?a=1&b=two#top", WEB, "回答里引用的资料", "原文在此。"),
        ("weibo/long-read", WEB, "微博里提到的长文", "原文在此。"),
        ("juejin/spec?page=2&lang=zh", WEB, "文章里链接的规范", "原文在此。"),
        ("csdn/download", WEB, "博客里链接的下载页", "原文在此。"),
        ("douban/film-site", WEB, "电影官方网站", "原文在此。"),
        ("facebook/recipe?id=7&s=8", WEB_EN, "The recipe from the post", "Here it is."),
        ("google/result", WEB_EN, "The first search result", "Here it is."),
        ("youtube/shop?ref=video", WEB_EN, "The shop below the video", "Here it is."),
        ("outlook/invoice?no=42&v=1", WEB_EN, "The invoice from the mail", "Here it is."),
        ("x/story", WEB_EN, "The story from the post", "Here it is."),
    )
}
CARRIED = {
    slug: _article(WEB, f"https://example.com/{slug}/{path}", title, "原文在此。")
    for slug, path, title in (
        ("jianshu", "list?a=1&b=two#top", "简书里的资料"),
        ("gitee", "home?lang=zh&v=2", "项目主页"),
        ("nowcoder", "notes?from=share&x=1", "面经原文"),
        ("oschina", "release?a=1&b=2", "新版本下载"),
        ("doubao", "guide?day=rain&n=3", "雨天攻略"),
        ("maimai", "job?id=42&k=v", "岗位说明"),
    )
}

TARGETS = (
    CAT_TREE, PHONE_STAND, NIGHT_LAMP, LIVE_MUG, LIVE_LAMP, NOTE_TREE, DEALS_MUG, SEARCH,
    JD_CARD, JD_ITEM, PDD_CARD, PDD_COUPON, DOUYIN_WECHAT, DOUYIN_QQ, XIGUA_WECHAT, XIGUA_QQ, HUOSHAN_WECHAT,
    HUOSHAN_QQ, TOUTIAO_WECHAT, TOUTIAO_QQ, FEISHU_WECHAT, FEISHU_QQ, CASHIER, *READING.values(),
    *CARRIED.values(),
)  # fmt: skip
_BY_URL = {target.url.partition("#")[0]: target for target in TARGETS}


def opened(request: Request) -> Reply:
    """The page of the address asked for; 404 for any other address of its host."""
    if request.scheme == "http":
        return Reply(301, (("location", f"https{request.url.removeprefix('http')}"),))
    target = _BY_URL.get(request.url)
    return html(target.markup, charset=target.charset, coding=target.coding) if target else NOT_FOUND
