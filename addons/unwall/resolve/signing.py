"""What a service is asked with: its form filled in, and signed with a secret that is shown to nobody.

The signature is the one that the open platforms of shops take: all names and values, sorted by name, between
two times the secret, or under it as a key; in capital hexadecimal digits.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from unwall.model import Ask

type Form = tuple[tuple[str, str], ...]

FIELD = "sign"
_BEIJING = timedelta(hours=8)
_ALGORITHMS: Mapping[str, Callable[[bytes, bytes], str]] = {
    "md5": lambda secret, text: hashlib.md5(secret + text + secret).hexdigest(),  # noqa: S324 - theirs
    "hmac-md5": lambda secret, text: hmac.new(secret, text, "md5").hexdigest(),
    "hmac-sha256": lambda secret, text: hmac.new(secret, text, "sha256").hexdigest(),
}


def form_of(ask: Ask, keys: Mapping[str, str], now: float) -> Form:
    """The form of a question as it is sent; ``now`` in seconds since 1970."""
    service = ask.services[0]
    moment = datetime.fromtimestamp(now, UTC)
    filled = {
        "{key}": keys.get(service.key or "", ""),
        "{time}": (moment + _BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        "{seconds}": str(int(now)),
    }
    form = [(name, filled.get(value, value)) for name, value in ask.form]
    if service.sign:
        form.append((FIELD, signature(form, keys[service.secret or ""], service.sign)))
    return tuple(form)


def signature(form: list[tuple[str, str]], secret: str, algorithm: str) -> str:
    """The signature of a form.

    >>> signature([("b", "2"), ("a", "1")], "s", "md5")
    '5EE29085AF57D942F21F1C5BA3C2A90A'
    """
    text = "".join(name + value for name, value in sorted(form)).encode()
    return _ALGORITHMS[algorithm](secret.encode(), text).upper()
