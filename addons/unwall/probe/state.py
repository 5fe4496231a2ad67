"""Cells on disk while a run goes on, so that the same command goes on where it was interrupted.

One JSON object a line, as ``--format json`` has it, with the time and the rules it was found by.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from unwall.probe.verdict import Cell, Hop, Verdict, Via

_ASKED_AGAIN = (Verdict.UNKNOWN, Verdict.CAPTCHA)


class StateError(ValueError):
    """A file that cannot be gone on with; the text says why."""


class State:
    """The cells of earlier runs that still hold, and those of this one.

    Only where each stands is in memory. A line that was broken off is passed over.
    """

    def __init__(self, path: Path, rules: str, now: float, longest: float) -> None:
        """``rules``: what cells must have been found by; ``longest``: seconds that they hold. Raises OSError.

        A cell from the future is asked for again: a clock was set.
        """
        self._rules = rules
        self._file = path.open("a+b")
        self._places: dict[bytes, int] = {}
        self._is_whole = True
        self._file.seek(0)
        at = 0
        for line in self._file:
            self._is_whole = line.endswith(b"\n")
            said = _said(line)
            if not said and at == 0 and line.strip() and self._is_whole:
                self._file.close()
                raise StateError("it is no list of an earlier run")
            if said.get("rules") == rules and 0 <= now - _number(said.get("at")) <= longest:
                self._places[_key(str(said.get("url")), str(said.get("context")))] = at
            at += len(line)

    def get(self, url: str, context: str) -> Cell | None:
        """The cell, where it is known and not to be asked again."""
        at = self._places.get(_key(url, context))
        if at is None:
            return None
        self._file.seek(at)
        cell = cell_of(_said(self._file.readline()))
        return None if cell is None or cell.verdict in _ASKED_AGAIN else cell

    def add(self, cell: Cell, now: float) -> None:
        """One more, on disk after ``flush``."""
        said = plain_cell(cell._replace(rules=self._rules)) | {"at": round(now, 3)}
        start = b"" if self._is_whole else b"\n"
        self._is_whole = True
        self._file.write(start + json.dumps(said).encode() + b"\n")

    def flush(self) -> None:
        """Everything so far survives an interruption."""
        self._file.flush()

    def close(self) -> None:
        """No more will come."""
        self._file.close()


def plain_cell(cell: Cell) -> dict[str, Any]:
    """A cell as one JSON object; every hop is in it, whatever the verdict."""
    return cell._asdict() | {
        "final": cell.final,
        "hops": [hop._asdict() for hop in cell.hops],
        "places": [str(place) for place in cell.places],
    }


def cell_of(said: dict[str, Any]) -> Cell | None:
    """The cell of such an object, without its places; None where it is none."""
    try:
        hops = tuple(Hop(**{**hop, "via": Via(hop["via"])}) for hop in said["hops"])
        values = {name: said[name] for name in Cell._fields if name not in ("hops", "verdict", "places")}
        return Cell(**values, verdict=Verdict(said["verdict"]), hops=hops)
    except (KeyError, TypeError, ValueError):
        return None


def _said(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) and "verdict" in said else {}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("-inf")


def _key(url: str, context: str) -> bytes:
    return hashlib.blake2b(f"{context}\0{url}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
