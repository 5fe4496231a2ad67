"""The log: what was met and what became of it, redacted before anything reaches a disk."""

from unwall.store.event import Action, Event, Run, Tally
from unwall.store.find import about, event_of
from unwall.store.place import open_log
from unwall.store.redaction import Detail
from unwall.store.store import StoreError

__all__ = ["Action", "Detail", "Event", "Run", "StoreError", "Tally", "about", "event_of", "open_log"]
