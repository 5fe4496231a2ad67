"""The local CA, judged by other programs than the one that made it: openssl, curl, a kernel that kills."""

import contextlib
import os
import re
import select
import shutil
import signal
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as some
from sites_for_tests import leaf

from unwall.proxy import ca
from unwall.proxy.ca import CaError, CaFiles, Fault, ensure, folder_of, read

type Requires = Callable[..., Path]

DOMAINS = ("zhihu.com", "weixin.qq.com", "google.com.hk")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
POSIX = pytest.mark.skipif(os.name != "posix", reason="only on systems with modes")


@pytest.fixture
def openssl(requires: Requires) -> Path:
    return requires("openssl", install="apt install openssl")


def said(*command: str | Path) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=20)
    return done.stdout + done.stderr


def verified(openssl: Path, files: CaFiles, name: x509.GeneralName, folder: Path) -> str:
    """What openssl thinks of a leaf with that name: OK, or its complaint."""
    told = said(openssl, "verify", "-CAfile", files.certificate, leaf(files, name, folder))
    return "OK" if told.rstrip().endswith(": OK") else told


# ---- what the certificate says -----------------------------------------------------------------------------


def test_openssl_reads_the_limits_back(tmp_path: Path, openssl: Path) -> None:
    files = ensure(
        tmp_path,
        [*DOMAINS, "Zhihu.com.", "localhost", "127.0.0.1", "*.evil.example", "", "a b.example"],
        now=NOW,
    )
    text = said(openssl, "x509", "-in", files.certificate, "-noout", "-text")
    lines = [line.strip().replace(" = ", "=") for line in text.splitlines()]
    after = {line: lines[at + 1] for at, line in enumerate(lines[:-1])}
    assert after["X509v3 Basic Constraints: critical"] == "CA:TRUE, pathlen:0"
    assert after["X509v3 Key Usage: critical"] == "Certificate Sign, CRL Sign"
    assert after["X509v3 Extended Key Usage:"] == "TLS Web Server Authentication"
    at = lines.index("X509v3 Name Constraints: critical")
    assert lines[at + 1 : at + 8] == [
        "Permitted:",
        "DNS:google.com.hk",
        "DNS:weixin.qq.com",
        "DNS:zhihu.com",
        "Excluded:",
        "IP:0.0.0.0/0.0.0.0",
        "IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0",
    ]
    assert "ASN1 OID: prime256v1" in lines
    assert f"Subject: {files.name}" in lines
    assert files.name == f"CN=unwall CA {socket.gethostname()[:43]} 2026-11-24"


def test_it_ends_within_two_years(tmp_path: Path, openssl: Path) -> None:
    files = ensure(tmp_path, DOMAINS, now=NOW)
    dates = said(openssl, "x509", "-in", files.certificate, "-noout", "-dates")
    assert dates == "notBefore=Nov 23 12:00:00 2026 GMT\nnotAfter=Nov 21 12:00:00 2028 GMT\n"
    assert files.expires == NOW + timedelta(days=728)


def test_the_key_hash_is_the_one_that_openssl_computes(tmp_path: Path, openssl: Path) -> None:
    files = ensure(tmp_path, DOMAINS)
    pipe = (
        f"{openssl} x509 -in '{files.certificate}' -pubkey -noout | {openssl} pkey -pubin -outform der"
        f" | {openssl} dgst -sha256 -binary | {openssl} base64"
    )
    assert said("sh", "-c", pipe).strip() == files.spki
    fingerprint = said(openssl, "x509", "-in", files.certificate, "-noout", "-fingerprint", "-sha256")
    assert fingerprint.strip().partition("=")[2] == files.fingerprint


