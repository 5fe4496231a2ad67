"""The log: what was met and what became of it, redacted before anything reaches a disk."""

from unwall.store.event import Action, Event, Run, Tally
from unwall.store.log import open_log
from unwall.store.redaction import Detail
from unwall.store.sqlite import StoreError

__all__ = ["Action", "Detail", "Event", "Run", "StoreError", "Tally", "open_log"]
