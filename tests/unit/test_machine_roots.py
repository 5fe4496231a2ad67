import hashlib
from pathlib import Path

from machines_for_tests import root

from unwall.machine.roots import Root, ours_in, roots_in, roots_of
from unwall.proxy.ca import ensure


def test_a_certificate_is_the_same_from_pem_and_back(tmp_path: Path) -> None:
    files = ensure(tmp_path, ["zhihu.com"])
    [found] = roots_of(files.certificate)
    assert found.pem == files.certificate.read_text("ascii")
    assert found.der == files.certificate.with_suffix(".cer").read_bytes()
    assert found.fingerprint == files.fingerprint.replace(":", "").lower()
    assert found.thumbprint == hashlib.sha1(found.der).hexdigest()


def test_all_in_a_text_and_what_is_none_is_passed_over(tmp_path: Path) -> None:
    one, other = root(tmp_path / "a"), root(tmp_path / "b")
    broken = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"
    assert list(roots_in(f"# one\n{one.pem}{broken}words\r\n{other.pem}")) == [one, other]
    assert list(roots_in(Root(b"").pem)) == [Root(b"")]
    assert roots_of(tmp_path / "none") == ()


def test_those_with_our_name(tmp_path: Path) -> None:
    one = root(tmp_path / "a")
    assert ours_in([Root(b"CN=Company CA"), one, one]) == (one,)
