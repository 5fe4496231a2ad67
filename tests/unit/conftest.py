"""What tests of single modules stand on."""

from collections.abc import Iterator

import psycopg
import pytest
from mitmproxy.test import taddons


@pytest.fixture(scope="session", autouse=True)
def _master() -> Iterator[None]:
    """Hooks may ask mitmproxy where it listens: here nowhere, unless a test says otherwise."""
    with taddons.context():
        yield


@pytest.fixture
def dsn(postgres: str) -> Iterator[str]:
    """A database of its own."""
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute("CREATE DATABASE fresh TEMPLATE template0")
        yield postgres.replace("/postgres?", "/fresh?")
        server.execute("DROP DATABASE fresh WITH (FORCE)")
