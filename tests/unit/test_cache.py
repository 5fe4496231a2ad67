"""What servers said, kept: for how long, for whom, and whatever happens to the file."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from unwall.model import Answer, Ask, Unwrapped
from unwall.resolve.cache import DAY, MINUTE, Cache

URL = "https://s.example.com/a"
NOW = 1_800_000_000.0


def ask_for(url: str = URL, context: str = "browser") -> Ask:
    return Ask(url, "short", context, "Agent/1.0", Unwrapped(url, url))


def good(ask: Ask) -> Answer:
    return Answer(
        ask, 200, "https://example.com/", "网页" * 1000, None, "text/html; charset=utf-8", "0; url=/"
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "answers.db"


@pytest.mark.parametrize(
    ("led_somewhere", "later", "is_kept"),
    [
        (True, 0.0, True),
        (True, DAY, True),
        (True, DAY + 1, False),
        (True, -1.0, False),
        (True, 365 * DAY, False),
        (False, MINUTE, True),
        (False, MINUTE + 1, False),
    ],
)
def test_for_how_long(place: Path, led_somewhere: bool, later: float, is_kept: bool) -> None:
    cache = Cache(place)
    answer = good(ask_for()) if led_somewhere else Answer(ask_for(), error="timeout")
    cache.put(answer, NOW, good=led_somewhere)
    cache.close()
    again = Cache(place)
    assert again.get(ask_for(), NOW + later) == (answer if is_kept else None)
    again.close()


def test_a_day_of_use_does_not_make_it_last(place: Path) -> None:
    cache = Cache(place)
    cache.put(good(ask_for()), NOW, good=True)
    for hour in range(25):
        cache.get(ask_for(), NOW + hour * 3600)
    assert cache.get(ask_for(), NOW + DAY + 1) is None
    cache.close()


def test_for_whom(place: Path) -> None:
    cache = Cache(place)
    cache.put(good(ask_for()), NOW, good=True)
    others = (ask_for(context="wechat"), ask_for(URL + "/"), ask_for(URL.upper()), ask_for(URL + "?"))
    assert [cache.get(each, NOW) for each in others] == [None] * 4
    cache.close()


def test_the_last_used_stay(place: Path) -> None:
    cache = Cache(place, most=10)
    for number in range(256):
        cache.put(good(ask_for(f"{URL}{number}")), NOW + number, good=True)
    left = [number for number in range(256) if cache.get(ask_for(f"{URL}{number}"), NOW + 256)]
    assert left == list(range(246, 256))
    cache.close()


def test_two_at_once_see_what_the_other_keeps(place: Path) -> None:
    one, other = Cache(place), Cache(place)
    one.put(good(ask_for()), NOW, good=True)
    assert other.get(ask_for(), NOW) == good(ask_for())
    one.close()
    other.close()


def test_nobody_else_reads_it(place: Path) -> None:
    before = os.umask(0)
    try:
        cache = Cache(place)
        cache.put(good(ask_for()), NOW, good=True)
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in place.parent.iterdir()}
        assert set(modes.values()) == {0o600}
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
        cache.close()
    finally:
        os.umask(before)


def works(place: Path) -> bool:
    cache = Cache(place)
    cache.put(good(ask_for()), NOW, good=True)
    kept = cache.get(ask_for(), NOW)
    cache.close()
    return kept is not None


def test_a_broken_file_is_made_anew(place: Path) -> None:
    place.parent.mkdir()
    place.write_bytes(b"no database, but long enough to be taken for one" * 100)
    assert works(place)


def test_a_file_of_another_version_is_emptied(place: Path) -> None:
    place.parent.mkdir()
    file = sqlite3.connect(place)
    file.executescript("create table answers (other); pragma user_version = 99")
    file.close()
    assert works(place)


def test_without_a_place_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not works(tmp_path / "file" / "answers.db")
    assert not works(tmp_path)


def test_after_it_is_closed_nothing_fails(place: Path) -> None:
    cache = Cache(place)
    cache.close()
    cache.close()
    cache.put(good(ask_for()), NOW, good=True)
    assert cache.get(ask_for(), NOW) is None
