from datetime import UTC, datetime, timedelta, timezone

import pytest
from events_for_tests import REFUSED, RUN, event

from unwall.store.event import Event, Row
from unwall.store.schema import comparable, instant, row_of, time_of, values_of


@pytest.mark.parametrize("given", [event(), REFUSED, event(scans=True, number=9)])
def test_an_event_and_its_row(given: Event) -> None:
    own = (RUN.id, instant(RUN.started), RUN.version, RUN.rules, RUN.detail)
    assert row_of((3, *own, *values_of(given))) == Row(3, RUN, given)


def test_times_are_utc_and_sort_as_text() -> None:
    east = datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    assert instant(east) == "2026-03-01T00:00:00.000000Z"
    assert time_of(instant(east)) == east.astimezone(UTC)
    assert instant(east) < instant(east + timedelta(microseconds=1))


def test_what_is_no_character_is_written_as_the_mark_for_it() -> None:
    assert values_of(event(input="a\ud800\udcffb")) == values_of(event(input="a??b"))


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("run", "run-1", "run-1"),
        ("id", "7", 7),
        ("status", "200", 200),
        ("latency", "1.50", 1.5),
        ("scans", "1", True),
        ("scans", "false", False),
        ("kind", "", ""),
        ("surface", "json", "json"),
        ("at", "2026-03-01T08:00+08:00", datetime(2026, 3, 1, tzinfo=UTC)),
        ("started", "2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("input", "a\udcff", "a?"),
    ],
)
def test_what_a_column_is_compared_with(column: str, text: str, value: object) -> None:
    assert comparable(column, text) == value


@pytest.mark.parametrize(
    ("column", "text", "known"),
    [
        ("action", "openned", "opened, rewritten, "),
        ("id", "seven", "42"),
        ("number", "-1", "42"),
        ("status", str(2**63), "42"),
        ("latency", "fast", "1.5"),
        ("scans", "yes", "0, 1"),
        ("at", "now", "2026-"),
    ],
)
def test_what_a_column_cannot_be(column: str, text: str, known: str) -> None:
    with pytest.raises(ValueError, match=known):
        comparable(column, text)