def test_the_same_certificate_for_windows(tmp_path: Path, openssl: Path) -> None:
    files = ensure(tmp_path, DOMAINS)
    der = files.certificate.with_name(ca.CERTIFICATE_DER)
    assert said(openssl, "x509", "-in", der, "-inform", "der") == files.certificate.read_text()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (x509.DNSName("zhihu.com"), "OK"),
        (x509.DNSName("link.zhihu.com"), "OK"),
        (x509.DNSName("weixin.qq.com"), "OK"),
        (x509.DNSName("qq.com"), "permitted subtree violation"),
        (x509.DNSName("zhihu.com.evil.example"), "permitted subtree violation"),
        (x509.DNSName("xzhihu.com"), "permitted subtree violation"),
        (x509.DNSName("www.bank.example"), "permitted subtree violation"),
        (x509.IPAddress(ip_address("192.0.2.1")), "excluded subtree violation"),
        (x509.IPAddress(ip_address("2001:db8::1")), "excluded subtree violation"),
    ],
)
def test_openssl_verifies_leaves(tmp_path: Path, openssl: Path, name: x509.GeneralName, told: str) -> None:
    assert told in verified(openssl, ensure(tmp_path, DOMAINS), name, tmp_path)


def test_a_ca_for_no_domain_is_good_for_none(tmp_path: Path, openssl: Path) -> None:
    files = ensure(tmp_path, [])
    assert files.domains == frozenset({"invalid"})
    assert "subtree violation" in verified(openssl, files, x509.DNSName("a.example"), tmp_path)


# ---- what it covers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        ("zhihu.com", True),
        ("Link.Zhihu.COM.", True),
        ("a.b.google.com.hk", True),
        ("com", False),
        ("google.com", False),
        ("zhihu.com.evil.example", False),
        ("xzhihu.com", False),
        ("", False),
        (".", False),
    ],
)
def test_covers(files: CaFiles, host: str, covered: bool) -> None:
    assert files.covers(host) is covered


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> CaFiles:
    return ensure(tmp_path_factory.mktemp("ca"), DOMAINS)


@given(some.text())
def test_covers_what_lies_below_and_no_look_alike(files: CaFiles, text: str) -> None:
    assert files.covers(f"{text}.zhihu.com")
    assert not files.covers(f"{text}.zhihu.example")


def test_lacks(files: CaFiles) -> None:
    assert files.lacks(["t.cn", *DOMAINS, "douban.com", "www.zhihu.com"]) == ("douban.com", "t.cn")


# ---- one CA that stays, another for everything -------------------------------------------------------------


def test_the_ca_stays_whatever_the_rules_become(tmp_path: Path) -> None:
    first = ensure(tmp_path, DOMAINS)
    assert ensure(tmp_path, ["t.cn"]) == first
    assert read(folder_of(tmp_path)) == first


def test_everything_has_a_ca_of_its_own_made_when_asked_for(tmp_path: Path, openssl: Path) -> None:
    limited = ensure(tmp_path, DOMAINS)
    assert [path.name for path in tmp_path.iterdir()] == ["ca"]
    free = ensure(tmp_path, DOMAINS, everything=True)
    assert (free.domains, free.covers("www.bank.example"), free.lacks(["t.cn"])) == (None, True, ())
    assert free.spki != limited.spki
    assert ensure(tmp_path, DOMAINS) == limited
    assert verified(openssl, free, x509.DNSName("www.bank.example"), tmp_path) == "OK"


def test_two_machines_differ(tmp_path: Path) -> None:
    assert ensure(tmp_path / "one", DOMAINS).spki != ensure(tmp_path / "two", DOMAINS).spki


# ---- its files ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): f"{stat.S_IMODE(path.stat().st_mode):o}" for path in folder.rglob("*")
    }


@POSIX
def test_modes_whatever_the_umask(tmp_path: Path) -> None:
    with umask(0):
        ensure(tmp_path / "data", DOMAINS)
    assert modes(tmp_path) == {
        "data": "700",
        "data/ca": "700",
        "data/ca/mitmproxy-ca.pem": "600",
        "data/ca/mitmproxy-ca-cert.pem": "644",
        "data/ca/mitmproxy-ca-cert.cer": "644",
    }


def spoilt(folder: Path, how: str) -> None:
    key, certificate = folder / ca.KEY, folder / ca.CERTIFICATE
    match how:
        case "key open to others":
            key.chmod(0o644)
        case "folder open to others":
            folder.chmod(0o755)
        case "key cut off":
            key.write_bytes(key.read_bytes()[:100])
        case "key empty":
            key.write_bytes(b"")
        case "key gone":
            key.unlink()
        case "certificate gone":
            certificate.unlink()
        case "certificate of another":
            certificate.write_bytes(ensure(folder.parent / "other", DOMAINS).certificate.read_bytes())
        case "key of another":
            other = ensure(folder.parent / "other", DOMAINS).pem.read_text().partition("-----BEGIN CERT")[0]
            key.write_text(other + certificate.read_text())


