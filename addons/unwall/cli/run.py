"""``unwall run``: the proxy, and an isolated browser through it."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from unwall import config as configuration
from unwall.browser.command import Order
from unwall.browser.find import Browser, Family, find
from unwall.browser.launch import Obstacle, Window, launch
from unwall.browser.trust import Authority, Trust
from unwall.cli import messages, wireguard, workers
from unwall.cli.cert import said, trusting_stores
from unwall.cli.desk import DashboardError, RunDesk
from unwall.cli.desk import add_arguments as add_dashboard_arguments
from unwall.cli.here import NO_CERTIFICATE, PROXY, address_of, holds_certificates, machine
from unwall.cli.log import log_of
from unwall.cli.output import Output
from unwall.cli.system_proxy import SystemProxy, SystemProxyError, give_all_back, pac_at, system_proxy, told
from unwall.cli.teller import Tell, Teller
from unwall.cli.wiring import rules_of
from unwall.config import IN_OUR_BROWSER, Config
from unwall.language import Sentence, say
from unwall.machine.changes import Change, Changes
from unwall.machine.ports import Address, from_anywhere, holder, reachable, shown
from unwall.machine.proxying import Returned
from unwall.machine.system import Machine
from unwall.proxy.ca import CaError, CaFiles, removal
from unwall.proxy.listening import check
from unwall.proxy.master import CannotServeError, Listen, Ready, Settings, serve
from unwall.proxy.setup import Choices, Scope
from unwall.store.log import Keeping
from unwall.store.place import place_of
from unwall.store.redaction import Detail
from unwall.store.spool import SPOOL
from unwall.store.store import StoreError

_PROGRAM = "UNWALL_BROWSER"
_SHOWN_DOMAINS = 5


class _UsageError(ValueError):
    """Arguments that cannot be followed; the text is one sentence with the next step."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "--listen",
        type=address_of,
        default=PROXY,
        metavar="HOST:PORT",
        help="127.0.0.1:8080 unless said",
    )
    parser.add_argument(
        "--mode", action="append", metavar="MODE", help="a mode of mitmproxy: regular unless said; repeatable"
    )
    parser.add_argument(
        "--upstream", metavar="URL", help="reach servers through this proxy: http://HOST:PORT"
    )
    parser.add_argument(
        "--scope",
        choices=[each.value for each in Scope],
        default=Scope.PAGES.value,
        help="what is decrypted: walls; and pages with walled links (unless said otherwise); or everything",
    )
    parser.add_argument(
        "--system-proxy",
        action="store_true",
        help="programs of this system come through as well until the run ends; their setting is given back",
    )
    window = parser.add_mutually_exclusive_group()
    window.add_argument(
        "--browser",
        nargs="?",
        const="",
        metavar="PROGRAM",
        help="open this browser, or the one that is found",
    )
    window.add_argument("--no-browser", action="store_true", help="open none")
    parser.add_argument(
        "--search-capture",
        action="store_true",
        help="open the link of a share text that was pasted as a search; our own browser does it anyway",
    )
    parser.add_argument(
        "--resolve",
        action="store_true",
        help="ask servers where short links lead that somebody opens; this uses the network",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be opened, change nothing")
    parser.add_argument("--allow-lan", action="store_true", help="let other machines of the local network in")
    parser.add_argument(
        "--proxyauth", metavar="NAME:PASSWORD", help="who may use the proxy; or a file that says so"
    )
    parser.add_argument(
        "--confdir", metavar="DIR", help="where our certificate lies; the user's data folder unless said"
    )
    parser.add_argument(
        "--ssl-ca", metavar="FILE", help="trust servers by these certificates (PEM), not by the usual ones"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--log",
        metavar="URL",
        help="sqlite:///absolute/path.db or postgresql://USER@HOST/DATABASE; the user's own log unless said",
    )
    where.add_argument("--no-log", action="store_true", help="log nothing")
    parser.add_argument(
        "--log-detail",
        choices=[each.value for each in Detail],
        default=Detail.HOSTS.value,
        help="what of an address is kept: hosts unless said",
    )
    parser.add_argument(
        "--log-sync",
        choices=("normal", "full"),
        default="normal",
        help="full: what is logged outlives a power cut as well",
    )
    add_dashboard_arguments(parser)
    parser.add_argument("--script", metavar="FILE", help=argparse.SUPPRESS)
    workers.add_arguments(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    """Runs until Ctrl-C, which is 0; 1 where it cannot start, 2 for arguments that cannot be followed."""
    output = Output.of_process(os.environ, args.color)
    with contextlib.closing(Teller(output, args.lang)) as teller:
        if args.worker is not None:
            return workers.work(args.worker, lambda options: settings_of(args, config, teller.tell, options))
        return _run(args, config, output, teller)


def _run(args: argparse.Namespace, config: Config, output: Output, teller: Teller) -> int:
    try:
        on = machine()
        browser = _browser(args, on)
        options = IN_OUR_BROWSER if browser and on.has_display else ()
        settings = settings_of(args, config, teller.tell, options)
        settings = settings._replace(crew=workers.crew_of(args, options))
        check(settings.listen, args.lang)  # before what takes longer
        domains = rules_of(args, config).domains()
        changes = Changes(Path(config.places.data))
        _tell_returned(args, output, give_all_back(changes, on, only_dead=True))
        leading = system_proxy(args, config, on) if args.system_proxy else None
        desk = None if args.no_dashboard else RunDesk(args)
        session = _Session(args, output, browser, domains, desk)
        session.leading = leading
        try:
            asyncio.run(session.run(settings))
        finally:
            teller.close()
            _tell_returned(args, output, give_all_back(changes, on, only_of=os.getpid()))
    except (_UsageError, DashboardError, SystemProxyError) as error:
        output.note(str(error))
        return 2
    except CannotServeError as error:
        output.note(str(error))
        if error.port and (program := holder(machine(), error.port)):
            output.note(say(args.lang, messages.HELD_BY, program=program))
        return 2
    except CaError as error:
        output.note(said(error, args.lang))
        return 1
    return 0


def _tell_returned(
    args: argparse.Namespace, output: Output, returned: Iterable[tuple[Change, Returned]]
) -> None:
    for _, each in returned:
        with contextlib.suppress(OSError):  # nobody reads any more
            output.note(told(each, args.lang))


# ---- what was asked for ------------------------------------------------------------------------------------


def settings_of(
    args: argparse.Namespace, config: Config, tell: Tell, options: Collection[str] | None = None
) -> Settings:
    """What the proxy is to do; ``options`` of rules are on beside those of the configuration."""
    for option, path in (("--ssl-ca", args.ssl_ca), ("--script", args.script)):
        if path is not None and not Path(path).is_file():
            raise _UsageError(say(args.lang, messages.NO_FILE, option=option, path=path or '""'))
    if args.ssl_ca and not holds_certificates(args.ssl_ca):
        raise _UsageError(say(args.lang, NO_CERTIFICATE, option="--ssl-ca", path=args.ssl_ca))
    try:
        place_of(log_of(args, config))
    except StoreError as error:
        raise _UsageError(error.said(args.lang)) from None
    modes, upstream_auth = _modes(args)
    host, port = args.listen
    return Settings(
        confdir=Path(args.confdir or config.places.data),
        listen=Listen(host, port, modes, args.allow_lan, _proxyauth(args)),
        choose=lambda: _choices(args, configuration.load(args.config, os.environ), options or ()),
        upstream_auth=upstream_auth,
        server_ca=args.ssl_ca or "",
        verbose=args.verbose,
        tell=tell,
        scripts=(args.script,) if args.script else (),
        dashboard_shared=args.dashboard_allow_remote,
    )


def _choices(args: argparse.Namespace, config: Config, options: Collection[str]) -> Choices:
    chosen = {*options, *(["search-capture"] if args.search_capture else [])}
    policy = config.policy._replace(options=config.policy.options.union(chosen))
    return Choices(
        rules=(*config.rules, *args.rules),
        scope=Scope(args.scope),
        policy=policy,
        resolve=args.resolve,
        dry_run=args.dry_run,
        language=args.lang,
        cache=config.places.cache,
        watched=(config.file,),
        log="" if args.no_log else os.fspath(place_of(log_of(args, config))),
        keeping=Keeping(
            Detail(args.log_detail),
            durable=args.log_sync == "full",
            own=args.log is None,
            spool=str(Path(config.places.data, SPOOL)),
        ),
    )


def _modes(args: argparse.Namespace) -> tuple[tuple[str, ...], str]:
    """The modes, and the name and password for the proxy upstream."""
    if args.upstream is None:
        return tuple(args.mode or ("regular",)), ""
    if args.mode:
        raise _UsageError(say(args.lang, messages.UPSTREAM_AND_MODE))
    try:
        parts = urlsplit(args.upstream)
        address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port is not None
    except ValueError:
        usable = False
    if not usable:
        raise _UsageError(say(args.lang, messages.BAD_UPSTREAM))
    return (f"upstream:{address}",), unquote(parts.netloc.rpartition("@")[0])


def _proxyauth(args: argparse.Namespace) -> str:
    """``NAME:PASSWORD``, as given or from a file; what else mitmproxy takes is not offered."""
    if args.proxyauth is None:
        return ""
    given = str(args.proxyauth)  # an empty one is a variable that was not set: nobody wanted no password
    with contextlib.suppress(OSError):  # no file of that name, so it is the name and password
        given = Path(given).read_text(encoding="utf-8", errors="replace").partition("\n")[0].strip()
    name, _, password = given.partition(":")
    if not name or not password or name.startswith(("@", "ldap")):
        raise _UsageError(say(args.lang, messages.BAD_PROXYAUTH))
    return given


def _browser(args: argparse.Namespace, on: Machine) -> Browser | None:
    """The browser to open; None where none is wanted, or none is there and nobody said that it must be."""
    if args.no_browser:
        return None
    program = args.browser or os.environ.get(_PROGRAM, "")
    found = find(on, program)
    if found is None and program:
        raise _UsageError(say(args.lang, messages.NO_SUCH_BROWSER, program=program))
    if found is None and args.browser is not None:
        raise _UsageError(say(args.lang, messages.NO_BROWSER))
    return found


# ---- while it runs -----------------------------------------------------------------------------------------


class _Session:
    """The proxy and its browser, from start to end."""

    def __init__(
        self,
        args: argparse.Namespace,
        output: Output,
        browser: Browser | None,
        domains: Collection[str],
        desk: RunDesk | None,
    ) -> None:
        self.leading: SystemProxy | None = None
        self._args = args
        self._desk = desk
        self._output = output
        self._browser = browser
        self._domains = domains
        self._window: Window | None = None
        self._watching: asyncio.Task[None] | None = None

    async def run(self, settings: Settings) -> None:
        """Serve until a signal; whatever the end, the browser ends too."""
        stop = asyncio.Event()
        if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, stop.set)  # the terminal was closed
        if desk := self._desk:
            chosen = settings.choose
            settings = settings._replace(
                choose=lambda: desk.chosen(chosen()), told=desk.told, dashboard=desk.address
            )
        try:
            await serve(settings, self._ready, stop)
        finally:
            if desk:
                await desk.end()
            if self._watching:
                self._watching.cancel()
            if self._window:
                self._window.close()

    def _ready(self, ready: Ready) -> None:
        """The proxy accepts connections: open the browser, or say how to connect."""
        if self._desk:
            self._desk.begin(ready)
        modes = self._args.mode or ["regular"]
        if modes[0] == "regular":
            self._welcome(ready.addresses[0], ready.ca)
        else:
            where = ", ".join(map(shown, ready.addresses)) or "-"
            self._say(messages.RUNS_AS, modes=" ".join(modes), addresses=where)
            self._say(messages.TO_TRUST, certificate=ready.ca.certificate)
        for each in ready.tunnels:
            self._note(wireguard.told(each, self._args.lang, drawn=sys.stderr.isatty()))
        if self._desk:
            self._say(messages.DASHBOARD, address=self._desk.told_entrance)
            if self._args.dashboard_allow_remote:
                unknown = say(self._args.lang, messages.NO_ADDRESS, port=self._desk.direct.rpartition(":")[2])
                self._say(messages.FROM_ELSEWHERE, address=self._desk.elsewhere or unknown)
        if self._desk and self.leading:
            self._note(self.leading.begin(pac_at(self._desk.address), self._args.lang))
            if not trusting_stores(ready.ca.certificate):
                self._say(messages.UNTRUSTED)
        if ready.ca.domains is None:
            self._say(messages.EVERY_SITE, certificate=ready.ca.certificate)
        lacking = ready.ca.lacks(self._domains)
        if lacking:
            few = ", ".join(lacking[:_SHOWN_DOMAINS]) + ("…" if len(lacking) > _SHOWN_DOMAINS else "")
            command = removal(ready.ca.pem.parent)
            self._say(messages.NOT_COVERED, count=len(lacking), domains=few, command=command)

    def _welcome(self, address: Address, files: CaFiles) -> None:
        on = machine()
        if self._browser is None:
            if not self._args.no_browser and on.has_display:
                self._say(messages.NO_BROWSER)
            self._say_how(address, files)
            return
        order = Order(
            self._browser,
            reachable(address),
            Authority(files.certificate, files.spki),
            urls=(self._desk.entrance,) if self._desk else (),
            direct=(self._desk.direct,) if self._desk else (),
        )
        opened = launch(order, on)
        if isinstance(opened, Obstacle):
            self._say(messages.OBSTACLES[opened], browser=self._browser.name)
            self._say_how(address, files)
            return
        self._window = opened
        self._watching = asyncio.get_running_loop().create_task(self._watch(opened, order, address, files))
        self._say(messages.BROWSER_OPEN, address=shown(address), browser=self._browser.name)
        if opened.trust is Trust.KEY:
            self._say(messages.BAR)
        if on.is_root and self._browser.family is Family.CHROMIUM:
            self._say(messages.NO_SANDBOX)

    async def _watch(self, window: Window, order: Order, address: Address, files: CaFiles) -> None:
        """Say when the browser has ended, and take its profile away."""
        obstacle = await asyncio.to_thread(window.wait)
        await asyncio.to_thread(window.close)
        if obstacle:
            self._say(messages.OBSTACLES[obstacle], browser=order.browser.name)
            self._say_how(address, files)
        else:
            self._say(messages.CLOSED, address=shown(address))

    def _say_how(self, address: Address, files: CaFiles) -> None:
        parts = {"reached": shown(from_anywhere(address)), "certificate": files.certificate}
        for sentence in (messages.LISTENS, messages.TO_CONNECT, messages.TO_TRUST):
            self._say(sentence, address=shown(address), **parts)

    def _say(self, sentence: Sentence, **parts: object) -> None:
        self._note(say(self._args.lang, sentence, **parts))

    def _note(self, text: str) -> None:
        if not self._args.quiet:
            with contextlib.suppress(OSError):
                self._output.note(text)
