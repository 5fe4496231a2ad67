"""unwall opens the links that platforms wall off.

>>> from unwall import Engine, load_rules
>>> engine = Engine(load_rules())
>>> engine.unwrap("https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F").output
'https://example.com/'
"""

from unwall.engine.engine import Engine
from unwall.model import (
    ClientLists,
    Kind,
    Limits,
    Match,
    Page,
    Policy,
    Reason,
    Refused,
    Rewritten,
    Rule,
    Step,
    Unwrapped,
)
from unwall.rules.loader import RuleError, load_rules

__version__ = "0.1.0"
__all__ = [
    "ClientLists",
    "Engine",
    "Kind",
    "Limits",
    "Match",
    "Page",
    "Policy",
    "Reason",
    "Refused",
    "Rewritten",
    "Rule",
    "RuleError",
    "Step",
    "Unwrapped",
    "load_rules",
]
