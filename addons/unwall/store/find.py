"""Looks events up again: one by its number, or those about an address."""

from collections.abc import Iterator

from unwall.store.event import Row
from unwall.store.redaction import Detail, kept
from unwall.store.store import Store, Wanted


def event_of(store: Store, number: str) -> Row | None:
    """The event of this number, or of an export's ``RUN-NUMBER``; None where there is none."""
    run, _, digits = number.rpartition("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18 or int(digits) < 1:
        return None
    row = next(store.rows(Wanted(after=int(digits) - 1)), None)
    return row if row and row.id == int(digits) and run in ("", row.run.id) else None


def about(store: Store, address: str) -> Iterator[Row]:
    """The events in which this address was met or was the target, oldest first.

    A log that keeps less of addresses gives all events of what it keeps of this one.
    """
    forms = {kept(address, detail) for detail in Detail}
    met = (store.rows(Wanted(equal=(("input", form),))) for form in forms)
    led = (store.rows(Wanted(equal=(("output", form),))) for form in forms)
    found = {row.id: row for rows in (*met, *led) for row in rows}
    return (row for _, row in sorted(found.items()))
