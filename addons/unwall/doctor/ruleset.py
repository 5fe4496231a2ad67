"""The configuration and the rules: whether they can be used, and where they cannot."""

import os
from collections.abc import Iterator, Mapping

from unwall import config as configuration
from unwall.config import Config, ConfigError
from unwall.doctor import words
from unwall.doctor.finding import Finding, State
from unwall.language import Language
from unwall.rules.index import RuleSet
from unwall.rules.loader import RuleError, load_rules


def configured(
    asked: str | None, environment: Mapping[str, str], without: Config, language: Language
) -> tuple[Finding, Config]:
    """The configuration file, and what it says; ``without`` is what counts where it cannot be used."""
    try:
        config = configuration.load(asked, environment)
    except ConfigError as error:
        return Finding("config", State.MEND, words.PLAIN, {"text": error.said(language)}), without
    says = words.CONFIG if os.path.exists(config.file) else words.NO_CONFIG  # noqa: PTH110 - as config has it
    return Finding("config", State.FINE, says, {"path": config.file}), config


def ruled(roots: tuple[str, ...], cache: str, language: Language) -> tuple[list[Finding], RuleSet | None]:
    """The built-in rules and those in ``roots``; every problem is one finding with its place."""
    try:
        rules = load_rules(*roots, cache=cache)
    except RuleError as error:
        return list(_problems(error, language)), None
    return [Finding("rules", State.FINE, words.RULES, {"count": len(rules)})], rules


def _problems(error: RuleError, language: Language) -> Iterator[Finding]:
    for problem in error.problems:
        yield Finding("rules", State.MEND, words.PLAIN, {"text": problem.said(language)}, words.MEND_RULE)
