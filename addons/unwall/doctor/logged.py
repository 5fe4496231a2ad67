"""The log: whether it can be reached, and how large it is."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from unwall.doctor import words
from unwall.doctor.finding import Finding, State
from unwall.doctor.folders import is_there, unusable
from unwall.store.place import Place, opened, place_of
from unwall.store.store import StoreError

_MEBIBYTE = 1024 * 1024


def logged(url: str) -> Iterator[Finding]:
    """The log at a store URL or path."""
    place: Place = url
    try:
        place = place_of(url)
        if isinstance(place, Path) and not is_there(place):
            yield Finding("log", State.FINE, words.NO_LOG_YET, {"place": place})
            return
        with closing(opened(place, write=False)) as store:
            size = f"{_bytes(place) / _MEBIBYTE:.1f} MiB" if isinstance(place, Path) else "PostgreSQL"
            yield Finding("log", State.FINE, words.LOG, {"place": store.name, "size": size})
    except OSError:
        yield unusable(Path(place), "log")
    except StoreError as error:
        yield Finding("log", State.MEND, words.PLAIN, {"text": error})


def _bytes(path: Path) -> int:
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(each.stat().st_size for each in files if each.is_file())
