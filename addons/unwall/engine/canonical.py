"""An item's address reduced to what opens it, so that two addresses of one item are the same text.

Never done to traffic: what is dropped may carry a coupon, a position or a way back.
"""

from collections.abc import Iterator

from unwall.engine.compiled import Compiled, compiled
from unwall.model import Limits, Refused, Step, Unwrapped
from unwall.rules.index import NOBODY, RuleSet
from unwall.urls.safety import Surroundings, judge
from unwall.urls.split import WEB, split

_LONGEST_HOST = 253
_PORTS = {"http": "80", "https": "443"}


class Canonical:
    """The rules of kind ``canonical``.

    Immutable but for compiled rules, which are equal however often made; total.
    """

    def __init__(self, rules: RuleSet, around: Surroundings, limits: Limits) -> None:
        self._rules = rules
        self._around = around
        self._limits = limits
        self._compiled: dict[str, Compiled] = {}

    def of(self, url: str) -> Unwrapped:
        """The canonical form; unchanged where no rule knows the item, or where it is that form."""
        steps: list[Step] = []
        current = url
        for _ in range(self._limits.layers):
            step = self._step(current)
            if isinstance(step, Refused):
                return Unwrapped(url, url, refused=step)
            if step is None:
                break
            steps.append(step)
            current = step.output
        return Unwrapped(url, current, tuple(steps), rule=steps[0].rule if steps else None)

    def knows(self, url: str) -> bool:
        """Whether the URL is the address of an item, in whatever form."""
        return next(self._targets(url), None) is not None

    def _step(self, url: str) -> Step | Refused | None:
        for each, target in self._targets(url):
            reason, output = judge(target, self._around)
            if reason is not None:
                return Refused(reason, target)
            return Step(each.rule.id, each.rule.kind, url, output) if output != url else None
        return None

    def _targets(self, url: str) -> Iterator[tuple[Compiled, str]]:
        given = split(url)
        if given is None or given.scheme not in WEB or given.port not in ("", _PORTS[given.scheme]):
            return
        parts = split(f"https://{given.host}{given.tail}")
        if parts is None:
            return
        for number in self._numbers(parts.host):
            rule = self._rules[number]
            each = self._compiled.setdefault(rule.id, compiled(rule))
            if not each.holds(parts, "browser"):
                continue
            for locate, finish, _ in each.reads:
                target = next(filter(None, map(finish, locate(parts))), None)
                if target is not None:
                    yield each, target

    def _numbers(self, host: str) -> list[int]:
        """The rules for this host, most telling first."""
        dots = [at for at, mark in enumerate(host[:_LONGEST_HOST]) if mark == "."]
        public = (at for at in dots if self._rules.suffixes.has(host[at + 1 :]))
        names = [host, *(f"*{host[at:]}" for at in dots), *(f"{host[:at]}.*" for at in public)]
        found = (self._rules.canonical.get(name, NOBODY) for name in names)
        return sorted({number for request, _ in found for number in request})
