"""The picture of before and after: two phones side by side, drawn as a page for the browser to photograph."""

from base64 import b64encode
from pathlib import Path

from unwall.language import Language, Sentence, say
from unwall.world.look import asset

WIDTH, HEIGHT = 1120, 860

_WITHOUT = Sentence("without unwall: access stopped", "不用 unwall：已停止访问")
_WITH = Sentence("with unwall: the page itself", "使用 unwall：直达商品")
_SAID = Sentence("A Taobao link, clicked in WeChat", "在微信里点开一个淘宝链接")


def before_after(before: Path, after: Path, language: Language) -> str:
    """A page of ``WIDTH`` by ``HEIGHT`` with both pictures on it."""
    return (
        f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8">'
        f"<style>{asset('before-after.css')}</style>"
        f"<h1>{say(language, _SAID)}</h1><main>{_figure(before, say(language, _WITHOUT))}"
        f"{asset('arrow.svg')}"
        f"{_figure(after, say(language, _WITH), 'good')}</main></html>"
    )


def _figure(picture: Path, caption: str, kind: str = "") -> str:
    source = b64encode(picture.read_bytes()).decode()
    image = f'<img alt="" src="data:image/png;base64,{source}">'
    return f'<figure>{image}<figcaption class="{kind}">{caption}</figcaption></figure>'
