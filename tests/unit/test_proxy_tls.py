import ssl
from pathlib import Path

import pytest
from mitmproxy import connection, http, options
from mitmproxy.net.tls import starts_like_tls_record
from mitmproxy.proxy import mode_specs
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.tls import parse_client_hello
from mitmproxy.test import tflow
from mitmproxy.tls import ClientHello, ClientHelloData, TlsData

from unwall.model import Policy
from unwall.proxy.setup import Choices, Scope, setup_of
from unwall.proxy.tls import TlsGate
from unwall.proxy.trust import Trust
from unwall.rules.loader import load_rules

RULES = load_rules(Path(__file__).parents[1] / "data" / "proxy", own_only=True)
LINK, SHARED, BLOCKED, PAGE = "link.wall.test", "shared.wall.test", "blocked.wall.test", "www.wall.test"
DEFAULT = Choices()
REFUSAL = "OpenSSL Error([('SSL routines', '', 'ssl/tls alert certificate unknown')])"
CLOSED = "The client disconnected during the handshake."


def _gate(choices: Choices = DEFAULT, covered: str = "") -> TlsGate:
    setup = setup_of(RULES, choices)
    return TlsGate(lambda: setup, lambda host: host.endswith(covered))


def _hello(sni: str | None, alpn: list[str]) -> ClientHello:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    context.check_hostname = False
    context.set_alpn_protocols(alpn)
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing, server_hostname=sni).do_handshake()
    data = outgoing.read()
    hello = parse_client_hello(data)
    assert starts_like_tls_record(data)
    assert hello
    return hello


class Connection:
    """A client's connection as the gate sees it: CONNECT, then a ClientHello."""

    def __init__(self, gate: TlsGate, mode: str = "regular") -> None:
        self._gate = gate
        client = tflow.tclient_conn()
        client.proxy_mode = mode_specs.ProxyMode.parse(mode)
        self.context = Context(client, options.Options())
        self.context.server = connection.Server(address=("203.0.113.7", 443))

    def connect(self, host: str, port: int = 443, answer: int | None = None) -> http.Response | None:
        flow = tflow.tflow()
        flow.client_conn = self.context.client
        flow.request = http.Request.make("CONNECT", f"https://{host}:{port}/")
        flow.request.host, flow.request.port = host, port
        flow.response = http.Response.make(answer) if answer else None
        self._gate.http_connect(flow)
        return flow.response

    def hello(self, sni: str | None, alpn: list[str] | None = None) -> ClientHelloData:
        data = ClientHelloData(
            self.context, _hello(sni, alpn or ["h2", "http/1.1"]), establish_server_tls_first=True
        )
        self.context.client.sni = sni
        self._gate.tls_clienthello(data)
        return data


@pytest.mark.parametrize(
    ("scope", "connect", "sni", "opened"),
    [
        (Scope.PAGES, LINK, LINK, True),
        (Scope.PAGES, SHARED, SHARED, True),
        (Scope.PAGES, SHARED.upper() + ".", SHARED, True),
        (Scope.PAGES, BLOCKED, BLOCKED, True),
        (Scope.PAGES, PAGE, PAGE, True),
        (Scope.PAGES, "example.com", "example.com", False),
        (Scope.PAGES, SHARED, None, True),
        (Scope.PAGES, "example.com", None, False),
        (Scope.PAGES, None, SHARED, True),  # a transparent proxy: the name stands in the ClientHello alone
        (Scope.PAGES, None, None, False),
        (Scope.PAGES, SHARED, "example.com", False),
        (Scope.PAGES, "example.com", SHARED, False),
        (Scope.PAGES, SHARED, LINK, True),
        (Scope.PAGES, "203.0.113.7", SHARED, False),
        (Scope.ALL, "example.com", "example.com", True),
        (Scope.ALL, "203.0.113.7", None, True),
        (Scope.ALL, None, None, True),
    ],
)
def test_what_is_opened(scope: Scope, connect: str | None, sni: str | None, opened) -> None:
    client = Connection(_gate(Choices(scope=scope)))
    if connect:
        client.connect(connect)
    assert client.hello(sni).ignore_connection is not opened


def test_scope_minimal_leaves_pages_alone() -> None:
    gate = _gate(Choices(scope=Scope.MINIMAL, policy=Policy(deny_rules=frozenset({"wall-shared"}))))
    assert Connection(gate).hello(BLOCKED).ignore_connection is False


def test_what_the_user_excluded_passes() -> None:
    gate = _gate(Choices(scope=Scope.ALL, policy=Policy(allow_hosts=frozenset({"wall.test"}))))
    assert [Connection(gate).hello(host).ignore_connection for host in (LINK, PAGE, "example.com")] == [
        True,
        True,
        False,
    ]


def test_what_our_ca_cannot_certify_passes() -> None:
    gate = _gate(Choices(scope=Scope.ALL), covered="wall.test")
    assert [Connection(gate).hello(host).ignore_connection for host in (PAGE, "example.com")] == [False, True]


