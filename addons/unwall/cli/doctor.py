"""``unwall doctor``: checks the set-up, and says how to mend each thing. Nothing leaves this machine."""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import unwall
from unwall.browser.find import find
from unwall.cli.clipboard import NoClipboardError, clipboard
from unwall.cli.findings import show_all
from unwall.cli.here import machine
from unwall.cli.log import log_of
from unwall.cli.off import add_addresses
from unwall.cli.output import Output
from unwall.cli.system_proxy import pac_at
from unwall.config import Config
from unwall.doctor import words
from unwall.doctor.authority import authority
from unwall.doctor.clock import clock
from unwall.doctor.finding import Finding, State
from unwall.doctor.folders import folders
from unwall.doctor.logged import logged
from unwall.doctor.routes import Ours, routes
from unwall.doctor.ruleset import configured, named, ruled
from unwall.doctor.running import Answer, ask, running
from unwall.doctor.software import lock_of, software
from unwall.machine.changes import Changes, Kind
from unwall.machine.desktops import settings
from unwall.machine.ports import Address, holder, shown
from unwall.machine.processes import lives
from unwall.machine.stores import stores
from unwall.machine.system import Machine
from unwall.proxy.ca import CaError, CaFiles, folder_of, read
from unwall.proxy.listening import obstacle

LOOKS_ITSELF = True  # at the configuration: a broken one is a finding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    add_addresses(parser, "where the proxy listens: 127.0.0.1:8080 unless said")
    parser.add_argument(
        "--log", metavar="URL", help="the store of the log, as for unwall run; the user's own unless said"
    )
    parser.add_argument("--confdir", metavar="DIR", help="where our certificate lies, as for unwall run")
    parser.add_argument("--json", action="store_true", help="an object a line: check, state, says, next")


def run(args: argparse.Namespace, config: Config) -> int:
    """One line per check; 0 where all is fine, 1 with something to mend, 3 where something is not known."""
    output = Output.of_process(os.environ, args.color)
    now = datetime.now(UTC)  # noqa: TID251 - the CLI looks at the clock
    return show_all(_findings(args, config, machine(), now), args, output)


def _findings(args: argparse.Namespace, config: Config, on: Machine, now: datetime) -> Iterator[Finding]:
    package = Path(unwall.__file__).parent
    yield from software(args.lang, lock_of(package, Path(sys.prefix)))
    yield clock(now, (package / "__init__.py", Path(config.places.data)))
    about, config = configured(args.config, os.environ, config, args.lang)
    yield about
    problems, rules = ruled((*config.rules, *args.rules), config.places.cache, args.lang)
    yield from problems
    yield from named(config, rules) if rules else ()
    yield from folders(config.places)
    yield from logged(log_of(args, config))
    folder = folder_of(Path(args.confdir or config.places.data))
    yield from authority(folder, rules.domains() if rules else (), stores(on), now)
    yield from _proxy(args, on, _usable(folder, now), Path(config.places.data))
    yield from _desktop(on)


def _proxy(args: argparse.Namespace, on: Machine, files: CaFiles | None, data: Path) -> Iterator[Finding]:
    answer = ask(args.listen)
    yield from running(on, args.listen, answer, files)
    yield _dashboard(on, args.listen, args.dashboard, answer)
    runs = answer is not None and answer.is_ours
    for change in Changes(data).all(Kind.PROXY):
        if not lives(change.pid):
            yield Finding("system-proxy", State.MEND, words.LEFT_OVER, {"name": change.name}, words.OFF)
    ours = Ours(shown(args.listen), pac_at(f"http://{shown(args.dashboard)}/"), runs)
    yield from routes(settings(on), on.environment, ours)


def _usable(folder: Path, now: datetime) -> CaFiles | None:
    """The CA there, where nothing is wrong with it; what is, was said before."""
    try:
        return read(folder, now=now)
    except (CaError, OSError):
        return None


def _dashboard(on: Machine, proxy: Address, at: Address, answer: Answer | None) -> Finding:
    parts: Mapping[str, object] = {"address": shown(at), "holder": holder(on, at[1]) or "?"}
    if obstacle(*at) is None:
        return Finding("dashboard", State.FINE, words.DASHBOARD_FREE, parts)
    if answer and answer.is_ours and holder(on, at[1]) == holder(on, proxy[1]):
        return Finding("dashboard", State.FINE, words.DASHBOARD_OURS, parts)
    return Finding("dashboard", State.NOTE, words.DASHBOARD_TAKEN, parts)


def _desktop(on: Machine) -> Iterator[Finding]:
    browser = find(on, on.environment.get("UNWALL_BROWSER", ""))
    if browser is None:
        yield Finding("browser", State.NOTE, words.NO_BROWSER, {}, words.INSTALL_BROWSER)
    else:
        yield Finding("browser", State.FINE, words.BROWSER, {"name": " ".join(browser.command)})
    if not on.has_display:
        yield Finding("display", State.NOTE, words.NO_DISPLAY)
        return
    try:
        name = clipboard(on.environment, on.system).reads[0]
    except NoClipboardError as error:
        yield Finding("clipboard", State.NOTE, words.NO_CLIPBOARD, {"name": error}, words.INSTALL_CLIPBOARD)
    else:
        yield Finding("clipboard", State.FINE, words.CLIPBOARD, {"name": name})
