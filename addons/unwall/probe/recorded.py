"""Answers that a recording holds, for links to be judged by without asking anybody."""

import json
from collections.abc import Mapping
from tempfile import TemporaryFile

from unwall.model import Answer, Ask
from unwall.probe.course import Course, Guide, offline
from unwall.probe.verdict import Cell, Verdict
from unwall.resolve.client import MOST, page_text

_UNCHANGED = 304
_TEXTS = ("text/", "application/json", "application/xhtml", "application/javascript", "application/xml")


class Answers:
    """The last answer to each address, on disk: a recording may be larger than memory."""

    def __init__(self) -> None:
        self._file = TemporaryFile(prefix="unwall-")  # noqa: SIM115 - closed by close
        self._places: dict[str, int] = {}

    def add(self, url: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """What a server said; a request that was broken off, and a copy that still holds, change nothing."""
        if status == _UNCHANGED and body:
            status = 200
        address = url.partition("#")[0]
        if status == _UNCHANGED or (not status and address in self._places):
            return
        kind = headers.get("content-type", "")
        text = page_text(body[:MOST], kind) if kind.lower().startswith(_TEXTS) else ""
        said = [status, headers.get("location"), text, kind, headers.get("refresh")]
        self._places[address] = self._file.seek(0, 2)
        self._file.write(json.dumps(said).encode() + b"\n")

    def answer(self, ask: Ask) -> Answer | None:
        """What came for this address; None where it is not there."""
        at = self._places.get(ask.url)
        if at is None:
            return None
        self._file.seek(at)
        status, location, body, kind, refresh = json.loads(self._file.readline())
        if not status:
            return Answer(ask, error="connect")
        error = "status" if status >= 400 else None
        return Answer(ask, status, location, body if status == 200 else "", error, kind, refresh)

    def close(self) -> None:
        """Frees the disk."""
        self._file.close()


def judged(guide: Guide, answers: Answers, url: str, context: str) -> Cell:
    """What the rules say of a link as it was answered then; by the rules alone where it was not."""
    course = Course(guide, url, context)
    while (ask := course.question) is not None:
        if ask.context != context:  # how another client fares was not recorded
            course.take(Answer(ask, error="not recorded"), 0.0)
            continue
        answer = answers.answer(ask)
        if answer is None:
            alone = offline(guide, ask.url, context)
            if not course.cell.hops:
                return alone._replace(url=url)
            is_closed = alone.verdict is not Verdict.OPEN
            return course.cell._replace(
                verdict=alone.verdict if is_closed else Verdict.UNKNOWN, why="not recorded"
            )
        course.take(answer, 0.0)
    return course.cell
