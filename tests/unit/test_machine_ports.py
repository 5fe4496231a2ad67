import os
import socket
import sys
from ipaddress import ip_address
from pathlib import Path

import pytest
from machines_for_tests import machine, script

from unwall.machine.ports import from_anywhere, holder, reachable, shown
from unwall.machine.processes import Holder
from unwall.machine.system import Machine


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_who_listens(host: str) -> None:
    here = Machine("linux", Path("/none"), {})
    with socket.create_server(
        (host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET
    ) as listener:
        port = listener.getsockname()[1]
        found = holder(here, port)
        assert found
        assert (found.pid, found.name) == (os.getpid(), Path("/proc/self/comm").read_text().strip())
        assert str(found) == f"{found.name} ({found.pid})"
    assert holder(here, port) is None


@pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")
def test_who_listens_as_lsof_says(tmp_path: Path) -> None:
    on = machine(tmp_path, "darwin")
    assert holder(on, 8080) is None
    script(tmp_path, "lsof", 'test "$2" = -iTCP:8080 && printf "p312\\ncPython\\nf5\\np400\\ncother\\n"')
    assert holder(on, 8080) == Holder(312, "Python")
    assert holder(on, 8081) is None


def test_reachable() -> None:
    assert [reachable((host, 1))[0] for host in ("0.0.0.0", "", "::", "127.0.0.1")] == [
        "127.0.0.1", "127.0.0.1", "::1", "127.0.0.1",
    ]  # fmt: skip


def test_from_anywhere() -> None:
    for address in (("127.0.0.1", 1), ("192.0.2.1", 2), ("::1", 3)):
        assert from_anywhere(address) == address
    assert from_anywhere(("::", 4)) == ("::1", 4)
    host, port = from_anywhere(("0.0.0.0", 5))
    assert (ip_address(host).is_unspecified, port) == (False, 5)


def test_shown() -> None:
    assert [shown(("127.0.0.1", 1)), shown(("::1", 2))] == ["127.0.0.1:1", "[::1]:2"]
