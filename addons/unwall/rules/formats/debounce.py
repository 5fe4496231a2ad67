"""Brave's debounce list: JSON, an entry for each way of taking the target, with the addresses it is for."""

import json
from collections.abc import Mapping
from typing import Any

from unwall.rules.expressions import expression
from unwall.rules.formats.draft import Draft, Reading, Skipped, Unfit, Why
from unwall.rules.formats.flow import Value
from unwall.rules.formats.notation import (
    Address,
    checked_hosts,
    filled,
    hosts_of,
    linear,
    of_match_pattern,
    with_param,
)
from unwall.urls.suffix import Suffixes

_PATTERN = r"(?:\*|https?)://([^/]*)(/.*)"


def read(text: str, suffixes: Suffixes) -> Reading:
    """The list as rules; each address of an entry is taken by itself. Raises ValueError."""
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    aside = 0
    for number, entry in enumerate(json.loads(text)):
        includes = entry.get("include") if isinstance(entry, dict) else None
        if not isinstance(includes, list) or not includes:
            skipped.append(Skipped(f"[{number}]", str(entry), Why.MALFORMED))
            continue
        if (
            "params" in entry and "action" not in entry
        ):  # parameters to drop, of the same repository's other lists
            aside += len(includes)
            continue
        for at, pattern in enumerate(includes):
            place = f"[{number}].include[{at}]"
            try:
                drafts.append(_draft(entry, str(pattern), place, suffixes))
            except Unfit as unfit:
                skipped.append(Skipped(place, str(pattern), unfit.why, unfit.detail))
    return Reading(tuple(drafts), tuple(skipped), suffixes, aside)


def _draft(entry: Mapping[str, Any], pattern: str, place: str, suffixes: Suffixes) -> Draft:
    if entry.get("exclude"):
        raise Unfit(Why.EXCEPTION, ", ".join(map(str, entry["exclude"])))
    found = expression(_PATTERN).fullmatch(pattern)
    if found is None:
        raise Unfit(Why.MALFORMED, pattern)
    if entry.get("template"):
        raise Unfit(Why.FIXED, str(entry["template"]))
    name, tail = found.group(1), found.group(2)
    if name == "*":
        raise Unfit(Why.ANY_HOST, pattern)
    below = name.startswith("*.")
    hosts = checked_hosts(hosts_of(name.removeprefix("*."), below=below), suffixes)
    address = of_match_pattern(tail)
    param, action = str(entry.get("param", "")), str(entry.get("action", ""))
    if not param:
        raise Unfit(Why.NO_TARGET)
    scheme = str(entry.get("prepend_scheme") or "") or None
    if scheme not in (None, "http", "https"):
        raise Unfit(Why.STEP, f"prepend_scheme {scheme}")
    target, example, decode = _taken(action, param, address)
    return Draft(place, pattern, hosts, target, example, address.path, address.raw, decode, scheme)


def _taken(action: str, param: str, address: Address) -> tuple[dict[str, Value], str, tuple[Value, ...]]:
    match action:
        case "redirect":
            return {"param": param}, with_param(address, param), ()
        case "base64,redirect":
            return {"param": param}, with_param(address, param), ("base64",)
        case "regex-path":
            return {"path": linear(param)}, filled(param, address), ("percent-if",)
        case _:
            raise Unfit(Why.STEP, action)
