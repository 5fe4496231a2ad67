"""Digests of a body in its headers or trailers, made anew for a changed one; and the signatures over them."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping

from mitmproxy import http

FIELDS = frozenset({"digest", "content-digest", "repr-digest", "content-md5"})
# What else of the headers is changed with a body.
_CHANGED = FIELDS | {"content-length", "content-encoding", "transfer-encoding", "etag", "accept-ranges"}
_QUOTED = re.compile(r'"([^"\\]*)"')
_HASHES: dict[str, Callable[[bytes], bytes]] = {
    "sha-256": lambda body: hashlib.sha256(body).digest(),
    "sha-512": lambda body: hashlib.sha512(body).digest(),
    "md5": lambda body: hashlib.md5(body, usedforsecurity=False).digest(),
}


def are_signed(fields: Mapping[str, str]) -> bool:
    """Whether a signature covers what changes with a body; one that does not say what it covers may.

    ``fields``: names in lower case. RFC 9421 names what is covered in ``Signature-Input``.

    >>> are_signed({"signature": "a=:AA==:", "signature-input": 'a=("@status" "content-digest")'})
    True
    """
    covered = fields.get("signature-input")
    if covered is None:
        return "signature" in fields
    return not _CHANGED.isdisjoint(name.lower() for name in _QUOTED.findall(covered))


def renew(headers: http.Headers, body: bytes) -> None:
    """Make the digests those of ``body``, as it goes on the wire; what cannot be made anew is left out."""
    for name in FIELDS:
        if name in headers:
            value = _renewed(name, headers[name], body)
            if value:
                headers[name] = value
            else:
                headers.pop(name)


def drop(headers: http.Headers) -> None:
    """Leave out the digests of a body that has changed and is no longer at hand."""
    for name in FIELDS:
        headers.pop(name, None)


def _renewed(name: str, value: str, body: bytes) -> str:
    if name == "content-md5":
        return _sum("md5", body)
    mark = "" if name == "digest" else ":"  # RFC 3230 has the bare sum, RFC 9530 a byte sequence
    named = (each.partition("=")[0].strip() for each in value.split(","))
    return ", ".join(f"{each}={mark}{_sum(each, body)}{mark}" for each in named if each.lower() in _HASHES)


def _sum(name: str, body: bytes) -> str:
    return base64.b64encode(_HASHES[name.lower()](body)).decode("ascii")
