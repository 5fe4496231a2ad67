"""Putting a CA into stores and taking it out: in stores that fail where they are told to."""

from pathlib import Path

import pytest
from machines_for_tests import company, root

from unwall.machine.changes import Changes
from unwall.machine.programs import ProgramError
from unwall.machine.roots import Root
from unwall.machine.trust import Outcome, install, uninstall


class Shelf:
    """A store in memory."""

    by_root = False

    def __init__(self, place: Path, *held: Root, fails: tuple[str, ...] = ()) -> None:
        self.name = "shelf"
        self.place = str(place)
        self.held: list[Root] | None = list(held) if held else None
        self.fails = set(fails)
        self.strangers: tuple[Root, ...] = ()

    def listing(self) -> str:
        return "" if self.held is None else f"store\n{[each.fingerprint for each in self.held]}"

    def has(self, root: Root) -> bool:
        self._may_fail("has")
        return root in (self.held or ())

    def ours(self) -> tuple[Root, ...]:
        return self.strangers

    def add(self, root: Root) -> None:
        self.held = [*(self.held or ()), root]
        self._may_fail("add")
        if "forgets" in self.fails:
            self.held.remove(root)

    def remove(self, root: Root, *, made: bool = False) -> None:
        self._may_fail("remove")
        if self.held and "keeps" not in self.fails:
            self.held.remove(root)
        if made and not self.held:
            self.held = None

    def _may_fail(self, what: str) -> None:
        if what in self.fails:
            raise ProgramError("certutil", "no space")


@pytest.fixture
def ours(tmp_path: Path) -> Root:
    return root(tmp_path / "ours")


@pytest.fixture
def changes(tmp_path: Path) -> Changes:
    return Changes(tmp_path / "data")


def outcomes(
    *stores: Shelf, roots: tuple[Root, ...] = (), changes: Changes, only: bool = False
) -> list[Outcome]:
    return [done.outcome for done in uninstall(stores, roots, changes, only=only)]


def test_in_and_out_of_a_store_that_was_there_and_of_one_that_was_not(
    tmp_path: Path, ours: Root, changes: Changes
) -> None:
    theirs = company()
    full, none = Shelf(tmp_path, theirs), Shelf(tmp_path / "none")
    before = [each.listing() for each in (full, none)]
    assert [install(each, ours, changes).outcome for each in (full, none)] == [Outcome.PUT, Outcome.PUT]
    assert [install(each, ours, changes).outcome for each in (full, none)] == [Outcome.THERE, Outcome.THERE]
    assert len(list(changes.all())) == 2
    assert outcomes(full, none, changes=changes) == [Outcome.RESTORED, Outcome.RESTORED]
    assert [each.listing() for each in (full, none)] == before
    assert list(changes.all()) == []
    assert outcomes(full, none, roots=(ours,), changes=changes) == []


def test_what_others_put_in_meanwhile_stays(tmp_path: Path, ours: Root, changes: Changes) -> None:
    theirs = company()
    shelf = Shelf(tmp_path / "none")
    install(shelf, ours, changes)
    assert shelf.held
    shelf.held.append(theirs)
    assert outcomes(shelf, changes=changes) == [Outcome.TAKEN]
    assert shelf.held == [theirs]


def test_what_was_put_in_by_hand_is_taken_out_by_its_fingerprint_alone(
    tmp_path: Path, ours: Root, changes: Changes
) -> None:
    theirs = company()
    shelf = Shelf(tmp_path, theirs, ours)
    assert outcomes(shelf, changes=changes) == []
    assert outcomes(shelf, roots=(ours,), changes=changes) == [Outcome.TAKEN]
    assert shelf.held == [theirs]


@pytest.mark.parametrize(
    ("fails", "stands", "held"),
    [("has", False, None), ("add", True, True), ("forgets", False, [])],
)
def test_where_it_cannot_be_put_in(
    tmp_path: Path, ours: Root, changes: Changes, fails: str, *, stands: bool, held: object
) -> None:
    shelf = Shelf(tmp_path, fails=(fails,))
    assert install(shelf, ours, changes).outcome is Outcome.FAILED
    assert bool(list(changes.all())) is stands  # it may be in there, so it is on record
    assert shelf.held == ([ours] if held is True else held)


def test_where_it_cannot_be_taken_out_it_stays_on_record_and_the_next_try_does_it(
    tmp_path: Path, ours: Root, changes: Changes
) -> None:
    shelf = Shelf(tmp_path)
    install(shelf, ours, changes)
    for fails in ("remove", "keeps", "has"):
        shelf.fails = {fails}
        [done] = uninstall([shelf], [ours], changes)
        assert (done.outcome, bool(done.why)) == (Outcome.FAILED, True)
        assert len(list(changes.all())) == 1
    shelf.fails = set()
    assert outcomes(shelf, changes=changes) == [Outcome.RESTORED]


def test_a_store_that_cannot_be_looked_into_and_is_not_on_record_is_said_once(
    tmp_path: Path, ours: Root, changes: Changes
) -> None:
    shelf = Shelf(tmp_path, ours, fails=("has",))
    assert outcomes(shelf, roots=(ours, root(tmp_path / "b")), changes=changes) == [Outcome.UNKNOWN]


def test_a_ca_of_unwall_that_is_not_ours_is_named_and_stays(
    tmp_path: Path, ours: Root, changes: Changes
) -> None:
    shelf, other = Shelf(tmp_path, ours), root(tmp_path / "other")
    shelf.strangers = (ours, other)
    taken, stays = uninstall([shelf], [ours], changes)
    assert (taken.outcome, stays.outcome) == (Outcome.TAKEN, Outcome.STAYS)
    assert stays.fingerprint == other.fingerprint[:16]


def test_a_store_that_is_no_more(tmp_path: Path, ours: Root, changes: Changes) -> None:
    gone = Shelf(tmp_path / "profile")
    install(gone, ours, changes)
    assert outcomes(changes=changes, only=True) == []
    (tmp_path / "profile").mkdir()
    assert outcomes(changes=changes) == [Outcome.FAILED]
    (tmp_path / "profile").rmdir()
    assert outcomes(changes=changes) == [Outcome.GONE]
    assert outcomes(changes=changes) == []


def test_after_a_crash_between_record_and_change(tmp_path: Path, ours: Root, changes: Changes) -> None:
    shelf = Shelf(tmp_path)
    install(shelf, ours, changes)
    shelf.held = None
    assert outcomes(shelf, changes=changes) == [Outcome.RESTORED]
