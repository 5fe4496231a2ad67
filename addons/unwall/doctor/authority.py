"""Our certificate authority: whether it can be used, for what hosts, and what trusts it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from unwall.doctor import words
from unwall.doctor.finding import Finding, State
from unwall.machine.programs import ProgramError
from unwall.machine.roots import roots_of
from unwall.machine.stores import Store
from unwall.proxy.ca import CaError, CaFiles, read, removal
from unwall.proxy.words import CA_FAULTS

_SOON = timedelta(days=30)
_SHOWN = 5  # domains that are named


def authority(
    folder: Path, domains: Collection[str], stores: Sequence[Store], now: datetime
) -> Iterator[Finding]:
    """The CA in ``folder``; ``domains`` are those of the rules."""
    try:
        found = read(folder, now=now)
    except FileNotFoundError:
        yield Finding("ca", State.NOTE, words.NO_CA, {"path": folder}, words.RUN)
        return
    except CaError as error:
        parts = {"path": error.path, "detail": error.detail, "mend": error.mend}
        yield Finding("ca", State.MEND, CA_FAULTS[error.fault], parts)
        return
    except OSError as error:
        parts = {"path": folder, "error": error.strerror or str(error)}
        yield Finding("ca", State.MEND, words.UNREADABLE_CA, parts)
        return
    yield _life(found, now)
    yield _scope(found, domains)
    yield from _trust(found, stores)


def _life(found: CaFiles, now: datetime) -> Finding:
    parts = {"name": found.name, "day": f"{found.expires:%Y-%m-%d}", "command": removal(found.pem.parent)}
    if found.expires - now < _SOON:
        return Finding("ca", State.NOTE, words.CA_ENDS, parts, words.NEW_CA)
    return Finding("ca", State.FINE, words.CA, parts)


def _scope(found: CaFiles, domains: Collection[str]) -> Finding:
    lacking = found.lacks(domains)
    if not lacking:
        return Finding("ca-scope", State.FINE, words.CA_COVERS, {"count": len(domains)})
    few = ", ".join(lacking[:_SHOWN]) + ("…" if len(lacking) > _SHOWN else "")
    parts = {"count": len(lacking), "domains": few, "command": removal(found.pem.parent)}
    return Finding("ca-scope", State.MEND, words.CA_LACKS, parts, words.NEW_CA)


def _trust(found: CaFiles, stores: Sequence[Store]) -> Iterator[Finding]:
    [root] = roots_of(found.certificate)
    holding: list[str] = []
    for store in stores:
        try:
            if store.has(root):
                holding.append(f"{store.name} ({store.place})")
            if [other for other in store.ours() if other != root]:
                where = {"store": store.name, "place": store.place}
                yield Finding("trust", State.NOTE, words.TRUSTS_OTHER, where, words.TAKE_OUT_OTHER)
        except (ProgramError, OSError) as error:
            parts = {"store": store.name, "place": store.place, "error": error}
            yield _unread(error, parts)
    if holding:
        parts = {"stores": ", ".join(holding), "fingerprint": root.fingerprint[:16]}
        yield Finding("trust", State.FINE, words.TRUSTED, parts)
    else:
        yield Finding("trust", State.FINE, words.TRUSTED_NOWHERE)


def _unread(error: ProgramError | OSError, parts: Mapping[str, object]) -> Finding:
    if isinstance(error, ProgramError) and error.is_missing:
        return Finding(
            "trust", State.NOTE, words.STORE_NEEDS, {**parts, "program": error.program}, words.CERTUTIL
        )
    return Finding("trust", State.UNKNOWN, words.STORE_UNREAD, parts)
