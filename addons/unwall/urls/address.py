"""Which hosts lead to somebody's own machine or network.

An own table rather than ``ipaddress.is_global``, whose answers differ between Python versions and which
calls multicast and NAT64 of loopback public. Embedded IPv4 is unpacked first, as the IPv6 transition formats
have it (RFC 4291, 6052, 3056, 4380).
"""


def _net(text: str) -> tuple[int, int]:
    address, _, length = text.partition("/")
    value = 0
    for part in address.split("."):
        value = value << 8 | int(part)
    shift = 32 - int(length)
    return value >> shift, shift


# Special-purpose blocks (IANA registry) and, last, addresses by which clouds serve their secrets.
_NOT_PUBLIC = tuple(
    map(
        _net,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        ),
    )
)  # fmt: skip
_METADATA = tuple(
    map(_net, ("169.254.169.254/32", "169.254.0.23/32", "100.100.100.200/32", "192.0.0.192/32"))
)
_METADATA_V6 = (0xFD00_0EC2 << 96 | 0x254, 0xFD20_00CE << 96 | 0x254)
_OWN_NAT64 = 0x64_FF9B_0001  # 64:ff9b:1::/48, whose addresses mean what one network says
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa")
LOCAL_TOPS = frozenset(name.rpartition(".")[2] for name in _LOCAL_NAMES)
METADATA_NAMES = frozenset(
    {
        "metadata", "metadata.goog", "metadata.google.internal", "metadata.tencentyun.com",
        "instance-data", "instance-data.ec2.internal",
    }
)  # fmt: skip


def is_numeric(host: str) -> bool:
    """Whether a URL parser takes ``host`` for an IPv4 address: its last label is a number."""
    last = host.removesuffix(".").rpartition(".")[2]
    if last.isdigit():
        return last.isascii()
    return last[:2] in ("0x", "0X") and all(digit in "0123456789abcdefABCDEF" for digit in last[2:])


def plain_ipv4(host: str) -> int | None:
    """Four plain decimals as a number; any other spelling is None."""
    parts = host.split(".")
    if len(parts) != 4:
        return None
    value = 0
    for part in parts:
        if not part.isdigit() or len(part) > 3 or int(part) > 255 or (len(part) > 1 and part[0] == "0"):
            return None
        value = value << 8 | int(part)
    return value


def odd_ipv4(host: str) -> int | None:
    """An IPv4 address in a spelling that only URL parsers take (octal, hexadecimal, short, one integer)."""
    parts = host.removesuffix(".").split(".")
    if not 1 <= len(parts) <= 4:
        return None
    numbers = []
    for part in parts:
        base, digits = (
            (16, part[2:] or "0")
            if part[:2].lower() == "0x"
            else (8, part)
            if part[:1] == "0"
            else (10, part)
        )
        try:
            numbers.append(int(digits[:40], base))
        except ValueError:
            return None
    *firsts, last = numbers
    if any(number > 255 for number in firsts) or last >= 256 ** (5 - len(numbers)):
        return None
    return sum(number << 8 * (3 - at) for at, number in enumerate(firsts)) + last


def ipv6(host: str) -> int | None:
    """The address inside ``[…]`` as a number, or None; a zone is none."""
    import ipaddress  # noqa: PLC0415 - only for the rare literal

    try:
        return int(ipaddress.IPv6Address(host[1:-1])) if host.endswith("]") and "%" not in host else None
    except ValueError:
        return None


def is_private_ipv4(value: int) -> bool:
    """Whether the address is anything but a public one."""
    return any(value >> shift == net for net, shift in _NOT_PUBLIC)


def is_private_ipv6(value: int) -> bool:
    """The same for IPv6, by the IPv4 address inside where there is one."""
    inner = _embedded(value)
    if inner is not None:
        return is_private_ipv4(inner) or value >> 80 == _OWN_NAT64
    documentation = value >> 96 == 0x2001_0DB8 or value >> 108 == 0x3FFF0
    benchmarks = value >> 80 == 0x2001_0002_0000
    orchid = value >> 100 in (0x2001001, 0x2001002)
    isatap = value >> 32 & 0xFDFF_FFFF == 0x5EFE and is_private_ipv4(value & 0xFFFF_FFFF)
    return value >> 125 != 1 or isatap or documentation or benchmarks or orchid


def _embedded(value: int) -> int | None:
    low = value & 0xFFFF_FFFF
    if value >> 32 in (0xFFFF, 0xFFFF_0000, 0) and value > 1:  # mapped, translated, compatible
        return low
    if value >> 32 == 0x64_FF9B << 64 or value >> 80 == _OWN_NAT64:  # NAT64, and that of a network's own
        return low
    if value >> 112 == 0x2002:  # 6to4
        return value >> 80 & 0xFFFF_FFFF
    if value >> 96 == 0x2001_0000:  # Teredo: the client's address, inverted
        return low ^ 0xFFFF_FFFF
    return None


def is_metadata(host: str, value: int | None) -> bool:
    """Whether this is where a cloud serves its machines' secrets; no switch opens these."""
    if host in METADATA_NAMES:
        return True
    if value is None:
        return False
    inner = _embedded(value) if value >> 32 else value
    return value in _METADATA_V6 or (
        inner is not None and any(inner >> shift == net for net, shift in _METADATA)
    )


def is_local_name(host: str) -> bool:
    """Whether a name can only mean something in one network: a single label, ``.local`` and the like."""
    return "." not in host or any(host == name or host.endswith("." + name) for name in _LOCAL_NAMES)
