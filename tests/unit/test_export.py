import csv
import io
import json

import pytest
from events_for_tests import REFUSED, RUN, event

from unwall.store.event import Row
from unwall.store.export import FORMATS, from_csv, from_har, from_jsonl, to_csv, to_har, to_jsonl
from unwall.store.schema import HEAD, instant, values_of

ODD = "=cmd|' /C calc'!A0\r\n\"quoted\", 中文 🍑"
ROWS = [
    Row(1, RUN, event(0)),
    Row(2, RUN, REFUSED),
    Row(3, RUN, event(2, input=ODD, output="+1", blocker="＝1")),
]


def test_jsonl_is_read_back_the_same() -> None:
    lines = list(to_jsonl(ROWS))
    assert [line.count("\n") for line in lines] == [1] * len(ROWS)
    assert list(from_jsonl(lines)) == ROWS
    with pytest.raises(ValueError, match="no event of a log"):
        list(from_jsonl(['{"id": "a-1"}']))


@pytest.mark.parametrize(
    "line", ["", "[1]", "[" * 100_000, '{"test_keys": {}, "id": 1}', '{"test_keys": [], "id": "a-1"}']
)
def test_what_is_no_event(line: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        list(from_jsonl([line]))
    with pytest.raises(ValueError, match=r"\w"):
        list(from_har(f'{{"log": {{"entries": [{{"_unwall": {{"measurement": {line}}}}}]}}}}'))


def test_jsonl_has_the_names_of_ooni() -> None:
    [first, *_] = map(json.loads, to_jsonl(ROWS))
    assert (first["test_name"], first["measurement_start_time"]) == (
        "link_interstitial",
        "2026-03-01 12:00:00",
    )
    assert first["test_keys"]["rule"] == "zhihu-link"


def test_csv_and_har_are_read_back_the_same() -> None:
    odd = Row(4, RUN, event(3, input="'=1", output="''x"))
    assert list(from_csv(io.StringIO("".join(to_csv([*ROWS, odd])), newline=""))) == [*ROWS, odd]
    assert list(from_har("".join(to_har([*ROWS, odd])))) == [*ROWS, odd]
    with pytest.raises(ValueError, match="no events of a log"):
        list(from_csv(["a,b"]))
    with pytest.raises(ValueError, match="no events of a log"):
        from_har("{}")


def test_csv_is_a_table_that_no_spreadsheet_runs() -> None:
    head, *cells = csv.reader(io.StringIO("".join(to_csv(ROWS)), newline=""))
    assert tuple(head) == HEAD
    for row, line in zip(ROWS, cells, strict=True):
        wanted = map(
            str,
            [row.id, RUN.id, instant(RUN.started), RUN.version, RUN.rules, RUN.detail, *values_of(row.event)],
        )
        assert [cell.removeprefix("'") for cell in line] == list(wanted)
        assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in line)


def test_an_entry_of_har_begins_with_its_request() -> None:
    [entry] = json.loads("".join(to_har([Row(1, RUN, event(0, latency=1500.0))])))["log"]["entries"]
    assert (entry["startedDateTime"], entry["time"]) == ("2026-03-01T11:59:58.500000Z", 1500.0)


def test_har_names_the_target() -> None:
    log = json.loads("".join(to_har(ROWS)))["log"]
    assert log["version"] == "1.2"
    assert [entry["response"]["redirectURL"] for entry in log["entries"]] == [ROWS[0].event.output, "", "+1"]
    assert log["entries"][1]["_unwall"]["verdict"] == "refused"


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_log_is_a_whole_document(form: str) -> None:
    text = "".join(FORMATS[form](()))
    assert {"csv": text.count("\n") == 1, "jsonl": text == "", "har": text.endswith("]}}\n")}[form]
