"""What is known already: an earlier run, and links that are allowed to be walled for a time and a reason."""

import json
import tomllib
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from unwall.probe.verdict import CLOSED, Cell, Verdict


class KnownError(ValueError):
    """A file that says nothing usable; the text names the place and the next step."""


class Allowed(NamedTuple):
    """One entry of an allow list."""

    url: str  # a whole link, or its beginning up to a *
    reason: str
    until: date | None = None
    context: str | None = None

    def ended(self, today: date) -> bool:
        """Whether the entry holds no longer."""
        return self.until is not None and today > self.until

    def fits(self, cell: Cell) -> bool:
        """Whether the entry speaks of this cell."""
        start = self.url.removesuffix("*")
        named = cell.url.startswith(start) if start != self.url else cell.url == self.url
        return named and self.context in (None, cell.context)


def verdicts_of(lines: Iterable[str], name: str) -> dict[tuple[str, str], Verdict]:
    """The verdicts of an earlier run's JSON lines, by link and client. Raises KnownError."""
    known: dict[tuple[str, str], Verdict] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            known[said["url"], said["context"]] = Verdict(said["verdict"])
        except (ValueError, KeyError, TypeError):
            raise KnownError(
                f"{name}:{number}: no line of unwall check --format json; make it anew"
            ) from None
    return known


def is_known(cell: Cell, before: dict[tuple[str, str], Verdict]) -> bool:
    """Whether the link stood no better before; one that was never seen is news."""
    then = before.get((cell.url, cell.context))
    return then is not None and then is not Verdict.OPEN and (cell.verdict not in CLOSED or then in CLOSED)


def allow_list(text: str, name: str) -> tuple[Allowed, ...]:
    """The entries of ``[[allow]]`` in TOML: url, reason, until, context. Raises KnownError."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KnownError(f"{name}: not TOML: {error}") from None
    return tuple(_entry(each, f"{name}: allow[{at}]") for at, each in enumerate(said.get("allow", [])))


def _entry(said: object, place: str) -> Allowed:
    if not isinstance(said, dict) or not said.keys() <= set(Allowed._fields):
        raise KnownError(f"{place}: an entry has url, reason, until, context")
    url, reason, until, context = (said.get(name) for name in Allowed._fields)
    if not isinstance(url, str) or not isinstance(reason, str) or not reason:
        raise KnownError(f"{place}: url and reason are texts, and both are needed")
    if until is not None and type(until) is not date:
        raise KnownError(f"{place}: until is a date, like 2027-01-31 without quotes")
    return Allowed(url, reason, until, context if isinstance(context, str) else None)
