"""The walled world, whole: a real browser meets every wall without and with unwall, as in ``make demo``."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from unwall.world.picture import PICTURES
from unwall.world.stage import Plan, Stage
from unwall.world.walls import WALLS, Wall

type Requires = Callable[..., Path]

ADDONS = Path(__file__).parents[2] / "addons"


@pytest.fixture(scope="module")
def stage(requires_chromium: Path) -> Iterator[Stage]:
    """One world, one browser and one proxy for each scope, for all walls."""
    with Stage(Plan(str(requires_chromium))) as running:
        yield running


@pytest.mark.parametrize("wall", WALLS, ids=[wall.id for wall in WALLS])
def test_a_wall_stands_without_unwall_and_opens_with_it(stage: Stage, wall: Wall) -> None:
    row = stage.row(wall)
    assert row.fault is None, row


@pytest.mark.parametrize("pictured", PICTURES)
def test_the_picture_of_before_and_after(stage: Stage, tmp_path: Path, pictured: str) -> None:
    [wall] = (wall for wall in WALLS if wall.id == pictured)
    name = PICTURES[pictured].file
    row = stage.row(wall, tmp_path)
    pictures = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert row.fault is None
    assert {name: data[:4] for name, data in pictures.items()} == {
        f"{pictured}-without.png": b"\x89PNG",
        f"{pictured}-with.png": b"\x89PNG",
        f"{name}.en.webp": b"RIFF",
        f"{name}.zh.webp": b"RIFF",
    }
    assert all(len(data) < 150_000 for data in pictures.values())
    assert len(set(pictures.values())) == 4


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "unwall.world.demo", "--rtt", "0", *arguments),
        env={**os.environ, "PYTHONPATH": str(ADDONS), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_the_demo_fails_where_a_wall_does_not_open(requires_chromium: Path) -> None:
    walls = ("--only", "juejin", "--only", "csdn")
    done = demo(*walls, "--deny", "juejin-link", "--lang", "en", "--browser", str(requires_chromium))
    _, juejin, csdn = done.stdout.splitlines()
    assert (done.returncode, done.stderr.split(". ")[0]) == (1, "1 of 2 walls open")
    assert juejin.endswith("✗ does not open: 即将离开稀土掘金，请注意账号财产安全")
    assert "✗" not in csdn


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "nowhere"], "demo: there is no wall like nowhere; these are there: "),
        (["--browser", "/no/such/browser"], "demo: no browser to drive was found; "),
        (["--browser", sys.executable, "--only", "zhihu"], f"demo: {sys.executable} could not be driven; "),
        (
            ["--only", "zhihu", "--screenshots", f"{__file__}/x"],
            f"demo: {__file__}/x: pictures cannot be put",
        ),
        (["--bogus"], "demo: unrecognized arguments: --bogus; --help shows how"),
    ],
    ids=["wall", "browser", "no browser", "folder", "option"],
)
def test_what_the_demo_cannot_do_is_one_sentence(arguments: list[str], said: str) -> None:
    done = demo("--lang", "en", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1
