"""What ``unwall learn`` is given, as the visits of each recording: HAR, flows, WARC, JSON lines, logs."""

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from unwall.cli.exchanges import Exchange, exchanges, of_har_entry
from unwall.cli.recordings import unpacked
from unwall.cli.records import BLOCK, FAULTS, LARGEST, BrokenError, Passed, too_large, why
from unwall.language import Said, Sentence
from unwall.learn.sighting import tells
from unwall.learn.visit import Visit
from unwall.proxy.charset import text_of
from unwall.store.event import Row
from unwall.store.export import from_jsonl
from unwall.store.place import open_log
from unwall.store.redaction import Detail
from unwall.store.store import StoreError
from unwall.urls.split import WEB, scheme_of

_LONGEST_PAGE = 512 << 10  # bytes; what stands in the way is short
_STORES = ("sqlite://", "postgresql://", "postgres://")
_SQLITE = b"SQLite format 3\0"
_TEXTS = ("text/html", "application/xhtml")


class Recording(NamedTuple):
    """What one file or log holds, in order."""

    kind: str  # HAR, flows, WARC, JSON lines, log
    visits: list[Visit]
    hosts_only: int = 0  # events of a log that keep too little of addresses
    passed: tuple[Passed, ...] = ()  # what of it is not looked at
    broken: Said | str = ""  # why it could not be read to its end


_IN_OTHER_WORDS = Sentence("{why}", "{why}")
_NO_OBJECT = Sentence("a line is no object", "有一行不是对象")
_NO_RECORDING = Sentence("no HAR, flows, WARC, JSON lines or log", "不是 HAR、flows、WARC、JSON 行或日志")


class UnreadableError(Said):
    """What cannot be read at all, and why."""


def recording(name: str) -> Recording:
    """What ``name`` holds: a file, ``-`` for stdin, or the address of a log. Raises UnreadableError."""
    if name.startswith(_STORES):
        return _of_store(name)
    try:
        if name == "-":
            return _of_file(sys.stdin.buffer, name)
        with Path(name).open("rb") as file:
            return _of_file(file, name)
    except FAULTS as error:
        raise UnreadableError(_IN_OTHER_WORDS, why=why(error)) from None


def _of_file(file: BinaryIO, name: str) -> Recording:
    found = unpacked(file)
    if found.beginning.startswith(_SQLITE) and not found.was_packed:
        return _of_store(name)
    if found.kind is not None:
        kind = {"har": "HAR", "warc": "WARC"}.get(found.kind, found.kind)
        return _collected(kind, exchanges(found.kind, found.file))
    if found.beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _of_lines(found.file)
    raise UnreadableError(_NO_RECORDING)


def _collected(kind: str, found: Iterable[Exchange | Passed]) -> Recording:
    visits: list[Visit] = []
    passed: list[Passed] = []
    broken: Said | str = ""
    try:
        for number, each in enumerate(found):
            if isinstance(each, Passed):
                passed.append(each)
                continue
            if each.passed:
                passed.append(Passed(f"{number} {each.url}", each.passed))
            visits.append(visit_of(each))
    except FAULTS as error:
        broken = why(error)  # what came before it counts
    return Recording(kind, visits, passed=tuple(passed), broken=broken)


def visit_of(exchange: Exchange) -> Visit:
    """One exchange of a recording; only pages that lead on or stand in the way keep their body."""
    kind = exchange.headers.get("content-type", "")
    body = ""
    if exchange.body and kind.lower().startswith(_TEXTS):
        body = text_of(exchange.body[:_LONGEST_PAGE], kind)
    headers = {name: _whole(value) for name, value in exchange.headers.items()}
    visit = Visit(
        _whole(exchange.url),
        exchange.status,
        headers,
        body,
        exchange.navigates,
        referer=_whole(exchange.referer),
    )
    return visit if not body or tells(visit) else visit._replace(body="")


def _whole(text: str) -> str:
    """The text without half characters, which JSON can hold and no address has."""
    return text.encode("utf-8", "replace").decode()


# ---- lines and logs


def _of_lines(file: BinaryIO) -> Recording:
    """JSON lines: entries as in a HAR file, or events as ``unwall log export`` writes them."""
    rows: list[Row] = []

    def found() -> Iterator[Exchange | Passed]:
        for number, line in enumerate(_lines(file), 1):
            if isinstance(line, int):
                yield Passed(str(number), too_large(line))
                continue
            if not line.strip():
                continue
            said = json.loads(line)
            if not isinstance(said, dict):
                raise BrokenError(_NO_OBJECT)
            if "test_keys" in said:
                rows.extend(from_jsonl([line.decode("utf-8", "replace")]))
            elif (exchange := of_har_entry(said)) is not None:
                yield exchange

    recorded = _collected("JSON lines", found())
    logged = _of_rows(rows)
    return recorded._replace(visits=[*recorded.visits, *logged.visits], hosts_only=logged.hosts_only)


def _lines(file: BinaryIO) -> Iterator[bytes | int]:
    """Each line, or its size where it is too large."""
    while line := file.readline(LARGEST + 1):
        if (size := len(line)) <= LARGEST:
            yield line
            continue
        while not line.endswith(b"\n") and (line := file.readline(BLOCK)):
            size += len(line)
        yield size


def _of_store(name: str) -> Recording:
    try:
        with contextlib.closing(open_log(name)) as store:
            return _of_rows(store.rows())
    except StoreError as error:
        raise UnreadableError(_IN_OTHER_WORDS, why=error) from None


def _of_rows(rows: Iterable[Row]) -> Recording:
    """Each event whose input led to another address; one that kept hosts alone tells nothing."""
    visits: list[Visit] = []
    hosts_only = 0
    for row in rows:
        event = row.event
        if not event.output or event.output == event.input or scheme_of(event.input) not in WEB:
            continue
        if row.run.detail == Detail.HOSTS:
            hosts_only += 1
        else:
            visits.append(Visit(_whole(event.input), event.status, led_to=_whole(event.output)))
    return Recording("log", visits, hosts_only)
