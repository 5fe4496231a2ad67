"""Somebody's own mitmproxy with our addon opens the walls as ``unwall run`` does: one wall of each kind."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from unwall.world.stage import Plan, Stage
from unwall.world.walls import WALLS, Scope, Wall

ADDON = Path(__file__).parents[2] / "addons" / "unwall_addon.py"
ONE_OF_EACH = {
    "taobao-in-wechat",  # a page that stands in the way
    "taobao-refuses-wechat",  # an address that is asked for as another client
    "pinduoduo-card",  # a card in the data of a page
    "xiaohongshu",  # an app link in a page
    "douyin-in-qq",  # a wrapper that is asked for
    "zhihu",  # a wrapper in a page
    "x",  # a page that leads on by itself
}
CHOSEN = [wall for wall in WALLS if wall.id in ONE_OF_EACH]


def mitmdump(scope: Scope, confdir: Path, script: Path) -> Sequence[str]:
    return (
        str(Path(sys.executable).with_name("mitmdump")), "-p", "0", "--listen-host", "127.0.0.1", "-q",
        "--set", f"confdir={confdir}", "-s", str(script), "-s", str(ADDON), "--set", f"unwall_scope={scope}",
    )  # fmt: skip


@pytest.fixture(scope="module")
def stage(requires_chromium: Path) -> Iterator[Stage]:
    with Stage(Plan(str(requires_chromium), frozenset({Scope.PAGES}), command=mitmdump)) as running:
        yield running


@pytest.mark.parametrize("wall", CHOSEN, ids=[wall.id for wall in CHOSEN])
def test_a_wall_opens(stage: Stage, wall: Wall) -> None:
    row = stage.row(wall)
    assert row.fault is None, row
