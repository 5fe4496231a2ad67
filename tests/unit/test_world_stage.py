import pytest

from unwall.world.stage import scopes_of
from unwall.world.walls import WALLS, Scope, Wall


@pytest.mark.parametrize(
    ("walls", "scopes"),
    [
        ((), frozenset()),
        ([wall for wall in WALLS if wall.id == "zhihu"], {Scope.PAGES}),
        (WALLS, {Scope.PAGES, Scope.ALL}),
    ],
)
def test_a_proxy_is_needed_for_each_scope(walls: tuple[Wall, ...], scopes: frozenset[Scope]) -> None:
    assert scopes_of(walls) == scopes
