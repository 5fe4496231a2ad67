"""The engine as the command line's options and the user's configuration have it."""

import sys
from typing import TYPE_CHECKING

from unwall import Engine, load_rules
from unwall.config import Config, ConfigError
from unwall.language import Sentence
from unwall.model import DEFAULT_LIMITS
from unwall.rules.index import RuleSet

if TYPE_CHECKING:
    import argparse

# What somebody names is looked through to its end; what a server sends through the proxy is not.
_LIMITS = DEFAULT_LIMITS._replace(hits=sys.maxsize)
_NO_CONTEXT = Sentence("there is no client “{name}”; there are {known}", "没有客户端 “{name}”；可用 {known}")


def rules_of(args: "argparse.Namespace", config: Config) -> RuleSet:
    """The built-in rules, the configured ones and those of ``--rules``. Raises RuleError."""
    return load_rules(*config.rules, *args.rules, cache=config.places.cache)


def engine_of(args: "argparse.Namespace", config: Config) -> Engine:
    """The engine with these rules and the user's policy. Raises RuleError."""
    return Engine(rules_of(args, config), config.policy, _LIMITS)


def context_of(args: "argparse.Namespace", rules: RuleSet) -> str:
    """The client of ``--as``. Raises ConfigError for one that the rules do not know."""
    known = sorted(each.name for each in rules.beside.contexts)
    if args.context not in known:
        raise ConfigError(_NO_CONTEXT, name=args.context, known=", ".join(known))
    return str(args.context)
