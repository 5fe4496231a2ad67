import re
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import pytest

from unwall.world.exchange import html
from unwall.world.proxied import Proxy, ProxyError, unwall_run
from unwall.world.server import World
from unwall.world.walls import Scope


def mitmdump(scope: Scope, confdir: Path, script: Path) -> Sequence[str]:
    """A proxy without unwall."""
    program = Path(sys.executable).with_name("mitmdump")
    return (
        str(program),
        "-p",
        "0",
        "--listen-host",
        "127.0.0.1",
        "--set",
        f"confdir={confdir}",
        "-s",
        str(script),
    )


def no_proxy(scope: Scope, confdir: Path, script: Path) -> Sequence[str]:
    return (sys.executable, "-c", "raise SystemExit('this is no proxy')")


def test_a_proxy_leads_every_name_to_its_world() -> None:
    with (
        World({"a.example": lambda request: html(request.url)}) as world,
        Proxy(world, command=mitmdump) as proxy,
    ):
        through = urllib.request.ProxyHandler({"http": f"http://127.0.0.1:{proxy.port}"})
        with urllib.request.build_opener(through).open("http://a.example/b", timeout=5) as reply:
            assert reply.read() == b"http://a.example/b"
        assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", proxy.spki)
        assert [each.host for each in world.ledger.connections] == ["a.example"]
        folder = Path(proxy.said().split("Loading script ")[1].split("/upstream.py")[0])
        assert folder.is_dir()
    assert not folder.exists()


def test_a_proxy_that_ends_is_told_with_what_it_said() -> None:
    with (
        World({}) as world,
        pytest.raises(ProxyError, match="this is no proxy"),
        Proxy(world, command=no_proxy),
    ):
        pass


def test_unwall_is_started_as_people_start_it(tmp_path: Path) -> None:
    command = " ".join(unwall_run(Scope.ALL, tmp_path / "conf", tmp_path / "script.py"))
    assert " run " in command
    assert " --scope all " in command
    assert f"--confdir {tmp_path / 'conf'} " in command
