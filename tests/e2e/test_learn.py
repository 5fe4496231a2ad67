"""Walls that no rule knows, met by a real browser and a real proxy, learnt from what those recorded."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import sync_playwright

from unwall.world.exchange import NOT_FOUND, Reply, Request, html, moved
from unwall.world.look import Brand, leave, post
from unwall.world.platforms import SITES
from unwall.world.proxied import Proxy
from unwall.world.server import World
from unwall.world.walls import Scope

BRAND = Brand("墙", "#666666")
TARGETS = (
    "https://one.example.com/a?b=1&c=2",
    "https://two.example.com/read/42",
    "https://three.example.com/",
)
SHORT = {f"/{key}": target for key, target in zip(("AbCd1Ef", "GhIj2Kl", "MnOp3Qr"), TARGETS, strict=True)}
FRESH = "https://four.example.com/x?y=z"


def out(request: Request) -> Reply:
    """A page that says that one is leaving, with the target in the address."""
    target = request.value("to")
    return html(leave(BRAND, "即将离开本站", "", target, "继续访问")) if target else NOT_FOUND


def stop(request: Request) -> Reply:
    """A page whose address tells nothing."""
    target = TARGETS[0] if request.value("id") == "1" else TARGETS[1]
    return html(leave(BRAND, "已停止访问该网页", "", target, "继续访问"))


def short(request: Request) -> Reply:
    return moved(SHORT[request.path]) if request.path in SHORT else NOT_FOUND


def sign_in(request: Request) -> Reply:
    return moved(request.value("to"))


def page(_: Request) -> Reply:
    return html(post(BRAND, "a page", "<p>words</p>"))


UNKNOWN = {
    "out.wall.example": out,
    "stop.wall.example": stop,
    "s.short.example": short,
    "login.wall.example": sign_in,
    **dict.fromkeys([target.split("/")[2] for target in TARGETS], page),
}
WALLS = (
    *(f"https://out.wall.example/go?sid=7f3a9b21&to={quote(target, safe='')}" for target in TARGETS),
    "https://stop.wall.example/page?id=1",
    "https://stop.wall.example/page?id=2",
    *(f"https://s.short.example{path}" for path in SHORT),
    f"https://login.wall.example/go?to={quote(TARGETS[0], safe='')}",
)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with World({**SITES, **UNKNOWN}) as up:
        yield up


def visited(chromium: Path, arguments: Sequence[str], har: Path | None) -> None:
    """A browser goes to each wall and presses the button of those that have one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=[*arguments, "--no-sandbox"])
        context = browser.new_context(
            record_har_path=har, record_har_content="embed" if har else None, ignore_https_errors=True
        )
        tab = context.new_page()
        for wall in WALLS:
            tab.goto(wall)
            if button := tab.query_selector("a.btn"):
                button.click()
                tab.wait_for_load_state()
        context.close()
        browser.close()


def by_browser(world: World, chromium: Path, folder: Path) -> Path:
    har = folder / "browsing.har"
    visited(chromium, [f"--host-resolver-rules={world.resolver_rules}"], har)
    return har


def by_proxy(world: World, chromium: Path, folder: Path) -> Path:
    flows = folder / "browsing.flows"

    def mitmdump(_: Scope, confdir: Path, script: Path) -> Sequence[str]:
        return (
            str(Path(sys.executable).with_name("mitmdump")), "-p", "0", "--listen-host", "127.0.0.1", "-q",
            "--set", f"confdir={confdir}", "-s", str(script), "-w", str(flows),
        )  # fmt: skip

    with Proxy(world, command=mitmdump) as proxy:
        visited(chromium, [f"--proxy-server=127.0.0.1:{proxy.port}"], None)
    return flows


@pytest.mark.parametrize("record", [by_browser, by_proxy])
def test_unknown_walls_are_learnt(
    world: World, requires_chromium: Path, tmp_path: Path, record: Callable[[World, Path, Path], Path]
) -> None:
    recording = record(world, requires_chromium, tmp_path)
    learnt = tmp_path / "learnt.yaml"
    done = unwall(tmp_path, "learn", str(recording), "-o", str(learnt))
    assert done.returncode == 0, done.stderr
    text = learnt.read_text("utf-8")
    kinds = {line.split()[-1] for line in text.splitlines() if line.startswith("    kind:")}
    assert kinds == {"wrapper", "interstitial", "short_link"}, text
    assert ("7f3a9b21" in text, "login.wall" in text) == (False, False)
    for action in ("test", "lint"):
        proved = unwall(tmp_path, "rules", action, str(learnt))
        assert proved.returncode == 0, proved.stdout
    learnt.write_text(text.replace("    status: experimental\n", ""), encoding="utf-8")
    fresh = f"https://out.wall.example/go?to={quote(FRESH, safe='')}"
    like = fresh.replace("wall.example", "wall.example.net")
    opened = unwall(tmp_path, "unwrap", "--rules", str(learnt), fresh, like)
    assert opened.stdout.splitlines() == [FRESH, like]
    saved = tmp_path / "page.html"
    saved.write_text(leave(BRAND, "已停止访问该网页", "", FRESH, "继续访问"), encoding="utf-8")
    tried = unwall(
        tmp_path, "rules", "try", str(learnt), str(saved), "--url", "https://stop.wall.example/page?id=9"
    )
    assert (tried.returncode, FRESH in tried.stdout) == (0, True), tried.stdout


def unwall(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": "addons"}
    return subprocess.run(
        [sys.executable, "-m", "unwall.cli.main", *words],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
