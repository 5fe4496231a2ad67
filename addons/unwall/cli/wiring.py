"""The engine as the command line's options and the user's configuration have it."""

import sys
from typing import TYPE_CHECKING

from unwall import Engine, load_rules
from unwall.config import Config, ConfigError
from unwall.language import Said, Sentence
from unwall.model import DEFAULT_LIMITS
from unwall.rules.index import RuleSet

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

# What somebody names is looked through to its end; what a server sends through the proxy is not.
_LIMITS = DEFAULT_LIMITS._replace(hits=sys.maxsize)
_NO_CONTEXT = Sentence(
    "there is no client “{name}”{hint}; there are {known}", "没有客户端 “{name}”{hint}；可用 {known}"
)
_HINT = Sentence(" (did you mean {name}?)", "（是否想用 {name}？）")


def rules_of(args: "argparse.Namespace", config: Config) -> RuleSet:
    """The built-in rules, the configured ones and those of ``--rules``. Raises RuleError."""
    return load_rules(*config.rules, *args.rules, cache=config.places.cache)


def engine_of(args: "argparse.Namespace", config: Config) -> Engine:
    """The engine with these rules and the user's policy. Raises RuleError."""
    return Engine(rules_of(args, config), config.policy, _LIMITS)


def context_of(args: "argparse.Namespace", rules: RuleSet) -> str:
    """The client of ``--as``. Raises ConfigError for one that the rules do not know."""
    return known_context(args.context, rules)


def known_context(name: str, rules: RuleSet) -> str:
    """``name``, which is that of a client. Raises ConfigError for one that the rules do not know."""
    known = sorted(each.name for each in rules.beside.contexts)
    if name not in known:
        raise ConfigError(_NO_CONTEXT, name=name, hint=meant(name, known), known=", ".join(known))
    return name


def meant(name: str, known: "Iterable[str]") -> Said | str:
    """The question whether the nearest of the known names was meant; empty where none is near."""
    import difflib  # noqa: PLC0415 - only for the mistyped name

    near = difflib.get_close_matches(name.lower(), known, n=1)
    return Said(_HINT, name=near[0]) if near else ""
