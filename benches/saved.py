"""Pages that you have saved, with links of theirs walled: each is made direct, and nothing else changed.

Up to 25 addresses of every page, in attributes and in strings, are put behind a wall in the spelling of their
place; then the page is rewritten, whole and in parts. Each link must come back as it was, or stay walled
where nothing may be changed, as in a form; every other byte must be the page's. The exit code is 1 where not.
Pages that hold walled links of their own are passed over.
"""

import argparse
import gzip
import html
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from unwall import Engine, load_rules

MOST = 25  # links of a page
LARGEST = 4 << 20  # bytes of a page
TYPE = "text/html"
WALLS = (
    "https://link.zhihu.com/?target={}", "https://link.juejin.cn/?target={}", "https://link.csdn.net/?target={}",
    "https://l.facebook.com/l.php?u={}", "https://www.google.com/url?q={}", "https://t.umblr.com/redirect?z={}",
    "https://steamcommunity.com/linkfilter/?u={}",
)  # fmt: skip
SIZES = (7, 300, 4_000, 20_000, 65_536)  # bytes of a part, about
_VALUE = re.compile(
    rb"""<[A-Za-z][^<>]{0,300}?\b(?:href|src|data-[a-z-]+|content)=(["'])(https?://[^"'<>\s\\]{5,400})\1"""
)
_STRING = re.compile(rb"""(")(https?:(?:\\/\\/|//)[^"<>\s']{5,400})\1""")


class Walled(NamedTuple):
    """One link: where it begins in the page with walls, the wall, and what may stand in its place."""

    at: int
    wall: bytes
    direct: tuple[bytes, ...]


def pages(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """The pages of a folder, packed ones too."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name.endswith((".html", ".htm", ".html.gz")):
            data = path.read_bytes()
            data = gzip.decompress(data) if path.suffix == ".gz" else data
            if len(data) <= LARGEST:
                yield path, data


def walled(engine: Engine, data: bytes, chance: random.Random) -> tuple[bytes, list[Walled]]:
    """The page with walls."""
    found = [(each, False) for each in _VALUE.finditer(data)] + [
        (each, True) for each in _STRING.finditer(data)
    ]
    chance.shuffle(found)
    out, links, at, size = [], [], 0, 0
    for each, is_string in sorted(found[:MOST], key=lambda pair: pair[0].start(2)):
        text = each[2].decode("ascii", "replace")
        url = text.replace("\\/", "/").replace("\\u0026", "&") if is_string else html.unescape(text)
        if each.start(2) < at or not url.isascii() or "\\" in url or "&amp;" in url:
            continue
        wall = chance.choice(WALLS).format(quote(url, safe=""))
        target = engine.unwrap(wall).output
        slash = "\\/" if "\\/" in text else "/"
        spelled = (target, html.escape(target, quote=False), target.replace("'", "%27"))
        direct = tuple(each.replace("/", slash).encode() for each in spelled)
        out += [data[at : each.start(2)], wall.replace("/", slash).encode()]
        size += len(out[-2])
        links.append(Walled(size, out[-1], direct))
        size, at = size + len(out[-1]), each.end(2)
    return b"".join([*out, data[at:]]), links


def judged(given: bytes, links: list[Walled], made: bytes) -> tuple[int, str]:
    """How many links are direct, and what is wrong; an empty text where nothing is."""
    at = here = count = 0
    for link in links:
        between = given[at : link.at]
        if not made.startswith(between, here):
            return count, f"other bytes changed: {between[:60]!r}"
        here, at = here + len(between), link.at + len(link.wall)
        text = next(
            (each for each in (link.wall, *link.direct) if made.startswith(each + given[at : at + 1], here)),
            None,
        )
        if text is None:
            return count, f"{link.wall!r} became {made[here : here + 80]!r}"
        count += text != link.wall
        here += len(text)
    return count, "" if made[here:] == given[at:] else "other bytes changed at the end"


def in_parts(engine: Engine, data: bytes, chance: random.Random) -> bytes:
    """The page rewritten while it comes."""
    taker, size, at = engine.rewriter(TYPE), chance.choice(SIZES), 0
    assert taker is not None
    out = []
    while at < len(data):
        end = at + chance.randint(1, 2 * size)
        out.append(taker.feed(data[at:end]))
        at = end
    return b"".join([*out, taker.close()])


def main() -> int:
    """Says what came of the pages of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    engine, chance, counts = Engine(load_rules()), random.Random(args.seed), Counter[str]()  # noqa: S311
    for path, data in pages(args.folder):
        if engine.rewrite(data, TYPE).data is not data:
            continue
        given, links = walled(engine, data, chance)
        made = engine.rewrite(given, TYPE).data
        direct, wrong = judged(given, links, made)
        if not wrong and in_parts(engine, given, chance) != made:
            wrong = "in parts it becomes another page"
        if wrong:
            print(f"{path}: {wrong}")
        counts.update(pages=1, links=len(links), direct=direct, wrong=bool(wrong))
    print(", ".join(f"{count:,} {what}" for what, count in counts.items()))
    return int(counts["wrong"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
