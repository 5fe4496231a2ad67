"""The set-up in force, and how it follows what the user changes while the proxy runs."""

import asyncio
from collections.abc import Callable, Iterable

from unwall.config import ConfigError
from unwall.language import Language
from unwall.proxy import report, words
from unwall.proxy.setup import ChoiceError, Choices, Setup, build
from unwall.proxy.watch import watch
from unwall.rules.loader import RuleError, built_in

FAULTS = (ChoiceError, ConfigError, RuleError)  # what the user can mend


class Live:
    """Holds one Setup at a time: a new one is made whole, then takes the place of the old in one assignment.

    ``choose`` gives the user's choices as they are now; it raises ChoiceError or ConfigError.
    """

    def __init__(self, choose: Callable[[], Choices], setup: Setup | None, language: Language) -> None:
        self._choose = choose
        self._language = language
        self.setup = setup

    @property
    def language(self) -> Language:
        """The language of messages."""
        return self.setup.choices.language if self.setup else self._language

    def follow(self) -> None:
        """Put in force what is chosen now. Raises one of FAULTS, and what was in force stays so."""
        choices = self._choose()
        if self.setup is None or self.setup.choices != choices:
            self.setup = build(choices)

    async def watch(self, rebuild: Callable[[], Setup | None]) -> None:
        """Put in force what ``rebuild`` makes whenever a file of rules or choices changed; never ends."""

        async def changed() -> None:
            before = self.setup
            setup = await asyncio.to_thread(rebuild)
            if setup is not None and self.setup is before:
                self.setup = setup
                report.said(setup.choices.language, words.RULES_RELOADED, count=len(setup.engine.rules))

        await watch(self._files, changed)

    def rebuilt(self) -> Setup | None:
        """The set-up of the files as they are now; None, and a line that says why, for faulty ones."""
        try:
            return build(self._choose())
        except FAULTS as fault:
            report.warned(self.language, words.RULES_KEPT, problems=said(fault))
            return None

    def _files(self) -> Iterable[str]:
        choices = self.setup.choices if self.setup else Choices()
        return built_in(), *choices.rules, *choices.watched


def said(fault: Exception) -> str:
    """A fault on one line."""
    return "; ".join(str(fault).splitlines())
