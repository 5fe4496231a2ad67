"""The proxy of ``unwall run``: mitmproxy's core with the few addons it needs, and unwall, in one event loop.

    await serve(Settings(confdir=Path("…")), on_ready=lambda ready: print(ready.addresses), stop=stop)

``serve`` listens, calls ``on_ready`` once connections are accepted, and returns after SIGINT, SIGTERM or
``stop``; a second SIGINT ends the process at once. What keeps it from starting is a CannotServeError, whose
text is one sentence with the next step, the RuleError of the rules, or the CaError of the CA's files.
``Settings.tell`` receives every line for people.
"""

import asyncio
import contextlib
import errno
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from mitmproxy import exceptions, options
from mitmproxy.addons import (
    block,
    core,
    disable_h2c,
    dns_resolver,
    next_layer,
    proxyauth,
    script,
    strip_dns_https_records,
    update_alt_svc,
    upstream_auth,
)
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.master import Master
from mitmproxy.version import VERSION

from unwall.language import Language, say
from unwall.proxy import bodies, ca, http1, report, words
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.crew import Crew
from unwall.proxy.dispatch import TableManager, is_known
from unwall.proxy.joined import Joined
from unwall.proxy.leaf import NarrowTls
from unwall.proxy.listening import CannotServeError, Listen, check, parsed, shared_port
from unwall.proxy.live import Live
from unwall.proxy.paced import Paced
from unwall.proxy.quick import QuickOptions
from unwall.proxy.reach import Reach
from unwall.proxy.setup import OWN_NAME, ChoiceError, Choices, Scope, build
from unwall.proxy.socks import Socks
from unwall.proxy.terminal import lines, untraced
from unwall.proxy.tunnel import Tunnel
from unwall.proxy.upstream import Upstream
from unwall.proxy.version import fault_of
from unwall.proxy.worker import Worker
from unwall.store.event import Event

__all__ = ["CannotServeError", "Listen", "Ready", "Settings", "serve"]

_PARTING = 0.5  # seconds that open connections get to end
_QUIET = 60.0  # seconds in which a want is told once
_MANY = 8192  # open files that are enough for some thousand connections
_LOOK = 0.005  # and how often it is seen whether they have


class Settings(NamedTuple):
    """What ``unwall run`` was asked for."""

    confdir: Path  # where our CA lies
    listen: Listen = Listen()
    choose: Callable[[], Choices] = Choices  # what the user chose; asked again whenever a file of it changes
    upstream_auth: str = ""  # NAME:PASSWORD for an upstream proxy
    scripts: tuple[str, ...] = ()  # mitmproxy scripts, before our own addon
    server_ca: str = ""  # a file with the CAs that servers are trusted by, instead of the usual ones
    verbose: bool = False
    tell: Callable[[str], None] = print
    told: Callable[[Event], None] | None = None  # is told each event as it happens
    dashboard: str = ""  # where the dashboard is, http://HOST:PORT/
    dashboard_shared: bool = False  # other machines may ask it
    crew: Crew | None = None  # other processes on the same port
    worker: Worker | None = None  # this is one of them


class Ready(NamedTuple):
    """The proxy accepts connections."""

    addresses: tuple[tuple[str, int], ...]
    ca: ca.CaFiles
    table: bool  # hooks are found in a table; otherwise in mitmproxy's own, slower way
    live: Live  # what is in force
    tunnels: tuple[str, ...] = ()  # configurations for those who come by WireGuard


async def serve(
    settings: Settings, on_ready: Callable[[Ready], None], stop: asyncio.Event | None = None
) -> None:
    """Run the proxy to its end. See the module."""
    choices = settings.choose()
    language = choices.language
    if fault := fault_of(VERSION, language):
        raise CannotServeError(fault)
    crew, worker = settings.crew, settings.worker
    check(settings.listen, language, taken=worker is not None)
    try:
        setup = await asyncio.to_thread(build, choices)
    except ChoiceError as error:
        raise CannotServeError(str(error)) from None
    of_all = choices.scope is Scope.ALL
    files = ca.ensure(settings.confdir, {*setup.engine.hosts.domains(), OWN_NAME}, everything=of_all)
    ended = stop or asyncio.Event()
    with lines(settings.tell, verbose=settings.verbose), _signals(ended), contextlib.ExitStack() as stack:
        if crew or worker:
            stack.enter_context(shared_port(settings.listen, language))
        if is_known(VERSION):
            stack.enter_context(http1.whole())
        master = _Embedded(settings, files, language)
        reach = Reach(
            language,
            guard=settings.listen.allow_lan,
            dashboard=settings.dashboard,
            shared=settings.dashboard_shared,
        )
        addon = UnwallAddon(settings.choose, setup, files.covers, reach, alone=True)
        addon.live.told = settings.told
        master.fill(addon)

        def listening(addresses: tuple[tuple[str, int], ...]) -> None:
            if crew:
                crew.begin(addon.live, addresses[0][1], settings.dashboard)
            on_ready(Ready(addresses, files, master.has_table, addon.live, master.tunnels()))

        if worker:
            await _work(worker, addon, ended, master.serve(listening, ended))
        else:
            await master.serve(listening, ended, crew)


async def _work(worker: Worker, addon: UnwallAddon, ended: asyncio.Event, serving: Awaitable[None]) -> None:
    """Serve as one of several processes."""
    live = addon.live
    live.keeps, live.key, live.watches = worker, bytes.fromhex(worker.beginning.key), False
    live.first, live.tally.told, live.failures.say = worker, worker.count, worker.say

    async def changed() -> None:
        setup = await asyncio.to_thread(addon.rebuild)
        live.setup = setup or live.setup

    following = asyncio.create_task(worker.follow(changed, ended))
    try:
        await serving
    finally:
        await worker.end()
        following.cancel()


