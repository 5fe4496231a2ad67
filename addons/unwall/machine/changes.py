"""What unwall changed on this machine outside its own folders, kept so that it can be undone after any crash.

Each change is a file of its own in the data folder, for the user alone. It is there before the change is made
and goes after the change was undone, so at every moment the files name at least all that stands.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from unwall.machine.durable import keep, write_new

_FOLDER = "changes"
_NAME = 16  # hex digits of a change's file


class Kind(StrEnum):
    """What was changed."""

    TRUST = "trust"  # a certificate store
    PROXY = "proxy"  # a proxy setting


class Change(NamedTuple):
    """One change."""

    kind: Kind
    name: str  # of the store or setting
    place: str
    before: str  # a digest of the store's listing, empty where there was none; or what the setting said
    ours: str  # the certificate as PEM, or what we made the setting say
    pid: int  # of the process that made it


class Changes:
    """The record in a data folder. What fails is an OSError."""

    def __init__(self, data: Path) -> None:
        self.folder = data / _FOLDER

    def note(self, change: Change) -> None:
        """Record what is about to be done; of one that stands already, what was there before it counts."""
        path = self._path(change)
        if path.exists():
            return
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.unlink(missing_ok=True)
        write_new(fresh, json.dumps(change._asdict()).encode(), 0o600)
        fresh.replace(path)
        keep(self.folder)

    def forget(self, change: Change) -> None:
        """It was undone."""
        self._path(change).unlink(missing_ok=True)
        with suppress(OSError):  # not the last one, or there never was any
            self.folder.rmdir()

    def all(self, kind: Kind | None = None) -> Iterator[Change]:
        """Those that stand; a file that is not whole was never followed by its change."""
        for path in sorted(self.folder.glob("*.json")):
            with suppress(ValueError, TypeError, KeyError, RecursionError):
                said = json.loads(path.read_bytes())
                change = Change(**{**said, "kind": Kind(said["kind"])})
                if kind in (None, change.kind):
                    yield change

    def _path(self, change: Change) -> Path:
        which = "\n".join((change.kind, change.name, change.place, change.ours))
        return self.folder / f"{hashlib.sha256(which.encode()).hexdigest()[:_NAME]}.json"
