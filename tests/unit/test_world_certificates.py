import ssl
from base64 import b64encode
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from unwall.world.certificates import Authority, spki


def shaken(authority: Authority, asked: str, shown: str) -> x509.Certificate:
    """The certificate that a client which trusts the CA gets for ``asked``.

    The server shows the one for ``shown``.
    """
    client_in, client_out, server_in, server_out = (ssl.MemoryBIO() for _ in range(4))
    trusting = ssl.create_default_context(cafile=authority.file)
    client = trusting.wrap_bio(client_in, client_out, server_hostname=asked)
    server = authority.context(shown).wrap_bio(server_in, server_out, server_side=True)
    for _ in range(3):
        for side in (client, server):
            with suppress(ssl.SSLWantReadError):
                side.do_handshake()
            server_in.write(client_out.read())
            client_in.write(server_out.read())
    der = client.getpeercert(binary_form=True)
    assert der
    return x509.load_der_x509_certificate(der)


def test_each_name_has_a_certificate_of_its_own(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    for name in ("link.zhihu.com", "t.cn"):
        names = shaken(authority, name, name).extensions.get_extension_for_class(x509.SubjectAlternativeName)
        assert names.value.get_values_for_type(x509.DNSName) == [name]


def test_a_certificate_is_good_for_no_other_name(tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shaken(Authority(tmp_path), "t.cn", "t.co")


def test_a_world_is_not_trusted_by_the_clients_of_another(tmp_path: Path) -> None:
    one, other = (tmp_path / each for each in ("one", "other"))
    one.mkdir()
    other.mkdir()
    world, stranger = Authority(one), Authority(other)
    stranger.file.write_bytes(world.file.read_bytes())  # its clients now trust the first world alone
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(stranger, "t.cn", "t.cn")


def test_the_key_is_named_as_chromium_names_it(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    key = x509.load_pem_x509_certificate(authority.file.read_bytes()).public_key()
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert authority.spki == spki(authority.file.read_bytes()) == b64encode(sha256(der).digest()).decode()
