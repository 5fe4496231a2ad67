"""Hosts that look like a platform's and are not: Latin letters mixed with Cyrillic or Greek ones.

The pairs are the ones of Unicode's confusables (UTS 39) that have a single Latin letter as their skeleton.
"""

from collections.abc import Container

_CYRILLIC = dict(zip("асԁеһіјӏорԛѕухѵԝвгкмнтьёї", "acdehijlopqsyxvwbrkmhtbei", strict=True))
_GREEK = dict(zip("αβεικνορτυχωγηκσ", "abeikvoptuxwynko", strict=True))
_SKELETON = {ord(letter): latin for letter, latin in {**_GREEK, **_CYRILLIC}.items()}


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" and letter.isalpha()


def _is_cyrillic_or_greek(letter: str) -> bool:
    return "\u0370" <= letter <= "\u052f" or "\u1f00" <= letter <= "\u1fff"


def imitates(host: str, known: Container[str]) -> bool:
    """Whether a label of ``host`` mixes scripts to look like one in ``known``.

    ``host`` is in lower case, Unicode or punycode.

    >>> imitates("t\u0430obao.com", {"taobao"})
    True
    """
    return any(_imitates(_shown(label), known) for label in host.split("."))


def _shown(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _imitates(label: str, known: Container[str]) -> bool:
    if label.isascii() or not any(map(_is_latin, label)) or not any(map(_is_cyrillic_or_greek, label)):
        return False
    return label.lower().translate(_SKELETON) in known
