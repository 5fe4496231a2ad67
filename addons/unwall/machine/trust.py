"""Putting our CA into stores and taking it out again, each step recorded before it is done."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from unwall.machine.changes import Change, Changes, Kind
from unwall.machine.programs import ProgramError
from unwall.machine.roots import Root, roots_in
from unwall.machine.stores import Store
from unwall.machine.words import NO_STORE, NOT_HELD, STILL_HELD


class Outcome(StrEnum):
    """What came of it."""

    THERE = "there"  # it was in the store before
    PUT = "put"
    RESTORED = "restored"  # the store is as it was before us
    TAKEN = "taken"  # ours is out; something else has changed since we came, or it was put in by hand
    STAYS = "stays"  # it is a CA of unwall, but none that we know the fingerprint of
    GONE = "gone"  # the store itself is no more
    FAILED = "failed"
    UNKNOWN = "unknown"  # nothing of ours is known to be in it, and it cannot be looked into


class Done(NamedTuple):
    """One store and what came of it."""

    name: str
    place: str
    outcome: Outcome
    why: Exception | None = None  # it failed
    program: str = ""  # that is missing
    fingerprint: str = ""  # the first digits, of what stays


def install(store: Store, root: Root, changes: Changes) -> Done:
    """Make the store hold it, and see that it does."""
    change: Change | None = None
    try:
        if store.has(root):
            return Done(store.name, store.place, Outcome.THERE)
        change = Change(Kind.TRUST, store.name, store.place, digest(store), root.pem, os.getpid())
        changes.note(change)
        store.add(root)
        _see(store, root, held=True)
    except (ProgramError, OSError) as error:
        if change and not _may_have(store, root):
            changes.forget(change)
        return _failed(store, error)
    return Done(store.name, store.place, Outcome.PUT)


def uninstall(
    stores: Sequence[Store], roots: Iterable[Root], changes: Changes, *, only: bool = False
) -> Iterator[Done]:
    """Take each of the certificates, and all that we put in, out of these stores; nothing else changes.

    With ``only``, what was put into other stores is not spoken of.
    """
    recorded = tuple(changes.all(Kind.TRUST))
    wanted = tuple(dict.fromkeys((*roots, *(root for change in recorded for root in roots_in(change.ours)))))
    for store in stores:
        for root in wanted:
            change = next((each for each in recorded if _is_about(each, store, root)), None)
            done = _withdraw(store, root, change, changes)
            if done:
                yield done
            if done and done.outcome is Outcome.UNKNOWN:
                break
    for store in stores:
        yield from _strangers(store, wanted)
    here = {(store.name, store.place) for store in stores}
    for change in () if only else recorded:
        if (change.name, change.place) not in here:
            yield _orphaned(change, changes)


def digest(store: Store) -> str:
    """What a store holds, as a short text; empty where there is none yet."""
    listing = store.listing()
    return hashlib.sha256(listing.encode()).hexdigest() if listing else ""


def _withdraw(store: Store, root: Root, change: Change | None, changes: Changes) -> Done | None:
    """None where there is nothing of that to take out."""
    there = False
    try:
        there = store.has(root)
        if there:
            store.remove(root, made=change is not None and not change.before)
            _see(store, root, held=False)
        restored = change is not None and digest(store) == change.before
    except (ProgramError, OSError) as error:
        failed = _failed(store, error)
        return failed if change or there else failed._replace(outcome=Outcome.UNKNOWN)
    if change:
        changes.forget(change)
    outcome = Outcome.RESTORED if restored else Outcome.TAKEN
    return Done(store.name, store.place, outcome) if there or change else None


def _orphaned(change: Change, changes: Changes) -> Done:
    """What we put into a store that is not among those of this machine now."""
    if Path(change.place).exists():
        return Done(change.name, change.place, Outcome.FAILED, ProgramError(change.name, NO_STORE))
    changes.forget(change)
    return Done(change.name, change.place, Outcome.GONE)


def _strangers(store: Store, known: Sequence[Root]) -> Iterator[Done]:
    """CAs of unwall that another user made, or whose files were deleted before they were taken out."""
    with suppress(ProgramError, OSError):  # was said above
        for root in store.ours():
            if root not in known:
                yield Done(store.name, store.place, Outcome.STAYS, fingerprint=root.fingerprint[:16])


def _is_about(change: Change, store: Store, root: Root) -> bool:
    return (change.name, change.place, change.ours) == (store.name, store.place, root.pem)


def _see(store: Store, root: Root, *, held: bool) -> None:
    if store.has(root) is not held:
        raise ProgramError(store.name, NOT_HELD if held else STILL_HELD)


def _may_have(store: Store, root: Root) -> bool:
    try:
        return store.has(root)
    except (ProgramError, OSError):
        return True


def _failed(store: Store, error: ProgramError | OSError) -> Done:
    missing = isinstance(error, ProgramError) and error.is_missing
    program = error.program if isinstance(error, ProgramError) and missing else ""
    return Done(store.name, store.place, Outcome.FAILED, error, program)
