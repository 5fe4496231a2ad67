"""One line on the terminal for everything the proxy does: addresses decoded, nothing that turns text."""

import logging
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import NamedTuple

from mitmproxy.log import ALERT

from unwall.language import Language, Sentence, say
from unwall.model import Match, Reason, Unwrapped
from unwall.proxy import words
from unwall.proxy.mishaps import Failure, Tally
from unwall.proxy.respond import rule_of, rules_of
from unwall.proxy.setup import Choices
from unwall.proxy.unread import Unread
from unwall.urls.show import brief, plain, readable

logger = logging.getLogger(__name__)


def opened(choices: Choices, result: Unwrapped) -> None:
    """A link was opened, or would have been."""
    sentence = words.WOULD_OPEN if choices.dry_run else words.OPENED
    rules = " + ".join(dict.fromkeys(rules_of(result)))
    line = say(
        choices.language, sentence, rule=rules, source=brief(result.input), target=readable(result.output)
    )
    logger.log(ALERT, "%s", line + say(choices.language, words.SCANS) if result.scans else line)


def refused(choices: Choices, result: Unwrapped) -> None:
    """A target was found and must not be opened; what the user or a rule excludes is not worth a line."""
    if result.refused is None or result.refused.reason is Reason.EXCLUDED:
        return
    logger.info(
        "%s",
        say(
            choices.language,
            words.REFUSED,
            rule=rule_of(result),
            source=brief(result.input),
            reason=result.refused.reason.value,
            target=plain(result.refused.target),
        ),
    )


def rewrote(choices: Choices, url: str, rules: Counter[str]) -> None:
    """Links at ``url`` were made direct, or would have been: how many by which rule."""
    sentence = words.WOULD_REWRITE if choices.dry_run else words.REWROTE
    if rules:
        shown = ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items()))
        logger.info(
            "%s", say(choices.language, sentence, count=rules.total(), rules=shown, source=brief(url))
        )


def rules_in(matches: Iterable[Match]) -> Counter[str]:
    """How many links were made direct by which rule."""
    return Counter(match.rule for match in matches if match.output is not None)


def said(language: Language, sentence: Sentence, **parts: object) -> None:
    """Any other sentence that is worth a line."""
    logger.info("%s", say(language, sentence, **parts))


def warned(language: Language, sentence: Sentence, **parts: object) -> None:
    """A sentence about something that the user should mend."""
    logger.warning("%s", say(language, sentence, **parts))


def unread(language: Language, counts: Mapping[Unread, int]) -> None:
    """How many bodies could not be read, and why; nothing where there were none."""
    parts = [say(language, words.UNREAD[why], count=count) for why, count in counts.items()]
    if parts:
        said(language, words.PASSED_UNREAD, parts=", ".join(parts))


def failed(text: str) -> None:
    """Why we cannot go on, in words of its own."""
    logger.error("%s", plain(text))


def problem(text: str) -> None:
    """A sentence about something that the user should mend, in words of its own."""
    logger.warning("%s", plain(text))


class Failed(NamedTuple):
    """An error of ours as it is said; ``trace`` to those who debug."""

    what: Failure
    error: str
    trace: str


class Failures:
    """Our own errors, from whatever thread: each is counted, one of a kind and place is said per minute.

    ``say`` says it; another process has it said by the first one.
    """

    _SECONDS = 60.0

    def __init__(self, tally: Tally, clock: Callable[[], float] = time.monotonic) -> None:
        self.say: Callable[[Language, Failed], None] = _say
        self._tally = tally
        self._clock = clock
        self._said: dict[Failure, float] = {}
        self._alone = Lock()

    def tell(self, language: Language, place: str, error: Exception) -> None:
        """Count the error that is being handled, and say it."""
        what = Failure(type(error).__name__, place)
        self._tally.add(what)
        if self._is_news(what):
            trace = "".join(traceback.format_exception(error)).splitlines()
            self.say(language, Failed(what, plain(f"{what.kind}: {error}"), "\n".join(map(plain, trace))))

    def hear(self, language: Language, failed: Failed) -> None:
        """Say an error that another process has counted."""
        if self._is_news(failed.what):
            self.say(language, failed)

    def _is_news(self, what: Failure) -> bool:
        now = self._clock()
        with self._alone:
            if now - self._said.get(what, -self._SECONDS) < self._SECONDS:
                return False
            self._said[what] = now
        return True


def _say(language: Language, failed: Failed) -> None:
    logger.error("%s", say(language, words.FAILED, place=failed.what.place, error=failed.error))
    logger.debug("%s", failed.trace)
