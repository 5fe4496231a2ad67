"""The engine as the command line's options and the user's configuration have it."""

from typing import TYPE_CHECKING

from unwall import Engine, load_rules
from unwall.config import Config
from unwall.rules.index import RuleSet

if TYPE_CHECKING:
    import argparse


def rules_of(args: "argparse.Namespace", config: Config) -> RuleSet:
    """The built-in rules, the configured ones and those of ``--rules``. Raises RuleError."""
    return load_rules(*config.rules, *args.rules, cache=config.places.cache)


def engine_of(args: "argparse.Namespace", config: Config) -> Engine:
    """The engine with these rules and the user's policy. Raises RuleError."""
    return Engine(rules_of(args, config), config.policy)
