import asyncio

from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.test import taddons, tflow

from unwall.proxy.connections import handler_of, server


def test_without_a_server() -> None:
    with taddons.context():
        assert server() is None
        assert handler_of(tflow.tclient_conn()) is None


def test_a_client_that_has_gone() -> None:
    async def main() -> None:
        listening = Proxyserver()
        with taddons.context(listening):
            assert server() is listening
            assert handler_of(tflow.tclient_conn()) is None

    asyncio.run(main())
