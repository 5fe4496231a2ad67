"""The picture of before and after: two phones side by side, drawn as a page for the browser to photograph."""

from base64 import b64encode
from pathlib import Path

from unwall.language import Language, Sentence, say

WIDTH, HEIGHT = 1120, 860

_WITHOUT = Sentence("without unwall", "不用 unwall")
_WITH = Sentence("with unwall", "使用 unwall")
_SAID = Sentence("A Taobao link, clicked in WeChat", "在微信里点开一个淘宝链接")
_STYLE = """
body{margin:0;height:860px;background:linear-gradient(160deg,#f7f9fc,#e6ecf5);color:#1f2329;text-align:center;
 font:500 21px/1.4 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:27px;font-weight:600;margin:0;padding:34px 0 6px}
main{display:flex;justify-content:center;align-items:center;gap:58px;margin-top:16px}
figure{margin:0}
img{display:block;width:316px;height:632px;border:9px solid #1f2329;border-radius:36px;background:#fff}
figcaption{margin-top:14px;color:#5c636d}
.good{color:#07a35a}
svg{width:76px;height:40px}
"""


def before_after(before: Path, after: Path, language: Language) -> str:
    """A page of ``WIDTH`` by ``HEIGHT`` with both pictures on it."""
    return (
        f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><style>{_STYLE}</style>'
        f"<h1>{say(language, _SAID)}</h1><main>{_figure(before, say(language, _WITHOUT))}"
        '<svg viewBox="0 0 76 40"><path d="M2 20h66M52 4l17 16-17 16" fill="none" stroke="#8a9099" stroke-width="5"/></svg>'
        f"{_figure(after, say(language, _WITH), 'good')}</main></html>"
    )


def _figure(picture: Path, caption: str, kind: str = "") -> str:
    source = b64encode(picture.read_bytes()).decode()
    return f'<figure><img alt="" src="data:image/png;base64,{source}"><figcaption class="{kind}">{caption}</figcaption></figure>'