class _Embedded(Master):
    """mitmproxy's master with a hook table, its core addons and ours."""

    def __init__(self, settings: Settings, files: ca.CaFiles, language: Language) -> None:
        self.has_table = is_known(VERSION)
        super().__init__(QuickOptions() if self.has_table else options.Options())
        if self.has_table:
            self.addons = TableManager(self)
        self._settings = settings
        self._files = files
        self._language = language
        self._proxy = Proxyserver()
        self._crowded = -_QUIET  # when it was last told that there are too many open files

    def fill(self, addon: UnwallAddon) -> None:
        """Add what is needed: to protect the user, to speak the protocols, and ours behind all of it."""
        self.addons.add(
            core.Core(),
            block.Block(),
            strip_dns_https_records.StripDnsHttpsRecords(),
            disable_h2c.DisableH2C(),
            proxyauth.ProxyAuth(),
            self._proxy,
            script.ScriptLoader(),
            dns_resolver.DnsResolver(),
            next_layer.NextLayer(),
            NarrowTls(),
            upstream_auth.UpstreamAuth(),
            update_alt_svc.UpdateAltSvc(),
            *([Joined()] if self.has_table else ()),
            Upstream(self._language),
            addon,
        )
        if self.has_table:
            self.addons.add(Socks(addon.tls.waits), Tunnel(), Paced())  # behind what ``addon`` has added
        settings, listen = self._settings, self._settings.listen
        try:
            self.options.update(
                confdir=str(self._files.pem.parent),
                listen_host=listen.host,
                listen_port=listen.port,
                mode=[mode.full_spec for mode in parsed(listen.modes, self._language)],
                proxyauth=listen.proxyauth or None,
                upstream_auth=settings.upstream_auth or None,
                ssl_verify_upstream_trusted_ca=settings.server_ca or None,
                block_global=True,
                stream_large_bodies=str(bodies.LARGEST),  # in both directions; no more is ever looked at
                scripts=list(settings.scripts),
            )
        except exceptions.OptionsError as error:
            raise CannotServeError(say(self._language, words.BAD_OPTION, error=error)) from None

    async def serve(
        self,
        on_listening: Callable[[tuple[tuple[str, int], ...]], None],
        stop: asyncio.Event,
        crew: Crew | None = None,
    ) -> None:
        """Listen until ``stop``; raises CannotServeError where that fails. ``crew`` ends first."""
        self._on_listening = on_listening
        self._fault = ""
        # For longer than mitmproxy has it: complaints come until the loop is closed.
        asyncio.get_running_loop().set_exception_handler(self._asyncio_exception_handler)
        stopping = asyncio.create_task(self._end_after(stop, crew))
        try:
            await self.run()
        finally:
            stopping.cancel()
            await self._part()
        if self._fault:
            raise CannotServeError(say(self._language, words.BAD_OPTION, error=self._fault))

    async def running(self) -> None:
        """Every server has been started, or has failed."""
        await super().running()
        faults = [str(server.last_exception) for server in self._proxy.servers if server.last_exception]
        if faults:
            self._fault = "; ".join(map(untraced, faults))
            self.shutdown()  # type: ignore[no-untyped-call]
            return
        self._on_listening(
            tuple(dict.fromkeys((str(address[0]), int(address[1])) for address in self._proxy.listen_addrs()))
        )

    def tunnels(self) -> tuple[str, ...]:
        """What a WireGuard client is given, for each server of that mode."""
        told = (server.to_json().get("wireguard_conf") for server in self._proxy.servers)
        return tuple(each for each in told if each)

    async def done(self) -> None:
        """Nobody is served any more when the addons end, the log among them."""
        await self._part()
        await super().done()

    def _asyncio_exception_handler(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        """Where the system has no more files to give, the loop tells it for every connection that waits.

        It tries again later, and then complains of servers that are closed by now.
        """
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
            if loop.time() - self._crowded > _QUIET:
                self._crowded = loop.time()
                report.warned(self._language, words.NO_FILES, limit=_MANY)
        elif not (isinstance(error, ValueError) and "_start_serving" in str(context.get("message"))):
            super()._asyncio_exception_handler(loop, context)

    async def _end_after(self, stop: asyncio.Event, crew: Crew | None) -> None:
        await stop.wait()
        if crew:
            await crew.end()
        self.shutdown()  # type: ignore[no-untyped-call]

    async def _part(self) -> None:
        """Stop listening, and end what is still connected."""
        await self._proxy.servers.update([])
        for handler in self._proxy.connections.values():
            end = handler.transports.get(handler.client)
            if end is not None and end.handler is not None:
                end.handler.cancel("the proxy ends")
        # Each then says goodbye to its server and is gone; a task that is ended by force instead, CPython up
        # to 3.12.2 reports with a traceback.
        loop = asyncio.get_running_loop()
        until = loop.time() + _PARTING
        while self._proxy.connections and loop.time() < until:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(_LOOK)


@contextlib.contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """Let SIGINT and SIGTERM set ``stop``, each once: a second SIGINT is Python's own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ended(number: signal.Signals) -> None:
        signal.signal(number, signal.SIG_DFL if number is not signal.SIGINT else signal.default_int_handler)
        loop.call_soon_threadsafe(stop.set)

    for number in before:
        signal.signal(number, lambda got, _: ended(signal.Signals(got)))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
