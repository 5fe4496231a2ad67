"""The dashboard of ``unwall run``: what it shows of this run, and what it may change."""

import argparse
import asyncio
import contextlib
import os
import socket
from typing import TYPE_CHECKING

from unwall import __version__
from unwall import config as configuration
from unwall.browser.pac import pac
from unwall.cli.allow import NO_HOST, host_of
from unwall.cli.deny import NO_SUCH
from unwall.cli.here import DASHBOARD, address_of
from unwall.cli.system_proxy import beyond
from unwall.config import ConfigError
from unwall.dashboard.desk import Authority, Edited, Facts, Switch
from unwall.dashboard.feed import Feed, Line, Mishaps
from unwall.dashboard.links import Answered
from unwall.engine.engine import Engine
from unwall.language import Language, Sentence, say
from unwall.machine.ports import from_anywhere, reachable, shown
from unwall.model import Unwrapped
from unwall.proxy import words
from unwall.proxy.live import FAULTS, said
from unwall.proxy.master import Ready
from unwall.proxy.mishaps import Mishap
from unwall.proxy.setup import Choices, Setup
from unwall.store.event import Event

if TYPE_CHECKING:
    from unwall.dashboard.server import Dashboard
    from unwall.resolve.resolver import Resolver

_KEY = "UNWALL_DASHBOARD_KEY"  # for those who must know the key beforehand, as in a container
_SHORTEST = 12  # characters of such a key
_LOOPBACK = ("127.0.0.1", "::1")

