"""Entity tags of rewritten bodies, so that a client keeps such a body only while the rules stay the same."""

import re

from mitmproxy import http

_TAG = re.compile(r"""(?:W/)?"([^"]*)\"""")
_OURS = re.compile(r"(.*)-uw([0-9a-f]{8})", re.DOTALL)


def weakened(etag: str, mark: str) -> str | None:
    """The tag for the rewritten form of what has ``etag``; ``mark`` is eight hex digits of the rules.

    >>> weakened('"abc"', "00c0ffee")
    'W/"abc-uw00c0ffee"'
    """
    found = _TAG.fullmatch(etag.strip())
    return f'W/"{found[1]}-uw{mark}"' if found else None


def restore(headers: http.Headers, mark: str) -> bool:
    """Put the server's own tags back into the conditions of a request; tells whether any was ours.

    Bodies made by other rules than those in force are not asked about, so that they come anew.
    """
    if "-uw" in headers.get("if-match", ""):
        headers["if-match"] = _TAG.sub(_matched, headers["if-match"])
    if "-uw" in headers.get("if-range", "") and _ours(headers["if-range"]):
        headers.pop("if-range")
        headers.pop("range", None)
    asked = headers.get("if-none-match", "")
    if "-uw" not in asked:
        return False
    tags = [found[0] for found in _TAG.finditer(asked)]
    kept = [tag for tag in (_restored(tag, mark) for tag in tags) if tag]
    if kept == tags:
        return False
    if kept:
        headers["if-none-match"] = ", ".join(kept)
    else:
        headers.pop("if-none-match")
        headers.pop("if-modified-since", None)
    return True


def _matched(found: re.Match[str]) -> str:
    """The server's tag as a condition to write by: only a strong one ever matches there."""
    ours = _OURS.fullmatch(found[1])
    return f'"{ours[1]}"' if ours else found[0]


def _ours(tag: str) -> re.Match[str] | None:
    found = _TAG.fullmatch(tag.strip())
    return _OURS.fullmatch(found[1]) if found else None


def _restored(tag: str, mark: str) -> str | None:
    ours = _ours(tag)
    if ours is None:
        return tag
    return f'W/"{ours[1]}"' if ours[2] == mark else None
