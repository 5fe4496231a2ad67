from pathlib import Path

import html5lib
import pytest
from events_for_tests import REFUSED, RUN, event

from unwall.language import Language
from unwall.model import Kind, Surface
from unwall.store.event import Action, Row, Tally
from unwall.store.report import report
from unwall.store.summary import Summary, summarized

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(1)>"


def summary(*, hostile: str = "") -> Summary:
    events = [
        event(0),
        event(
            200_000,
            kind=Kind.TOKEN,
            blocker=hostile or "wechat",
            blocked=hostile or "douyin",
            rule=hostile or "x",
        ),
        event(9, form=hostile or "0123456789ab"),
        event(9, input=f"https://{hostile or 'a.example'}/", context=hostile or "wechat"),
        REFUSED,
        event(9, action=Action.LOST, number=4),
    ]
    rows = [Row(number, RUN, each) for number, each in enumerate(events)]
    return summarized(rows, [(RUN, Tally("2026-03-01", Surface.JSON, "zhihu", "taobao", 10, 8))])


@pytest.mark.parametrize("language", Language)
def test_every_figure_is_there_with_its_table(language: Language, tmp_path: Path) -> None:
    made = report(summary(), ["zhihu-link", "never-met"], language)
    assert [each.name for each in made.drawings] == ["matrix", "days", "hosts", "contexts", "ways"]
    tree = html5lib.parse(made.html, namespaceHTMLElements=False)
    figures = [(each.get("role"), bool(each.get("aria-label"))) for each in tree.findall(".//figure")]
    assert figures == [("img", True)] * 5
    tables = [
        "".join(each.itertext()).partition({"en": ": ", "zh": "："}[language])[0]
        for each in tree.iter("summary")
    ]
    assert tables.count({"en": "Table", "zh": "表格"}[language]) == 6
    assert "never-met" in made.html
    assert "0123456789ab" in made.html
    names = {path.name for path in made.write(tmp_path / "r.html")}
    assert {"r.html", "r-summary.csv", "r-matrix.svg", "r-matrix.png"} <= names
    assert {path.name for path in tmp_path.iterdir()} == names


def test_a_report_says_what_is_missing() -> None:
    assert "4 further events could not be written" in report(summary(), (), Language.ENGLISH).html
    assert "The log holds no events." in report(summarized((), ()), (), Language.ENGLISH).html


def test_nothing_that_was_logged_becomes_markup() -> None:
    made = report(summary(hostile=HOSTILE), [HOSTILE], Language.ENGLISH)
    tree = html5lib.parse(made.html, namespaceHTMLElements=False)
    kinds = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert kinds.isdisjoint({"script", "img", "iframe", "object", "a"})
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib)


def test_equal_logs_give_equal_reports() -> None:
    once, again = (report(summary(), ["x"], Language.CHINESE) for _ in range(2))
    assert once == again
