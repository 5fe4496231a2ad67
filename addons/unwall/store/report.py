"""The report: one HTML file with figures and their tables; it needs nothing beside it and runs no script."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from unwall.language import Language, Sentence, say
from unwall.store.figures import ACTIONS, NOBODY, Drawing, drawings
from unwall.store.summary import Summary, summary_csv, table_of

# fmt: off
_TITLE = Sentence("Which links met which wall", "哪些链接遇到了哪些屏蔽")
_LEAD = Sentence(
    "{events} events from {first} to {last} in {runs} runs; {looked} links were looked at, {walled} of them"
    " were walled. Detail of addresses: {detail}. unwall {version}, rules of version {rules}.",
    "{first} 至 {last}，{runs} 次运行共 {events} 条记录；检查链接 {looked} 个，其中 {walled} 个被屏蔽。"
    "地址详细程度：{detail}。unwall {version}，规则版本 {rules}。",
)
_NOTHING = Sentence("The log holds no events.", "日志中没有记录。")
_LOST = Sentence(
    "{lost} further events could not be written and are missing from all figures.",
    "另有 {lost} 条记录未能写入，所有图表均不含这些记录。",
)
_HEADINGS = {
    "matrix": (
        Sentence("Who walls whom", "谁屏蔽谁"),
        Sentence(
            "Rows are platforms that wall, columns those whose links they wall. The area of a circle is the"
            " number of events; the number below it is the share of the links looked at that were walled, or"
            " the number of events where links were not counted. The table has 95 % Wilson score intervals.",
            "行是实施屏蔽的平台，列是被屏蔽的平台。圆的面积表示事件数；下方数字为被屏蔽链接占所检查链接的比例，"
            "未计数时为事件数。表中给出 95% Wilson 置信区间。",
        ),
    ),
    "days": (Sentence("Day by day (UTC)", "按日（UTC）"), Sentence("", "")),
    "hosts": (Sentence("Hosts met most", "最常遇到的主机"), Sentence("", "")),
    "contexts": (
        Sentence("For whom", "对谁屏蔽"),
        Sentence("Clients as their user agents name them.", "客户端按其 User-Agent 识别。"),
    ),
    "ways": (
        Sentence("Ways around walls", "绕过屏蔽的方式"),
        Sentence(
            "Tokens, short links, app links, mini programs and coded words, by platform.",
            "口令、短链接、应用链接、小程序与代称，按平台统计。",
        ),
    ),
}
_TABLE = Sentence("Table: {heading}", "表格：{heading}")
_RULES = Sentence("Rules", "规则")
_UNUSED = Sentence("{count} rules never fired", "{count} 条规则从未触发")
_ALL_USED = Sentence("Every rule fired.", "所有规则均已触发。")
_FORMS = Sentence("Forms of stop pages, newest first", "拦截页的形态（新出现的在前）")
_FORMS_LEAD = Sentence(
    "Pages of one form differ in words and values alone. What was never opened no rule understands yet.",
    "同一形态的页面只有文字与数值不同。从未打开过的形态，是规则尚不理解的新变体。",
)
_REFUSALS = Sentence("Targets that were not opened", "未打开的目标")
_COLUMNS = {
    "pairs": (
        Sentence("walls", "屏蔽方"), Sentence("walled", "被屏蔽方"), Sentence("looked at", "已检查"),
        Sentence("walled", "被屏蔽"), Sentence("share", "比例"), Sentence("95 % interval", "95% 区间"),
        Sentence("events", "事件数"), Sentence("first", "首次"), Sentence("last", "最近"),
        Sentence("rules", "规则"),
    ),
    "forms": (
        Sentence("rule", "规则"), Sentence("form", "形态"), Sentence("first", "首次"),
        Sentence("last", "最近"), Sentence("events", "事件数"), Sentence("opened", "已打开"),
    ),
    "counts": (Sentence("what", "项目"), Sentence("events", "事件数")),
}
# fmt: on
_MOST_FORMS = 50
_STYLE = """
:root{color-scheme:light}
body{font:15px/1.55 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;
color:#1a1a1a;max-width:60rem;margin:2.5rem auto;padding:0 1.2rem}h1{font-size:1.7rem;margin:0 0 .4rem}
h2{font-size:1.15rem;margin:2.4rem 0 .3rem}p{max-width:44rem;color:#444;margin:.3rem 0 .8rem}
figure{margin:0 0 .6rem}
svg{max-width:100%;height:auto}table{border-collapse:collapse;font-size:13px;margin:.4rem 0}
th,td{padding:.22rem .7rem .22rem 0;text-align:left;border-bottom:1px solid #e4e4e4;vertical-align:top}
th{font-weight:600;border-bottom-color:#888}td.n{text-align:right;font-variant-numeric:tabular-nums}
details{margin:.3rem 0;overflow-x:auto}summary{cursor:pointer;color:#0b5394}code{font-size:12px}
@media print{body{margin:0;max-width:none}details>*{display:block}
h2{break-after:avoid}figure,tr{break-inside:avoid}}
"""


class Report(NamedTuple):
    """The files of one report, by name; the HTML holds all figures itself."""

    html: str
    drawings: Sequence[Drawing]
    summary_csv: str

    def write(self, target: Path) -> list[Path]:
        """Writes ``target``, and beside it a summary as CSV and each figure as SVG and PNG.

        Raises OSError.
        """
        stem = target.with_suffix("")
        files = {target: self.html.encode(), Path(f"{stem}-summary.csv"): self.summary_csv.encode()}
        for each in self.drawings:
            files[Path(f"{stem}-{each.name}.svg")] = each.svg.encode()
            files[Path(f"{stem}-{each.name}.png")] = each.png
        for path, data in files.items():
            path.write_bytes(data)
        return list(files)


def report(summary: Summary, known: Iterable[str], language: Language) -> Report:
    """The report in one language; ``known``: the ids of all rules, to name those that never fired."""
    drawn = drawings(summary, language)
    title = escape(say(language, _TITLE))
    parts = [
        f'<!doctype html><html lang="{language.value}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy"'
        """ content="default-src 'none'; style-src 'unsafe-inline'">"""
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>",
        f"<p>{_lead(summary, language)}</p>",
    ]
    for each in drawn:
        heading, text = _HEADINGS[each.name]
        head = f"<h2>{escape(say(language, heading))}</h2><p>{escape(say(language, text))}</p>"
        named = escape(say(language, heading))
        parts.append(head + f'<figure role="img" aria-label="{named}">{each.svg}</figure>')
        parts.append(_folded(_table(each.name, summary, language), language, heading))
    parts += [
        _forms(summary, language),
        _refusals(summary, language),
        _rules(summary, known, language),
        "</body></html>\n",
    ]
    return Report("".join(parts), drawn, summary_csv(summary))


def _lead(summary: Summary, language: Language) -> str:
    if not summary.runs or summary.first is None or summary.last is None:
        return escape(say(language, _NOTHING))
    text = say(
        language,
        _LEAD,
        events=f"{summary.events:,}",
        first=summary.first.date(),
        last=summary.last.date(),
        runs=len(summary.runs),
        looked=f"{summary.looked:,}",
        walled=f"{summary.walled:,}",
        detail=", ".join(sorted({run.detail for run in summary.runs})),
        version=", ".join(sorted({run.version for run in summary.runs})),
        rules=", ".join(sorted({run.rules for run in summary.runs})),
    )
    lost = " " + say(language, _LOST, lost=f"{summary.lost:,}") if summary.lost else ""
    return escape(text + lost)


def _table(name: str, summary: Summary, language: Language) -> str:
    if name == "matrix":
        return _grid([say(language, each) for each in _COLUMNS["pairs"]], _pairs(summary, language))
    rows: list[tuple[str, int]] = {
        "days": [(day, counts.total()) for day, counts in summary.days],
        "hosts": summary.hosts.most_common(100),
        "contexts": [
            (f"{name} · {say(language, ACTIONS[action])}", count)
            for (name, action), count in sorted(summary.contexts.items())
        ],
        "ways": [
            (f"{kind.value} · {who or say(language, NOBODY)}", count)
            for (kind, who), count in summary.ways.most_common()
        ],
    }[name]
    return _counts(rows, language)


def _pairs(summary: Summary, language: Language) -> list[Sequence[str | int]]:
    nobody = say(language, NOBODY)
    return [
        [
            blocker or nobody,
            blocked or nobody,
            looked,
            walled,
            share,
            f"{low} – {high}" if low else "",
            events,
            first,
            last,
            rules,
        ]
        for blocker, blocked, looked, walled, share, low, high, events, first, last, _, rules in table_of(
            summary
        )
    ]


def _counts(rows: Iterable[tuple[str, int]], language: Language) -> str:
    return _grid([say(language, each) for each in _COLUMNS["counts"]], rows)


def _grid(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    lines = ["<table><thead><tr>", *(f"<th>{escape(cell)}</th>" for cell in head), "</tr></thead><tbody>"]
    for row in rows:
        lines += ["<tr>", *map(_cell, row), "</tr>"]
    return "".join([*lines, "</tbody></table>"])


def _cell(value: str | int) -> str:
    return f'<td class="n">{value:,}</td>' if isinstance(value, int) else f"<td>{escape(value)}</td>"


def _folded(table: str, language: Language, heading: Sentence) -> str:
    named = escape(say(language, _TABLE, heading=say(language, heading)))
    return f"<details><summary>{named}</summary>{table}</details>"


def _forms(summary: Summary, language: Language) -> str:
    if not summary.forms:
        return ""
    rows = [
        (each.rule, each.form, f"{each.first:%Y-%m-%d}", f"{each.last:%Y-%m-%d}", each.events, each.opened)
        for each in summary.forms[:_MOST_FORMS]
    ]
    table = _grid([say(language, each) for each in _COLUMNS["forms"]], rows)
    lead = escape(say(language, _FORMS_LEAD))
    return f"<h2>{escape(say(language, _FORMS))}</h2><p>{lead}</p>{table}"


def _refusals(summary: Summary, language: Language) -> str:
    if not summary.refusals:
        return ""
    return f"<h2>{escape(say(language, _REFUSALS))}</h2>{_counts(summary.refusals.most_common(), language)}"


def _rules(summary: Summary, known: Iterable[str], language: Language) -> str:
    unused = sorted(set(known) - summary.rules.keys())
    fired = [(rule or "-", count) for rule, count in summary.rules.most_common()]
    said = escape(say(language, _UNUSED, count=len(unused)) if unused else say(language, _ALL_USED))
    names = " ".join(f"<code>{escape(rule)}</code>" for rule in unused)
    folded = f"<details><summary>{said}</summary><p>{names}</p></details>" if unused else f"<p>{said}</p>"
    counts = _folded(_counts(fired, language), language, _RULES)
    return f"<h2>{escape(say(language, _RULES))}</h2>{folded}{counts}"
