import json
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from unwall.probe.baseline import verdicts_of
from unwall.probe.formats import FORMATS, to_json, to_junit, to_matrix, to_sarif, to_table, to_tap
from unwall.probe.verdict import Cell, Hop, Place, Verdict, Via

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"
HOPS = (Hop("https://a.example/", 302, 10.0), Hop("https://b.example/", 200, 20.5, via=Via.LOCATION))
PLACES = (Place("site/中 文.html", 12), Place("site/b.html", 3), Place("f.har", 0))
CELLS = [
    Cell("https://a.example/", "browser", Verdict.OPEN, hops=HOPS[:1]),
    Cell(LINK, "browser", Verdict.WRAPPED, "zhihu-link", target="https://example.com/", places=PLACES),
    Cell("https://a.example/", "wechat", Verdict.ELSEWHERE, hops=HOPS),
    Cell('https://c.example/"<&>\x1b#', "wechat", Verdict.UNKNOWN, why="timeout"),
    Cell("https://d.example/", "browser", Verdict.CAPTCHA, why="403"),
    Cell("https://e.example/", "browser", Verdict.WALLED, excused="being mended"),
]
ANY_TEXT = st.text(st.characters(), max_size=30)  # also what is no character, as in names of files
ANY_CELL = st.builds(
    Cell,
    url=ANY_TEXT,
    context=st.text(max_size=30),
    verdict=st.sampled_from(Verdict),
    rule=st.none() | ANY_TEXT,
    target=st.none() | ANY_TEXT,
    title=ANY_TEXT,
    why=ANY_TEXT,
    matched=ANY_TEXT,
    excused=ANY_TEXT,
    hops=st.builds(Hop, ANY_TEXT, st.integers(0, 599), st.floats(0, 9e9)).map(lambda hop: (hop,)),
    places=st.lists(st.builds(Place, ANY_TEXT, st.integers(0, 9)), max_size=3, unique=True).map(tuple),
)


@cache
def junit() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMAS / "junit.xsd")


@cache
def sarif() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / "sarif.json").read_text("utf-8")))


def test_json_has_every_hop() -> None:
    said = [json.loads(line) for line in to_json(CELLS)]
    assert [(each["verdict"], each["final"], len(each["hops"])) for each in said[:4]] == [
        ("open", "https://a.example/", 1),
        ("wrapped", LINK, 0),
        ("redirected-elsewhere", "https://b.example/", 2),
        ("unknown", CELLS[3].url, 0),
    ]
    assert said[1]["places"] == ["site/中 文.html:12", "site/b.html:3", "f.har"]


def test_the_table_says_what_stood_in_the_way() -> None:
    lines = [" ".join(line.split()) for line in to_table(CELLS)]
    assert lines == [
        "open browser a.example/",
        "wrapped browser link.zhihu.com/?… zhihu-link → https://example.com/ in site/中 文.html:12 +2",
        "redirected-elsewhere wechat a.example/ (302 a.example/ → 200 b.example/)",
        r'unknown wechat c.example/"<&>\x1b# timeout',
        "captcha browser d.example/ 403",
        "walled browser e.example/ [being mended]",
    ]


def test_a_long_way_is_cut_in_its_middle() -> None:
    way = tuple(Hop(f"https://a.example/{number}", 302, 1.0) for number in range(9))
    (line,) = to_table([CELLS[0]._replace(hops=way)])
    assert "(302 a.example/0 → 302 a.example/1 → 302 a.example/2 → … 5 more → 302 a.example/8)" in line


def test_junit_fails_what_is_walled() -> None:
    suites = ElementTree.fromstring("".join(to_junit(CELLS)))
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("6", "2", "1")
    assert all(float(suite.get("time", "")) >= 0 for suite in suites.iter("testsuite"))
    kinds = [[child.tag for child in case] for case in suites.iter("testcase")]
    told = "system-out"
    assert kinds == [
        [], ["failure", told], ["failure", told], ["error", told], ["skipped", told], ["skipped", told],
    ]  # fmt: skip


def test_tap_numbers_every_cell() -> None:
    lines = "".join(to_tap(CELLS)).splitlines()
    assert lines[:2] == ["TAP version 13", "ok 1 - browser https://a.example/"]
    points = [line for line in lines if line.startswith(("ok", "not"))]
    assert [point.startswith("ok") for point in points] == [True, False, False, False, True, False]
    assert points[3].startswith("not ok 4 - ")
    assert "# SKIP captcha" in points[4]
    assert points[5].endswith("# TODO being mended")
    assert lines[-1] == "1..6"


def test_sarif_has_what_is_not_open_where_it_stands() -> None:
    run = json.loads("".join(to_sarif(CELLS)))["runs"][0]
    assert [(each["ruleId"], each["level"]) for each in run["results"]] == [
        ("wrapped", "error"),
        ("redirected-elsewhere", "error"),
        ("unknown", "warning"),
        ("captcha", "warning"),
        ("walled", "error"),
    ]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
        each["ruleId"] for each in run["results"]
    }
    first = run["results"][0]["locations"][0]["physicalLocation"]
    assert first == {
        "artifactLocation": {"uri": "site/%E4%B8%AD%20%E6%96%87.html"},
        "region": {"startLine": 12},
    }
    assert run["results"][4]["suppressions"] == [{"kind": "external", "justification": "being mended"}]


@given(st.lists(ANY_CELL, max_size=4))
def test_whatever_is_found_is_valid_by_the_schemas(cells: list[Cell]) -> None:
    junit().validate("".join(to_junit(cells)))
    sarif().validate(json.loads("".join(to_sarif(cells)).encode()))
    assert "".join(to_tap(cells)).encode().splitlines()[-1] == f"1..{len(cells)}".encode()
    for line in to_json(cells):
        json.loads(line.encode())


def test_a_file_whose_name_is_no_utf_8() -> None:
    cell = Cell(LINK, "browser", Verdict.WRAPPED, places=(Place("\udcce\udcc4.html", 3),))
    (result,) = json.loads("".join(to_sarif([cell])))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "%CE%C4.html"}
    assert verdicts_of(to_json([cell]), "old.jsonl") == {(LINK, "browser"): Verdict.WRAPPED}


def test_the_matrix_has_a_column_for_each_client() -> None:
    lines = "".join(to_matrix(CELLS[:3])).splitlines()
    assert lines[0].split() == ["browser", "wechat"]
    assert lines[1].split() == ["a.example/", "open", "redirected-elsewhere"]
    assert lines[2].split()[-1] == "wrapped"


def test_nothing_steers_a_terminal() -> None:
    for name in ("table", "junit", "tap"):
        assert "\x1b" not in "".join(FORMATS[name](CELLS))


def test_no_cells_are_a_whole_document() -> None:
    assert "".join(to_tap([])) == "TAP version 13\n1..0\n"
    assert ElementTree.fromstring("".join(to_junit([]))).get("tests") == "0"
    assert json.loads("".join(to_sarif([])))["runs"][0]["results"] == []
    assert "".join(to_matrix([])).strip() == ""
