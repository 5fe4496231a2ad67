"""``python -m unwall.world.demo``: a real browser meets every wall twice, without and with unwall, offline.

Exit code 0 when every row opens, 1 when one does not, 2 when the demo cannot be run as asked.
"""

import argparse
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from unwall.language import Language, Sentence, language_of, say

if TYPE_CHECKING:
    from unwall.world.walls import Wall

_RTT = 50  # milliseconds

_ABOUT = Sentence(
    "A real browser meets every wall twice, without and with unwall. Nothing leaves this machine.",
    "用真实浏览器把每种拦截各走两遍：不用 unwall，与使用 unwall。全程离线。",
)
_NO_PACKAGE = Sentence(
    "the demo needs the package {name}; make demo brings it, or: pip install 'unwall[demo]'",
    "演示缺少软件包 {name}；请用 make demo 启动，或执行：pip install 'unwall[demo]'",
)
_USED_WRONGLY = Sentence("{words}; --help shows how", "参数有误（{words}）；用法见 --help")
_NO_WALL = Sentence(
    "there is no wall like {only}; these are there: {ids}",
    "没有名为 {only} 的场景；可用：{ids}",
)
_NO_BROWSER = Sentence(
    "no browser to drive was found; install one (apt install chromium) or say --browser PATH",
    "未找到可用的浏览器；请安装（apt install chromium），或用 --browser 指定路径",
)
_BAD_BROWSER = Sentence(
    "{browser} could not be driven; say another with --browser PATH",
    "无法驱动 {browser}；请用 --browser 指定其他浏览器",
)
_NO_DISPLAY = Sentence(
    "there is no display to show a browser on; leave --visible out", "没有可用的显示器；请去掉 --visible"
)
_NO_FOLDER = Sentence(
    "{folder}: pictures cannot be put there ({fault}); say another folder with --screenshots DIR",
    "{folder}：无法在此存放图片（{fault}）；请用 --screenshots 指定其他目录",
)
_NO_PROXY = Sentence("the proxy did not start; it said:\n{said}", "代理未能启动，其输出为：\n{said}")
_SUMMARY = Sentence(
    "{good} of {all} walls open. Round trip {rtt} ms; ms count from the click to the page being there.",
    "{all} 种拦截中已打开 {good} 种。往返时延 {rtt} 毫秒；毫秒数从点击算到页面就绪。",
)


class _CannotError(Exception):
    """Why the demo cannot be run as asked: one sentence with the next step."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the demo; gives its exit code."""
    args = _parser().parse_args(arguments)
    language = language_of(args.lang or "", os.environ)
    try:
        return _play(args, language)
    except _CannotError as error:
        return _fail(str(error))
    except ModuleNotFoundError as error:
        return _fail(say(language, _NO_PACKAGE, name=error.name))
    except KeyboardInterrupt:
        logging.disable()  # the browser's driver was interrupted with us, and its broken pipe is no news
        return 130


def _play(args: argparse.Namespace, language: Language) -> int:
    from unwall.world.drive import BrowserError  # noqa: PLC0415 - their packages may be missing
    from unwall.world.proxied import ProxyError, unwall_run  # noqa: PLC0415
    from unwall.world.stage import Plan, Stage, scopes_of  # noqa: PLC0415
    from unwall.world.verdict import footnotes, heading, line, plain  # noqa: PLC0415

    walls, browser = _walls(args, language), _browser(args, language)
    _make_folder(args, language)
    command = partial(unwall_run, deny=args.deny)
    plan = Plan(browser, scopes_of(walls), args.rtt / 1000, visible=args.visible, command=command)
    good = 0
    try:
        with Stage(plan) as stage:
            if not args.json:
                print(heading(language), flush=True)
            for wall in walls:
                row = stage.row(wall, args.screenshots)
                good += row.fault is None
                text = json.dumps(plain(row), ensure_ascii=False) if args.json else line(row, language)
                print(text, flush=True)
    except BrowserError:
        raise _CannotError(say(language, _BAD_BROWSER, browser=browser)) from None
    except ProxyError as error:
        raise _CannotError(say(language, _NO_PROXY, said=error)) from None
    for note in () if args.json else footnotes(walls, language):
        print(note)
    print(say(language, _SUMMARY, good=good, all=len(walls), rtt=args.rtt), file=sys.stderr)
    return 0 if good == len(walls) else 1


def _walls(args: argparse.Namespace, language: Language) -> "Sequence[Wall]":
    from unwall.world.walls import WALLS  # noqa: PLC0415 - see _play

    walls = [wall for wall in WALLS if not args.only or any(only in wall.id for only in args.only)]
    if not walls:
        ids = " ".join(wall.id for wall in WALLS)
        raise _CannotError(say(language, _NO_WALL, only=" ".join(args.only), ids=ids))
    return walls


def _browser(args: argparse.Namespace, language: Language) -> str:
    from unwall.world.drive import find_browser  # noqa: PLC0415 - see _play

    browser = find_browser(args.browser)
    if not browser:
        raise _CannotError(say(language, _NO_BROWSER))
    if args.visible and not _has_display():
        raise _CannotError(say(language, _NO_DISPLAY))
    return browser


def _make_folder(args: argparse.Namespace, language: Language) -> None:
    try:
        if args.screenshots:
            args.screenshots.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = say(language, _NO_FOLDER, folder=args.screenshots, fault=error.strerror)
        raise _CannotError(fault) from None


def _has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, in the language of the system; exit 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(_fail(say(language_of("", os.environ), _USED_WRONGLY, words=message)))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m unwall.world.demo", description=f"{_ABOUT.en} {_ABOUT.zh}")
    parser.add_argument("--visible", action="store_true", help="show the browser, slowly")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="walls whose id contains this; repeatable"
    )
    parser.add_argument(
        "--deny", action="append", default=[], metavar="RULE", help="switch this rule off; repeatable"
    )
    parser.add_argument("--json", action="store_true", help="one object for each wall")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="a picture of each end")
    parser.add_argument("--rtt", type=int, default=_RTT, metavar="MS", help=f"round-trip time: {_RTT}")
    parser.add_argument("--browser", metavar="PATH", help="a Chromium, Chrome or Edge")
    parser.add_argument("--lang", choices=[each.value for each in Language], help="en or zh")
    return parser


def _fail(sentence: str) -> int:
    print(f"demo: {sentence}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends what it started, too
    sys.exit(main())
