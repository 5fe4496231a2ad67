"""The set-up in force, and how it follows what the user changes while the proxy runs."""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from typing import Protocol

from unwall.config import ConfigError
from unwall.language import Language, Said
from unwall.proxy import report, words
from unwall.proxy.checked import Checked
from unwall.proxy.journal import NO_JOURNAL, Journal, Keeps, begin
from unwall.proxy.mishaps import Tally
from unwall.proxy.setup import ChoiceError, Choices, Setup, build
from unwall.proxy.telling import State
from unwall.proxy.watch import watch
from unwall.rules.loader import RuleError, built_in
from unwall.store.event import Event
from unwall.store.log import Keeping, Met
from unwall.store.place import place_of
from unwall.store.store import StoreError

FAULTS = (ChoiceError, ConfigError, RuleError)  # what the user can mend


class First(Protocol):
    """The first of several processes, seen from another."""

    async def state(self) -> State | None:
        """How all are; None where it does not say in time."""
        ...


class Live:
    """Holds one Setup at a time: a new one is made whole, then takes the place of the old in one assignment.

    ``choose`` gives the user's choices as they are now; it raises ChoiceError or ConfigError. ``told``, if
    set before the log begins, is told each event as it happens; ``keeps``, if set by then, takes the place of
    the log that was chosen. ``changed`` is called when another set-up is in force. ``tally`` is of the whole
    run; where there is a ``first`` process, that one says at the end what all have counted.
    """

    def __init__(self, choose: Callable[[], Choices], setup: Setup | None, language: Language) -> None:
        self._choose = choose
        self._language = language
        self._journal = NO_JOURNAL
        self._logs = False  # since the proxy runs
        self._checked = Checked()
        self.tally = Tally()
        self.failures = report.Failures(self.tally)
        self.told: Callable[[Event], None] | None = None
        self.keeps: Keeps | None = None
        self.first: First | None = None
        self.changed: Callable[[], None] = lambda: None
        self.watches = True  # files; otherwise somebody tells when they have changed
        self.key = secrets.token_bytes(32)  # of the pseudonyms of clients
        self.setup = self._lasting(setup) if setup else None

    @property
    def language(self) -> Language:
        """The language of messages."""
        return self.setup.choices.language if self.setup else self._language

    def follow(self) -> None:
        """Put in force what is chosen now. Raises one of FAULTS, and what was in force stays so."""
        choices = self._choose()
        before = self.setup
        if before is None or before.choices != choices:
            self.setup = self._lasting(build(choices))
            if before and self._logs and _log_of(before.choices) != _log_of(choices):
                self._change_log(self.setup)
            self.changed()

    async def watch(self, rebuild: Callable[[], Setup | None]) -> None:
        """Put in force what ``rebuild`` makes whenever a file of rules or choices changed; never ends."""

        async def changed() -> None:
            before = self.setup
            setup = await asyncio.to_thread(rebuild)
            if setup is not None and self.setup is before:
                self.setup = setup
                self.changed()
                report.said(setup.choices.language, words.RULES_RELOADED, count=len(setup.engine.rules))

        await watch(self._files, changed)

    def rebuilt(self) -> Setup | None:
        """The set-up of the files as they are now; None, and a line that says why, for faulty ones."""
        try:
            return self._lasting(build(self._choose()))
        except FAULTS as fault:
            report.warned(self.language, words.RULES_KEPT, problems=said(fault, self.language))
            return None

    def begin_log(self) -> None:
        """Begin the log that was chosen, once; later set-ups go on with it. One that fails is said."""
        if self.setup is not None and not self._logs:
            self._logs = True
            self._open_log(self.setup)

    def _change_log(self, setup: Setup) -> None:
        """Go on in another log, or with more or less of each event."""
        before = self._journal
        self._open_log(setup)
        self._end_log(before)

    def _open_log(self, setup: Setup) -> None:
        log = self.keeps
        try:
            if setup.choices.log:
                place = place_of(setup.choices.log)
                log = begin(place, setup.choices.keeping, setup.engine.rules.digest, self._tell_of_log)
        except StoreError as error:
            report.warned(self.language, words.NO_LOG, error=error)
        self._journal = Journal(log, self.told, self.key) if log or self.told else NO_JOURNAL
        self.setup = self._lasting(setup)

    def _tell_of_log(self, said: Said) -> None:
        report.problem(said.said(self.language))

    def take(self, event: Event) -> None:
        """An event of another process."""
        self._journal.take(event)

    def count(self, at: Met, looked: int, walled: int) -> None:
        """Links that another process looked at."""
        self._journal.count(at, looked, walled)

    def end_log(self) -> None:
        """End the log; say how many events could not be written, and how many bodies could not be read."""
        self._end_log(self._journal)
        if self.first is None:
            report.unread(self.language, self.tally.so_far().unread)

    def _end_log(self, journal: Journal) -> None:
        if lost := journal.close():
            report.warned(self.language, words.LOG_LOST, count=lost)

    def fail(self, place: str, error: Exception) -> None:
        """An error of our own, whose traffic goes on as it was."""
        self.failures.tell(self.language, place, error)

    def state(self) -> State:
        """How this process is; of the first of several, how all are."""
        return State(self._journal.state, self.tally.so_far())

    def _lasting(self, setup: Setup) -> Setup:
        """The set-up with what is the run's."""
        return setup._replace(journal=self._journal, tally=self.tally, checked=self._checked)

    def _files(self) -> Iterable[str]:
        choices = self.setup.choices if self.setup else Choices()
        return built_in(), *choices.rules, *choices.watched


def _log_of(choices: Choices) -> tuple[str, Keeping]:
    return choices.log, choices.keeping


def said(fault: Exception, language: Language) -> str:
    """A fault on one line."""
    text = fault.said(language) if isinstance(fault, RuleError | ConfigError) else str(fault)
    return "; ".join(text.splitlines())
