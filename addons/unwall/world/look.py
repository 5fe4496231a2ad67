"""How the fake platforms look: one plain style sheet, a colour each, drawings instead of pictures."""

from html import escape
from pathlib import Path
from typing import NamedTuple

_ASSETS = Path(__file__).with_name("assets")


def asset(name: str) -> str:
    """A style sheet, script or drawing of the platforms."""
    return (_ASSETS / name).read_text("utf-8")


_STYLE = asset("style.css")
STOP = asset("stop.svg")


class Brand(NamedTuple):
    """What tells one platform from another at a glance."""

    name: str
    colour: str
    language: str = "zh-CN"


def document(brand: Brand, title: str, body: str, *, charset: str = "utf-8", bar: bool = True) -> str:
    """A whole page. ``body`` is markup, ``title`` is text. It asks for no icon."""
    top = f'<div class="bar"><b>{escape(brand.name)}</b></div>' if bar else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{brand.language}">\n<head><meta charset="{charset}"/>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"/><link rel="icon" href="data:,"/>'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f'<body style="--brand:{brand.colour}">\n{top}{body}\n</body>\n</html>\n'
    )


def post(brand: Brand, title: str, markup: str, *, author: str = "", heading: str = "") -> str:
    """A page on which somebody wrote something."""
    by = f'<p class="dim">{escape(author)}</p>' if author else ""
    return document(
        brand,
        title,
        f'<main><article class="card"><h1>{escape(heading or title)}</h1>{by}{markup}</article></main>',
    )


def leave(brand: Brand, title: str, words: str, target: str, button: str) -> str:
    """A page that stands in the way: a sign, what it says, the address as text, a button that leads on."""
    return document(
        brand,
        title,
        f'<div class="wall">{STOP}<h1>{escape(title)}</h1><p class="dim">{escape(words)}</p>'
        f'<p class="link">{escape(target)}</p>'
        f'<a class="btn" rel="noreferrer" href="{escape(target)}">{escape(button)}</a></div>',
    )


def refusal(brand: Brand, title: str, words: str, *, button: str = "", link: str = "#") -> str:
    """A page that stands in the way and knows no way on, or only one into an app."""
    on = f'<a class="btn" href="{escape(link)}">{escape(button)}</a>' if button else ""
    return document(
        brand,
        title,
        f'<div class="wall">{STOP}<h1>{escape(title)}</h1><p class="dim">{escape(words)}</p>{on}</div>',
    )


class Goods(NamedTuple):
    """Something for sale, under an invented name."""

    name: str
    price: str
    drawing: str
    colours: tuple[str, str] = ("#ffe9d6", "#ffc59a")
    tags: tuple[str, ...] = ("包邮", "7天无理由退货", "破损包退")


def item(brand: Brand, title: str, goods: Goods, *, charset: str = "utf-8") -> str:
    """The page of something for sale."""
    light, deep = goods.colours
    tags = "".join(f'<span class="tag">{escape(each)}</span>' for each in goods.tags)
    return document(
        brand,
        title,
        f'<main><div class="card item" style="--light:{light};--deep:{deep}">{asset(goods.drawing)}'
        f"<div><h1>{escape(goods.name)}</h1>"
        f'<div class="price"><small>&yen;</small>{goods.price}</div><div>{tags}</div>'
        '<p class="dim">月销 800+　·　浙江杭州　·　48 小时内发货</p>'
        '<div class="buy"><span>加入购物车</span><span>立即购买</span></div></div></div></main>',
        charset=charset,
    )


def video(brand: Brand, title: str, heading: str) -> str:
    """The page of a short film."""
    return document(
        brand,
        title,
        f'<main><div class="video"><i></i></div><div class="card"><h1>{escape(heading)}</h1></div></main>',
    )
