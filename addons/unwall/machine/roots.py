"""CA certificates as trust stores know them: by their bytes, and by hashes of these."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_OUR_NAME = b"unwall CA "
_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----")


class Root(NamedTuple):
    """A CA certificate."""

    der: bytes

    @property
    def fingerprint(self) -> str:
        """Its SHA-256, in lower-case hex."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def thumbprint(self) -> str:
        """Its SHA-1, by which Windows and macOS name certificates."""
        return hashlib.sha1(self.der, usedforsecurity=False).hexdigest()

    @property
    def pem(self) -> str:
        """As a file holds it."""
        text = base64.b64encode(self.der).decode()
        lines = (text[at : at + 64] for at in range(0, len(text), 64))
        return "\n".join(("-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""))


def ours_in(roots: Iterable[Root]) -> tuple[Root, ...]:
    """Those with the name that CAs of unwall have; it stands as plain bytes in a certificate."""
    return tuple(dict.fromkeys(root for root in roots if _OUR_NAME in root.der))


def roots_in(text: str) -> Iterator[Root]:
    """The certificates in a PEM text, in order; what is none is passed over."""
    for block in _BLOCK.finditer(text):
        try:
            yield Root(base64.b64decode("".join(block[1].split()), validate=True))
        except (ValueError, binascii.Error):
            continue


def roots_of(path: Path) -> tuple[Root, ...]:
    """Those of a file; none where it cannot be read."""
    try:
        return tuple(roots_in(path.read_text(encoding="utf-8", errors="replace")))
    except OSError:
        return ()
