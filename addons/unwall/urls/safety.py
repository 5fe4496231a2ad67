"""Whether a target may be opened: every refusal that needs no rule.

One reading decides and the same reading is what comes out: where the URL standard and RFC 3986 would read
different hosts, the target is refused rather than repaired.
"""

import re
from collections.abc import Container
from typing import NamedTuple

from unwall.model import Reason
from unwall.urls import address
from unwall.urls.escape import inert, percent
from unwall.urls.split import WEB, scheme_of
from unwall.urls.suffix import Suffixes

_LONGEST_HOST = 253
_LONGEST_LABEL = 63
_HOST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")
_JOINERS = "\u200c\u200d"  # fit between certain letters only
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
_CONTROL_BYTES = bytes([*range(0x20), 0x7F])
# Of what is behind a host only what stands in a URL, backslashes not before the query.
PLAIN_TAIL = r"(?:/[!$-;=@-\[\]_a-z~]*+)?(?:[?#][!#-;=?-\]_a-z~]*+)?\Z"
_PLAIN = re.compile(
    r"https?://([a-z0-9_.-]++)(?::[1-9][0-9]{0,3})?" + PLAIN_TAIL
)  # no port with a leading zero


class Surroundings(NamedTuple):
    """What the judgement depends on beside the target itself."""

    suffixes: Suffixes = Suffixes()
    known: Container[str] = frozenset()  # labels of the platforms in the rules
    private: bool = False  # private targets may be opened: the wrapper is private itself, or the user said so
    longest: int = 65_536


def judge(target: str, around: Surroundings) -> tuple[Reason | None, str]:
    """``(None, the URL to open)``, or the reason why not with the target as it was found.

    The URL is ASCII, http or https, without userinfo; its host is in punycode and everything else as it
    stood, but for characters that may not stand in a URL.

    >>> judge("https://example.com/ä", Surroundings())
    (None, 'https://example.com/%C3%A4')
    """
    return (None, target) if is_plain(target, around) else judge_thoroughly(target, around)


def is_plain(target: str, around: Surroundings) -> bool:
    """Whether one look is enough: an address of the most common form, on an ordinary public host."""
    found = _PLAIN.match(target)
    return found is not None and len(target) <= around.longest and is_plain_host(found[1], around)


def is_plain_host(host: str, around: Surroundings) -> bool:
    """Whether a host of small letters, digits and ``._-`` is an ordinary public one."""
    dot = host.rfind(".")
    top = host[dot + 1 :]
    return (
        0 < dot < len(host) - 2
        and top.isalpha()
        and len(host) <= _LONGEST_LABEL  # so that no label is longer
        and top not in address.LOCAL_TOPS
        and host[0] != "."
        and ".." not in host
        and "xn--" not in host
        and host not in address.METADATA_NAMES
        and not around.suffixes.has(host)
    )


def judge_thoroughly(  # noqa: PLR0911 - one for each reason
    target: str, around: Surroundings
) -> tuple[Reason | None, str]:
    """What ``judge`` says, for every form of address."""
    if len(target) > around.longest:
        return Reason.LENGTH, target
    scheme = scheme_of(target)
    if scheme is not None and scheme not in WEB:
        return Reason.SCHEME, target
    if _has_control(target):
        return Reason.CONTROL, target
    if scheme is None or not target.startswith("://", len(scheme)):
        return Reason.MALFORMED, target
    start = len(scheme) + 3
    end = _end_of_authority(target, start)
    if "\\" in target[: _end_of_path(target, start)]:
        return Reason.MALFORMED, target
    authority = target[start:end]
    if "@" in authority:
        return Reason.CREDENTIALS, target
    reason, safe_authority = _judge_authority(authority, around)
    if reason is not None:
        return reason, target
    output = target[:start] + safe_authority + inert(target[end:])
    return (Reason.LENGTH, target) if len(output) > around.longest else (None, output)


def is_private(host: str) -> bool:
    """Whether ``host`` (lower case) is a private address or a name of one network only."""
    if host.startswith("["):
        value = address.ipv6(host)
        return value is None or address.is_private_ipv6(value)
    if address.is_numeric(host):
        value = address.odd_ipv4(host)
        return value is None or address.is_private_ipv4(value)
    return address.is_local_name(host)


def _has_control(target: str) -> bool:
    if target.isascii():
        return len(target.encode().translate(None, _CONTROL_BYTES)) != len(target)
    return len(target.translate(_CONTROLS)) != len(target)


