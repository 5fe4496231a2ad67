"""Which mitmproxy can be used, and with which its hook table may be replaced."""

from unwall.language import Language, say
from unwall.proxy.words import OLD_MITMPROXY

_OLDEST = (12, 2, 2)  # older ones let requests be smuggled
_FIRST_UNKNOWN = (13,)
TESTED = frozenset({"12.2.2", "12.2.3"})


def fault_of(version: str, language: Language) -> str | None:
    """Why this mitmproxy cannot be used, in a sentence with the next step; None where it can."""
    numbers = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    return None if _OLDEST <= numbers < _FIRST_UNKNOWN else say(language, OLD_MITMPROXY, version=version)
