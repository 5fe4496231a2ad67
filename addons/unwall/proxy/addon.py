"""The mitmproxy addon, for ``mitmdump -s addons/unwall_addon.py`` and for the embedded master alike.

Every hook reads the set-up in force once. Whatever goes wrong in ours, the flow stays as it was.
"""

import asyncio
import functools
import os
from collections.abc import Awaitable, Callable, Collection, Sequence

from mitmproxy import command, ctx, exceptions, http
from mitmproxy.addonmanager import Loader
from mitmproxy.proxy import server_hooks
from mitmproxy.version import VERSION

from unwall.language import language_of
from unwall.model import Unwrapped
from unwall.proxy import addresses, bodies, clients, flows, options, report, sockets, streams
from unwall.proxy.asking import Asking
from unwall.proxy.live import FAULTS, First, Live, said
from unwall.proxy.navigation import Rounds, is_document, role_of
from unwall.proxy.reach import Reach
from unwall.proxy.setup import Choices, Role, Setup
from unwall.proxy.tls import TlsGate
from unwall.proxy.uncaught import Uncaught
from unwall.proxy.unread import Unread
from unwall.proxy.version import fault_of

_LARGE = 1 << 16  # bytes on the wire; what takes longer than a few milliseconds is left to a thread


def _fails_open[*Given, Result](
    work: Callable[["UnwallAddon", *Given], Result],
) -> Callable[["UnwallAddon", *Given], Result | None]:
    """Where an error of ours, whatever it is, ends: it is counted, and the traffic goes on as it was."""

    @functools.wraps(work)
    def guarded(addon: "UnwallAddon", /, *given: *Given) -> Result | None:
        try:
            return work(addon, *given)
        except Exception as error:  # noqa: BLE001 - a flow never fails because of us
            addon.live.fail(work.__name__, error)
            return None

    return guarded


def _has_all_events(head: bodies.Head, response: http.Response) -> bool:
    """Whether the events are there already: another addon has answered, and none is waited for."""
    return response.raw_content is not None and bodies.is_event_stream(head.kind)


