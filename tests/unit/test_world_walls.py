from urllib.parse import urlsplit

import pytest
from platforms_for_tests import answer

from unwall.world.platforms import SITES
from unwall.world.walls import WALLS, Wall

each_wall = pytest.mark.parametrize("wall", WALLS, ids=[wall.id for wall in WALLS])


def test_every_wall_has_a_name_of_its_own() -> None:
    for names in (
        [wall.id for wall in WALLS],
        [wall.name.en for wall in WALLS],
        [wall.name.zh for wall in WALLS],
    ):
        assert len(set(names)) == len(WALLS)
        assert all(names)


def test_every_wall_has_a_target_of_its_own() -> None:
    assert len({wall.target.url for wall in WALLS}) == len(WALLS)


@each_wall
def test_every_host_of_a_wall_is_played(wall: Wall) -> None:
    hosts = {urlsplit(url).hostname for url in (wall.start, wall.target.url)} | set(wall.blockers)
    assert hosts - SITES.keys() == set()


@each_wall
def test_a_wall_begins_where_a_person_can_be(wall: Wall) -> None:
    assert answer(wall.start, **({"agent": wall.agent} if wall.agent else {})).status in (200, 302)


@each_wall
def test_a_wall_does_not_look_like_its_target(wall: Wall) -> None:
    assert wall.detour or wall.stopped
    assert wall.stopped != wall.target.title
