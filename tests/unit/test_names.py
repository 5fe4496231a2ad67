"""The platforms' own names as a set."""

from unwall import load_rules
from unwall.engine.names import Names


def test_names_are_those_of_the_rules_hosts() -> None:
    names = Names(load_rules())
    assert [name in names for name in ("taobao", "zhihu", "www", "example", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]
