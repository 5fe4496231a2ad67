"""Other spellings of every link that a rule opens: what the wall's server would not tell apart, no rule may.

Made from the rules' own examples, so that a new rule is tried as well.
"""

import re
from collections.abc import Iterator

import pytest

from unwall import Engine, load_rules
from unwall.model import Example, Kind, Policy, Rule, Unwrapped
from unwall.urls.split import WEB, Split, split

RULES = load_rules()
ENGINE = Engine(RULES, Policy.of_all(RULES))


def reads_parameters(rule: Rule) -> bool:
    """Whether the target is a parameter's value and nothing else of the URL matters."""
    plain = all(target.locate.name == "param" and not target.options for target in rule.targets)
    return bool(rule.targets) and plain and rule.where.raw is None


def openings(rule: Rule) -> Iterator[tuple[Example, Split]]:
    """The rule's examples that open a web address."""
    for example in rule.tests:
        url = split(example.given)
        if example.want and example.body is None and example.location is None and url is not None:
            own = url.authority in example.want  # the target is the address itself, its host as written
            if url.scheme in WEB and url.host and not own and not any(mark.isspace() for mark in url.url):
                yield example, url


def other_hosts(url: Split) -> Iterator[str]:
    """The same server, said differently."""
    port = "443" if url.scheme == "https" else "80"
    yield f"{url.scheme.upper()}://{url.authority.upper()}{url.tail}"
    yield f"{'http' if url.scheme == 'https' else 'https'}://{url.authority}{url.tail}"
    if ":" not in url.authority:
        yield f"{url.scheme}://{url.authority}:{port}{url.tail}"
        yield f"{url.scheme}://{url.authority}.{url.tail}"


def other_queries(url: Split, *, slash_less: bool) -> Iterator[str]:
    """The same parameters among others, in another order, in other letters."""
    start = f"{url.scheme}://{url.authority}{url.tail.partition('#')[0].partition('?')[0]}"
    query = url.query or ""
    parts = query.split("&")
    yield f"{start}?{'&'.join(reversed(parts))}"
    yield f"{start}?utm_source=app&from=timeline&{query}"
    yield f"{start}?{query}&isappinstalled=0&_t=1700000000"
    yield f"{start}?&{query}&"
    yield f"{start}?{query}#wechat_redirect"
    yield f"{start}?{re.sub('%[0-9A-F]{2}', lambda found: found[0].lower(), query)}"
    if start.count("/") > 2:
        yield f"{start.removesuffix('/')}/?{query}"
    if slash_less:
        yield f"{start.removesuffix('/')}?{query}"


def outcome(rule: Rule, example: Example, url: str) -> Unwrapped:
    """What becomes of the URL, asked for as the example is."""
    if rule.kind is Kind.CANONICAL:
        return ENGINE.canonical(url)
    return ENGINE.unwrap(url, example.context or "browser")


def said(url: str) -> str:
    """The URL with its escapes in capitals."""
    return re.sub("%[0-9a-f]{2}", lambda found: found[0].upper(), url, flags=re.IGNORECASE)


@pytest.mark.parametrize("rule", [rule for rule in RULES if any(openings(rule))], ids=lambda rule: rule.id)
def test_opens_in_other_spellings(rule: Rule) -> None:
    wrong = []
    for example, url in openings(rule):
        spellings = [*other_hosts(url)]
        if reads_parameters(rule):
            spellings += other_queries(url, slash_less=not (rule.where.path or "").startswith("^"))
        for spelling in spellings:
            got = outcome(rule, example, spelling)
            if said(got.output) != said(example.want or ""):
                wrong.append((spelling, got.output, example.want))
    assert wrong == []
