"""Whole pages in ``tests/data/pages``: where they come from, and how addresses are spelt in them.

Each leads to ``TARGET``.
"""

import html
import json
import re
from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

TARGET = "https://item.example.com/item.htm?id=600000000001&spm=a1z10.1"

WECHAT = "https://weixin110.qq.com/cgi-bin/mmspamsupport-bin/newredirectconfirmcgi"
CODES = f"{WECHAT}?midpagecode={'0a1b' * 24}&bancode={'2c3d' * 16}"

type Spelling = Callable[[str], str]


def in_html(target: str) -> str:
    return html.escape(target)


def in_script(target: str) -> str:
    return json.dumps(target, ensure_ascii=False)[1:-1].replace("'", "\\'")


def in_script_slashed(target: str) -> str:
    return in_script(target).replace("/", "\\/")


def in_wechat(target: str) -> str:
    """Character references inside a JavaScript text."""
    return html.escape(target).replace("\\", "\\\\").replace("/", "&#x2f;")


def in_parameter(target: str) -> str:
    return quote(target, safe="")


def in_base64(target: str) -> str:
    return quote(b64encode(target.encode()).decode(), safe="")


def in_pieces(target: str) -> str:
    """As Sogou writes it: pieces of twelve characters, an @ here and there."""
    return "".join(
        f"        url += '{in_script(target[at : at + 12])}';\n" for at in range(0, len(target), 12)
    )


