"""What people copy out of apps: the words as each app writes them, and the page behind the link in them."""

from html import escape
from typing import NamedTuple

from unwall.world.look import Brand, Goods, item, post, video
from unwall.world.targets import DOUYIN, JD, PINDUODUO, TAOBAO, TOUTIAO, XIGUA, Target

_WEIBO = Brand("微博", "#ff8200")
_XIANYU = Brand("闲鱼", "#ffe60f")
_KUAISHOU = Brand("快手", "#ff4906")
_XIAOHONGSHU = Brand("小红书", "#ff2442")
_BILIBILI = Brand("哔哩哔哩", "#00a1d6")
_DIANPING = Brand("大众点评", "#ff6633")
_ELEME = Brand("饿了么", "#0097ff")
_CLOUD_MUSIC = Brand("网易云音乐", "#d33a31")
_QQ_MUSIC = Brand("QQ音乐", "#31c27c")
_BAIDU_DISK = Brand("百度网盘", "#06a7ff")
_AMAP = Brand("高德地图", "#0a84ff")
_WEIDIAN = Brand("微店", "#c20000")


class Share(NamedTuple):
    """One share text; ``link`` is its short link as it is asked, empty where the text names the page."""

    id: str
    en: str
    zh: str
    text: str
    link: str
    target: Target


def _page(brand: Brand, url: str, heading: str) -> Target:
    title = f"{heading} - {brand.name}"
    return Target(url, title, post(brand, title, f"<p>{escape(heading)}</p>", heading=heading))


def _film(brand: Brand, url: str, heading: str) -> Target:
    title = f"{heading} - {brand.name}"
    return Target(url, title, video(brand, title, heading), coding="br")


def _goods(brand: Brand, url: str, goods: Goods) -> Target:
    title = f"{goods.name} - {brand.name}"
    return Target(url, title, item(brand, title, goods))


