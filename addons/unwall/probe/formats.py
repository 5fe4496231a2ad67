"""Cells as people and build servers read them: a table, JSON lines, JUnit XML, TAP 13, SARIF 2.1.0."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from xml.sax.saxutils import quoteattr

from unwall.probe.verdict import CLOSED, Cell, Verdict
from unwall.urls.show import brief, plain, readable

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_WIDTH = 60


def to_table(cells: Iterable[Cell]) -> Iterator[str]:
    """One line a link and client; what stood in the way beside it."""
    for cell in cells:
        said = f"{cell.verdict.value:<20} {cell.context:<12} {_short(cell.url)}"
        beside = [part for part in (cell.rule, cell.why, _target(cell), _way(cell)) if part]
        yield f"{said}  {'  '.join(beside)}".rstrip() + "\n"


def _short(url: str) -> str:
    shown = brief(url)
    return f"{shown:<{_WIDTH}}" if len(shown) <= _WIDTH else shown


def _target(cell: Cell) -> str:
    return f"→ {readable(cell.target)}" if cell.target else ""


def _way(cell: Cell) -> str:
    return f"(at {brief(cell.final)})" if len(cell.hops) > 1 else ""


def plain_cell(cell: Cell) -> dict[str, object]:
    """A cell as one JSON object; every hop is in it, whatever the verdict."""
    return cell._asdict() | {"final": cell.final, "hops": [hop._asdict() for hop in cell.hops]}


def to_json(cells: Iterable[Cell]) -> Iterator[str]:
    """One object a line."""
    for cell in cells:
        yield json.dumps(plain_cell(cell), ensure_ascii=False) + "\n"


def to_matrix(cells: Iterable[Cell]) -> Iterator[str]:
    """Links as rows, clients as columns."""
    rows: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.url, {})[cell.context] = cell
    contexts = list(dict.fromkeys(name for row in rows.values() for name in row))
    widths = [
        max([len(name), *(len(row[name].verdict) for row in rows.values() if name in row)])
        for name in contexts
    ]
    first = max((min(len(brief(url)), _WIDTH) for url in rows), default=0)
    yield (
        " " * first
        + "".join(f"  {name:<{w}}" for name, w in zip(contexts, widths, strict=True)).rstrip()
        + "\n"
    )
    for url, row in rows.items():
        said = [row[name].verdict.value if name in row else "" for name in contexts]
        columns = "".join(f"  {text:<{w}}" for text, w in zip(said, widths, strict=True))
        yield f"{brief(url):<{first}}{columns}".rstrip() + "\n"


def to_junit(cells: Iterable[Cell]) -> Iterator[str]:
    """A test case for each cell: walled ones fail, undetermined ones are errors."""
    known = list(cells)
    failures = sum(cell.verdict in CLOSED for cell in known)
    errors = sum(cell.verdict not in CLOSED and cell.verdict is not Verdict.OPEN for cell in known)
    counts = f'tests="{len(known)}" failures="{failures}" errors="{errors}"'
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {counts}>\n'
    yield f'<testsuite name="unwall" {counts}>\n'
    for cell in known:
        spent = sum(hop.milliseconds for hop in cell.hops) / 1000
        case = f'<testcase classname={_quoted(cell.context)} name={_quoted(cell.url)} time="{spent:.3f}"'
        kind = "failure" if cell.verdict in CLOSED else "error"
        if cell.verdict is Verdict.OPEN:
            yield f"{case}/>\n"
        else:
            yield f'{case}><{kind} type="{cell.verdict.value}" message={_quoted(said(cell))}/></testcase>\n'
    yield "</testsuite>\n</testsuites>\n"


def _quoted(text: str) -> str:
    """An attribute's value; what XML cannot hold at all is escaped for the eye."""
    return quoteattr(plain(text))


def said(cell: Cell) -> str:
    """A cell as one sentence."""
    parts = [cell.verdict.value, f"by {cell.rule}" if cell.rule else "", cell.why, _target(cell), _way(cell)]
    return " ".join(part for part in parts if part)


def to_tap(cells: Iterable[Cell]) -> Iterator[str]:
    """TAP 13: what could not be determined is no failure of the link's, so it is skipped."""
    known = list(cells)
    yield f"TAP version 13\n1..{len(known)}\n"
    for number, cell in enumerate(known, 1):
        words = f"{number} - {cell.context} {plain(cell.url)}".replace("#", "\\#")
        if cell.verdict in CLOSED:
            yield f"not ok {words}\n  ---\n  message: {json.dumps(said(cell), ensure_ascii=False)}\n  ...\n"
        elif cell.verdict is Verdict.OPEN:
            yield f"ok {words}\n"
        else:
            yield f"ok {words} # SKIP {said(cell)}\n"


def to_sarif(cells: Iterable[Cell]) -> Iterator[str]:
    """One run with a result for each link that is not open."""
    closed = [cell for cell in cells if cell.verdict is not Verdict.OPEN]
    rules = [{"id": verdict.value} for verdict in dict.fromkeys(cell.verdict for cell in closed)]
    results = [
        {
            "ruleId": cell.verdict.value,
            "level": "error" if cell.verdict in CLOSED else "warning",
            "message": {"text": f"{cell.context}: {said(cell)}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": cell.url}}}],
        }
        for cell in closed
    ]
    driver = {"name": "unwall", "informationUri": "https://pypi.org/project/unwall/", "rules": rules}
    document = {
        "$schema": _SARIF,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    yield json.dumps(document, ensure_ascii=False, indent=1) + "\n"


FORMATS: Mapping[str, Callable[[Iterable[Cell]], Iterator[str]]] = {
    "table": to_table,
    "json": to_json,
    "junit": to_junit,
    "tap": to_tap,
    "sarif": to_sarif,
}
