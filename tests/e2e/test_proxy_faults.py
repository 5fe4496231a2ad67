"""The proxies where something goes wrong: in the engine, in a rule file, in a request, at their end."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from proxies_for_tests import ADDON, DATA, KINDS, LINK, MITMDUMP, SITES, nobody_at_home, running

from unwall.world.server import World

# Every question to the engine fails, which must not be seen in any flow.
BREAKER = """
from unwall.engine.engine import Engine
def broken(*args, **options): raise RuntimeError("broken on purpose")
for name in ("unwrap", "unwrap_page", "rewrite", "asks_as", "context_of"): setattr(Engine, name, broken)
addons = []
"""
# So does every question to the set-up: what is asked before a request can be seen.
HOOK_BREAKER = """
from unwall.proxy.setup import Setup
def broken(*args, **options): raise RuntimeError("broken on purpose")
Setup.role = broken
addons = []
"""
PATHS = ("www.wall.test/feed", "www.wall.test/moved", "blocked.wall.test/page", LINK, "example.com/")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with nobody_at_home(tmp_path_factory.mktemp("home")), World(SITES) as there:
        yield there


@pytest.mark.parametrize("kind", KINDS)
def test_an_engine_that_fails_is_not_seen(world: World, kind: str, tmp_path: Path) -> None:
    breaker = tmp_path / "breaker.py"
    breaker.write_text(BREAKER)
    with running(world, kind, str(breaker)) as proxy:
        for path in PATHS:
            assert proxy.through(f"https://{path}") == proxy.directly(f"https://{path}")
        said = proxy.proxy.said()
        with proxy.client() as client:
            counted = client.get("http://unwall.localhost/self-test").json()["failures"]
    assert said.count("RuntimeError: broken on purpose") == 3  # once for each place
    assert "Traceback" not in said
    assert {each["kind"] for each in counted} == {"RuntimeError"}
    assert (len(counted), sum(each["count"] for each in counted) > 3) == (3, True)


@pytest.mark.parametrize("kind", KINDS)
def test_hooks_that_fail_are_not_seen_and_told_as_all_errors_of_ours(
    world: World, kind: str, tmp_path: Path
) -> None:
    breaker = tmp_path / "breaker.py"
    breaker.write_text(HOOK_BREAKER)
    with running(world, kind, str(breaker)) as proxy:
        for path in PATHS:
            assert proxy.through(f"https://{path}") == proxy.directly(f"https://{path}")
        said = proxy.proxy.said()
    places = ("http_connect", "tls_clienthello")
    assert [said.count(f"an error of our own in {place}, the traffic passed") for place in places] == [1, 1]
    assert said.count("broken on purpose") == 2
    assert "Traceback" not in said


@pytest.mark.parametrize("kind", KINDS)
def test_rules_change_without_a_restart_and_broken_ones_do_not(
    world: World, kind: str, tmp_path: Path
) -> None:
    good = (DATA / "wall.yaml").read_text()
    file = tmp_path / "wall.yaml"
    file.write_text(good)
    with running(world, kind, rules=tmp_path) as proxy, proxy.client() as client:
        assert client.get(f"https://{LINK}").status_code == 307
        file.write_text(good.replace("path: /go", "path: /other").replace(".test/go?", ".test/other?"))
        proxy.until_said("rules read again")
        assert client.get(f"https://{LINK}").text == "the wall itself"
        file.write_text("platform: wall\nrulez: []\n")
        proxy.until_said("wall.yaml:2:1: ")
        assert client.get(f"https://{LINK.replace('/go', '/other')}").status_code == 307


@pytest.mark.parametrize("kind", KINDS)
def test_the_proxy_does_not_lead_to_itself(world: World, kind: str) -> None:
    with running(world, kind) as proxy:
        port = proxy.proxy.port
        for host in ("127.0.0.1", "localhost", "[::1]", "127.0.0.2"):
            plain = proxy.ask(
                f"GET http://{host}:{port}/ HTTP/1.1\nHost: {host}:{port}\nConnection: close\n\n"
            )
            assert plain.startswith(b"HTTP/1.1 403")
            assert b"is this proxy itself; open it without the proxy" in plain
            tunnel = proxy.ask(f"CONNECT {host}:{port} HTTP/1.1\nHost: {host}:{port}\nConnection: close\n\n")
            assert tunnel.startswith(b"HTTP/1.1 403 Forbidden")


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("unwall_scope=every", "unwall_scope: every is not a scope"),
        ("unwall_rules=/nowhere", "/nowhere:1:1: no such folder or file"),
        ("unwall_deny=no-such-rule", "there is no rule no-such-rule to switch off"),
    ],
)
def test_mitmdump_does_not_start_with_a_bad_value(option: str, sentence: str, tmp_path: Path) -> None:
    with nobody_at_home(tmp_path):
        done = subprocess.run(
            [MITMDUMP, "-p", "0", "-s", ADDON, "--set", f"confdir={tmp_path}", "--set", option],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    said = done.stdout + done.stderr
    assert (done.returncode, sentence in said, "Traceback" in said) == (1, True, False)


@pytest.mark.parametrize("kind", KINDS)
def test_what_could_not_be_read_is_counted_at_the_end(world: World, kind: str) -> None:
    with running(world, kind) as proxy:
        process = proxy.proxy._process  # noqa: SLF001 - as below
        for _ in range(2):
            assert proxy.through("https://www.wall.test/lying") == proxy.directly(
                "https://www.wall.test/lying"
            )
        process.terminate()
        process.wait(5)
        said = proxy.proxy.said()
    assert "bodies that passed as they came: 2 cut off or not in the coding that they name" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_embedded_proxy_ends_cleanly(world: World, number: signal.Signals) -> None:
    with running(world, "embedded") as proxy:
        process = proxy.proxy._process  # noqa: SLF001 - the harness itself only ever terminates it
        with proxy.tunnel("example.com"), proxy.client() as client:
            client.get("https://www.wall.test/plain")
            begun = time.monotonic()
            process.send_signal(number)
            code = process.wait(5)
        took = time.monotonic() - begun
        said = proxy.proxy.said()
    assert (code, "Traceback" in said, "ready True" in said) == (0, False, True)
    assert took < 2
