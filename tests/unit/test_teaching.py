"""What is learnt from, whatever it is kept in."""

import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow

from unwall.cli.exchanges import Exchange
from unwall.cli.teaching import Recording, UnreadableError, recording, visit_of
from unwall.learn.visit import Visit
from unwall.model import Surface
from unwall.store.event import Action, Event, Row, Run
from unwall.store.export import to_jsonl
from unwall.store.sqlite import SqliteStore

URL, T = "https://w.test/go?u=x", "https://one.example.org/"
NOW = datetime(2026, 11, 26, tzinfo=UTC)
ENTRY = {
    "_resourceType": "document",
    "request": {"method": "GET", "url": URL, "headers": []},
    "response": {"status": 302, "headers": [], "redirectURL": T, "content": {"mimeType": "text/html"}},
}
VISIT = Visit(URL, 302, {"content-type": "text/html", "location": T}, "", navigates=True)
HAR = json.dumps({"log": {"entries": [ENTRY]}}).encode()


def run(detail: str) -> Run:
    return Run(detail, NOW, "0.1.0", "abc", detail)


def event(url: str = URL, output: str = T) -> Event:
    return Event(at=NOW, action=Action.PROBED, surface=Surface.NAVIGATION, input=url, output=output)


def kept(folder: Path, data: bytes) -> str:
    file = folder / "recording"
    file.write_bytes(data)
    return str(file)


def test_har(tmp_path: Path) -> None:
    assert recording(kept(tmp_path, HAR)) == Recording("HAR", [VISIT])
    assert recording(kept(tmp_path, gzip.compress(HAR))) == Recording("HAR", [VISIT])


def test_flows(tmp_path: Path) -> None:
    flow = tflow.tflow(resp=True)
    assert flow.response is not None
    flow.request.url = URL
    flow.request.headers["accept"] = "text/html,*/*"
    flow.response.headers["content-type"] = "text/html; charset=gbk"
    flow.response.content = "<p>即将离开</p>".encode("gbk")
    file = io.BytesIO()
    FlowWriter(file).add(flow)
    (visit,) = recording(kept(tmp_path, file.getvalue())).visits
    assert (visit.url, visit.body, visit.navigates) == (URL, "<p>即将离开</p>", True)


def test_warc(tmp_path: Path) -> None:
    block = f"HTTP/1.1 302 Found\r\nLocation: {T}\r\nContent-Type: text/html\r\n\r\n".encode()
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    found = recording(kept(tmp_path, gzip.compress(head.encode() + block + b"\r\n\r\n")))
    assert found == Recording("WARC", [Visit(URL, 302, {"location": T, "content-type": "text/html"})])


def test_lines(tmp_path: Path) -> None:
    rows = [Row(1, run("full"), event()), Row(2, run("hosts"), event())]
    lines = json.dumps(ENTRY) + "\n\n" + "".join(to_jsonl(rows))
    found = recording(kept(tmp_path, lines.encode()))
    assert found == Recording("JSON lines", [VISIT, Visit(URL, 0, led_to=T)], hosts_only=1)


def test_a_log(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "log.db", write=True)
    store.append(run("full"), [event(), event(output=""), event("口令"), event(T, T)])
    store.append(run("hosts"), [event()])
    store.close()
    found = Recording("log", [Visit(URL, 0, led_to=T)], hosts_only=1)
    assert recording(str(tmp_path / "log.db")) == found
    assert recording(f"sqlite://{tmp_path / 'log.db'}") == found


def test_what_breaks_off_counts_up_to_there(tmp_path: Path) -> None:
    found = recording(kept(tmp_path, HAR[:-3] + b", {"))
    assert (found.visits, str(found.broken)) == ([VISIT], "it breaks off")
    found = recording(kept(tmp_path, json.dumps(ENTRY).encode() + b"\n[1]\n"))
    assert (found.visits, str(found.broken)) == ([VISIT], "a line is no object")
    for line in ('{"test_keys": {}, "id": 1}', "[" * 100_000):
        found = recording(kept(tmp_path, f"{json.dumps(ENTRY)}\n{line}\n".encode()))
        assert (found.visits, bool(found.broken)) == ([VISIT], True)


def test_what_is_passed_over_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unwall.cli.har.BLOCK", 500)
    monkeypatch.setattr("unwall.cli.teaching.BLOCK", 500)
    for module in ("har", "teaching"):
        monkeypatch.setattr(f"unwall.cli.{module}.LARGEST", 1_000)
    large = json.loads(json.dumps(ENTRY))
    large["response"]["content"]["text"] = "x" * 2_000
    found = recording(kept(tmp_path, json.dumps({"log": {"entries": [large, ENTRY]}}).encode()))
    assert ([each.url for each in found.visits], found.broken) == ([URL, URL], "")
    assert [(each.name, str(each.why)) for each in found.passed] == [
        (f"0 {URL}", "it has 2,000 bytes, and no more than 64 MiB are looked at")
    ]
    lines = [json.dumps(ENTRY), "", json.dumps(large), "x" * 1_000, json.dumps(ENTRY), "y" * 1_001]
    found = recording(kept(tmp_path, "\n".join(lines).encode()))
    assert (found.visits, [each.name for each in found.passed]) == ([VISIT, VISIT], ["3", "4", "6"])
    assert (str(found.passed[1].why)[:18], found.broken) == ("it has 1,001 bytes", "")


@pytest.mark.parametrize("data", [b"", b"words", b"\x89PNG\r\n", b"SQLite format 3\0 and no more"])
def test_what_cannot_be_learnt_from(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"\w"):
        recording(kept(tmp_path, data))
    with pytest.raises(UnreadableError, match=r"\w"):
        recording(str(tmp_path / "nowhere"))


def test_half_characters_become_question_marks(tmp_path: Path) -> None:
    half = json.dumps(ENTRY).replace("u=x", "u=\\ud800").replace("one.example", "\\udfffone.example")
    (visit,) = recording(kept(tmp_path, f'{{"log": {{"entries": [{half}]}}}}'.encode())).visits
    assert (visit.url, visit.headers["location"]) == ("https://w.test/go?u=?", "https://?one.example.org/")


def test_only_pages_keep_their_body() -> None:
    image = Exchange(URL, 200, {"content-type": "image/png"}, b"\x89PNG")
    assert visit_of(image) == Visit(URL, 200, {"content-type": "image/png"})