@POSIX
@pytest.mark.parametrize(
    ("how", "fault", "mend"),
    [
        ("key open to others", Fault.LOOSE, "chmod 600 "),
        ("folder open to others", Fault.LOOSE, "chmod 700 "),
        ("key cut off", Fault.BROKEN, "rm -r "),
        ("key empty", Fault.BROKEN, "rm -r "),
        ("key gone", Fault.BROKEN, "rm -r "),
        ("certificate gone", Fault.BROKEN, "rm -r "),
        ("certificate of another", Fault.BROKEN, "rm -r "),
        ("key of another", Fault.BROKEN, "rm -r "),
    ],
)
def test_a_fault_is_told_with_the_command_that_mends_it(
    tmp_path: Path, how: str, fault: Fault, mend: str
) -> None:
    place = tmp_path / "a place"
    spoilt(ensure(place, DOMAINS).pem.parent, how)
    with pytest.raises(CaError) as error:
        ensure(place, DOMAINS)
    assert (error.value.fault, error.value.mend.startswith(mend)) == (fault, True)
    assert said("sh", "-c", error.value.mend) == ""
    assert ensure(place, DOMAINS).covers("zhihu.com")


def test_an_expired_ca_is_refused(tmp_path: Path) -> None:
    made = ensure(tmp_path, DOMAINS, now=NOW)
    assert ensure(tmp_path, DOMAINS, now=made.expires - timedelta(seconds=1)) == made
    with pytest.raises(CaError) as error:
        ensure(tmp_path, DOMAINS, now=made.expires)
    assert (error.value.fault, error.value.detail) == (Fault.EXPIRED, "2028-11-21")
    shutil.rmtree(error.value.path)
    assert ensure(tmp_path, DOMAINS, now=made.expires).expires > made.expires


def test_a_folder_that_cannot_be_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CaError) as error:
        ensure(tmp_path / "file" / "data", DOMAINS)
    assert (error.value.fault, error.value.detail) == (Fault.UNREACHABLE, "Not a directory")


def test_reading_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(folder_of(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_rests_are_swept_but_not_what_another_process_is_making(tmp_path: Path) -> None:
    old, fresh = tmp_path / ".new-old", tmp_path / ".new-fresh"
    for folder in (old, fresh):
        folder.mkdir()
    os.utime(old, (0, 0))
    ensure(tmp_path, DOMAINS)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".new-fresh", "ca"]


# ---- other processes ---------------------------------------------------------------------------------------


def makes_for_ever(places: Path) -> None:
    """Make one CA after another, each in its own place; to be killed."""
    os.umask(0)
    for number in range(10_000):
        ensure(places / str(number), DOMAINS)


@POSIX
def test_killed_while_it_is_made(tmp_path: Path) -> None:
    for number in range(20):
        places = tmp_path / str(number)
        child = os.fork()
        if child == 0:
            makes_for_ever(places)
            os._exit(1)
        select.select([], [], [], 0.005 + number * 0.003)  # any moment will do
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        secrets = list(places.rglob(ca.KEY))
        assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} <= {0o600}
        assert {stat.S_IMODE(path.parent.stat().st_mode) for path in secrets} <= {0o700}
        for place in places.glob("*"):
            assert ensure(place, DOMAINS).covers("zhihu.com")


@POSIX
def test_of_processes_that_make_it_at_once_all_use_one(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            os.write(writing, ensure(tmp_path, DOMAINS).spki.encode() + b"\n")
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0, 0]
    os.close(writing)
    with os.fdopen(reading) as lines:
        assert set(lines.read().split()) == {ensure(tmp_path, DOMAINS).spki}
    assert [path.name for path in tmp_path.iterdir()] == ["ca"]


def test_the_commands_quote_their_paths(tmp_path: Path) -> None:
    assert re.fullmatch(r"rm -r '/tmp/a b'|rmdir /s \"/tmp/a b\"", ca.removal(Path("/tmp/a b")))
