"""The addon in a real mitmdump and in the embedded master: what a client gets, and who is asked for it."""

import socket
import ssl
import subprocess
from collections.abc import Iterator

import pytest
from proxies_for_tests import FEED, KINDS, LINK, SITES, TARGET, Running, certificate, nobody_at_home, running

from unwall.world.server import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with nobody_at_home(tmp_path_factory.mktemp("home")), World(SITES) as there:
        yield there


@pytest.fixture(scope="module", params=KINDS)
def proxy(request: pytest.FixtureRequest, world: World) -> Iterator[Running]:
    with running(world, request.param) as there:
        yield there


# ---- navigations -------------------------------------------------------------------------------------------


def test_the_answer_on_the_wire(proxy: Running) -> None:
    answer = proxy.ask(
        f"GET http://{LINK} HTTP/1.1\nHost: link.wall.test\nUser-Agent: raw\nConnection: close\n\n"
    )
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.decode().split("\r\n") == [
        "HTTP/1.1 307 Temporary Redirect",
        f"Location: {TARGET}",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "X-Unwall: wall-link",
        "Content-Type: text/html; charset=utf-8",
        f"content-length: {len(body)}",
    ]
    assert b"https://example.com/a?b=1&amp;c=\xe4\xb8\xad</a>" in body


def test_the_wall_is_not_connected_to(proxy: Running, requires) -> None:
    curl = requires("curl", install="apt install curl")
    connections = len(proxy.world.ledger.connections)
    options = [
        "-sS",
        "-x",
        proxy.url,
        "--cacert",
        proxy.ca,
        "-o",
        "-",
        "-w",
        "\n%{http_code} %{redirect_url}",
    ]
    done = subprocess.run(
        [curl, *options, f"https://{LINK}"], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout.splitlines()[-1] == f"307 {TARGET}"
    assert proxy.world.ledger.connections[connections:] == []
    proxy.until_said("opened  wall-link: link.wall.test/go?… → https://example.com/a?b=1&c=中")


@pytest.mark.parametrize("h2", [False, True])
def test_a_browser_would_end_at_the_target(proxy: Running, h2) -> None:
    asked = len(proxy.world.ledger.asked)
    with proxy.client(h2=h2) as client:
        answer = client.get(f"https://{LINK}", follow_redirects=True)
    assert (str(answer.url), answer.text) == (TARGET, "<title>target</title>")
    assert [each.url for each in proxy.world.ledger.asked[asked:]] == [TARGET]


def test_what_else_the_wall_serves_still_works(proxy: Running) -> None:
    with proxy.client() as client:
        assert client.get("https://link.wall.test/help").text == "help"
        assert client.post(f"https://{LINK}", data={"secret": "1"}).text == "the wall itself"
        assert client.get(f"https://{LINK}", headers={"sec-fetch-mode": "cors"}).text == "the wall itself"


def test_a_form_is_not_touched(proxy: Running) -> None:
    url = "https://www.wall.test/form"
    asked = len(proxy.world.ledger.asked)
    with proxy.client() as client:
        answer = client.post(url, data={"a": "b"})
    assert (answer.status_code, answer.text) == (200, "form taken")
    assert [(each.method, each.url) for each in proxy.world.ledger.asked[asked:]] == [("POST", url)]


# ---- responses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("h2", [False, True])
def test_responses(proxy: Running, h2) -> None:
    with proxy.client(h2=h2) as client:
        blocked = client.get("https://blocked.wall.test/page")
        direct = client.get("https://www.wall.test/moved")
        feed = client.get("https://www.wall.test/feed")
    assert (blocked.status_code, blocked.headers["location"]) == (307, TARGET)
    assert (direct.status_code, direct.headers["location"]) == (302, TARGET)
    assert feed.text == FEED.replace(f"https://{LINK}", TARGET.replace("&", "&amp;"))
    assert (feed.http_version, "content-encoding" in feed.headers) == ("HTTP/2" if h2 else "HTTP/1.1", False)
    proxy.until_said("made 1 links direct  wall-link 1: on www.wall.test/feed")


@pytest.mark.parametrize("path", ["www.wall.test/plain", "www.wall.test/image", "example.com/"])
def test_what_is_not_changed_is_the_same_on_the_wire(proxy: Running, path: str) -> None:
    assert proxy.through(f"https://{path}") == proxy.directly(f"https://{path}")


# ---- TLS ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked_for", "name", "opened"),
    [
        ("example.com", "example.com", False),
        ("www.wall.test", "www.wall.test", True),
        ("link.wall.test", "link.wall.test", True),
        ("www.wall.test", "example.com", False),
        ("example.com", "www.wall.test", False),
        ("link.wall.test", "example.com", False),
    ],
)
def test_who_shows_the_certificate(proxy: Running, asked_for: str, name: str, opened) -> None:
    own = certificate(socket.create_connection(("127.0.0.1", proxy.world.https_port), timeout=10), name)
    assert (certificate(proxy.tunnel(asked_for), name) != own) is opened


@pytest.mark.parametrize("kind", KINDS)
def test_a_client_that_does_not_trust_us_is_passed_through(world: World, kind: str) -> None:
    strict = ssl.create_default_context(cafile=str(world.ca_pem))
    with running(world, kind) as proxy:
        for host in ("shared.wall.test", "link.wall.test"):
            with pytest.raises(ssl.SSLCertVerificationError):
                strict.wrap_socket(proxy.tunnel(host), server_hostname=host)
            proxy.until_said(f"a program on 127.0.0.1 does not accept our certificate for {host}")
            with strict.wrap_socket(proxy.tunnel(host), server_hostname=host) as secure:
                assert (secure.getpeercert() or {})["subjectAltName"] == (("DNS", host),)


def test_the_leaf_of_the_embedded_proxy_holds_one_name(world: World) -> None:
    with running(world, "embedded") as proxy:
        trust = ssl.create_default_context(cafile=str(proxy.ca))
        with trust.wrap_socket(proxy.tunnel("www.wall.test"), server_hostname="www.wall.test") as secure:
            assert (secure.getpeercert() or {})["subjectAltName"] == (("DNS", "www.wall.test"),)
