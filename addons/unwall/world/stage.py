"""All that the demo and its tests need at once: the world, the real proxy in it, a real browser."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from unwall.language import Language
from unwall.world.drive import Driver
from unwall.world.picture import PICTURES, before_after
from unwall.world.proxied import Command, Proxy, unwall_run
from unwall.world.server import World
from unwall.world.verdict import Row
from unwall.world.walls import Scope, Wall


class Plan(NamedTuple):
    """How a stage is set up."""

    browser: str  # the path of a Chromium
    scopes: frozenset[Scope] = frozenset(Scope)  # a proxy for each
    rtt: float = 0.0  # seconds
    visible: bool = False
    command: Command = unwall_run


class Stage:
    """A context manager: everything is up inside it."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def __enter__(self) -> Self:
        plan = self._plan
        with ExitStack() as stack:
            self.world = stack.enter_context(World(rtt=plan.rtt))
            self.proxies = {
                scope: stack.enter_context(Proxy(self.world, scope, plan.command)) for scope in plan.scopes
            }
            driver = Driver(self.world, self.proxies.values(), plan.browser, visible=plan.visible)
            self.driver = stack.enter_context(driver)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def row(self, wall: Wall, pictures: Path | None = None) -> Row:
        """The wall without and then with unwall, with a picture of each end in ``pictures``."""
        before, after = (pictures and pictures / f"{wall.id}-{end}.png" for end in ("without", "with"))
        words = PICTURES.get(wall.id)
        phone = words is not None
        without = self.driver.visit(wall, picture=before, phone=phone)
        opened = self.driver.visit(wall, self.proxies[wall.scope], picture=after, phone=phone)
        if pictures and before and after and words:
            for language in Language:
                page = before_after(before, after, words, language)
                self.driver.draw(page, pictures / f"{words.file}.{language}.webp")
        return Row(wall, without, opened)


def scopes_of(walls: Iterable[Wall]) -> frozenset[Scope]:
    """The scopes that these walls need."""
    return frozenset(wall.scope for wall in walls)
