"""Fixtures for the tests of others; pytest finds them where unwall is installed."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unwall.engine.engine import Engine
    from unwall.world.server import World

_MISSING = "walled_world needs hypercorn; install it with: pip install 'unwall[demo]'"


@pytest.fixture(scope="session")
def unwall() -> "Engine":
    """The engine with the built-in rules: ``unwall.unwrap(url).output``."""
    from unwall import Engine, load_rules  # noqa: PLC0415 - nothing is loaded for suites that do not ask

    return Engine(load_rules())


@pytest.fixture
def walled_world() -> "Iterator[World]":
    """The fake platforms of ``make demo``, up on 127.0.0.1 for one test and knowing nothing of others.

    Every platform answers by its real name, on ``http_port`` and, with certificates of the world's own CA
    (the file ``ca_pem``), on ``https_port``. ``resolver_rules`` and ``spki`` lead a Chromium there.
    ``ledger`` tells what reached whom. Unknown hosts answer 204.
    """
    pytest.importorskip("hypercorn", reason=_MISSING)
    from unwall.world.server import World  # noqa: PLC0415 - see above

    with World() as world:
        yield world
