from datetime import timedelta

import pytest
from cryptography import x509
from mitmproxy import certs, connection, options
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import quic
from mitmproxy.test import taddons, tflow

from unwall.proxy.leaf import NarrowTls


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory):
    confdir = tmp_path_factory.mktemp("ca")
    with taddons.context(addon := NarrowTls()) as context:
        context.configure(addon, confdir=str(confdir), key_size=1024)
        yield addon


def _entry(narrow: NarrowTls, sni: str | None, address: tuple[str, int] | None) -> certs.CertStoreEntry:
    upstream = tflow.tclient_conn()
    context = Context(upstream, options.Options())
    context.client.sni = sni
    context.server = connection.Server(address=address)
    context.server.certificate_list = [
        narrow.certstore.get_cert("other.example", [x509.DNSName("other.example")]).cert
    ]
    return narrow.get_cert(context)


def _names(narrow: NarrowTls, sni: str | None, address: tuple[str, int] | None) -> list[str]:
    return [str(name.value) for name in _entry(narrow, sni, address).cert.altnames]


@pytest.mark.parametrize(
    ("sni", "address", "names"),
    [
        ("link.wall.test", ("127.0.0.1", 443), ["link.wall.test"]),
        ("link.wall.test", None, ["link.wall.test"]),
        (None, ("link.wall.test", 443), ["link.wall.test"]),
        ("a" * 60 + ".wall.test", ("203.0.113.7", 443), ["a" * 60 + ".wall.test"]),
    ],
)
def test_a_leaf_names_what_was_asked_for(
    narrow: NarrowTls, sni: str | None, address, names: list[str]
) -> None:
    assert _names(narrow, sni, address) == names


@pytest.mark.parametrize("days", [-250, -196, 30])
def test_a_leaf_of_another_time_is_made_anew(
    narrow: NarrowTls, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"time{days}.wall.test"
    with monkeypatch.context() as patch:
        patch.setattr(certs, "CERT_VALIDITY_OFFSET", timedelta(days=days - 2))
        old = _entry(narrow, name, None)
    new = _entry(narrow, name, None)
    assert new.cert.notafter - old.cert.notafter > timedelta(days=-31)
    assert new is not old
    assert _entry(narrow, name, None) is new


def test_over_quic_the_chain_is_small(narrow: NarrowTls) -> None:
    """Our CA with all its names does not fit into a handshake of aioquic."""
    context = Context(tflow.tclient_conn(), options.Options())
    context.client.sni = "link.wall.test"
    data = quic.QuicTlsData(context.client, context)
    narrow.quic_start_client(data)
    assert data.settings
    assert data.settings.certificate
    assert data.settings.certificate_chain == []


def test_without_any_name_it_is_as_in_mitmproxy(narrow: NarrowTls) -> None:
    assert "203.0.113.7" in _names(narrow, None, ("203.0.113.7", 443))
