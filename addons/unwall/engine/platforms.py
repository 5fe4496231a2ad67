"""Whose a host is: the platform that the rules know there, for logs and counts."""

from collections import Counter

from unwall.rules.index import RuleSet


class Platforms:
    """Answers by host (lower case, no port). What several platforms share is that of most rules."""

    def __init__(self, rules: RuleSet) -> None:
        self._suffixes = rules.suffixes
        named: dict[str, Counter[str]] = {}
        domains: dict[str, Counter[str]] = {}
        for rule in rules:
            for pattern in rule.where.hosts:
                host = pattern.removeprefix("*.").removesuffix(".*")
                if "://" in pattern or host == "*":
                    continue
                named.setdefault(host, Counter())[rule.platform] += 1
                domain = host if pattern.endswith(".*") else rules.suffixes.registrable(host)
                domains.setdefault(domain or host, Counter())[rule.platform] += 1
        self._named = {host: counts.most_common(1)[0][0] for host, counts in named.items()}
        self._domains = {domain: counts.most_common(1)[0][0] for domain, counts in domains.items()}

    def of(self, host: str) -> str:
        """The platform of a host; empty where the rules know none.

        >>> Platforms(RuleSet.of(())).of("www.example.com")
        ''
        """
        above = host
        while above:
            if above in self._named:
                return self._named[above]
            above = above.partition(".")[2]
        domain = self._suffixes.registrable(host) or host
        return self._domains.get(domain) or self._domains.get(domain.partition(".")[0], "")
