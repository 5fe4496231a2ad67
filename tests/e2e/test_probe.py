"""``unwall probe`` from its start to its page, which a real browser shows, with scripts and without."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"


def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_bench", ROOT / "benches" / "check.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def probed(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT / "addons")}
    command = [sys.executable, "-m", "unwall.cli.main", "probe", *words]
    return subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, requires_chromium: Path) -> Path:
    """A page with two links as two clients, with pictures."""
    home = tmp_path_factory.mktemp("probe")
    with bench().server() as port:
        here = f"http://127.0.0.1:{port}"
        clients = ("--as", "browser", "--as", "wechat")
        options = ("-o", "links.html", "--save", "kept", "--render", "--browser", str(requires_chromium))
        done = probed(home, f"{here}/page/1", f"{here}/moved/2", *clients, *options)
    assert (done.returncode, done.stderr) == (1, "")
    kept = sorted(path.suffix for path in (home / "kept").iterdir())
    assert kept == [".html", ".webp", ".webp"]
    return home / "links.html"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request: pytest.FixtureRequest, report: Path, requires_chromium: Path) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(requires_chromium))
        tab = browser.new_context(java_script_enabled=request.param).new_page()
        said: list[str] = []
        asked: list[str] = []
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("request", lambda each: asked.append(each.url))
        tab.goto(report.as_uri())
        yield tab
        assert said == []
        assert {url for url in asked if not url.startswith("data:")} == {report.as_uri()}
        browser.close()


def test_the_page_is_read_with_and_without_scripts(page: Page) -> None:
    assert page.locator("th.link:visible").count() == 3  # the head, and two links
    assert not page.locator("#e1-0").is_visible()
    page.click("a[href='#e1-0']")
    assert page.locator("#e1-0").is_visible()
    assert "zhihu-link" in page.locator("#e1-0").inner_text()
    page.check("#zh")
    assert page.locator("h1").inner_text() == "哪些链接能打开，对谁能打开"
    page.check("#closed")
    assert page.locator("tbody:visible th.link").count() == 1
    page.uncheck("#k1")
    assert page.locator("td.c1:visible").count() == 0
    assert page.locator("td.c0:visible").count() == 1


def test_the_search_is_there_where_scripts_are(page: Page) -> None:
    page.click("a[href='#e1-0']")
    search = page.locator("#words")
    if search.is_visible():
        search.fill("MOVED")
        assert page.locator("tbody:visible th.link").count() == 1
        search.fill("nothing")
        assert page.locator("tbody:visible th.link").count() == 0
    else:
        assert page.locator("tbody:visible th.link").count() == 2
