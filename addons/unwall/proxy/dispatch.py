"""Events to addons by a table: asking every addon about every event is half of what mitmdump's CPU does.

The table holds, for each event, the hooks that there are; it is made anew whenever an addon comes or goes.
What an addon may do in a hook, and what becomes of its errors, is as in mitmproxy.
"""

import inspect
from collections.abc import Callable
from typing import Any

from mitmproxy import exceptions, flow, hooks
from mitmproxy.addonmanager import AddonManager, safecall
from mitmproxy.master import Master

from unwall.proxy.version import TESTED

type Hook = Callable[..., Any]
_UPDATE = hooks.UpdateHook([])


class TableManager(AddonManager):
    """An AddonManager that finds the hooks of an event in a table."""

    def __init__(self, master: Master) -> None:
        super().__init__(master)  # type: ignore[no-untyped-call]
        self._table: dict[str, tuple[Hook, ...]] = {}

    def register(self, addon: object) -> object:
        """Take an addon in."""
        self._table.clear()
        return super().register(addon)  # type: ignore[no-untyped-call]

    def remove(self, addon: object) -> None:
        """Let an addon go."""
        super().remove(addon)  # type: ignore[no-untyped-call]
        self._table.clear()

    def clear(self) -> None:
        """Let all addons go."""
        super().clear()  # type: ignore[no-untyped-call]
        self._table.clear()

    async def handle_lifecycle(self, event: hooks.Hook) -> None:
        """Call them; what was done to a flow, those hear of who ask for it."""
        await self.trigger_event(event)
        message = getattr(event, "flow", None)
        if isinstance(message, flow.Flow) and self._found(_UPDATE):
            await self.trigger_event(hooks.UpdateHook([message]))

    async def trigger_event(self, event: hooks.Hook) -> None:
        """Call the hooks of every addon for ``event``, in the order of the chain."""
        found = self._found(event)
        if not found:
            return
        arguments = event.args()
        for hook in found:
            try:
                with safecall():
                    result = hook(*arguments)
                    if result is not None and inspect.isawaitable(result):
                        await result
            except exceptions.AddonHalt:
                return

    def _found(self, event: hooks.Hook) -> tuple[Hook, ...]:
        found = self._table.get(event.name)
        if found is None:
            found = tuple(hook for addon in self.chain for _, hook in self._iter_hooks(addon, event))
            self._table[event.name] = found
        return found


def is_known(version: str) -> bool:
    """Whether the manager of this mitmproxy is one that the table was tried with."""
    parameters = list(inspect.signature(AddonManager.trigger_event).parameters)
    return version in TESTED and parameters == ["self", "event"]
