"""What of ours lies on this machine: files, and nothing that somebody else put there."""

import shutil
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from unwall.browser.launch import profiles
from unwall.config import Places
from unwall.machine.system import Machine
from unwall.proxy.ca import folder_of
from unwall.store.spool import SPOOL


class Kind(StrEnum):
    """What a file or folder is for."""

    KEY = "key"  # a CA
    LOG = "log"
    RECORD = "record"  # of changes that stand
    CONFIG = "config"
    RULES = "rules"  # the user's own
    CACHE = "cache"
    PROFILE = "profile"  # of a browser that we opened
    OTHER = "other"


class Item(NamedTuple):
    """One file or folder of ours."""

    kind: Kind
    path: Path
    size: int  # bytes of all that is in it
    used: bool = False  # a program works with it now


_NAMES = {
    folder_of(Path()).name: Kind.KEY,
    folder_of(Path(), everything=True).name: Kind.KEY,
    "changes": Kind.RECORD,
    "config.toml": Kind.CONFIG,
    "rules": Kind.RULES,
    SPOOL: Kind.LOG,
}
_LOG = "log.db"  # begins its name, those of its companions, and those of damaged ones that were set aside
_UNFINISHED = ".new-"  # begins the name of a CA that was never finished


def items(places: Places, machine: Machine, confdir: str | None = None) -> list[Item]:
    """All of them; ``confdir``: where a CA lies if not in the data folder."""
    found = [item for place in _own(places) for item in _in(Path(place), cache=place == places.cache)]
    if confdir:
        folders = (folder_of(Path(confdir)), folder_of(Path(confdir), everything=True))
        found += [_item(Kind.KEY, folder) for folder in folders if folder.exists()]
    return found + [_item(Kind.PROFILE, path, used=used) for path, used in profiles(machine)]


def delete(gone: Sequence[Item], places: Places) -> Iterator[tuple[Item, OSError | None]]:
    """Delete these, and then our folders that are empty; each with what kept it from going."""
    for item in gone:
        try:
            if item.path.is_dir() and not item.path.is_symlink():
                shutil.rmtree(item.path)
            else:
                item.path.unlink(missing_ok=True)
        except OSError as error:
            yield item, error
        else:
            yield item, None
    for folder in map(Path, _own(places)):
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()


def _own(places: Places) -> list[str]:
    """Our folders, each once: on some systems two are the same."""
    return list(dict.fromkeys((places.data, places.config, places.cache)))


def _in(folder: Path, *, cache: bool) -> Iterator[Item]:
    """What is in one of our folders; the cache is one thing, as is a link, which may lead anywhere."""
    if folder.is_symlink() or (folder.is_dir() and (cache or not any(folder.iterdir()))):
        yield _item(Kind.CACHE if cache else Kind.OTHER, folder)
    elif folder.is_dir():
        yield from (_item(_kind(path.name), path) for path in sorted(folder.iterdir()))


def _kind(name: str) -> Kind:
    if name.startswith(_LOG):
        return Kind.LOG
    return Kind.KEY if name.startswith(_UNFINISHED) else _NAMES.get(name, Kind.OTHER)


def _item(kind: Kind, path: Path, *, used: bool = False) -> Item:
    parts = [path] if path.is_symlink() or path.is_file() else [path, *path.rglob("*")]
    return Item(kind, path, sum(part.lstat().st_size for part in parts if not part.is_dir()), used)
