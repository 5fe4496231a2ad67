"""What the engine costs: bodies, texts, single addresses."""

import statistics
from collections.abc import Iterable
from functools import partial

from inputs import LINK, TYPE, english, hosts, json_lines, many, page, prose
from measure import Row, alone, paired, row, said

from unwall import Engine, load_rules
from unwall.engine.body.literals import Literals
from unwall.proxy.content import decoded, encoded

PLAIN = "https://www.example.com/a/b?c=d"
MEGABYTE = 1_000_000


def rows() -> Iterable[Row]:
    """All of them."""
    yield from bodies()
    yield from texts()
    yield from addresses()


def bodies() -> Iterable[Row]:
    """Pages of 1 MB."""
    rules = load_rules()
    engine, clean = Engine(rules), page(MEGABYTE)
    assert engine.rewrite(clean, TYPE).data is clean
    absent = absent_host(clean, rules.anchors())
    find = f"`bytes.find` of one absent host (`{absent.decode()}`)"
    few, more = hosts(600), hosts(6_000)
    yield row(
        f"page of 1 MB, no hit, all {len(rules.anchors())} hosts and schemes of the rules",
        find,
        paired(lambda: engine.rewrite(clean, TYPE), lambda: clean.find(absent)),
        goal="≥ 0.8", speed=True,
    )  # fmt: skip
    fast, slow, large = Literals(few), Literals(few, fast=False), Literals(more)
    yield row(
        "the search in it for 600 hosts",
        find,
        paired(lambda: list(fast.stretches(clean)), lambda: clean.find(absent)),
        goal="≥ 0.8", speed=True,
    )  # fmt: skip
    yield row(
        "the same without hyperscan",
        find,
        paired(lambda: list(slow.stretches(clean)), lambda: clean.find(absent)),
        goal="≥ 0.15", speed=True,
    )  # fmt: skip
    yield row(
        "the search for 6,000 hosts",
        "the search for 600",
        paired(lambda: list(large.stretches(clean)), lambda: list(fast.stretches(clean))),
        goal="≤ 1.3",
    )
    hit = page(MEGABYTE, 100)
    changed = paired(lambda: engine.rewrite(hit, TYPE), lambda: engine.rewrite(clean, TYPE))
    each = statistics.median(ours - theirs for ours, theirs in changed) / 100
    yield row("page of 1 MB with 100 walled links, rewritten", "the page without", changed)
    yield Row("one link of them", "", here=said(each))
    packed = encoded(clean, "gzip")
    yield Row("the page out of gzip alone", "", here=said(alone(lambda: decoded(packed, "gzip"))))


def absent_host(data: bytes, anchors: Iterable[str]) -> bytes:
    """Of the rules' own hosts the one that it takes an average time to look for in vain."""
    plain = [each.encode() for each in anchors if each[:1] != "." and each[-1:] not in "/."][::15]
    times = sorted((alone(partial(data.find, name), rounds=3), name) for name in plain if name not in data)
    return times[len(times) // 2][1]


def texts() -> Iterable[Row]:
    """What ``unwall scan`` does with texts: links, tokens, share texts, disguises."""
    engine = Engine(load_rules())
    chinese, latin = prose(MEGABYTE), english(MEGABYTE)
    for name, data, kind in (
        ("Chinese prose", chinese, "text/plain"),
        ("English prose", latin, "text/plain"),
        ("JSON lines of Chinese prose", json_lines(chinese), "application/x-ndjson"),
        ("a page", page(MEGABYTE), TYPE),
    ):
        pairs = paired(partial(engine.scan, data, kind), data.decode)
        speed = len(data) / statistics.median(ours for ours, _ in pairs) / 1e6
        line = row(f"scan of 1 MB, {name}", "decoding it as UTF-8", pairs)
        yield line._replace(goal="≥ 300 MB/s", here=f"{speed:.0f} MB/s")


def addresses() -> Iterable[Row]:
    """Single addresses."""
    rules = load_rules()
    engine, more = Engine(rules), Engine(many(rules, 10))
    yield Row("unwrap of an address that no rule names", "", here=said(alone(lambda: engine.unwrap(PLAIN))))
    yield Row("unwrap of a wrapper", "", here=said(alone(lambda: engine.unwrap(LINK))))
    for name, url in (("a wrapper", LINK), ("an address that no rule names", PLAIN)):
        yield row(
            f"unwrap of {name}, {len(more.rules):,} rules",
            f"with {len(rules):,}",
            paired(partial(more.unwrap, url), partial(engine.unwrap, url)),
            goal="≤ 1.1",
        )
