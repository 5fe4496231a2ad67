"""Public suffixes: where a registrable domain begins.

The list is the ICANN part of the Public Suffix List.
"""

from collections.abc import Iterable, Mapping

_COUNTRY = 2  # letters


class Suffixes:
    """The list in its own notation, by top-level name: ``{"ck": "ck *.ck !www.ck"}``; lower-case ASCII.

    The names below one top-level name become a set when that name is first asked for.
    """

    __slots__ = ("_sets", "packed")

    def __init__(self, packed: Mapping[str, str] | None = None) -> None:
        self.packed = packed or {}
        self._sets: dict[str, frozenset[str]] = {}

    @classmethod
    def of(cls, names: Iterable[str]) -> "Suffixes":
        """The list of these entries."""
        below: dict[str, list[str]] = {}
        for name in sorted(names):
            below.setdefault(name.rpartition(".")[2], []).append(name)
        return cls({top: " ".join(entries) for top, entries in below.items()})

    def __bool__(self) -> bool:
        return bool(self.packed)

    def has(self, name: str) -> bool:
        """Whether ``name`` is itself a public suffix on the list."""
        top = name[name.rfind(".") + 1 :]
        entries = self._sets.get(top)
        if entries is None:
            said = self.packed.get(top)
            if said is None:
                return False
            entries = self._sets[top] = frozenset([*said.split(), "*" if "*" in said else ""])
        if name in entries:
            return True
        return "*" in entries and f"*.{name.partition('.')[2]}" in entries and f"!{name}" not in entries

    def of_countries(self) -> frozenset[str]:
        """``com``, and where each country has businesses register: ``cc`` itself, ``co.cc``, ``com.cc``."""
        countries = [name for name in self.packed if len(name) == _COUNTRY]
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

    return Suffixes.of(
        map(
            _ascii,
            tldextract.TLDExtract(
                suffix_list_urls=(), cache_dir=None, include_psl_private_domains=False
            ).tlds,
        )
    )


def _ascii(name: str) -> str:
    mark = "*." if name.startswith("*.") else "!" if name.startswith("!") else ""
    bare = name[len(mark) :]
    return mark + (bare if bare.isascii() else bare.encode("idna").decode("ascii"))
