"""The figures of the report, drawn with matplotlib: readable in grey, by the colour-blind, and in print."""

import io
import warnings
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from unwall.language import Language, Sentence, say
from unwall.store.event import Action
from unwall.store.summary import Summary, wilson

_MOST = 15  # rows of one figure; the tables hold all
_GAPS = 45  # days of a time line between which there are still gaps
_COLORS = {  # Okabe and Ito's, told apart by every eye, and by lightness in grey
    Action.OPENED: "#0072B2",
    Action.REWRITTEN: "#56B4E9",
    Action.FOUND: "#E69F00",
    Action.SHOWN: "#F0E442",
    Action.REFUSED: "#D55E00",
    Action.PROBED: "#009E73",
}
_STYLE: dict[str, Any] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "xtick.color": "#333333",
    "ytick.color": "#333333",
    "font.family": ["DejaVu Sans", "Noto Sans CJK SC", "sans-serif"],
    "svg.fonttype": "none",  # text stays text: small, searchable, in the reader's own font
    "svg.hashsalt": "unwall",  # equal logs give equal files
}
EVENTS = Sentence("events", "事件数")
LINKS = Sentence("links met", "遇到的链接数")
ACTIONS = {
    Action.OPENED: Sentence("opened", "已打开"),
    Action.REWRITTEN: Sentence("made direct", "已改为直达"),
    Action.FOUND: Sentence("seen only", "仅发现"),
    Action.SHOWN: Sentence("warning shown", "保留警告页"),
    Action.REFUSED: Sentence("refused", "已拒绝"),
    Action.PROBED: Sentence("probed", "已探测"),
    Action.LOST: Sentence("not written", "未能写入"),
}
NOBODY = Sentence("other sites", "其他网站")


class Drawing(NamedTuple):
    """One figure under its name, as SVG and PNG."""

    name: str
    svg: str
    png: bytes


def drawings(summary: Summary, language: Language) -> list[Drawing]:
    """All figures for which there is something to draw."""
    with mpl.rc_context(_STYLE), warnings.catch_warnings():  # type: ignore[arg-type] # its keys are literals
        warnings.filterwarnings(
            "ignore", message="Glyph .* missing"
        )  # without a Chinese font PNGs lack words
        return [
            _drawn(name, figure)
            for name, draw in _FIGURES.items()
            if (figure := draw(summary, language)) is not None
        ]


def _drawn(name: str, figure: Figure) -> Drawing:
    svg, png = io.StringIO(), io.BytesIO()
    figure.savefig(svg, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    figure.savefig(png, format="png", dpi=200, bbox_inches="tight", metadata={"Software": None})
    text = svg.getvalue()
    return Drawing(name, text[text.index("<svg") :], png.getvalue())


def _matrix(summary: Summary, language: Language) -> Figure | None:
    """Who walls whom: a circle's area is the number of events, its number the share where one is known."""
    pairs = [pair for pair in summary.pairs if pair.blocker]
    if not pairs:
        return None
    weight = {
        name: sum(pair.events for pair in pairs if pair.blocker == name)
        for name in {p.blocker for p in pairs}
    }
    rows = sorted(weight, key=lambda name: (-weight[name], name))[:_MOST]
    targets = {name: sum(p.events for p in pairs if p.blocked == name) for name in {p.blocked for p in pairs}}
    columns = sorted(targets, key=lambda name: (not name, -targets[name], name))[:_MOST]
    figure, axes = _canvas(0.62 * len(columns) + 1.6, 0.52 * len(rows) + 1.1)
    most = max(1, *(pair.events for pair in pairs))
    for pair in pairs:
        if pair.blocker not in rows or pair.blocked not in columns:
            continue
        x, y = columns.index(pair.blocked), rows.index(pair.blocker)
        axes.scatter(x, y, s=max(4.0, 330 * pair.events / most), color="#0072B2", alpha=0.85, linewidths=0)
        interval = wilson(pair.walled, pair.looked)
        shown = f"{interval.share:.0%}" if interval else f"{pair.events}"
        axes.annotate(
            shown, (x, y), (0, -15), textcoords="offset points", ha="center", va="center", fontsize=7
        )
    nobody = say(language, NOBODY)
    axes.set_xticks(range(len(columns)), [name or nobody for name in columns], rotation=40, ha="left")
    axes.set_yticks(range(len(rows)), rows)
    axes.xaxis.tick_top()
    axes.set_xlim(-0.6, len(columns) - 0.4)
    axes.set_ylim(len(rows) - 0.3, -0.6)
    axes.grid(color="#e5e5e5", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    return figure


def _days(summary: Summary, language: Language) -> Figure | None:
    if len(summary.days) < 2:
        return None
    figure, axes = _canvas(6.4, 2.3)
    days = [date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal() for day, _ in summary.days]
    base = [0] * len(days)
    wide = days[-1] - days[0] > _GAPS
    for action, color in _COLORS.items():
        heights = [counts[action] for _, counts in summary.days]
        if any(heights):
            label = say(language, ACTIONS[action])
            axes.bar(
                days, heights, 1.0 if wide else 0.85, base, color=color, label=label, antialiased=not wide
            )
            base = [low + high for low, high in zip(base, heights, strict=True)]
    locator = AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.set_ylabel(say(language, EVENTS))
    axes.legend(frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
    return figure


def _hosts(summary: Summary, language: Language) -> Figure | None:
    top = summary.hosts.most_common(_MOST)
    return _bars(top, say(language, LINKS)) if top else None


def _contexts(summary: Summary, language: Language) -> Figure | None:
    names = sorted({name for name, _ in summary.contexts})
    if not names:
        return None
    figure, axes = _canvas(6.4, 0.32 * len(names) + 0.9)
    base = [0] * len(names)
    for action, color in _COLORS.items():
        widths = [summary.contexts[name, action] for name in names]
        if any(widths):
            axes.barh(names, widths, left=base, height=0.7, color=color, label=say(language, ACTIONS[action]))
            base = [low + high for low, high in zip(base, widths, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel(say(language, EVENTS))
    axes.legend(frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
    return figure


def _ways(summary: Summary, language: Language) -> Figure | None:
    top = summary.ways.most_common(_MOST)
    if not top:
        return None
    named = [
        (f"{kind.value.replace('_', ' ')} · {name or say(language, NOBODY)}", n) for (kind, name), n in top
    ]
    return _bars(named, say(language, EVENTS))


def _bars(rows: list[tuple[str, int]], label: str) -> Figure:
    figure, axes = _canvas(6.4, 0.3 * len(rows) + 0.6)
    bars = axes.barh([name for name, _ in rows], [count for _, count in rows], height=0.7, color="#0072B2")
    axes.bar_label(bars, padding=3, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel(label)
    axes.margins(x=0.08)
    return figure


def _canvas(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(min(width, 10), min(height, 8)))
    return figure, figure.subplots()


_FIGURES: dict[str, Callable[[Summary, Language], Figure | None]] = {
    "matrix": _matrix,
    "days": _days,
    "hosts": _hosts,
    "contexts": _contexts,
    "ways": _ways,
}
