"""``python -m unwall.world.demo``: a real browser meets every wall twice, without and with unwall, offline.

Exit code 0 when every row opens, 1 when one does not, 2 when the demo cannot be run as asked.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from unwall.language import Language, Sentence, language_of, say
from unwall.world.drive import find_browser
from unwall.world.proxied import ProxyError
from unwall.world.stage import Plan, Stage, scopes_of
from unwall.world.verdict import Row, heading, line, plain
from unwall.world.walls import WALLS

_RTT = 50  # milliseconds

_ABOUT = Sentence(
    "A real browser meets every wall twice, without and with unwall. Nothing leaves this machine.",
    "用真实浏览器把每种拦截各走两遍：不用 unwall，与使用 unwall。全程离线。",
)
_NO_WALL = Sentence(
    "there is no wall like {only}; these are there: {ids}", "没有名为 {only} 的场景；可用：{ids}"
)
_NO_BROWSER = Sentence(
    "no browser to drive was found; install one (apt install chromium) or say --browser PATH",
    "未找到可用的浏览器；请安装（apt install chromium），或用 --browser 指定路径",
)
_NO_PROXY = Sentence("the proxy did not start:\n{said}", "代理未能启动：\n{said}")
_SUMMARY = Sentence(
    "{good} of {all} walls open. Round trip {rtt} ms; ms count from the click to the page being there.",
    "{all} 种拦截中已打开 {good} 种。往返时延 {rtt} 毫秒；毫秒数从点击算到页面就绪。",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the demo; gives its exit code."""
    args = _parser().parse_args(arguments)
    language = language_of(args.lang or "", os.environ)
    walls = [wall for wall in WALLS if not args.only or any(only in wall.id for only in args.only)]
    if not walls:
        ids = " ".join(wall.id for wall in WALLS)
        return _fail(say(language, _NO_WALL, only=" ".join(args.only), ids=ids))
    browser = args.browser or find_browser()
    if not browser:
        return _fail(say(language, _NO_BROWSER))
    plan = Plan(browser, scopes_of(walls), args.rtt / 1000, visible=args.visible)
    rows: list[Row] = []
    if args.screenshots:
        args.screenshots.mkdir(parents=True, exist_ok=True)
    try:
        with Stage(plan) as stage:
            if not args.json:
                print(heading(language), flush=True)
            for wall in walls:
                row = stage.row(wall, args.screenshots)
                rows.append(row)
                print(_json(row) if args.json else line(row, language), flush=True)
    except ProxyError as error:
        return _fail(say(language, _NO_PROXY, said=error))
    good = sum(row.fault is None for row in rows)
    print(say(language, _SUMMARY, good=good, all=len(rows), rtt=args.rtt), file=sys.stderr)
    return 0 if good == len(rows) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m unwall.world.demo", description=f"{_ABOUT.en} {_ABOUT.zh}"
    )
    parser.add_argument("--visible", action="store_true", help="show the browser, slowly")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="walls whose id contains this"
    )
    parser.add_argument("--json", action="store_true", help="one object for each wall")
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="a picture of each end, and one of before and after"
    )
    parser.add_argument("--rtt", type=int, default=_RTT, metavar="MS", help="round-trip time (default: 50)")
    parser.add_argument("--browser", metavar="PATH", help="a Chromium, Chrome or Edge")
    parser.add_argument("--lang", choices=[each.value for each in Language], help="en or zh")
    return parser


def _json(row: Row) -> str:
    return json.dumps(plain(row), ensure_ascii=False)


def _fail(sentence: str) -> int:
    print(f"demo: {sentence}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
