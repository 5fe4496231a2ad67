"""What the engine costs: bodies, texts, single addresses."""

import statistics
from collections.abc import Iterable
from functools import partial

from inputs import LINK, TARGET, TYPE, english, hosts, json_lines, many, page, prose
from measure import Row, alone, paired, row, said
from sweep import sweep

from unwall import Engine, load_rules
from unwall.engine.body.literals import Literals
from unwall.proxy.content import decoded, encoded

HOSTILE = {
    "tags that never end, each with a link": f'<a href="{LINK}" x="'.encode(),
    "marks of tags, a link after every hundred": b"<" * 100 + LINK.encode() + b" ",
    "links within links": b"https://link.zhihu.com/?target=",
}
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
    few = hosts(600)
    yield row(
        f"page of 1 MB, no hit, all {len(rules.anchors())} hosts and schemes of the rules",
        find,
        paired(lambda: engine.rewrite(clean, TYPE), lambda: clean.find(absent)),
        goal="≥ 0.8", speed=True,
    )  # fmt: skip
    fast, slow, own = Literals(few), Literals(few, fast=False), Literals(rules.anchors())
    yield row(
        "page of 1 MB, no hit, in all",
        "the search for the hosts in it alone",
        paired(lambda: engine.rewrite(clean, TYPE), lambda: list(own.stretches(clean))),
        goal="≤ 1.1",
    )
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
    for count in (4_500, 6_000):
        large = Literals(hosts(count))
        yield row(
            f"the search for {count:,} hosts",
            "the search for 600",
            paired(lambda: list(large.stretches(clean)), lambda: list(fast.stretches(clean))),  # noqa: B023
            goal="≤ 1.3",
        )
    yield from links(engine, clean)
    packed = encoded(clean, "gzip")
    yield Row("the page out of gzip alone", "", here=said(alone(lambda: decoded(packed, "gzip"))))


def links(engine: Engine, clean: bytes) -> Iterable[Row]:
    """Links in pages: what one of them adds."""
    for count in (100, 1_000):
        pairs = beside(engine, page(MEGABYTE, count), clean)
        yield row(f"page of 1 MB with {count:,} walled links, rewritten", "the page without", pairs)
        yield Row("one link of them", "", goal="≤ 20 µs", here=said(each_of(pairs, count)))
    alike = page(MEGABYTE, 1_000, LINK.replace("/?target", "/help?target"))
    pairs = beside(engine, alike, clean)
    assert engine.rewrite(alike, TYPE).data is alike
    yield row("page of 1 MB with 1,000 links of a wall's host that wrap nothing", "the page without", pairs)
    yield Row("one link of them", "", goal="≤ 10 µs", here=said(each_of(pairs, 1_000)))
    for name, shape in HOSTILE.items():
        twice, once = shape * (2 * MEGABYTE // len(shape)), shape * (MEGABYTE // len(shape))
        yield row(
            f"{name}, 2 MB",
            "1 MB of them",
            paired(partial(engine.rewrite, twice, TYPE), partial(engine.rewrite, once, TYPE), rounds=5),
            goal="≤ 2.2",
        )


def beside(engine: Engine, data: bytes, clean: bytes) -> list[tuple[float, float]]:
    """Rewriting a page and the one without links, in turns."""
    return paired(lambda: engine.rewrite(data, TYPE), lambda: engine.rewrite(clean, TYPE))


def each_of(pairs: Iterable[tuple[float, float]], count: int) -> float:
    """What one of so many links adds."""
    return statistics.median(ours - theirs for ours, theirs in pairs) / count


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
    plain, wrapped = alone(lambda: engine.unwrap(PLAIN)), alone(lambda: engine.unwrap(LINK))
    yield Row("unwrap of an address that no rule names", "", goal="≤ 1 µs", here=said(plain))
    yield Row("unwrap of a wrapper, its target fully judged", "", goal="≤ 10 µs", here=said(wrapped))
    others = sweep(hosts(200))
    wall = sweep([*hosts(199), "link.zhihu.com"])
    assert (wall(LINK), others(PLAIN)) == (TARGET, PLAIN)
    for name, swept, url in (("a wrapper", wall, LINK), ("an address that no rule names", others, PLAIN)):
        yield row(
            f"unwrap of {name}, {len(rules):,} rules",
            "a sweep over 200 providers, as ClearURLs does it",
            paired(partial(engine.unwrap, url), partial(swept, url)),
            goal="≥ 10", speed=True,
        )  # fmt: skip
    for name, url in (("a wrapper", LINK), ("an address that no rule names", PLAIN)):
        yield row(
            f"unwrap of {name}, {len(more.rules):,} rules",
            f"with {len(rules):,}",
            paired(partial(more.unwrap, url), partial(engine.unwrap, url)),
            goal="≤ 1.1",
        )
