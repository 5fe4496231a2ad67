"""Hosts that only look like those of a rule are nobody's: what is asked of them comes back as it was given.

The table is made from the rules themselves: for each host that a rule names, an example that the rule
recognises there, in every disguise.
"""

from collections.abc import Iterator

import pytest

from unwall import Engine, load_rules
from unwall.model import Example, Kind, Page, Policy, Rule, Status, Unwrapped
from unwall.rules.index import ANY_HOST
from unwall.urls.split import WEB, Split, split

RULES = load_rules()
OPTIONS = frozenset(rule.option for rule in RULES if rule.option and rule.where.hosts != (ANY_HOST,))
ENGINE = Engine(RULES, Policy(options=OPTIONS))  # a form of any host has no look-alikes
NAMED = [
    rule
    for rule in RULES
    if rule.where.hosts and rule.where.hosts != (ANY_HOST,) and rule.status is not Status.RETIRED
]
ANYWHERE = {host for rule in NAMED for host in rule.where.hosts if host.endswith("://")}
TWINS = str.maketrans({"a": "а", "e": "е", "i": "і", "o": "о", "p": "р"})  # Cyrillic

type Outcome = Unwrapped | str | None


def outcome(rule: Rule, example: Example, url: str) -> Outcome:
    """What becomes of ``url`` when it is asked for as the example is."""
    context = example.context or "browser"
    if rule.ask_as is not None:
        return ENGINE.asking_as(url, context)
    if rule.kind is Kind.CANONICAL:
        return ENGINE.canonical(url)
    if example.body is None and example.location is None:
        return ENGINE.unwrap(url, context)
    headers = {"content-type": example.type} | ({"location": example.location} if example.location else {})
    return ENGINE.unwrap_page(Page(url, example.status, headers, example.body or "", context))


def untouched(rule: Rule, url: str) -> Outcome:
    return None if rule.ask_as is not None else Unwrapped(url, url)


def names(pattern: str, url: Split) -> bool:
    """Whether a host of a rule speaks of this URL's."""
    if "://" in pattern:
        start, star, end = pattern.partition("*")
        own = f"{url.scheme}://{url.authority.lower()}"
        return own.startswith(start) and own.endswith(end) if star else pattern in (own, f"{url.scheme}://")
    if url.scheme not in WEB:
        return False
    if pattern.startswith("*."):
        return url.host.endswith(pattern[1:])
    if pattern.endswith(".*"):
        return url.host.startswith(pattern[:-1])
    return url.host == pattern


def recognised(rule: Rule, pattern: str) -> tuple[Example, Split] | None:
    """An example on this host that the rules do something with."""
    for example in rule.tests:
        url = on_host(pattern, example.given)
        if url is not None and outcome(rule, example, url.url) != untouched(rule, url.url):
            return example, url
    return None


def on_host(pattern: str, given: str) -> Split | None:
    """The example's address, moved to this host where it is on another one of the rule's."""
    url = split(given)
    if url is None or names(pattern, url):
        return url
    movable = url.scheme in WEB and "://" not in pattern and "*" not in pattern
    return split(f"{url.scheme}://{pattern}{url.tail}") if movable else None


def lookalikes(pattern: str, url: Split) -> Iterator[str]:
    """``url`` on every kind of host that a hasty reader takes for the rule's."""
    if url.scheme not in WEB:
        yield f"x{url.url}"
        if f"{url.scheme}://" not in ANYWHERE:
            yield f"{url.scheme}://{url.authority}.evil{url.tail}"
            yield f"{url.scheme}://evil-{url.authority}{url.tail}"
        return
    start, host, tail = f"{url.scheme}://", url.host, url.tail
    own = RULES.suffixes.registrable(host) or host
    path = tail if tail.startswith("/") else f"/{tail}"
    yield f"{start}{host}.evil.example{tail}"
    yield f"{start}{host}evil.example{tail}"
    yield f"{start}{host.removesuffix(own)}evil-{own}{tail}"
    yield f"{start}{host.replace('.', '-')}.example{tail}"
    yield f"{start}{host}@evil.example{tail}"
    yield f"{start}{host}:443@evil.example{tail}"
    yield f"{start}evil.example@{host}{tail}"
    yield f"{start}@{host}{tail}"
    yield f"{start}evil.example/{host}{path}"
    yield f"{start}evil.example/{url.url}"
    yield f"{start}evil.example/?url={url.url}"
    yield f"{start}evil.example?{url.url}"
    yield f"{start}evil.example#@{host}{path}"
    yield f"{start}evil.example\\{host}{tail}"
    yield f"{start}evil.example\\@{host}{tail}"
    yield f"{start}{host}\\.evil.example{tail}"
    yield f"{start}{host}%2eevil.example{tail}"
    yield f"{start}{host}%00.evil.example{tail}"
    yield f"{start}{host.replace('.', '%2e', 1)}{tail}"
    yield f"{start}{host.translate(TWINS)}{tail}"
    yield f"{start}{host}:8443{tail}"
    yield f"{start}/{host}{tail}"
    yield f"ftp://{host}{tail}"
    if pattern.endswith(".*"):
        yield f"{start}{pattern[:-1]}evil.example{tail}"
    if pattern.startswith("*."):
        yield f"{start}{host.removesuffix(pattern[1:])}-{pattern[2:]}.evil.example{tail}"


@pytest.mark.parametrize("rule", NAMED, ids=lambda rule: rule.id)
def test_leaves_lookalikes_alone(rule: Rule) -> None:
    wrong = []
    for pattern in rule.where.hosts:
        found = recognised(rule, pattern)
        assert found is not None, f"no example on {pattern}"
        example, url = found
        for lookalike in lookalikes(pattern, url):
            got = outcome(rule, example, lookalike)
            if lookalike != url.url and got != untouched(rule, lookalike):
                wrong.append(got)
    assert wrong == []
