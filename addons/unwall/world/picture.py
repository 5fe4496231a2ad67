"""Pictures of before and after: two phones side by side, drawn as a page for the browser to photograph."""

from base64 import b64encode
from pathlib import Path
from typing import NamedTuple

from unwall.language import Language, Sentence, say
from unwall.world.look import asset

WIDTH, HEIGHT = 1120, 860


class Words(NamedTuple):
    """What a picture is called, and what is said on it."""

    file: str
    said: Sentence
    without: Sentence
    opened: Sentence


PICTURES = {  # by wall
    "taobao-in-wechat": Words(
        "before-after",
        Sentence("A Taobao link, clicked in WeChat", "在微信里点开一个淘宝链接"),
        Sentence("without unwall: access stopped", "不用 unwall：已停止访问"),
        Sentence("with unwall: the page itself", "使用 unwall：直达商品"),
    ),
    "doubao-in-page": Words(
        "in-page",
        Sentence("Where a link in Doubao's answer leads", "豆包回答里的链接通往哪里"),
        Sentence("without unwall: the wall's address", "不用 unwall：拦截页的地址"),
        Sentence("with unwall: the address itself", "使用 unwall：原本的地址"),
    ),
}


def before_after(before: Path, after: Path, words: Words, language: Language) -> str:
    """A page of ``WIDTH`` by ``HEIGHT`` with both pictures on it."""
    return (
        f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8">'
        f"<style>{asset('before-after.css')}</style>"
        f"<h1>{say(language, words.said)}</h1><main>{_figure(before, say(language, words.without))}"
        f"{asset('arrow.svg')}"
        f"{_figure(after, say(language, words.opened), 'good')}</main></html>"
    )


def _figure(picture: Path, caption: str, kind: str = "") -> str:
    source = b64encode(picture.read_bytes()).decode()
    image = f'<img alt="" src="data:image/png;base64,{source}">'
    return f'<figure>{image}<figcaption class="{kind}">{caption}</figcaption></figure>'