NOT_LOCAL = Sentence(
    "the dashboard is for this machine alone; say --dashboard 127.0.0.1:PORT or --no-dashboard, or let other"
    " machines see it with --dashboard-allow-remote",
    "仪表板仅供本机使用；请使用 --dashboard 127.0.0.1:端口 或 --no-dashboard，"
    "或用 --dashboard-allow-remote 允许其他设备访问",
)
NO_KEY = Sentence(
    "--dashboard-allow-remote: put a password of {least} characters or more into {name}; other machines are"
    " asked for it",
    "--dashboard-allow-remote：请把至少 {least} 个字符的密码放入 {name}；其他设备访问时需要输入",
)
TAKEN = Sentence(
    "the dashboard cannot listen on {address} ({error}); say --dashboard 127.0.0.1:PORT with another port",
    "仪表板无法监听 {address}（{error}）；请用 --dashboard 127.0.0.1:端口 换一个端口",
)
SHORT_KEY = Sentence(
    "the key in {name} has fewer than {least} characters; take a longer one",
    "{name} 中的密钥少于 {least} 个字符；请换更长的密钥",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Those of ``unwall run`` that are about its dashboard."""
    page = parser.add_mutually_exclusive_group()
    page.add_argument(
        "--dashboard",
        type=address_of,
        metavar="HOST:PORT",
        help="where the dashboard is: 127.0.0.1:8081 unless said, or any port where that is taken",
    )
    page.add_argument("--no-dashboard", action="store_true", help="have none")
    parser.add_argument(
        "--dashboard-allow-remote",
        action="store_true",
        help="other machines may see it (--dashboard 0.0.0.0:8081); asks for the UNWALL_DASHBOARD_KEY",
    )


class DashboardError(Exception):
    """Why there can be no dashboard as it was asked for, in one sentence with the next step."""


class RunDesk:
    """The dashboard's listener from the start, its page once the proxy is up. Implements ``Desk``."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Raises DashboardError."""
        self._args = args
        self._key = os.environ.get(_KEY, "")
        if self._key and len(self._key) < _SHORTEST:
            raise DashboardError(say(args.lang, SHORT_KEY, name=_KEY, least=_SHORTEST))
        if args.dashboard_allow_remote and not self._key:
            raise DashboardError(say(args.lang, NO_KEY, name=_KEY, least=_SHORTEST))
        self._listener = _listener(args)
        self.direct = shown(reachable(self._listener.getsockname()[:2]))
        self.address = f"http://{self.direct}/"
        self._switched: dict[Switch, bool] = {}
        self._feed = Feed()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready: Ready | None = None
        self._dashboard: Dashboard | None = None
        self._resolver: Resolver | None = None
        self._is_counting = False

    @property
    def entrance(self) -> str:
        """The address that lets our window in. What stands behind the # is never sent.

        English is also what is spoken where nothing is known of the person; then the browser decides.
        """
        spoken = "?lang=zh" if self._args.lang == Language.CHINESE else ""
        return f"{self.address}{spoken}#{self._key}"

    @property
    def elsewhere(self) -> str:
        """The address for other devices, as far as it is known; empty where they may not ask."""
        if not self._args.dashboard_allow_remote:
            return ""
        host, port = from_anywhere(self._listener.getsockname()[:2])
        return "" if host in _LOOPBACK else f"http://{shown((host, port))}/"

    @property
    def told_entrance(self) -> str:
        """What the terminal shows of it: a password that somebody brought is not for what is kept of that."""
        return self.address if self._args.dashboard_allow_remote else f"{self.address}#{self._key}"

    def chosen(self, choices: Choices) -> Choices:
        """The choices with what was switched in this run."""
        switched = self._switched
        return choices._replace(
            paused=switched.get(Switch.PAUSE, choices.paused),
            dry_run=switched.get(Switch.DRY_RUN, choices.dry_run),
            resolve=switched.get(Switch.RESOLVE, choices.resolve),
        )

    def begin(self, ready: Ready) -> None:
        """Serve the page."""
        from unwall.dashboard.server import Dashboard, new_key  # noqa: PLC0415 - when the proxy is up

        self._key = self._key or new_key()
        self._ready = ready
        self._loop = asyncio.get_running_loop()
        names = _names() if self._args.dashboard_allow_remote else None
        self._dashboard = Dashboard(self._listener, self._key, self, self._feed, names)
        ready.live.tally.told = self._counted
        self._count()

    async def end(self) -> None:
        """Let everybody go."""
        if self._resolver:
            self._resolver.close()
        if self._dashboard:
            await self._dashboard.close()
        self._listener.close()

    def told(self, event: Event) -> None:
        """An event, from any thread."""
        line = Line(
            event.at.timestamp(),
            event.action,
            event.rule,
            event.input,
            event.output,
            event.refused or "",
            event.number,
        )
        if self._loop:
            with contextlib.suppress(RuntimeError):  # the loop is over already
                self._loop.call_soon_threadsafe(self._feed.put, line)

    def _counted(self, _: Mishap, __: int) -> None:
        """Something passed as it was, in any thread: what comes in one moment is shown at once."""
        if self._loop and not self._is_counting:
            self._is_counting = True
            with contextlib.suppress(RuntimeError):  # as above
                self._loop.call_soon_threadsafe(self._count)

    def _count(self) -> None:
        self._is_counting = False
        mishaps = self._proxy().live.tally.so_far()
        self._feed.count(
            Mishaps(
                tuple((each.kind, each.place, count) for each, count in mishaps.failures.items()),
                tuple((words.UNREAD[why], count) for why, count in mishaps.unread.items()),
            )
        )

    # ---- what the page asks for ----------------------------------------------------------------------------

    def engine(self) -> Engine:
        """The engine in force."""
        return self._setup().engine

    def facts(self, name: str) -> Facts:
        """How things are now, for somebody who calls this machine so."""
        ready, engine, choices = self._proxy(), self.engine(), self._setup().choices
        switches = {
            Switch.PAUSE: choices.paused,
            Switch.DRY_RUN: choices.dry_run,
            Switch.RESOLVE: choices.resolve,
        }
        files = ready.ca
        return Facts(
            proxy=self._proxy_for(name),
            elsewhere=self.elsewhere,
            authority=Authority(
                files.name.removeprefix("CN="),
                str(files.certificate),
                files.fingerprint,
                files.domains is not None,
            ),
            version=__version__,
            rules=len(engine.rules),
            scope=self._args.scope,
            on=frozenset(which for which, on in switches.items() if on),
            allow=tuple(sorted(engine.policy.allow_hosts)),
            deny=tuple(sorted(engine.policy.deny_rules)),
            clients=engine.policy.clients,
        )

    def pac(self, name: str) -> str:
        """A PAC file that leads to the proxy; what does not goes as the system would send it."""
        engine = self.engine()
        hosts = engine.hosts.all(carriers=self._args.scope != "minimal")
        return pac(hosts, self._proxy_for(name), engine.policy.allow_hosts, beyond(self._args.upstream))

    def certificate(self, ending: str) -> bytes:
        """The certificate alone; empty where it could speak for any site."""
        files = self._proxy().ca
        return b"" if files.domains is None else files.certificate.with_suffix(f".{ending}").read_bytes()

    def switch(self, which: Switch, *, on: bool) -> None:
        """Turn something on or off, for this run."""
        self._switched[which] = on
        self._follow(self._args.lang)

    def edit(self, which: Edited, name: str, language: Language, *, remove: bool, client: str = "") -> str:
        """Change a list of the configuration; what is wrong, or an empty text."""
        if which is Edited.ALLOW:
            host = host_of(name)
            if host is None:
                return say(language, NO_HOST, name=name)
            name = host
        elif not remove and all(rule.id != name for rule in self.engine().rules):
            return say(language, NO_SUCH, name=name, hint="")
        try:
            file = configuration.load(self._args.config, os.environ).file
            if remove:
                configuration.change(file, which, remove=name, client=client)
            else:
                configuration.change(file, which, add=name)
        except ConfigError as error:
            return error.said(language)
        return self._follow(language)

    async def resolve(self, known: Unwrapped) -> Answered:
        """Where a link leads that only a server knows."""
        from unwall.cli.resolving import UNRESOLVED, resolver_of  # noqa: PLC0415 - brings the network

        if self._resolver is None:
            config = configuration.load(self._args.config, os.environ)
            self._resolver = resolver_of(self._args, config, self.engine())
        found = await self._resolver.resolve(self.engine(), known)
        return Answered(found.result, UNRESOLVED[found.error] if found.error else None)

    def _proxy_for(self, name: str) -> str:
        """One that listens on all addresses is reached by the name that its machine was called by."""
        addresses = self._proxy().addresses
        if not addresses:
            return "-"
        here = reachable(addresses[0])
        return shown(here if here == addresses[0] else (name, here[1]))

    def _follow(self, language: Language) -> str:
        try:
            self._proxy().live.follow()
        except FAULTS as fault:
            return said(fault, language)
        return ""

    def _setup(self) -> Setup:
        setup = self._proxy().live.setup
        assert setup is not None  # noqa: S101 - the proxy is up
        return setup

    def _proxy(self) -> Ready:
        assert self._ready is not None  # noqa: S101 - nobody asks before ``begin``
        return self._ready


def _names() -> frozenset[str]:
    """What this machine is called by others."""
    name = socket.gethostname().lower()
    return frozenset({name, f"{name.partition('.')[0]}.local"})


def _listener(args: argparse.Namespace) -> socket.socket:
    """A socket on the address asked for; on any port where it is the usual one and taken."""
    host, port = args.dashboard or DASHBOARD
    if host not in (*_LOOPBACK, "localhost") and not args.dashboard_allow_remote:
        raise DashboardError(say(args.lang, NOT_LOCAL))
    host = "127.0.0.1" if host == "localhost" else host
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        found = socket.create_server((host, port), family=family)
    except OSError as error:
        if args.dashboard:
            address = f"{host}:{port}"
            fault = os.strerror(error.errno or 0)  # its own text names the address once more
            raise DashboardError(say(args.lang, TAKEN, address=address, error=fault)) from None
        found = socket.create_server((host, 0), family=family)
    found.setblocking(False)  # noqa: FBT003 - the socket's own way
    return found
