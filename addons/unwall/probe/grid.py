"""The matrix of links and clients for a terminal, and below it what stood in the way."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from unwall.probe.formats import COLORS
from unwall.probe.verdict import Cell, Verdict
from unwall.urls.show import brief, plain, readable

_LINK = 24  # columns that a link has at least
_MOST_LINK = 60
_CUT = 3  # letters of a client's name where there is little room
_SHORT = {Verdict.ELSEWHERE: "elsewhere"}
_SIGNS = {
    Verdict.OPEN: "✓", Verdict.WRAPPED: "w", Verdict.WALLED: "✗", Verdict.APP_ONLY: "a",
    Verdict.ELSEWHERE: "→", Verdict.LOGIN: "l", Verdict.CAPTCHA: "c", Verdict.DEAD: "†", Verdict.UNKNOWN: "?",
}  # fmt: skip


def show(cells: Sequence[Cell], console: Console) -> None:
    """Prints both."""
    contexts = list(dict.fromkeys(cell.context for cell in cells))
    rows: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.url, {})[cell.context] = cell
    words = {name: [_word(row[name]) for row in rows.values() if name in row] for name in contexts}
    needed = _LINK + sum(2 + max(map(len, (name, *said))) for name, said in words.items())
    is_wide = needed <= console.width
    console.print(_matrix(rows, contexts, is_wide=is_wide))
    if not is_wide:
        console.print(_legend(cells))
    for url, row in rows.items():
        told = list(_told(row.values(), len(contexts)))
        if told:
            console.print(Group(Text(f"\n{readable(url)}", style="bold", overflow="fold"), *told))


def _matrix(rows: dict[str, dict[str, Cell]], contexts: Sequence[str], *, is_wide: bool) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(
        "", no_wrap=True, max_width=_MOST_LINK, overflow="ellipsis", ratio=None if is_wide else 1
    )
    for name in contexts:
        table.add_column(name if is_wide else name[:_CUT], no_wrap=True)
    for url, row in rows.items():
        said = [_shown(row.get(name), is_wide=is_wide) for name in contexts]
        table.add_row(Text(brief(url) or plain(url)), *said)
    return table


def _word(cell: Cell) -> str:
    return _SHORT.get(cell.verdict, cell.verdict.value)


def _shown(cell: Cell | None, *, is_wide: bool) -> Text:
    if cell is None:
        return Text("")
    return Text(_word(cell) if is_wide else _SIGNS[cell.verdict], style=COLORS[cell.verdict])


def _legend(cells: Iterable[Cell]) -> Text:
    said = dict.fromkeys(cell.verdict for cell in cells)
    return Text("  ".join(f"{_SIGNS[verdict]} {verdict.value}" for verdict in said), style="dim")


def _told(cells: Iterable[Cell], count: int) -> Iterator[Text]:
    """What met all the same is said once, with the clients that met it."""
    groups: dict[tuple[object, ...], list[Cell]] = {}
    for cell in cells:
        if cell.verdict is not Verdict.OPEN:
            groups.setdefault((cell.verdict, cell.rule, cell.why, cell.target, cell.final), []).append(cell)
    for group in groups.values():
        first = group[0]
        line = Text("  ")
        line.append(_word(first), style=COLORS[first.verdict])
        names = "all" if len(group) == count > 1 else ", ".join(cell.context for cell in group)
        line.append(f" for {names}")
        for mark, value in (
            (" by ", first.rule),
            (": ", first.why),
            (" “", first.title and f"{first.title}”"),
        ):
            line.append(f"{mark}{plain(value)}" if value else "")
        line.append(f"\n    → {readable(first.target)}" if first.target else "")
        for hop in first.hops:
            line.append(
                f"\n    {hop.status or hop.error} {brief(hop.url)} {hop.milliseconds:.0f} ms", style="dim"
            )
        yield line