def test_a_host_that_is_only_a_wall_is_not_connected_to() -> None:
    client = Connection(_gate())
    answer = client.connect(LINK)
    data = client.hello(LINK)
    assert answer
    assert (answer.status_code, answer.reason, answer.raw_content) == (200, "Connection established", b"")
    assert (data.ignore_connection, data.establish_server_tls_first, client.context.client.alpn) == (
        False,
        False,
        b"http/1.1",
    )


@pytest.mark.parametrize(("alpn", "kept"), [(["h2"], None), (["http/1.1"], b"http/1.1")])
def test_a_client_is_not_offered_what_it_does_not_speak(alpn: list[str], kept: bytes | None) -> None:
    client = Connection(_gate())
    client.context.client.alpn = None
    client.hello(LINK, alpn)
    assert client.context.client.alpn == kept


@pytest.mark.parametrize(
    ("choices", "host", "port", "given"),
    [
        (Choices(), SHARED, 443, None),
        (Choices(), LINK, 8443, None),
        (Choices(), LINK, 443, 407),
        (Choices(dry_run=True), LINK, 443, None),
        (Choices(policy=Policy(allow_hosts=frozenset({LINK}))), LINK, 443, None),
    ],
)
def test_other_hosts_are_connected_to_at_once(
    choices: Choices, host: str, port: int, given: int | None
) -> None:
    answer = Connection(_gate(choices)).connect(host, port, given)
    assert (answer.status_code if answer else None) == given


def test_other_hosts_keep_the_server_first_and_the_protocols_of_the_client() -> None:
    client = Connection(_gate())
    client.context.client.alpn = None
    client.connect(SHARED)
    data = client.hello(SHARED)
    assert (data.establish_server_tls_first, client.context.client.alpn) == (True, None)


@pytest.mark.parametrize("decided", ["by another addon", "to the proxy itself", "by a reverse proxy"])
def test_what_is_not_ours_to_decide(decided: str) -> None:
    client = Connection(
        _gate(), "reverse:https://example.com" if decided == "by a reverse proxy" else "regular"
    )
    if decided == "to the proxy itself":
        client.context.server.address = None
    data = ClientHelloData(
        client.context, _hello("example.com", ["h2"]), ignore_connection=decided == "by another addon"
    )
    client._gate.tls_clienthello(data)  # noqa: SLF001 - the test's own class
    assert data.ignore_connection is (decided == "by another addon")


def test_nothing_is_decrypted_while_there_are_no_rules() -> None:
    assert Connection(TlsGate(lambda: None, lambda _: True)).hello(LINK).ignore_connection


def test_should_the_decision_fail_nothing_is_decrypted() -> None:
    def broken():
        raise ValueError("broken")

    client = Connection(TlsGate(broken, lambda _: True))
    data = ClientHelloData(client.context, _hello(LINK, ["h2"]))
    with pytest.raises(ValueError, match="broken"):
        client._gate.tls_clienthello(data)  # noqa: SLF001 - the test's own class
    assert data.ignore_connection


@pytest.mark.parametrize(
    ("errors", "opened"), [([], True), ([CLOSED], True), ([CLOSED] * 9, True), ([REFUSAL], False)]
)
@pytest.mark.parametrize("host", [LINK, SHARED])
def test_a_client_that_refuses_us_is_passed_through(
    host: str, errors: list[str], opened, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "unwall")
    gate = _gate()
    gate.trust = Trust(lambda: 0.0)
    for error in errors:
        client = Connection(gate)
        client.connect(host)
        client.hello(host)
        client.context.client.error = error
        gate.tls_failed_client(TlsData(client.context.client, client.context))
        gate.client_disconnected(client.context.client)
    client = Connection(gate)
    assert (client.connect(host) is not None) is (opened and host == LINK)
    assert client.hello(host).ignore_connection is not opened
    assert (f"a program on 127.0.0.1 does not accept our certificate for {host}" in caplog.text) is not opened


def test_an_app_that_closes_after_the_handshake_is_passed_through() -> None:
    gate = _gate()
    times = [0.0]
    gate.trust = Trust(lambda: times[-1])
    for _ in range(3):
        times.append(times[-1] + 5)
        client = Connection(gate)
        client.hello(SHARED)
        gate.tls_established_client(TlsData(client.context.client, client.context))
        gate.client_disconnected(client.context.client)
    assert Connection(gate).hello(SHARED).ignore_connection


def test_connections_are_forgotten() -> None:
    gate = _gate()
    client = Connection(gate)
    client.connect(SHARED)
    gate.client_disconnected(client.context.client)
    assert client.hello(None).ignore_connection


@pytest.mark.parametrize(
    ("host", "port", "waits"),
    [
        (LINK, 443, True),
        (LINK, 80, True),
        (LINK.upper() + ".", 443, True),
        (LINK, 22, False),
        (SHARED, 443, False),
        (PAGE, 443, False),
        ("other.test", 443, False),
        ("127.0.0.1", 80, False),
    ],
)
def test_what_need_not_be_connected_to_before_it_is_asked(host: str, port: int, waits) -> None:
    assert _gate().waits(host, port, "127.0.0.1") is waits


def test_what_our_certificate_cannot_speak_for_is_connected_to_in_tls() -> None:
    gate = _gate(covered="other.test")
    assert [gate.waits(LINK, port, "127.0.0.1") for port in (80, 443)] == [True, False]
