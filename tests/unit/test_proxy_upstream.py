import logging

import pytest
from mitmproxy import connection, flow
from mitmproxy.proxy import mode_specs, server_hooks
from mitmproxy.test import tflow

from unwall.language import Language
from unwall.proxy.upstream import Upstream

UPSTREAM, ELSEWHERE = ("192.0.2.1", 3128), ("192.0.2.2", 443)
TOLD = "the upstream proxy 192.0.2.1:3128 does not serve, so what goes through it does not open: why"
REFUSED = "Upstream proxy 192.0.2.1:3128 refused HTTP CONNECT request: 407 Proxy Authentication Required"


def _client(mode: str) -> connection.Client:
    client = tflow.tclient_conn()
    client.proxy_mode = mode_specs.ProxyMode.parse(mode)
    return client


def _cannot_connect(addon: Upstream, address: tuple[str, int], mode: str) -> None:
    data = server_hooks.ServerConnectionHookData(connection.Server(address=address), _client(mode))
    data.server.error = "why"
    addon.server_connect_error(data)


@pytest.mark.parametrize(
    ("address", "mode", "told"),
    [
        (UPSTREAM, "upstream:http://192.0.2.1:3128", [TOLD]),
        (UPSTREAM, "upstream:https://192.0.2.1:3128@8085", [TOLD]),
        (ELSEWHERE, "upstream:http://192.0.2.1:3128", []),
        (UPSTREAM, "regular", []),
    ],
)
def test_one_that_cannot_be_reached_is_told(
    address: tuple[str, int], mode: str, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    _cannot_connect(Upstream(Language.ENGLISH), address, mode)
    assert caplog.messages == told


@pytest.mark.parametrize(
    ("error", "mode", "told"),
    [
        (REFUSED, "upstream:http://192.0.2.1:3128", [TOLD.replace("why", REFUSED)]),
        ("connection closed", "upstream:http://192.0.2.1:3128", []),
        (REFUSED, "regular", []),
    ],
)
def test_one_that_refuses_us_is_told(
    error: str, mode: str, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    failed = tflow.tflow(err=flow.Error(error))
    failed.client_conn = _client(mode)
    Upstream(Language.ENGLISH).error(failed)
    assert caplog.messages == told


def test_it_is_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "unwall")
    times = iter([0.0, 59.0, 60.0, 61.0, 120.0])
    addon = Upstream(Language.CHINESE, lambda: next(times))
    for _ in range(5):
        _cannot_connect(addon, UPSTREAM, "upstream:http://192.0.2.1:3128")
    assert caplog.messages == ["上游代理 192.0.2.1:3128 无法使用，经由它的访问都打不开：why"] * 3
