"""A host as people write it, and as addresses have it."""


def spelled(host: str) -> str:
    """``host`` as browsers ask for it: lower case, foreign letters in punycode, no dot at its end.

    ``spelled("例子.com.") == "xn--fsqu00a.com"``. What cannot be a host stays as it is.
    """
    host = host.strip().lower().removesuffix(".")
    if host.isascii():
        return host
    import idna  # noqa: PLC0415 - 10 ms; only for the host that needs it

    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
        return ".".join(map(_label, mapped.split(".")))
    except (idna.IDNAError, UnicodeError):
        return host


def _label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
