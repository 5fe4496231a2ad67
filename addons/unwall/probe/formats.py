"""Cells as people and build servers read them: lines, JSON lines, JUnit XML, TAP 13, SARIF 2.1.0.

Each takes cells as they come and holds none of them, so that a run may have any number.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from unwall.probe.state import plain_cell
from unwall.probe.verdict import ARGUMENTS, CLOSED, WARNED, Cell, Place, Verdict
from unwall.urls.show import brief, plain, readable
from unwall.urls.split import scheme_of

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://pypi.org/project/unwall/"
_WIDTH = 60
_STEPS = 4  # of a way that a line shows
_IN_MEMORY = 8 << 20  # bytes of JUnit cases before they go to disk
_IN_URI = "%!#$&'()*+,/:;=?@[]~"

COLORS: Mapping[Verdict, str] = {
    Verdict.OPEN: "green", Verdict.WRAPPED: "red", Verdict.WALLED: "red", Verdict.APP_ONLY: "red",
    Verdict.ELSEWHERE: "red", Verdict.LOGIN: "yellow", Verdict.CAPTCHA: "yellow", Verdict.DEAD: "yellow",
    Verdict.UNKNOWN: "yellow",
}  # fmt: skip

type Paint = Callable[[str, str], str]


def to_table(cells: Iterable[Cell], paint: Paint = lambda text, _: text) -> Iterator[str]:
    """One line a link and client; what stood in the way beside it, and the whole way where there is one."""
    for cell in cells:
        verdict = paint(f"{cell.verdict.value:<20}", COLORS[cell.verdict])
        excused = f"[{plain(cell.excused)}]" if cell.excused else ""
        beside = [
            each for each in (cell.rule, cell.why, _target(cell), _way(cell), _stands(cell), excused) if each
        ]
        yield f"{verdict} {cell.context:<12} {_short(cell.url)}  {'  '.join(beside)}".rstrip() + "\n"


def _short(url: str) -> str:
    shown = brief(url) or plain(url)
    return f"{shown:<{_WIDTH}}" if len(shown) <= _WIDTH else f"{shown[: _WIDTH * 2]}"


def _target(cell: Cell) -> str:
    return f"→ {readable(cell.target)}" if cell.target else ""


def _way(cell: Cell) -> str:
    """Each address that was asked, with its status or what went wrong."""
    if len(cell.hops) < 2:
        return ""
    steps = [f"{hop.status or hop.error} {brief(hop.url)[:_WIDTH]}" for hop in cell.hops]
    if len(steps) > _STEPS:
        steps[_STEPS - 1 : -1] = [f"… {len(steps) - _STEPS} more"]
    return "(" + " → ".join(steps) + ")"


def _stands(cell: Cell) -> str:
    """Where a person finds the link; nothing for one that they named themselves."""
    if not cell.places or cell.places[0].file == ARGUMENTS or cell.verdict is Verdict.OPEN:
        return ""
    return "in " + plain(str(cell.places[0])) + (f" +{len(cell.places) - 1}" if len(cell.places) > 1 else "")


def to_json(cells: Iterable[Cell]) -> Iterator[str]:
    """One object a line."""
    for cell in cells:
        yield _json(plain_cell(cell)) + "\n"


def _json(value: dict[str, Any]) -> str:
    """One object; escaped where it holds what is no character, as names of files may."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def to_matrix(cells: Iterable[Cell]) -> Iterator[str]:
    """Links as rows, clients as columns; all of it has to be there for the widths."""
    rows: dict[str, dict[str, str]] = {}
    for cell in cells:
        rows.setdefault(cell.url, {})[cell.context] = cell.verdict.value
    contexts = list(dict.fromkeys(name for row in rows.values() for name in row))
    widths = [max(len(name), *(len(row.get(name, "")) for row in rows.values())) for name in contexts]
    links = [_place(url) for url in rows]
    first = max(map(len, links), default=0)
    for link, row in zip(
        ["", *links], [dict(zip(contexts, contexts, strict=True)), *rows.values()], strict=True
    ):
        said = (f"  {row.get(name, ''):<{width}}" for name, width in zip(contexts, widths, strict=True))
        yield f"{link:<{first}}{''.join(said)}".rstrip() + "\n"


def _place(url: str) -> str:
    shown = brief(url) or plain(url)
    return shown if len(shown) <= _WIDTH else f"{shown[: _WIDTH - 1]}…"


def said(cell: Cell) -> str:
    """A cell as one sentence."""
    parts = [cell.verdict.value, f"by {cell.rule}" if cell.rule else "", cell.why, _target(cell), _way(cell)]
    return " ".join(part for part in parts if part)


def evidence(cell: Cell) -> str:
    """All that is known, line by line."""
    lines = [f"final: {cell.final}"]
    lines += [f"{hop.status or hop.error} {hop.url} {hop.milliseconds:.0f} ms {hop.via}" for hop in cell.hops]
    named = ("rule", "rule_place", "target", "title", "matched", "why", "body_sha256")
    lines += [f"{name}: {value}" for name in named if (value := getattr(cell, name))]
    lines += [f"in {place}" for place in cell.places]
    return "\n".join(map(plain, lines))


# ---- JUnit