SHARES = (
    Share(
        "taobao-share",
        "Taobao share text",
        "淘宝分享文案",
        "【淘宝】https://e.tb.cn/h.gAbCd8EfGh2JkLm?tk=AbCd3EfGh0J HU9196 「木质调香薰蜡烛」 "
        "点击链接直接打开 或者 淘宝搜索直接打开",
        "https://e.tb.cn/h.gAbCd8EfGh2JkLm",
        _goods(
            TAOBAO,
            "https://item.taobao.com/item.htm?id=600000000011",
            Goods("木质调香薰蜡烛", "29.00", "lamp.svg"),
        ),
    ),
    Share(
        "xianyu-share",
        "Xianyu share text",
        "闲鱼分享文案",
        "【闲鱼】https://m.tb.cn/h.7nAbCdg?tk=NRAbCdIIjAm HU591 「我在闲鱼发布了【九成新猫爬架】」 "
        "点击链接直接打开",
        "https://m.tb.cn/h.7nAbCdg",
        _goods(
            _XIANYU,
            "https://www.goofish.com/item?id=700000000001",
            Goods("九成新猫爬架", "45.00", "cat-tree.svg", tags=("自提",)),
        ),
    ),
    Share(
        "jd-share",
        "JD share text",
        "京东分享文案",
        "【京东】https://3.cn/2V-AbCdQ?jkl=@EDAbCd4DBLA@ MU5104 「折叠支架」"
        "点击链接直接打开 或者复制文案打开京东",
        "https://3.cn/2V-AbCdQ",
        _goods(
            JD,
            "https://item.m.jd.com/product/100000000011.html?gx=AbC",
            Goods("折叠支架", "35.00", "stand.svg"),
        ),
    ),
    Share(
        "jd-union-share",
        "JD affiliate share text",
        "京东推广文案",
        "好价！领券再减 10 元 https://u.jd.com/AbCdEfG 先到先得",
        "https://u.jd.com/AbCdEfG",
        _goods(JD, "https://item.jd.com/100000000012.html", Goods("不锈钢保温杯", "49.00", "mug.svg")),
    ),
    Share(
        "pinduoduo-share",
        "Pinduoduo share text",
        "拼多多分享文案",
        "我在拼多多发现一个好东西，快来看看 https://p.pinduoduo.com/IdAbCFcQ 领券更便宜",
        "https://p.pinduoduo.com/IdAbCFcQ",
        _goods(
            PINDUODUO,
            "https://mobile.yangkeduo.com/duo_coupon_landing.html?goods_id=500000000001&duoduo_type=2",
            Goods("竹编收纳篮", "8.80", "mug.svg", tags=("券后价",)),
        ),
    ),
    Share(
        "weidian-share",
        "Weidian share text",
        "微店分享文案",
        "这家店的陶器不错 https://k.youshop10.com/AbCdEf12 点击查看",
        "https://k.youshop10.com/AbCdEf12",
        _goods(
            _WEIDIAN,
            "https://weidian.com/item.html?itemID=4000000001",
            Goods("粗陶花瓶", "66.00", "mug.svg"),
        ),
    ),
    Share(
        "eleme-share",
        "Ele.me share text",
        "饿了么分享文案",
        "这家面馆有红包，点一份试试 https://u.ele.me/BqAbCd2S 复制打开",
        "https://u.ele.me/BqAbCd2S",
        _page(_ELEME, "https://h5.ele.me/shop/?id=E1000000000000000001", "巷口面馆"),
    ),
    Share(
        "dianping-share",
        "Dianping share text",
        "大众点评分享文案",
        "【雾都小馆】快来试试【地址：示例街14号】@大众点评 http://dpurl.cn/BNAbCdaz",
        "http://dpurl.cn/BNAbCdaz",
        _page(_DIANPING, "https://m.dianping.com/shopshare/AbCdEfGhIjKl?source=share", "雾都小馆"),
    ),
    Share(
        "douyin-share",
        "Douyin share text",
        "抖音分享文案",
        "1.74 复制打开抖音，看看【小王的作品】# 减脂餐 https://v.douyin.com/iRAbCdxo/ C@h.oD Uyt:/ 10/22",
        "https://v.douyin.com/iRAbCdxo/",
        _film(DOUYIN, "https://www.iesdouyin.com/share/video/7300000000000000001/?region=CN", "一周减脂餐"),
    ),
    Share(
        "kuaishou-share",
        "Kuaishou share text",
        "快手分享文案",
        "这是一只聪明的猫猫 https://v.kuaishou.com/89AbWH 复制此消息，打开【快手】直接观看！",
        "https://v.kuaishou.com/89AbWH",
        _film(_KUAISHOU, "https://www.kuaishou.com/short-video/3xabcdefghijklm?fid=1", "聪明的猫猫"),
    ),
    Share(
        "bilibili-share",
        "Bilibili share text",
        "哔哩哔哩分享文案",
        "【电饭煲卤鸡腿-哔哩哔哩】 https://b23.tv/AbCd1Ef",
        "https://b23.tv/AbCd1Ef",
        _film(_BILIBILI, "https://www.bilibili.com/video/BV1AbCdEfGhI?p=1&share_source=COPY", "电饭煲卤鸡腿"),
    ),
    Share(
        "xigua-share",
        "Xigua share text",
        "西瓜视频分享文案",
        "【老木匠修复旧椅子】 https://v.ixigua.com/AbCdEfG/ 复制此链接，打开【西瓜视频】，直接观看视频~",
        "https://v.ixigua.com/AbCdEfG/",
        _film(XIGUA, "https://www.ixigua.com/7000000000000000011?app=video_article", "老木匠修复旧椅子"),
    ),
    Share(
        "toutiao-share",
        "Toutiao share text",
        "今日头条分享文案",
        "【老城墙下的早市】 https://m.toutiao.com/is/AbCdEfGh/ - 今日头条",
        "https://m.toutiao.com/is/AbCdEfGh/",
        _page(TOUTIAO, "https://www.toutiao.com/article/7000000000000000012/?wid=1", "老城墙下的早市"),
    ),
    Share(
        "xiaohongshu-share",
        "Xiaohongshu share text",
        "小红书分享文案",
        "70 小满与猫发布了一篇小红书笔记，快来看吧！ 😆 2BabCdEfGhIjKsc 😆 http://xhslink.com/a/EPAbCdnJ2mFab，"
        "复制本条信息，打开【小红书】App查看精彩内容！",
        "http://xhslink.com/a/EPAbCdnJ2mFab",
        _page(
            _XIAOHONGSHU,
            "https://www.xiaohongshu.com/discovery/item/65a0b1c2d3e4f5a6b7c8d9e0?xsec_token=AbC",
            "小户型收纳",
        ),
    ),
    Share(
        "weibo-share",
        "Weibo share text",
        "微博分享文案",
        "分享自@读书笔记 《一座图书馆的清晨》全文 http://t.cn/A6ShArEd 来自微博",
        "http://t.cn/A6ShArEd",
        _page(_WEIBO, "https://m.weibo.cn/status/5000000000000011?from=share", "一座图书馆的清晨"),
    ),
    Share(
        "cloud-music-share",
        "NetEase Music share text",
        "网易云音乐分享文案",
        "分享示例乐队的单曲《雨夜》: http://163cn.tv/AbCdEf1 (来自@网易云音乐)",
        "http://163cn.tv/AbCdEf1",
        _page(_CLOUD_MUSIC, "https://music.163.com/song?id=400000001&userid=1", "雨夜"),
    ),
    Share(
        "qq-music-share",
        "QQ Music share text",
        "QQ 音乐分享文案",
        "示例歌手《晚风》 https://c6.y.qq.com/base/fcgi-bin/u?__=AbCdEf12GhIj @QQ音乐",
        "https://c6.y.qq.com/base/fcgi-bin/u?__=AbCdEf12GhIj",
        _page(_QQ_MUSIC, "https://i2.y.qq.com/v8/playsong.html?songmid=001AbCdEfGhIjK", "晚风"),
    ),
    Share(
        "baidu-disk-share",
        "Baidu Netdisk share text",
        "百度网盘分享文案",
        "通过网盘分享的文件：资料.zip 链接: https://pan.baidu.com/s/1AbCdEfGhIjKlMnOpQrStUv 提取码: ab1c",
        "",
        _page(_BAIDU_DISK, "https://pan.baidu.com/s/1AbCdEfGhIjKlMnOpQrStUv?pwd=ab1c", "资料.zip"),
    ),
    Share(
        "amap-share",
        "Amap share text",
        "高德地图分享文案",
        "我在这里：示例公园 https://surl.amap.com/AbCdEf1 高德地图",
        "https://surl.amap.com/AbCdEf1",
        _page(_AMAP, "https://www.amap.com/place/B0AbCdEfGh?source=share", "示例公园"),
    ),
)  # fmt: skip
TOKEN_ALONE = "复制￥AbCd1EfGh2J￥打开淘宝"
TOKEN_ITEM = _goods(
    TAOBAO,
    "https://item.taobao.com/item.htm?id=600000000012",
    Goods("口令里的台灯", "88.00", "lamp.svg", ("#fff0d6", "#ffd28a")),
)
IN_WECHAT = _film(_KUAISHOU, "https://www.kuaishou.com/short-video/3xnopqrstuvwxyz?fid=2", "微信里也能看")
IN_WECHAT_LINK = "https://v.kuaishou.com/WxAbCd"
SHARED = (*(share.target for share in SHARES), TOKEN_ITEM, IN_WECHAT)
_BY_URL = {target.url: target for target in SHARED}


def behind(url: str) -> Target | None:
    """The page at an address."""
    return _BY_URL.get(url)
