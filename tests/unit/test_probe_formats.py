import json
from xml.etree import ElementTree

from unwall.probe.formats import FORMATS, to_json, to_junit, to_matrix, to_sarif, to_tap
from unwall.probe.verdict import Cell, Hop, Verdict

LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"
HOPS = (Hop("https://a.example/", 302, 10.0), Hop("https://b.example/", 200, 20.5))
CELLS = [
    Cell("https://a.example/", "browser", Verdict.OPEN, hops=HOPS[:1]),
    Cell(LINK, "browser", Verdict.WRAPPED, "zhihu-link", "https://example.com/"),
    Cell("https://a.example/", "wechat", Verdict.ELSEWHERE, hops=HOPS),
    Cell('https://c.example/"<&>\x1b#', "wechat", Verdict.UNKNOWN, why="timeout"),
]


def test_json_has_every_hop() -> None:
    said = [json.loads(line) for line in to_json(CELLS)]
    assert [(each["verdict"], each["final"], len(each["hops"])) for each in said] == [
        ("open", "https://a.example/", 1),
        ("wrapped", LINK, 0),
        ("redirected-elsewhere", "https://b.example/", 2),
        ("unknown", CELLS[3].url, 0),
    ]


def test_junit_fails_what_is_walled() -> None:
    suites = ElementTree.fromstring("".join(to_junit(CELLS)))
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("4", "2", "1")
    kinds = [[child.tag for child in case] for case in suites.iter("testcase")]
    assert kinds == [[], ["failure"], ["failure"], ["error"]]


def test_tap_numbers_every_cell() -> None:
    lines = "".join(to_tap(CELLS)).splitlines()
    assert lines[:3] == ["TAP version 13", "1..4", "ok 1 - browser https://a.example/"]
    assert [line.split()[0] for line in lines if line[:2] in ("ok", "no")] == ["ok", "not", "not", "ok"]
    assert lines[-1].endswith("# SKIP unknown timeout")


def test_sarif_has_what_is_not_open() -> None:
    run = json.loads("".join(to_sarif(CELLS)))["runs"][0]
    assert [(each["ruleId"], each["level"]) for each in run["results"]] == [
        ("wrapped", "error"),
        ("redirected-elsewhere", "error"),
        ("unknown", "warning"),
    ]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
        "wrapped",
        "redirected-elsewhere",
        "unknown",
    }


def test_the_matrix_has_a_column_for_each_client() -> None:
    lines = "".join(to_matrix(CELLS[:3])).splitlines()
    assert lines[0].split() == ["browser", "wechat"]
    assert lines[1].split() == ["a.example/", "open", "redirected-elsewhere"]
    assert lines[2].split()[-1] == "wrapped"


def test_nothing_steers_a_terminal() -> None:
    for name in ("table", "junit", "tap"):
        assert "\x1b" not in "".join(FORMATS[name](CELLS))


def test_no_cells_are_a_whole_document() -> None:
    assert "".join(FORMATS["tap"]([])) == "TAP version 13\n1..0\n"
    assert ElementTree.fromstring("".join(FORMATS["junit"]([]))).get("tests") == "0"
    assert json.loads("".join(FORMATS["sarif"]([])))["runs"][0]["results"] == []
    assert "".join(to_matrix([])).strip() == ""
