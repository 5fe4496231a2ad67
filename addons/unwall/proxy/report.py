"""One line on the terminal for everything the proxy does: addresses decoded, nothing that turns text."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable

from mitmproxy.log import ALERT

from unwall.language import Language, Sentence, say
from unwall.model import Match, Reason, Unwrapped
from unwall.proxy import words
from unwall.proxy.respond import rule_of, rules_of
from unwall.proxy.setup import Choices
from unwall.proxy.unread import Tally
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


def unread(language: Language, tally: Tally) -> None:
    """How many bodies could not be read, and why; nothing where there were none."""
    parts = [say(language, words.UNREAD[why], count=count) for why, count in tally.counts().items()]
    if parts:
        said(language, words.PASSED_UNREAD, parts=", ".join(parts))


def failed(text: str) -> None:
    """Why we cannot go on, in words of its own."""
    logger.error("%s", plain(text))


def problem(text: str) -> None:
    """A sentence about something that the user should mend, in words of its own."""
    logger.warning("%s", plain(text))


class Failures:
    """Our own errors: every one is counted, one of a kind and place is told per minute."""

    _SECONDS = 60.0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told: dict[tuple[str, str], float] = {}
        self.counts: Counter[tuple[str, str]] = Counter()

    def tell(self, language: Language, place: str, error: Exception) -> None:
        """Count the error that is being handled, and say it; its traceback is there for those who debug."""
        kind = (type(error).__name__, place)
        now = self._clock()
        self.counts[kind] += 1
        if now - self._told.get(kind, -self._SECONDS) < self._SECONDS:
            return
        self._told[kind] = now
        line = say(language, words.FAILED, place=place, error=plain(f"{type(error).__name__}: {error}"))
        logger.error("%s", line)
        logger.debug("%s", line, exc_info=error)
