"""What tests of single modules stand on."""

from collections.abc import Iterator

import pytest
from mitmproxy.test import taddons


@pytest.fixture(scope="session", autouse=True)
def _master() -> Iterator[None]:
    """Hooks may ask mitmproxy where it listens: here nowhere, unless a test says otherwise."""
    with taddons.context():
        yield
