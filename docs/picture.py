"""Photographs the dashboard for the READMEs: ``python docs/picture.py`` writes docs/dashboard.*.webp.

A real ``unwall run`` in a folder of its own, and a real Chromium; nothing leaves this machine.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Playwright, sync_playwright

DOCS = Path(__file__).parent
PASTED = (
    "4.12 复制打开抖音，看看【小王的作品】 https://v.douyin.com/iAbCdEf/ 08/12 a@B.cd\n"
    "https://link.zhihu.com/?target=https%3A%2F%2Fitem.taobao.com%2Fitem.htm%3Fid%3D623456789012"
)
CLICKED = (
    "http://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F%E6%96%87%E7%AB%A0",
    "http://c.pc.qq.com/middlem.html?pfurl=https%3A%2F%2Fwww.douyin.com%2Fvideo%2F7300000000000000001",
)


def photographed(playwright: Playwright, entrance: str, locale: str) -> bytes:
    """The page with something pasted, as PNG."""
    browser = playwright.chromium.launch(
        executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
    )
    size = {"width": 880, "height": 1200}
    page = browser.new_context(locale=locale, viewport=size, device_scale_factor=1.5).new_page()
    page.goto(entrance)
    page.fill("#text", PASTED)
    page.click("form[action='/links'] button")
    page.click("ol.links details summary >> nth=1")
    picture = page.screenshot()
    browser.close()
    return picture


def main() -> None:
    """Both languages."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        command = [sys.executable, "-m", "unwall.cli.main", "run", "--no-browser", "--listen", "127.0.0.1:0"]
        where = os.environ | {"HOME": home}
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=where
        ) as run:
            lines = iter(run.stderr or ())
            port = re.findall(r"127\.0\.0\.1:(\d+)", next(lines))[0]
            entrance = next(line.split()[-1] for line in lines if "/#" in line)
            for url in CLICKED:
                httpx.get(url, proxy=f"http://127.0.0.1:{port}", timeout=5)
            for language, locale in (("en", "en-US"), ("zh", "zh-CN")):
                picture = Image.open(io.BytesIO(photographed(playwright, entrance, locale)))
                picture.save(DOCS / f"dashboard.{language}.webp", quality=80, method=6)
            run.terminate()


if __name__ == "__main__":
    main()