class UnwallAddon:
    """Opens walled links in the traffic.

    Without ``choose`` the choices are those of the options; with it, they are what it gives now and whenever
    a file changes. ``setup`` spares making what has been made; ``certifies`` tells whether the CA in use can
    speak for a host; ``reach`` is where clients may be led. ``alone``: no other addon wants to see bodies and
    messages, so those that unwall has no use for pass as they come, and nothing of them is kept.
    """

    name = "unwall"

    def __init__(
        self,
        choose: Callable[[], Choices] | None = None,
        setup: Setup | None = None,
        certifies: Callable[[str], bool] = lambda _: True,
        reach: Reach | None = None,
        *,
        alone: bool = False,
    ) -> None:
        self._alone = alone
        self._has_options = choose is None
        self._rounds = Rounds()
        self._watching: asyncio.Task[None] | None = None
        language = language_of("", os.environ)
        self.live = Live(choose or (lambda: options.choices_of(ctx.options, os.environ)), setup, language)
        self.tls = TlsGate(lambda: self.live.setup, certifies)
        self.reach = reach or Reach(language)
        self.asking = Asking()
        self._uncaught = Uncaught(self.live.fail)

    # ---- life ----------------------------------------------------------------------------------------------

    def load(self, loader: Loader) -> None:
        """Register the options; put the TLS half behind the addons that are there, TlsConfig among them."""
        if fault := fault_of(VERSION, self.live.language):
            raise exceptions.OptionsError(fault)
        if self._has_options:
            options.register(loader)
        ctx.master.addons.add(self.tls)

    def configure(self, updated: Collection[str]) -> None:
        """Follow the options: all of what they ask for, or an OptionsError and what was before.

        Before there is anything to go on with, an error line: mitmproxy ends at such a line, and shows a
        script's exceptions with all that led to them.
        """
        if self.live.setup is not None and (not self._has_options or options.NAMES.isdisjoint(updated)):
            return
        try:
            self.live.follow()
        except FAULTS as fault:
            if self.live.setup is None and self._has_options:
                report.failed(said(fault, self.live.language))
                return
            raise exceptions.OptionsError(said(fault, self.live.language)) from None

    def running(self) -> None:
        """Begin to look after errors, and the files that rules and choices come from."""
        self._uncaught.begin()
        if self.live.watches:
            self._watching = asyncio.get_running_loop().create_task(self.live.watch(self.rebuild))
        self.live.begin_log()

    def done(self) -> None:
        """Leave nothing behind."""
        if self._watching:
            self._watching.cancel()
        if self.tls in ctx.master.addons:
            ctx.master.addons.remove(self.tls)
        self.live.end_log()
        self.asking.close()
        self._uncaught.end()

    @_fails_open
    def rebuild(self) -> Setup | None:
        """What the files say now; None where they have faults."""
        return self.live.rebuilt()

    # ---- connections and flows -----------------------------------------------------------------------------

    async def http_connect(self, flow: http.HTTPFlow) -> None:
        """Refuse a tunnel to where the proxy may not be led."""
        await self.reach.answer(flow)

    async def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Refuse what the proxy may not be led to."""
        await self.reach.server_connect(data)

    def server_connected(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Refuse what the proxy was led to in spite of its name."""
        self.reach.server_connected(data)

    @_fails_open
    def request(self, flow: http.HTTPFlow) -> Awaitable[None] | None:
        """Answer a navigation to a wall."""
        if self.tls.trust.idle:
            self.tls.trust.asked(flow.client_conn.id)
        setup = self.live.setup
        if setup is None:
            return None
        role = setup.roles.get(flow.request.data.host)
        if role is None or role.is_address:
            role = role_of(flow, setup)
        if flow.response or flow.error or not flow.live:
            return None
        if not role.own and self.reach.asks_about(flow):
            return self._go_on_if_let(setup, flow, role)
        return self.go_on(setup, flow, role) if role.looked_at else None

    async def _go_on_if_let(self, setup: Setup, flow: http.HTTPFlow, role: Role) -> None:
        await self.reach.answer(flow)
        if role.looked_at and flow.response is None and (work := self.go_on(setup, flow, role)):
            await work

    @_fails_open
    def go_on(self, setup: Setup, flow: http.HTTPFlow, role: Role) -> Awaitable[None] | None:
        """What ``request`` does where it may be asked."""
        if setup.clients:
            setup, role = clients.of_client(setup, flow)
        if role.own:
            return self._answer(setup, flow)
        pasted = flows.navigate(setup, flow, self._rounds) if role.answered else None
        if pasted is not None:
            return self._ask_about(setup, flow, pasted)
        if role.rewritten and not flow.response:
            flows.restore_tags(setup, flow)
        return None

    def _answer(self, setup: Setup, flow: http.HTTPFlow) -> Awaitable[None] | None:
        """Answer what is asked of the proxy itself: one of several processes knows of itself alone."""
        if not flows.asks_how(flow):
            flows.answer(setup, flow, self.reach.dashboard_of(flow.client_conn))
        elif self.live.first:
            return self._answer_for_all(setup, flow, self.live.first)
        else:
            flows.answer_how(setup, flow, self.live.state())
        return None

    async def _answer_for_all(self, setup: Setup, flow: http.HTTPFlow, first: First) -> None:
        flows.answer_how(setup, flow, await first.state() or self.live.state())

    async def _ask_about(self, setup: Setup, flow: http.HTTPFlow, pasted: Unwrapped) -> None:
        result = await self._in_time(self.asking.text(setup, pasted))
        self.lead_pasted(setup, flow, pasted, result)

    @_fails_open
    def lead_pasted(
        self, setup: Setup, flow: http.HTTPFlow, pasted: Unwrapped, result: Unwrapped | None
    ) -> None:
        """Open what was pasted as a search, or ask what is meant."""
        flows.lead_pasted(setup, flow, pasted, result, self._rounds)

    async def _in_time(self, asking: Awaitable[Unwrapped | None]) -> Unwrapped | None:
        """What a server told; an error of ours is as good as no answer."""
        try:
            return await asking
        except Exception as error:  # noqa: BLE001 - as in _fails_open
            self.live.fail("resolve", error)
            return None

    @_fails_open
    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Make the addresses in headers direct; let pass piece by piece what is not to be read whole."""
        setup, response = self.live.setup, flow.response
        if setup is None or response is None:
            return
        role = setup.roles.get(flow.request.data.host)
        if role is None or role.is_address:
            role = role_of(flow, setup)
        if setup.clients and role.looked_at:
            setup, role = clients.of_client(setup, flow)
        if not role.looked_at:
            if self._alone and not response.stream:
                response.stream = True
        elif bodies.is_nothing_to_read(response):
            self._let_pass(response)
        elif flows.DONE not in flow.metadata:
            self._begin_response(setup, flow, response, role)

    def _begin_response(self, setup: Setup, flow: http.HTTPFlow, response: http.Response, role: Role) -> None:
        head = bodies.head_of(flow.request, response)
        is_opened = role.walled and is_document(head.method, head.asked)
        if is_opened and 300 <= head.status < 400:
            flows.replace_redirect(setup, flow, self._rounds)
        if flows.DONE in flow.metadata:
            return
        addresses.readdress(setup, flow, head)
        if head.status == 304:
            flows.retag(setup, flow)
        if callable(response.stream):
            return  # another addon has chosen
        passes = bodies.passes_unread(head, whole=is_opened, transforms=setup.transforms)
        begun = role.rewritten and (passes or not is_opened) and self._begin_stream(setup, flow, head)
        if passes and not begun:
            if not (role.rewritten and _has_all_events(head, response)):
                self._let_pass(response)
            large = role.rewritten and (head.length or 0) > bodies.LARGEST
            if large and bodies.may_change(head, transforms=setup.transforms):
                setup.pass_unread(Unread.LARGE)

    def _let_pass(self, response: http.Response) -> None:
        """Let a body that we have no use for pass as it comes, unless others may want it and can have it."""
        if not response.stream and (self._alone or not bodies.can_be_held(response)):
            response.stream = True

    def _begin_stream(self, setup: Setup, flow: http.HTTPFlow, head: bodies.Head) -> bool:
        if flow.response and flow.response.raw_content is not None:
            return False  # of another addon, which has given it whole
        larger_than = setup.choices.stream
        return bodies.comes_as_stream(head, larger_than=larger_than, held=not self._alone) and streams.begin(
            setup, flow, head, lambda error: self.live.fail("stream", error)
        )

    @_fails_open
    def response(self, flow: http.HTTPFlow) -> Awaitable[None] | None:
        """Replace an interstitial; make the links in a page direct. Others do not wait for a large one."""
        setup, response = self.live.setup, flow.response
        if setup is None or response is None or response.stream or flows.DONE in flow.metadata:
            return None
        role = role_of(flow, setup)
        if setup.clients and role.looked_at:
            setup, role = clients.of_client(setup, flow)
        if not role.walled and not role.rewritten:
            return None
        if role.asked:
            return self._open_or_ask(setup, flow, role)
        return self._opening(setup, flow, role)

    def _opening(self, setup: Setup, flow: http.HTTPFlow, role: Role) -> Awaitable[None] | None:
        if flow.response and len(flow.response.raw_content or b"") > _LARGE:
            return asyncio.to_thread(self.open_body, setup, flow, role)
        return self.open_body(setup, flow, role)

    async def _open_or_ask(self, setup: Setup, flow: http.HTTPFlow, role: Role) -> None:
        opening = self._opening(setup, flow, role)
        if opening is not None:
            await opening
        self.lead(setup, flow, await self._in_time(self.asking.page(setup, flow)))

    @_fails_open
    def lead(self, setup: Setup, flow: http.HTTPFlow, result: Unwrapped | None) -> None:
        """Send the client on to what a server told."""
        flows.lead(setup, flow, result, self._rounds)

    @_fails_open
    def open_body(self, setup: Setup, flow: http.HTTPFlow, role: Role) -> None:
        """What ``response`` does, in whatever thread."""
        flows.open_body(setup, flow, role, self._rounds)

    @_fails_open
    def websocket_message(self, flow: http.HTTPFlow) -> Awaitable[None] | None:
        """Make the links in a message from a server direct. Others do not wait for a large one."""
        if self._alone:
            sockets.forget(flow)
        setup = self.live.setup
        if setup is not None and setup.clients:
            setup, _ = clients.of_client(setup, flow)
        if setup is None or not role_of(flow, setup).rewritten:
            return None
        if sockets.size_of(flow) > _LARGE:
            return asyncio.to_thread(self.open_message, setup, flow)
        return self.open_message(setup, flow)

    @_fails_open
    def open_message(self, setup: Setup, flow: http.HTTPFlow) -> None:
        """What ``websocket_message`` does, in whatever thread."""
        sockets.direct(setup, flow)

    # ---- commands ------------------------------------------------------------------------------------------

    @command.command("unwall.unwrap")  # type: ignore[untyped-decorator]
    def unwrap_command(self, url: str) -> str:
        """What a link leads to; the link itself where it is not walled."""
        setup = self.live.setup
        return setup.engine.unwrap(url).output if setup else url

    @command.command("unwall.rules")  # type: ignore[untyped-decorator]
    def rules_command(self) -> Sequence[str]:
        """The ids of the rules in force."""
        setup = self.live.setup
        return [rule.id for rule in setup.engine.rules] if setup else []
