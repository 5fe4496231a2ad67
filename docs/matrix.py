"""Probes the walled world as every client and writes what came into tests/data/matrix.tsv, link by link.

``--check`` only compares; ``--page FILE.html`` also writes the page of the probe, ``--picture FILE.webp`` a
picture of it. The table's first two columns, platform and link, are the question; the rest is the answer.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from unwall import Engine, __version__, load_rules
from unwall.cli.probing import known_contexts
from unwall.probe.course import Guide
from unwall.probe.run import Order, Probe, Work
from unwall.probe.sheet import About, sheet
from unwall.probe.verdict import Cell
from unwall.resolve.client import Client
from unwall.world.drive import find_browser
from unwall.world.leading import Leading
from unwall.world.server import World

TABLE = Path(__file__).parents[1] / "tests" / "data" / "matrix.tsv"
_SIZE = {"width": 1320, "height": 900}


def probed(guide: Guide, urls: Sequence[str]) -> list[Cell]:
    """A cell for each link and client."""
    contexts = known_contexts(guide.engine)
    headers = {each.name: dict(each.clients[0].headers) for each in guide.engine.rules.beside.contexts}

    async def cells(world: World) -> list[Cell]:
        leading = Leading(world.https_port, world.http_port, str(world.ca_pem))
        probe = Probe(guide, Client(leading.transports(), headers=headers), Order(per_second=0))
        work = Work([(url, name) for url in urls for name in contexts])
        return [cell async for ready in probe.cells(work) for cell in ready]

    with World() as world:
        return asyncio.run(cells(world))


def questions(table: str) -> list[tuple[str, str]]:
    """Platform and link of each row."""
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return [(row[0], row[1]) for row in rows]


def answered(asked: Sequence[tuple[str, str]], cells: Sequence[Cell]) -> str:
    """The whole table. A wall's rule stands behind its verdict."""
    contexts = list(dict.fromkeys(cell.context for cell in cells))
    found = {
        (cell.url, cell.context): " ".join(filter(None, (cell.verdict, cell.rule, cell.why)))
        for cell in cells
    }
    lines = [["platform", "link", *contexts]]
    lines += [[platform, url, *(found[url, name] for name in contexts)] for platform, url in asked]
    return "".join("\t".join(line) + "\n" for line in lines)


def main() -> int:
    """0 where the table is as it was, or was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--page", type=Path)
    parser.add_argument("--picture", type=Path)
    args = parser.parse_args()
    guide = Guide(Engine(load_rules()))
    before = TABLE.read_text("utf-8")
    asked = questions(before)
    cells = probed(guide, [url for _, url in asked])
    after = answered(asked, cells)
    if args.page or args.picture:
        agents = {each.name: each.user_agent for each in guide.engine.rules.beside.contexts}
        page = sheet(cells, About(__version__, guide.engine.rules.digest, "2026", agents), {})
        if args.page:
            args.page.write_text(page, "utf-8")
        if args.picture:
            draw(page, args.picture)
    if args.check:
        for old, new in zip(before.splitlines(), after.splitlines(), strict=True):
            if old != new:
                print(f"- {old}\n+ {new}", file=sys.stderr)
        return int(before != after)
    TABLE.write_text(after, "utf-8")
    return 0


def draw(page: str, file: Path) -> None:
    """A picture of the page, as WebP."""
    from base64 import b64decode  # noqa: PLC0415 - only for pictures

    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - see above

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser())
        tab = browser.new_context(viewport=_SIZE, device_scale_factor=2).new_page()  # type: ignore[arg-type]
        tab.set_content(page)
        taken = tab.context.new_cdp_session(tab).send(
            "Page.captureScreenshot", {"format": "webp", "quality": 80}
        )
        file.write_bytes(b64decode(taken["data"]))
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
