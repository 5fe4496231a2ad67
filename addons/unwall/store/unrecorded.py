"""Hosts whose addresses are never recorded: what people do there is nobody's research."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from unwall.urls.safety import is_private


class Class(NamedTuple):
    """One class of such hosts, as ``unrecorded.toml`` has it."""

    labels: frozenset[str]
    domains: frozenset[str]


@lru_cache(maxsize=1)
def classes() -> Mapping[str, Class]:
    """All classes by name."""
    said = tomllib.loads(files("unwall.store").joinpath("unrecorded.toml").read_text("utf-8"))
    return {name: Class(frozenset(each["labels"]), frozenset(each["domains"])) for name, each in said.items()}


@lru_cache(maxsize=1)
def _all() -> Class:
    own = classes().values()
    return Class(
        frozenset().union(*(each.labels for each in own)), frozenset().union(*(each.domains for each in own))
    )


@lru_cache(maxsize=1 << 16)
def is_unrecorded(host: str) -> bool:
    """Whether addresses on ``host`` (lower case, no port) are never recorded.

    >>> is_unrecorded("ebank.example.com"), is_unrecorded("www.example.com")
    (True, False)
    """
    known, parts = _all(), host.split(".")
    if not known.labels.isdisjoint(parts[:-1]):
        return True
    above = (".".join(parts[at:]) for at in range(len(parts) - 1))
    return not known.domains.isdisjoint(above) or is_private(host)
