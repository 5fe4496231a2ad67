"""Fixtures and helpers for the tests of others; pytest finds them where unwall is installed."""

from functools import cache
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext

    from unwall.engine.engine import Engine
    from unwall.probe.verdict import Cell
    from unwall.world.server import World

_MISSING = "walled_world needs hypercorn; install it with: pip install 'unwall[demo]'"
_NO_PLAYWRIGHT = "walled_browser needs playwright; install it with: pip install 'unwall[demo]'"
_NO_BROWSER = "walled_browser needs Chromium or Chrome; install it with: apt install chromium"


@cache
def _engine() -> "Engine":
    from unwall import Engine, load_rules  # noqa: PLC0415 - nothing is loaded for suites that do not ask

    return Engine(load_rules())


@pytest.fixture(scope="session")
def unwall() -> "Engine":
    """The engine with the built-in rules: ``unwall.unwrap(url).output``."""
    return _engine()


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


@pytest.fixture
def walled_browser(walled_world: "World") -> "Iterator[Callable[..., BrowserContext]]":
    """A real Chromium in the walled world.

    ``walled_browser(as_="wechat")`` is a Playwright browser context that passes for WeChat, through the
    proxy of ``unwall run``; with ``unwall=False`` it meets the walls. All are closed after the test.
    """
    pytest.importorskip("playwright", reason=_NO_PLAYWRIGHT)
    import warnings  # noqa: PLC0415 - see above
    from contextlib import ExitStack  # noqa: PLC0415 - see above

    with warnings.catch_warnings():  # of mitmproxy's own imports, which no suite can mend
        warnings.simplefilter("ignore")
        from unwall.world.drive import Driver, find_browser  # noqa: PLC0415 - see above
        from unwall.world.proxied import Proxy  # noqa: PLC0415 - see above

    program = find_browser()
    if program is None:
        pytest.skip(_NO_BROWSER)
    with ExitStack() as stack:
        proxy = stack.enter_context(Proxy(walled_world))
        driver = stack.enter_context(Driver(walled_world, [proxy], program))
        clients = {each.name: each.clients[0] for each in _engine().rules.beside.contexts}

        def context(as_: str = "browser", *, unwall: bool = True) -> "BrowserContext":
            client = clients[as_]
            return driver.context(client.user_agent, client.headers, proxy if unwall else None)

        yield context


def assert_opens(url: str, as_: str = "browser", *, world: "World | None" = None) -> "Cell":
    """Fails, saying all there is to say, unless the link opens for this client.

    ``assert_opens("https://shop.example.com/", as_="wechat")``. The link is asked for over the network; with
    ``world=walled_world`` of the fake platforms instead. Returns what was found: every hop, title, body hash.
    """
    __tracebackhide__ = True
    from unwall.probe.course import Guide  # noqa: PLC0415 - nothing is loaded for suites that do not ask
    from unwall.probe.opens import complaint, opened  # noqa: PLC0415 - see above
    from unwall.probe.verdict import Verdict  # noqa: PLC0415 - see above
    from unwall.resolve.kept import kept  # noqa: PLC0415 - see above

    if world is None:
        network = kept()
    else:
        from unwall.world.leading import Leading  # noqa: PLC0415 - see above

        network = Leading(world.https_port, world.http_port, str(world.ca_pem)).kept()
    cell = opened(Guide(_engine()), url, as_, network)
    if cell.verdict is not Verdict.OPEN:
        pytest.fail(complaint(cell), pytrace=False)
    return cell