def _end_of_authority(target: str, start: int) -> int:
    return min((at for at in (target.find(mark, start) for mark in "/?#") if at >= 0), default=len(target))


def _end_of_path(target: str, start: int) -> int:
    return min((at for at in (target.find(mark, start) for mark in "?#") if at >= 0), default=len(target))


def _judge_authority(authority: str, around: Surroundings) -> tuple[Reason | None, str]:
    if authority.startswith("["):
        return _judge_ipv6(authority, around)
    host, colon, port = authority.partition(":")
    if not _is_port(port):
        return Reason.MALFORMED, authority
    reason, safe = _judge_host(host, around)
    return reason, safe + colon + port


def _is_port(port: str) -> bool:
    return not port or (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65_535)


def _judge_ipv6(authority: str, around: Surroundings) -> tuple[Reason | None, str]:
    literal, bracket, rest = authority.partition("]")
    value = address.ipv6(literal + bracket)
    if value is None or (rest and not (rest[0] == ":" and _is_port(rest[1:]))):
        return Reason.MALFORMED, authority
    if address.is_metadata("", value) or (address.is_private_ipv6(value) and not around.private):
        return Reason.PRIVATE, authority
    return None, authority


def _judge_host(host: str, around: Surroundings) -> tuple[Reason | None, str]:
    escaped = "%" in host
    read = percent(host) if escaped else host
    if not read.isascii():
        reason, safe = _judge_international(read, around)
        return reason, safe
    reason = _judge_ascii(read, around)
    return (Reason.MALFORMED if escaped and reason is None else reason), read


def _judge_international(host: str, around: Surroundings) -> tuple[Reason | None, str]:
    import idna  # noqa: PLC0415 - 10 ms; only for the host that needs it

    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
        safe = ".".join([_punycode(label) for label in mapped.split(".")])
    except (idna.IDNAError, UnicodeError):
        return Reason.MALFORMED, host
    reason = _judge_ascii(safe, around)
    if reason is None and mapped.isascii():
        # A plain name in disguise: full-width letters, ideographic dots, invisible marks.
        reason = Reason.MALFORMED
    return reason, safe


def _punycode(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _is_punycode(label: str) -> bool:
    """Whether ``xn--…`` is the one spelling of foreign letters that all parsers take."""
    import idna  # noqa: PLC0415 - see _judge_international

    try:
        letters = label[4:].encode().decode("punycode")
        if letters.isascii() or "." in letters or _punycode(letters) != label:
            return False
        idna.check_initial_combiner(letters)
        return (
            idna.uts46_remap(letters, std3_rules=False, transitional=False) == letters
            and idna.check_bidi(letters)
            and all(
                idna.valid_contextj(letters, at) for at, letter in enumerate(letters) if letter in _JOINERS
            )
        )
    except (idna.IDNAError, UnicodeError, ValueError, OverflowError):
        return False


def _judge_ascii(host: str, around: Surroundings) -> Reason | None:  # noqa: PLR0911 - see judge
    name = host.lower().removesuffix(".")
    if not name or not _HOST.issuperset(name) or len(name) > _LONGEST_HOST:
        return Reason.MALFORMED
    if address.is_numeric(name):
        return _judge_number(name, around)
    labels = name.split(".")
    if any(not 0 < len(label) <= _LONGEST_LABEL for label in labels):
        return Reason.MALFORMED
    if "xn--" in name and not all(_is_punycode(label) for label in labels if label.startswith("xn--")):
        return Reason.MALFORMED
    if address.is_metadata(name, None):
        return Reason.PRIVATE
    if (address.is_local_name(name) or around.suffixes.has(name)) and not around.private:
        return Reason.PRIVATE
    return Reason.HOMOGRAPH if "xn--" in name and _imitates(name, around.known) else None


def _imitates(name: str, known: Container[str]) -> bool:
    from unwall.urls.confusable import imitates  # noqa: PLC0415 - its tables; only for foreign letters

    return imitates(name, known)


def _judge_number(name: str, around: Surroundings) -> Reason | None:
    value = address.odd_ipv4(name)
    if value is not None:
        if address.is_metadata("", value) or (address.is_private_ipv4(value) and not around.private):
            return Reason.PRIVATE
        if address.plain_ipv4(name) is not None:
            return None
    return Reason.MALFORMED
