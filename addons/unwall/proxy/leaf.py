"""Certificates for the asked name and nothing else, valid by the clock as it is now."""

import time
from datetime import UTC, datetime, timedelta

from cryptography import x509
from mitmproxy import certs
from mitmproxy.addons.tlsconfig import TlsConfig
from mitmproxy.proxy import context
from mitmproxy.proxy.layers import quic

from unwall.urls.address import is_numeric

_LONGEST_COMMON_NAME = 63
_LEFT = timedelta(days=1)  # of a certificate that is still shown


class NarrowTls(TlsConfig):
    """TlsConfig without the server's other names: a CA for some domains may sign none of another."""

    name = "tlsconfig"

    def quic_start_client(self, tls_start: quic.QuicTlsData) -> None:
        """As TlsConfig has it, without our own CA in the chain: who trusts it has it.

        With all the names that it may sign it is larger than what aioquic has room for in a handshake.
        """
        super().quic_start_client(tls_start)
        settings = tls_start.settings
        if settings is not None:
            settings.certificate_chain = [
                each for each in settings.certificate_chain if each.issuer != each.subject
            ]

    def get_cert(self, conn_context: context.Context) -> certs.CertStoreEntry:
        """The certificate for the name in the ClientHello, or for the host that was asked for.

        One that was made long ago, or before a wrong clock was set, is made anew.
        """
        address = conn_context.server.address
        name = conn_context.client.sni or (address[0] if address else "")
        if not name or ":" in name or is_numeric(name):
            return super().get_cert(conn_context)
        common = name if len(name) <= _LONGEST_COMMON_NAME else None
        names = x509.GeneralNames([x509.DNSName(name.encode("idna").decode())])
        entry = self.certstore.get_cert(common, names)
        if _is_valid(entry.cert):
            return entry
        self.certstore.certs.pop((common, names), None)
        return self.certstore.get_cert(common, names)


def _is_valid(certificate: certs.Cert) -> bool:
    now = datetime.fromtimestamp(time.time(), UTC)
    return certificate.notbefore <= now < certificate.notafter - _LEFT
