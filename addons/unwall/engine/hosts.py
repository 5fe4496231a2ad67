"""What the rules want with a host.

The questions a proxy asks before it decrypts, answers or reads anything.
"""

from collections.abc import Callable, Iterable

from unwall.model import Needs, Rule
from unwall.rules.index import RuleSet


class Hosts:
    """Answers by host (lower case, no port). A host that the user excluded is nobody's."""

    def __init__(
        self, rules: RuleSet, excluded: Callable[[str], bool], in_force: Callable[[Rule], bool]
    ) -> None:
        self._rules = rules
        self._in_force = in_force
        self.excluded = excluded
        pages = rules.beside.pages
        self._carriers = frozenset(page for page in pages if not page.startswith("*."))
        self._carriers_below = frozenset(page[2:] for page in pages if page.startswith("*."))
        self._only = frozenset(host for host in rules.only if not host.startswith("*."))
        self._only_below = frozenset(host[2:] for host in rules.only if host.startswith("*."))

    def wrapper(self, host: str) -> bool:
        """Whether a URL on this host may carry its target."""
        return not self.excluded(host) and any(
            self._any_in_force(request) for request, _ in self._rules.named(host)
        )

    def page(self, host: str) -> bool:
        """Whether a response of this host may stand before a target."""
        return not self.excluded(host) and any(
            self._any_in_force(response) for _, response in self._rules.named(host)
        )

    def asked(self, host: str) -> bool:
        """Whether only this host's server may know where some of its URLs lead."""
        return not self.excluded(host) and any(
            self._rules[number].needs is Needs.NETWORK and self._in_force(self._rules[number])
            for request, _ in self._rules.named(host)
            for number in request
        )

    def _any_in_force(self, numbers: Iterable[int]) -> bool:
        """Whether some rule opens something; one that only says what to leave alone needs no look."""
        return any(
            self._in_force(self._rules[number]) for number in numbers if not self._rules.leaves(number)
        )

    def carrier(self, host: str) -> bool:
        """Whether the platform's own pages on this host carry walled links."""
        return not self.excluded(host) and _named(host, self._carriers, self._carriers_below)

    def only(self, host: str) -> bool:
        """Whether the host is nothing but a wrapper, so that it need not be connected to at all."""
        return not self.excluded(host) and _named(host, self._only, self._only_below)

    def all(self, *, carriers: bool) -> frozenset[str]:
        """Every host that ``wrapper`` or ``page`` says yes to, and ``carrier`` if asked for.

        As rules write them: ``a.example``, ``*.b.example``, ``www.c.*``.
        """
        walls = (host for host, entry in self._rules.hosts() if any(map(self._any_in_force, entry)))
        return frozenset(walls).union(self._rules.beside.pages if carriers else ())

    def domains(self) -> frozenset[str]:
        """The registrable domains of all these hosts."""
        return self._rules.domains()


def _named(host: str, exact: frozenset[str], below: frozenset[str]) -> bool:
    if host in exact:
        return True
    if not below:
        return False
    above = host.partition(".")[2]
    while above:
        if above in below:
            return True
        above = above.partition(".")[2]
    return False
