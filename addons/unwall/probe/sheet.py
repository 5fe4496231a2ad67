"""The matrix as one HTML page that needs nothing beside it: filters, and the evidence behind every cell.

All of it can be read without scripts; only the search for words needs one. Both languages are in it.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import NamedTuple

from unwall.language import Language, Sentence
from unwall.probe.verdict import CLOSED, Cell, Verdict
from unwall.urls.show import brief, plain, readable
from unwall.urls.split import WEB, scheme_of

# fmt: off
_TITLE = Sentence("Which links open, and for whom", "哪些链接能打开，对谁能打开")
_LEAD = Sentence(
    "{links} links as {contexts} clients: {open} of {count} cells are open, {closed} are walled."
    " unwall {version}, rules {rules}, {when}.",
    "以 {contexts} 种客户端探测 {links} 个链接：{count} 项中 {open} 项可打开，{closed} 项被屏蔽。"
    "unwall {version}，规则 {rules}，{when}。",
)
_ALL = Sentence("all links", "全部链接")
_SOME = {
    "closed": Sentence("walled for somebody", "对某些客户端屏蔽"),
    "differs": Sentence("not the same for all", "各客户端结果不同"),
    "undetermined": Sentence("undetermined", "未能确定"),
}
_LINKS, _CLIENTS = Sentence("Links", "链接"), Sentence("Clients", "客户端")
_LINK, _SEARCH = Sentence("link", "链接"), Sentence("part of a link", "链接的一部分")
_EVIDENCE = Sentence("evidence", "证据")
_WORDS = {
    Verdict.OPEN: Sentence("opens directly", "可直接打开"),
    Verdict.WRAPPED: Sentence("carries its target in itself", "目标包在链接里"),
    Verdict.WALLED: Sentence("something stands before the target", "目标前有拦截页"),
    Verdict.APP_ONLY: Sentence("only an app opens it", "只能用 App 打开"),
    Verdict.ELSEWHERE: Sentence("leads to another site", "跳到其他网站"),
    Verdict.LOGIN: Sentence("wants a sign-in", "要求登录"),
    Verdict.CAPTCHA: Sentence("takes us for a robot", "被当作机器人"),
    Verdict.DEAD: Sentence("is not there", "已失效"),
    Verdict.UNKNOWN: Sentence("could not be determined", "未能确定"),
}
_FIELDS = {
    "rule": Sentence("rule", "规则"), "target": Sentence("target", "目标"), "why": Sentence("reason", "原因"),
    "title": Sentence("title", "标题"), "matched": Sentence("matched", "匹配文字"),
    "final": Sentence("ends at", "最终地址"), "body_sha256": Sentence("body, SHA-256", "正文 SHA-256"),
    "agent": Sentence("asked as", "请求身份"),
}
_HOPS = (
    Sentence("status", "状态"), Sentence("time", "用时"), Sentence("by", "方式"), Sentence("address", "地址"),
)
# fmt: on
_UNDETERMINED = frozenset(Verdict) - CLOSED - {Verdict.OPEN}


class About(NamedTuple):
    """What stands at the top."""

    version: str
    rules: str
    when: str
    agents: Mapping[str, str]  # user agents by client
    language: Language = Language.ENGLISH  # shown first


def sheet(cells: Sequence[Cell], about: About, pictures: Mapping[tuple[str, str], bytes]) -> str:
    """The page; ``pictures``: WebP by link and client."""
    contexts = list(dict.fromkeys(cell.context for cell in cells))
    rows: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.url, {})[cell.context] = cell
    script = _asset("sheet.js")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'"
    parts = [
        f'<!doctype html>\n<html lang="{_tag(about.language)}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
        f"<title>{escape(_TITLE.zh if about.language is Language.CHINESE else _TITLE.en)}</title>",
        f"<style>{_asset('sheet.css')}{_columns(contexts)}</style></head><body>",
        *_head(cells, contexts, rows, about),
        '<div class="wide"><table><thead><tr><th class="link">' + _both(_LINK) + "</th>",
        *(f'<th class="c{at}">{escape(name)}</th>' for at, name in enumerate(contexts)),
        "</tr></thead>",
    ]
    for number, (url, row) in enumerate(rows.items()):
        parts += _row(number, url, [row.get(name) for name in contexts], about, pictures)
    parts.append(f"</table></div><script>{script}</script></body></html>\n")
    return "".join(parts)


def _asset(name: str) -> str:
    return files("unwall.probe").joinpath("assets", name).read_text("utf-8")


def _tag(language: Language) -> str:
    return "zh-CN" if language is Language.CHINESE else "en"


def _both(sentence: Sentence, **parts: object) -> str:
    """Both languages; the style sheet shows one."""
    said = {name: escape(str(value)) for name, value in parts.items()}
    return (
        f'<span lang="en">{escape(sentence.en).format(**said)}</span>'
        f'<span lang="zh-CN">{escape(sentence.zh).format(**said)}</span>'
    )


def _columns(contexts: Sequence[str]) -> str:
    """Columns go with their boxes."""
    return "".join(f"body:has(#k{at}:not(:checked)) .c{at}{{display:none}}" for at in range(len(contexts)))


def _head(
    cells: Sequence[Cell], contexts: Sequence[str], rows: Mapping[str, object], about: About
) -> Iterator[str]:
    is_chinese = about.language is Language.CHINESE
    yield (
        '<nav><label><input type="radio" name="lang" id="en"'
        + ("" if is_chinese else " checked")
        + ">English</label>"
    )
    yield (
        '<label><input type="radio" name="lang" id="zh"'
        + (" checked" if is_chinese else "")
        + ">中文</label></nav>"
    )
    yield f"<h1>{_both(_TITLE)}</h1><p>"
    yield _both(
        _LEAD,
        links=len(rows),
        contexts=len(contexts),
        count=len(cells),
        open=sum(cell.verdict is Verdict.OPEN for cell in cells),
        closed=sum(cell.verdict in CLOSED for cell in cells),
        version=about.version,
        rules=about.rules,
        when=about.when,
    )
    yield f"</p><fieldset><legend>{_both(_LINKS)}</legend>"
    yield f'<label><input type="radio" name="rows" id="all" checked>{_both(_ALL)}</label>'
    for name, sentence in _SOME.items():
        yield f'<label><input type="radio" name="rows" id="{name}">{_both(sentence)}</label>'
    yield f'<label class="search" hidden>{_both(_SEARCH)} <input type="search" id="words"></label>'
    yield f"</fieldset><fieldset><legend>{_both(_CLIENTS)}</legend>"
    for at, name in enumerate(contexts):
        yield f'<label><input type="checkbox" id="k{at}" checked>{escape(name)}</label>'
    yield '</fieldset><p class="legend">'
    for verdict in dict.fromkeys(cell.verdict for cell in cells):
        yield f'<span><b class="v {verdict.value}">{verdict.value}</b> {_both(_WORDS[verdict])}</span>'
    yield "</p>"


def _row(
    number: int,
    url: str,
    cells: Sequence[Cell | None],
    about: About,
    pictures: Mapping[tuple[str, str], bytes],
) -> Iterator[str]:
    known = [cell for cell in cells if cell is not None]
    kinds = {
        "closed": any(cell.verdict in CLOSED for cell in known),
        "differs": len({cell.verdict for cell in known}) > 1,
        "undetermined": any(cell.verdict in _UNDETERMINED for cell in known),
    }
    named = " ".join(name for name, holds in kinds.items() if holds)
    yield f'<tbody class="{named}"><tr><th class="link" title="{escape(plain(url))}">{_shown(url)}</th>'
    for at, cell in enumerate(cells):
        if cell is None:
            yield f'<td class="c{at}"></td>'
        else:
            word = cell.verdict.value
            short = word.rpartition("redirected-")[2]  # the column is as wide as its longest word
            yield f'<td class="c{at}"><a class="v {word}" href="#e{number}-{at}">{short}</a></td>'
    yield f'</tr><tr class="more"><td colspan="{len(cells) + 1}">'
    yield f"<details><summary>{_both(_EVIDENCE)}</summary><div>"
    for at, cell in enumerate(cells):
        if cell is not None:
            picture = pictures.get((cell.url, cell.context), b"")
            yield f'<section id="e{number}-{at}" class="c{at}">'
            yield from _evidence(cell, about.agents.get(cell.context, ""), picture)
            yield "</section>"
    yield "</div></details></td></tr></tbody>"


def _shown(url: str) -> str:
    return escape(brief(url) or plain(url))


def _link(url: str) -> str:
    """Something to click, where it is of the web; else text."""
    text = escape(readable(url))
    if scheme_of(url) not in WEB:
        return text
    return f'<a rel="noreferrer noopener" href="{escape(url)}">{text}</a>'


def _evidence(cell: Cell, agent: str, picture: bytes) -> Iterator[str]:
    yield f'<h3>{escape(cell.context)} <b class="v {cell.verdict.value}">{cell.verdict.value}</b></h3>'
    if picture:
        data = b64encode(picture).decode()
        yield f'<img alt="" loading="lazy" src="data:image/webp;base64,{data}">'
    yield "<dl>"
    for name, value in _fields(cell, agent):
        yield f"<dt>{_both(_FIELDS[name])}</dt><dd>{value}</dd>"
    yield "</dl>"
    if cell.hops:
        yield "<table><tr>" + "".join(f"<th>{_both(each)}</th>" for each in _HOPS) + "</tr>"
        for hop in cell.hops:
            status = escape(str(hop.status or hop.error))
            said = (status, f"{hop.milliseconds:.0f} ms", hop.via.value, _link(hop.url))
            yield "<tr>" + "".join(f"<td>{each}</td>" for each in said) + "</tr>"
        yield "</table>"


def _fields(cell: Cell, agent: str) -> Iterable[tuple[str, str]]:
    if cell.rule:
        place = f" <small>{escape(cell.rule_place)}</small>" if cell.rule_place else ""
        yield "rule", f"<code>{escape(cell.rule)}</code>{place}"
    if cell.target:
        yield "target", _link(cell.target)
    for name, value in (("why", cell.why), ("title", cell.title), ("matched", cell.matched)):
        if value:
            yield name, escape(plain(value))
    yield "final", _link(cell.final)
    if cell.body_sha256:
        yield "body_sha256", f"<code>{escape(cell.body_sha256)}</code>"
    if agent and cell.hops:
        yield "agent", f"<small>{escape(agent)}</small>"
