"""Public suffixes: where a registrable domain begins.

The list is the ICANN part of the Public Suffix List.
"""

from typing import NamedTuple

_COUNTRY = 2  # letters


class Suffixes(NamedTuple):
    """The list in the three forms its format knows; names in lower-case ASCII."""

    exact: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()  # '*.ck' as 'ck': every name directly below is a suffix
    but: frozenset[str] = frozenset()  # '!www.ck' as 'www.ck': not a suffix after all

    def has(self, name: str) -> bool:
        """Whether ``name`` is itself a public suffix on the list."""
        return (name in self.exact or name.partition(".")[2] in self.below) and name not in self.but

    def of_countries(self) -> frozenset[str]:
        """``com``, and where each country has businesses register: ``cc`` itself, ``co.cc``, ``com.cc``."""
        countries = {name for name in self.exact | self.below if len(name) == _COUNTRY}
        names = {f"{before}{country}" for country in countries for before in ("", "co.", "com.")}
        return frozenset(name for name in {"com", *names} if self.has(name))

    def registrable(self, host: str) -> str | None:
        """The registrable domain of ``host``: ``a.b.co.uk`` gives ``b.co.uk``.

        None for a suffix or a single label. An unlisted top-level name counts as a suffix of one label, as
        the list's own algorithm has it.
        """
        name = host
        owner: str | None = None
        while name:
            if self.has(name):
                return owner
            owner, name = name, name.partition(".")[2]
        return ".".join(host.split(".")[-2:]) if "." in host else None


def snapshot() -> Suffixes:
    """The list that comes with tldextract, read offline; nothing is fetched and nothing written."""
    import tldextract  # noqa: PLC0415 - 30 ms; only compiling rules needs it

    names = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=False).tlds
    return Suffixes(
        exact=frozenset(_ascii(name) for name in names if name[:1] not in "*!"),
        below=frozenset(_ascii(name[2:]) for name in names if name[:1] == "*"),
        but=frozenset(_ascii(name[1:]) for name in names if name[:1] == "!"),
    )


def _ascii(name: str) -> str:
    return name if name.isascii() else name.encode("idna").decode("ascii")
