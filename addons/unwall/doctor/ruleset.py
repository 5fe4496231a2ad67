"""The configuration and the rules: whether they can be used, and where they cannot."""

import os
from collections.abc import Iterator, Mapping

from unwall import config as configuration
from unwall.config import IGNORE_NO_TRANSFORM, IN_OUR_BROWSER, Config, ConfigError
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


def named(config: Config, rules: RuleSet) -> Iterator[Finding]:
    """What the configuration names and the rules do not know: a slip of the pen, or from another version."""
    known = {rule.option for rule in rules if rule.option} | IN_OUR_BROWSER | {IGNORE_NO_TRANSFORM}
    for name in sorted(config.policy.options - known):
        parts = {"name": name, "known": ", ".join(sorted(known)), "path": config.file}
        yield Finding("config", State.MEND, words.NO_OPTION, parts, words.EDIT)
    for name in sorted(config.policy.deny_rules - {rule.id for rule in rules}):
        yield Finding("config", State.MEND, words.NO_RULE, {"name": name}, words.UNDENY)
    clients = {each.name for each in rules.beside.contexts}
    for own in config.policy.clients:
        if own.context not in clients:
            parts = {"name": own.context, "known": ", ".join(sorted(clients)), "path": config.file}
            yield Finding("config", State.MEND, words.NO_CLIENT, parts, words.EDIT_CLIENTS)
        for name in sorted(own.deny_rules - {rule.id for rule in rules}):
            parts = {"name": name, "client": own.context}
            yield Finding("config", State.MEND, words.NO_RULE_OF_CLIENT, parts, words.UNDENY_CLIENT)


def _problems(error: RuleError, language: Language) -> Iterator[Finding]:
    for problem in error.problems:
        yield Finding("rules", State.MEND, words.PLAIN, {"text": problem.said(language)}, words.MEND_RULE)
