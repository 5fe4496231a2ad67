"""Leading a setting to us and giving it back, also when the process ends between any two steps."""

from pathlib import Path

import pytest

from unwall.machine.changes import Changes, Kind
from unwall.machine.programs import ProgramError
from unwall.machine.proxying import Given, give_back, lead
from unwall.machine.settings import Mode, Route

PAC = "http://127.0.0.1:8081/unwall.pac"
CORPORATE = "http://wpad.company/proxy.pac"
BEFORE = [
    Route(Mode.NONE),
    Route(Mode.NONE, CORPORATE),
    Route(Mode.AUTO, CORPORATE),
    Route(Mode.MANUAL, "", "p:1", "p:1"),
]


class Killed(BaseException):
    """The process ends here."""


class Place:
    """A setting, and after how many of its writes the process is killed."""

    name = "place"

    def __init__(self, said: Route | None, writes: int = 99, *, forgets: bool = False) -> None:
        self.said = said
        self._writes = writes
        self._forgets = forgets

    def read(self) -> Route | None:
        return self.said

    def write(self, said: Route) -> None:
        for name in ("pac", "mode") if said.mode is Mode.AUTO else ("mode", "pac"):
            if not self._writes:
                raise Killed
            self._writes -= 1
            if self.said and not self._forgets:
                self.said = self.said._replace(**{name: getattr(said, name)})


class Read:
    """The same, but it can only be read."""

    name = "place"

    def __init__(self, said: Route) -> None:
        self._said = said

    def read(self) -> Route | None:
        return self._said


@pytest.fixture
def changes(tmp_path: Path) -> Changes:
    return Changes(tmp_path)


def back(place: Place | Read, changes: Changes) -> list[Given]:
    return [give_back([place], change, changes).given for change in changes.all(Kind.PROXY)]


@pytest.mark.parametrize("before", BEFORE)
def test_there_and_back(changes: Changes, before: Route) -> None:
    place = Place(before)
    lead(place, PAC, changes)
    assert place.said == before._replace(mode=Mode.AUTO, pac=PAC)
    assert back(place, changes) == [Given.BACK]
    assert place.said == before
    assert list(changes.all()) == []


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("writes", [0, 1, 2])
def test_after_a_kill_at_any_step(changes: Changes, before: Route, writes: int) -> None:
    place = Place(before, writes)
    if writes < 2:
        with pytest.raises(Killed):
            lead(place, PAC, changes)
    else:
        lead(place, PAC, changes)
    half = Place(place.said, 1)
    if half.said != before:
        with pytest.raises(Killed):
            back(half, changes)
    again = Place(half.said)
    assert back(again, changes) == [Given.BACK]
    assert again.said == before


@pytest.mark.parametrize(
    ("before", "meanwhile", "after", "given"),
    [
        (Route(Mode.NONE), Route(Mode.NONE, PAC), Route(Mode.NONE), Given.BACK),
        (Route(Mode.AUTO, CORPORATE), Route(Mode.NONE, PAC), Route(Mode.NONE, CORPORATE), Given.LEFT),
        (Route(Mode.NONE), Route(Mode.AUTO, CORPORATE), Route(Mode.AUTO, CORPORATE), Given.LEFT),
        (Route(Mode.NONE), Route(Mode.MANUAL, PAC, "p:1"), Route(Mode.MANUAL, "", "p:1"), Given.LEFT),
    ],
)
def test_what_somebody_set_meanwhile_stays(
    changes: Changes, before: Route, meanwhile: Route, after: Route, given: Given
) -> None:
    place = Place(before)
    lead(place, PAC, changes)
    place.said = meanwhile
    assert back(place, changes) == [given]
    assert place.said == after
    assert list(changes.all()) == []


def test_where_the_setting_does_not_keep_what_is_written(changes: Changes) -> None:
    with pytest.raises(ProgramError):
        lead(Place(Route(Mode.NONE), forgets=True), PAC, changes)
    assert list(changes.all()) == []
    with pytest.raises(ProgramError, match="place: not found"):
        lead(Place(None), PAC, changes)


@pytest.mark.parametrize("text", ["", "{", "[1]", "{}", '{"mode": "fast", "pac": ""}', "[" * 100_000])
def test_a_record_that_is_damaged_is_said(changes: Changes, text: str) -> None:
    place = Place(Route(Mode.NONE))
    lead(place, PAC, changes)
    [change] = changes.all()
    damaged = give_back([place], change._replace(before=text), changes)
    assert (damaged.given, str(damaged.why)) == (Given.FAILED, "place: the record of it is damaged")
    assert place.said == Route(Mode.AUTO, PAC)
    assert list(changes.all()) == [change]


def test_what_cannot_be_given_back_stays_on_record(changes: Changes) -> None:
    place = Place(Route(Mode.AUTO, CORPORATE))
    lead(place, PAC, changes)
    [change] = changes.all()
    assert place.said
    gone = give_back([], change, changes)
    assert (gone.given, gone.said, str(gone.why)) == (
        Given.FAILED,
        f"auto {CORPORATE}",
        "place: it is not there",
    )
    assert back(Place(None), changes) == [Given.FAILED]
    assert back(Read(place.said), changes) == [Given.FAILED]
    assert back(Place(place.said, forgets=True), changes) == [Given.FAILED]
    assert list(changes.all()) == [change]
    assert back(place, changes) == [Given.BACK]
