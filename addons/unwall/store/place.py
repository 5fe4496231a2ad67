"""Where a log is: a file of SQLite, or a PostgreSQL that many proxies share."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from unwall.store import words
from unwall.store.sqlite import SqliteStore
from unwall.store.store import Store, StoreError

if TYPE_CHECKING:
    from unwall.store.postgres import PostgresStore

type Place = Path | str  # a text is the address of a PostgreSQL

_POSTGRES = ("postgresql", "postgres")


def place_of(url: str) -> Place:
    """What a store URL or a plain path names. Raises StoreError.

    ``sqlite:///absolute/path.db`` is a Path, ``postgresql://USER@HOST/DATABASE`` stays as it is.
    """
    if not url:
        raise StoreError(words.NO_PLACE, place='""')
    if "://" not in url:
        return Path(url)
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - looks at it
    except ValueError as error:
        raise StoreError(words.NO_ADDRESS, place=url.partition("@")[2] or url, why=error) from None
    if parts.scheme in _POSTGRES:
        return url
    if parts.scheme != "sqlite" or parts.netloc or not parts.path.strip("/"):
        raise StoreError(words.NO_PLACE, place=url)
    return Path(unquote(parts.path))


def opened(place: Place, *, write: bool, durable: bool = False) -> Store:
    """The store at this place. Raises StoreError."""
    if isinstance(place, Path):
        return SqliteStore(place, write=write, durable=durable)
    return _postgres()(place, write=write, durable=durable)


def open_log(url: str) -> Store:
    """The log of a store URL, to be read with its ``rows``. Raises StoreError."""
    return opened(place_of(url), write=False)


def _postgres() -> "type[PostgresStore]":
    try:
        from unwall.store.postgres import PostgresStore  # noqa: PLC0415 - an extra
    except ImportError:
        raise StoreError(words.NO_POSTGRES) from None
    return PostgresStore