def to_junit(cells: Iterable[Cell]) -> Iterator[str]:
    """A test case for each cell: walled ones fail, dead and undetermined ones are errors.

    What a server keeps from robots, what was known before and what is allowed is skipped, and says why.
    """
    kinds: Counter[str] = Counter()
    spent = 0.0
    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="") as cases:
        for cell in cells:
            kind = _kind(cell)
            kinds[kind] += 1
            spent += _spent(cell)
            cases.write(_case(cell, kind))
        counts = f'tests="{kinds.total()}" failures="{kinds["failure"]}" errors="{kinds["error"]}"'
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {counts}>\n'
        yield f'<testsuite name="unwall" {counts} skipped="{kinds["skipped"]}" time="{spent:.3f}">\n'
        cases.seek(0)
        while block := cases.read(1 << 20):
            yield block
    yield "</testsuite>\n</testsuites>\n"


def _kind(cell: Cell) -> str:
    if cell.verdict is Verdict.OPEN:
        return ""
    if cell.excused or cell.verdict in WARNED:
        return "skipped"
    return "failure" if cell.verdict in CLOSED else "error"


def _case(cell: Cell, kind: str) -> str:
    case = f'<testcase classname={_quoted(cell.context)} name={_quoted(cell.url)} time="{_spent(cell):.3f}"'
    if not kind:
        return f"{case}/>\n"
    words = f"{said(cell)} ({cell.excused})" if cell.excused else said(cell)
    message = f"message={_quoted(words)}"
    if kind != "skipped":
        message = f'type="{cell.verdict.value}" {message}'
    return f"{case}><{kind} {message}/><system-out>{escape(evidence(cell))}</system-out></testcase>\n"


def _spent(cell: Cell) -> float:
    return sum(hop.milliseconds for hop in cell.hops) / 1000


def _quoted(text: str) -> str:
    """An attribute's value; what XML cannot hold at all is escaped for the eye."""
    return quoteattr(plain(text))


# ---- TAP


def to_tap(cells: Iterable[Cell]) -> Iterator[str]:
    """TAP 13: walled, dead and undetermined links are not ok; what servers keep from robots is skipped."""
    yield "TAP version 13\n"
    number = 0
    for number, cell in enumerate(cells, 1):
        words = f"{number} - {cell.context} {plain(cell.url)}".replace("#", "\\#")
        kind = _kind(cell)
        if not kind:
            yield f"ok {words}\n"
        elif kind == "skipped" and cell.verdict not in CLOSED:
            yield f"ok {words} # SKIP {_worded(cell)}\n"
        else:
            mark = f" # TODO {plain(cell.excused)}" if cell.excused else ""
            told = _json({"message": said(cell), "evidence": evidence(cell).split("\n")})
            yield f"not ok {words}{mark}\n  ---\n  {told}\n  ...\n"
    yield f"1..{number}\n"


def _worded(cell: Cell) -> str:
    words = f"{said(cell)} ({cell.excused})" if cell.excused else said(cell)
    return plain(words).replace("#", "\\#")


# ---- SARIF


def to_sarif(cells: Iterable[Cell]) -> Iterator[str]:
    """One run with a result for each link that is not open, where it stands."""
    verdicts: dict[str, None] = {}
    yield f'{{"$schema": "{_SARIF}", "version": "2.1.0", "runs": [{{"results": ['
    mark = "\n"
    for cell in cells:
        if cell.verdict is not Verdict.OPEN:
            verdicts[cell.verdict.value] = None
            yield mark + _json(_result(cell))
            mark = ",\n"
    rules = [{"id": each, "shortDescription": {"text": f"the link is {each}"}} for each in verdicts]
    driver = {"name": "unwall", "informationUri": _HOME, "rules": rules}
    yield f'\n], "columnKind": "unicodeCodePoints", "tool": {json.dumps({"driver": driver})}}}]}}\n'


def _result(cell: Cell) -> dict[str, Any]:
    level = "error" if cell.verdict in CLOSED else "warning"
    digest = hashlib.sha256(f"{cell.context} {cell.url}".encode("utf-8", "replace")).hexdigest()
    result: dict[str, Any] = {
        "ruleId": cell.verdict.value,
        "level": level,
        "message": {"text": f"{plain(cell.url)} for {cell.context}: {said(cell)}"},
        "locations": [_location(place, cell.url) for place in cell.places[:1] or (Place(ARGUMENTS),)],
        "partialFingerprints": {"unwallLink/v1": digest},
        "properties": {"context": cell.context, "rule": cell.rule, "target": cell.target, "final": cell.final}
        | {"hops": [hop._asdict() for hop in cell.hops]},
    }
    if len(cell.places) > 1:
        result["relatedLocations"] = [_location(place, cell.url) for place in cell.places[1:]]
    if cell.excused:
        result["suppressions"] = [{"kind": "external", "justification": cell.excused}]
    return result


def _location(place: Place, url: str) -> dict[str, object]:
    is_file = place.file not in (ARGUMENTS, "-") and scheme_of(place.file) is None
    text, safe = (place.file.replace("\\", "/"), "/.~-_") if is_file else (url, _IN_URI)
    try:
        uri = quote(text, safe=safe, errors="surrogateescape")  # the bytes of a name that is no UTF-8
    except UnicodeEncodeError:
        uri = quote(text, safe=safe, errors="replace")
    physical: dict[str, object] = {"artifactLocation": {"uri": uri}}
    if is_file and place.line:
        physical["region"] = {"startLine": place.line}
    return {"physicalLocation": physical}


FORMATS: Mapping[str, Callable[[Iterable[Cell]], Iterator[str]]] = {
    "table": to_table,
    "json": to_json,
    "junit": to_junit,
    "tap": to_tap,
    "sarif": to_sarif,
}