def packed(source: str) -> str:
    """The arguments of a packed script: every word by its number in base 62."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    words = list(dict.fromkeys(re.findall(r"[0-9A-Za-z_]+", source)))
    number = {word: (digits[at // 62] if at >= 62 else "") + digits[at % 62] for at, word in enumerate(words)}
    text = re.sub(r"[0-9A-Za-z_]+", lambda found: number[found[0]], source)
    return (
        "'"
        + text.replace("\\", "\\\\").replace("'", "\\'")
        + f"',62,{len(words)},'{'|'.join(words)}'.split('|'),0,{{}}"
    )


def in_smzdm(target: str) -> str:
    link = f"https://union-click.jd.com/jdc?e=x&p=AAAA&to={in_parameter(target)}"
    return packed(f"var smzdmhref='{link}';ga('send','pageview');location.href=smzdmhref;")


class Wall(NamedTuple):
    """One page with the address it comes under and the spelling of its target."""

    file: str
    url: str
    spell: Spelling
    variants: tuple[tuple[str, str], ...] = ()  # text of the page, and what may stand there instead
    schemes: bool = True  # a target of any scheme is read (and then refused), not only of the web's
    bare: bool = False  # a target without its scheme is completed


WALLS = (
    Wall(
        "wechat-gray.html",
        CODES,
        in_wechat,
        (
            ("var cgiData = {", "var cgiData={"),
            ("var cgiData = {", "window.cgiData  =\n  {"),
            ("var cgiData = {", "var other = {url: 'https://decoy.example/'}, cgiData = {"),
            ('"retcode":0,', ""),
            ('"retcode":0,', 'retcode: 0, title2: "\\\'{};",'),
            ("&#x2f;", "&#x2F;"),
            ("&#x2f;", "&#47;"),
            ("&#x2f;", "&sol;"),
            ("&#x2f;", "\\/"),
            ("&amp;", "&#38;"),
            ("&amp;", "\\x26amp;"),
            ("&amp;", "\\u0026amp;"),
            ('"btns":[', '"btns":[{"name":"返回","url":""},'),
            ("\n", "\r\n"),
        ),
        bare=True,
    ),
    Wall(
        "wechat-newgray.html",
        CODES.replace("weixin110.qq.com", "security.wechat.com"),
        in_wechat,
        (
            ('"type":"newgray",', '"type":"newgray","url":"",'),
            ('"name":"继续访问",', ""),
        ),
        bare=True,
    ),
    Wall(
        "wechat-empty.html",
        f"{WECHAT}?bancode=0a1b&midpagecode=2c3d#wechat_redirect",
        in_wechat,
        (
            ('"desc":"', '"desc":"网址：'),
            ('"btns":[]', '"btns":null'),
        ),
        schemes=False,
    ),
    Wall(
        "wechat-block.html",
        CODES.replace("weixin110.qq.com", "support.weixin.qq.com"),
        in_parameter,
        (
            ("&amp;block_type=26&amp;exportkey=", "&amp;blocktype=26"),
            ("&amp;block_type=26&amp;exportkey=", ""),
            ("w_reason&amp;url=", "w_reason&amp;block_type=26&amp;version=1&amp;url="),
            ("%3A", "%3a"),
        ),
        bare=True,
    ),
    Wall("wechat-block-base64.html", CODES, in_base64, (("%3D", "="), ("%3D", ""))),
    Wall(
        "wechat-older.html",
        f"{WECHAT}?main_type=1&evil_type=100&source=2",
        in_html,
        (
            ("<p>https", "<p>\n            https"),
            ("&amp;", "&amp;\n            "),
            ('class="ui-ellpisis-content"', "class='x ui-ellpisis-content'"),
            ('<div class="ui-ellpisis-content" style="-webkit-line-clamp:3">', "<div>"),
        ),
        bare=True,
    ),
    Wall(
        "wechat-help-answer.json",
        "https://weixin110.qq.com/security/redirecthelpcgi?exportkey=AAAA",
        in_parameter,
        (
            ("&block_type=26&exportkey=AAAA", ""),
            ("://weixin110.qq.com/", ":\\/\\/weixin110.qq.com\\/"),
        ),
        bare=True,
    ),
    Wall(
        "wechat-web-check.json",
        "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxcheckurl?opcode=2",
        in_parameter,
        (
            ("\n", ""),
            ("weixin110.qq.com", "support.weixin.qq.com"),
        ),
    ),
    Wall(
        "wechat-moved.html",
        "https://mp.weixin.qq.com/s?__biz=MzAAAA==&mid=1&idx=1&sn=0a&chksm=1b",
        in_html,
        (
            ('class="weui-btn weui-btn_primary" id="js_access_msg"', "id=js_access_msg"),
            ("<a class", "<a\n  target='_blank' data-x=1 class"),
        ),
    ),
    Wall(
        "weibo-continue.html",
        "https://t.cn/A6AbCdEf",
        in_html,
        (
            ('" class="btn">', '&amp;continueFlag=0a1b2c3d" class="btn">'),
            ('<a href="', '<a class="btn" href = "'),
            ('<div class="open-url">', "<div id=x class='y open-url z'>"),
            ('<div class="open-url">', '<div class="open-url"><a href="https://weibo.com/">返回</a>'),
        ),
        bare=True,
    ),
    Wall(
        "weibo-stopped.html",
        "http://t.cn/RxAbCdE",
        in_html,
        (
            ("</p>\n  </div>", "&amp;continueFlag=0a1b2c3d\n    </p>\n  </div>"),
            ('<p class="link">', "<P CLASS=link>\n      "),
            ('<p class="desc">', '<p class="desc">https://weibo.com/ '),
            ("如需浏览，请长按网址复制后使用浏览器访问", "该网站非官方，或属于其他平台"),
        ),
        bare=True,
    ),
    Wall(
        "weibo-older.html",
        "https://t.cn/zAbCdEf",
        in_html,
        (("<span class", "<span id='u' class"),),
        bare=True,
    ),
    Wall(
        "taobao-short.html",
        "https://m.tb.cn/h.AbCdEf7?sm=0a1b2c&tk=AbCdEfGhIjK",
        in_script,
        (
            ("var url = ", "var url="),
            ("var url = ", "url ="),
            ("var url = ", "var url = '';\n  url = "),
            ("var url = ", "var url = 'taobao://item.taobao.com/item.htm?id=1';\n  url = "),
            ("&spm", "&amp;spm"),
        ),
    ),
    Wall(
        "baidu-tieba-leave.html",
        "https://jump2.bdimg.com/safecheck/index?url=rN3wPs8te/pjz8pBqG+z==",
        in_html,
        (
            ('class="btn btn-next"', 'class="btn-next" rel="noopener"'),
            ("warning_info fl", "warning_info"),
            ('<p class="btns">', '<p class="btns"><a href="javascript:history.back()">返回</a>'),
        ),
        bare=True,
    ),
    Wall(
        "baidu-link.html",
        "https://www.baidu.com/link?url=AbCdEf0123456789_-&wd=&eqid=f0",
        in_script,
        (
            ("window.location.replace(", "location.replace ( "),
            ("window.location.replace(", "top.location.assign("),
            ('")', '")/* ; */'),
        ),
    ),
    Wall(
        "so360-link.html",
        "https://www.so.com/link?m=AbCdEf0123%2FAbCd%3D",
        in_script_slashed,
        (("window.location.replace", "location.replace"),),
    ),
    Wall("sogou-link.html", "https://www.sogou.com/link?url=hedJjaC291Abcd..&query=x", in_script),
    Wall(
        "sogou-weixin.html",
        "https://weixin.sogou.com/link?url=dn9a_-gY295K0Rci&type=2&query=x&k=1&h=A",
        in_pieces,
        (
            ("url += '", "url+='"),
            ("var url = '';", 'var url = "";'),
        ),
    ),
    Wall(
        "huaban-go.html",
        "https://huaban.com/go?pin_id=1000000001",
        in_script,
        (
            (
                '<script id="__NEXT_DATA__" type="application/json">',
                "<script type=application/json id=__NEXT_DATA__>",
            ),
            ("&spm", "\\u0026spm"),
        ),
        bare=True,
    ),
    Wall(
        "luogu-leave.html",
        "https://www.luogu.com.cn/discuss/1000001",
        in_html,
        (
            ('<code id="url">', "<code class='x' id='url'>\n    "),
            ('<code id="url">', "<code id=url>"),
        ),
        bare=True,
    ),
    Wall(
        "segmentfault-leave.html",
        "https://link.segmentfault.com/?enc=AAAA%3D%3D.BBBB%3D",
        in_html,
        (
            ('<body class="bg-light" data-url="', '<body data-a="" data-url = "'),
            ("&amp;", "&#38;"),
        ),
    ),
    Wall(
        "jd-short.html",
        "https://u.jd.com/AbCdEfG",
        in_script,
        (
            ("var hrl='", "var hrl = '"),
            ("<script language='javascript'>", "<script>"),
        ),
    ),
    Wall("jd-short.html", "https://union-click.jd.com/jdc?e=&p=AAAA&t=BBBB", in_script),
    Wall("smzdm-leave.html", "https://go.smzdm.com/0123456789abcdef/ca_aa_yh_163_1_1_1_0", in_smzdm),
    Wall(
        "iplaysoft-leave.html",
        "https://www.iplaysoft.com/link/?url=AbCdEf",
        in_html,
        (
            ('<div id="targetUrl">', "<div>"),
            ('<a class="button"', "<a"),
        ),
    ),
    Wall("x-short.html", "https://t.co/AbCdEfGhIj", in_script_slashed, (("window.opener = null; ", ""),)),
)
