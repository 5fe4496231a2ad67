import logging

import pytest

from unwall.language import Language
from unwall.model import Kind, Match, Policy, Reason, Refused, Step, Surface, Unwrapped
from unwall.proxy import report, words
from unwall.proxy.mishaps import Failure, Tally
from unwall.proxy.setup import Choices

ENGLISH, CHINESE = Choices(), Choices(language=Language.CHINESE)
WALL = "https://link.wall.test/go?target=https%3A%2F%2Fexample.com%2F"
OPENED = Unwrapped(
    WALL,
    "https://example.com/%E4%B8%AD?%1B",
    (
        Step("wall-link", Kind.WRAPPER, WALL, "x"),
        Step("wall-two", Kind.WRAPPER, "x", "y"),
        Step("wall-link", Kind.WRAPPER, "y", "z"),
    ),
    rule="wall-link",
)


def _lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


@pytest.fixture(autouse=True)
def _all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "unwall")


@pytest.mark.parametrize(
    ("choices", "scans", "line"),
    [
        (ENGLISH, False, "opened  wall-link + wall-two: link.wall.test/go?… → https://example.com/中?%1B"),
        (CHINESE, False, "已打开  wall-link + wall-two：link.wall.test/go?… → https://example.com/中?%1B"),
        (
            ENGLISH._replace(dry_run=True, policy=Policy()),
            True,
            "would open  wall-link + wall-two: link.wall.test/go?… → https://example.com/中?%1B"
            " [this page also warns of harmful sites]",
        ),
    ],
)
def test_opened(caplog: pytest.LogCaptureFixture, choices: Choices, scans, line: str) -> None:
    report.opened(choices, OPENED._replace(scans=scans))
    assert _lines(caplog) == [line]


@pytest.mark.parametrize(
    ("reason", "lines"),
    [
        (
            Reason.SCHEME,
            [
                "left as it is  wall-link: link.wall.test/go?… leads to an address that must not be opened "
                "(scheme): javascript:\\x1b[2J\\u202e"
            ],
        ),
        (Reason.EXCLUDED, []),
    ],
)
def test_refused(caplog: pytest.LogCaptureFixture, reason: Reason, lines: list[str]) -> None:
    refused = Refused(reason, "javascript:\x1b[2J\u202e")
    report.refused(ENGLISH, Unwrapped(WALL, WALL, refused=refused, rule="wall-link"))
    report.refused(ENGLISH, Unwrapped(WALL, WALL))
    assert _lines(caplog) == lines


def _match(rule: str, output: str | None) -> Match:
    return Match(0, 1, "x", output, rule, Kind.WRAPPER, Surface.HTML_ATTRIBUTE, "wall", None)


def test_rewrote_counts_by_rule_what_was_opened(caplog: pytest.LogCaptureFixture) -> None:
    matches = [_match("b", "y"), _match("a", "x"), _match("b", "z"), _match("c", None)]
    report.rewrote(ENGLISH, "https://www.wall.test/a?b", report.rules_in(matches))
    report.rewrote(ENGLISH, "https://www.wall.test/", report.rules_in([_match("c", None)]))
    assert _lines(caplog) == ["made 3 links direct  a 1, b 2: on www.wall.test/a?…"]


def test_failures_are_counted_and_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    tally = Tally()
    failures = report.Failures(tally, lambda: now)
    for now in (0.0, 1.0, 59.0, 60.0):  # noqa: B007 - the clock reads it
        failures.tell(Language.ENGLISH, "request", ValueError("a\nb"))
    failures.tell(Language.ENGLISH, "response", ValueError("c"))
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in told] == [
        "an error of our own in request, the traffic passed unchanged: ValueError: a\\x0ab",
        "an error of our own in request, the traffic passed unchanged: ValueError: a\\x0ab",
        "an error of our own in response, the traffic passed unchanged: ValueError: c",
    ]
    assert tally.so_far().failures == {
        Failure("ValueError", "request"): 4,
        Failure("ValueError", "response"): 1,
    }


def test_a_traceback_is_there_for_those_who_debug(caplog: pytest.LogCaptureFixture) -> None:
    failures = report.Failures(Tally())

    def break_down() -> None:
        raise ValueError("why \x1b[2J")

    for _ in range(2):
        try:
            break_down()
        except ValueError as error:
            failures.tell(Language.ENGLISH, "request", error)
    said, trace = caplog.records
    assert (said.levelno, trace.levelno) == (logging.ERROR, logging.DEBUG)
    first, *_, last = trace.getMessage().splitlines()
    assert (first, last) == ("Traceback (most recent call last):", "ValueError: why \\x1b[2J")
    assert "in break_down" in trace.getMessage()


def test_an_error_of_another_process_is_said_unless_one_like_it_was(
    caplog: pytest.LogCaptureFixture,
) -> None:
    other, first = report.Failures(Tally()), report.Failures(tally := Tally())
    other.say = first.hear
    for place in ("request", "response"):
        other.tell(Language.CHINESE, place, ValueError("why"))
        first.tell(Language.CHINESE, place, ValueError("why"))
    other.tell(Language.CHINESE, "stream", ValueError("why"))
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert told == [
        f"{place} 处发生内部错误，流量已原样通过：ValueError: why"
        for place in ("request", "response", "stream")
    ]
    assert tally.so_far().failures == {
        Failure("ValueError", "request"): 1,
        Failure("ValueError", "response"): 1,
    }


def test_said_and_warned(caplog: pytest.LogCaptureFixture) -> None:
    report.said(Language.ENGLISH, words.RULES_RELOADED, count=3)
    report.warned(Language.CHINESE, words.RULES_KEPT, problems="x")
    assert [
        (record.levelname, record.getMessage().endswith(("3 in force", "x"))) for record in caplog.records
    ] == [
        ("INFO", True),
        ("WARNING", True),
    ]
