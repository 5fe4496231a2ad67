import tomllib
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
ALONE = ("-p", "no:unwall", "-p", "unwall.pytest_plugin", "-p", "no:anyio", "-p", "no:cacheprovider")
SUITE = """
import socket
import ssl

PAGE = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"


def asked(world, path):
    context = ssl.create_default_context(cafile=world.ca_pem)
    with (
        socket.create_connection(("127.0.0.1", world.https_port), timeout=5) as raw,
        context.wrap_socket(raw, server_hostname="link.zhihu.com") as secure,
    ):
        head = (f"GET {path} HTTP/1.1", "Host: link.zhihu.com", "Connection: close", "", "")
        secure.sendall("\\r\\n".join(head).encode())
        return b"".join(iter(lambda: secure.recv(65536), b"")).decode()


def test_engine(unwall):
    assert unwall.unwrap(PAGE).output == "https://example.com/"


def test_a_platform_plays_its_part(walled_world):
    reply = asked(walled_world, "/?target=https%3A%2F%2Fexample.com%2F")
    assert reply.startswith("HTTP/1.1 200")
    assert "即将离开知乎" in reply
    assert [each.host for each in walled_world.ledger.asked] == ["link.zhihu.com"]


def test_each_test_has_a_world_of_its_own(walled_world):
    assert walled_world.ledger.asked == []
"""
OPENS = """
import pytest

from unwall.pytest_plugin import assert_opens

ITEM = "https://item.taobao.com/item.htm?id=600000000003"


def test_open(walled_world):
    cell = assert_opens(ITEM, world=walled_world)
    assert (cell.verdict, cell.hops[0].status) == ("open", 200)


def test_walled(walled_world):
    assert_opens(ITEM, as_="wechat", world=walled_world)


def test_nobody(walled_world):
    with pytest.raises(ValueError, match="there is no client 'netscape'; there are"):
        assert_opens(ITEM, as_="netscape", world=walled_world)


def test_nowhere():
    assert_opens("http://127.0.0.1:9/")


def test_while_a_loop_runs(walled_world):
    import asyncio

    async def test():
        return assert_opens(ITEM, world=walled_world)

    assert asyncio.run(test()).verdict == "open"
"""
WITHOUT = """
import sys

sys.modules["hypercorn"] = None


def test_world(walled_world):
    raise AssertionError
"""


def test_pytest_finds_the_plugin_where_unwall_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"unwall": "unwall.pytest_plugin"}


def test_the_fixtures(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "addons"))
    pytester.makepyfile(SUITE)
    pytester.runpytest_subprocess(*ALONE, "-W", "error").assert_outcomes(passed=3)


def test_what_does_not_open_is_told_in_full(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "addons"))
    pytester.makepyfile(OPENS)
    done = pytester.runpytest_subprocess(*ALONE, "-W", "error")
    done.assert_outcomes(passed=3, failed=2)
    done.stdout.fnmatch_lines(
        [
            "https://item.taobao.com/* does not open for wechat: walled - something stands before the target",
            "  known by:   taobao-refuses-wechat (rules/cn/walls/taobao.yaml:*)",
            "  reason:     opens as browser",
            "  page:       下载手机淘宝",
            "  way:        302 https://item.taobao.com/item.htm?id=600000000003 (link, * ms)",
            "              200 https://h5.m.taobao.com/app/download/index.html (location, * ms)",
        ]
    )
    done.stdout.fnmatch_lines(["*127.0.0.1:9/ does not open for browser: unknown*", "  reason:     connect"])
    assert "Traceback" not in done.stdout.str()


def test_without_its_packages_a_world_is_skipped(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "addons"))
    pytester.makepyfile(WITHOUT)
    done = pytester.runpytest_subprocess(*ALONE, "-rs")
    done.assert_outcomes(skipped=1)
    done.stdout.fnmatch_lines("*walled_world needs hypercorn; install it with: pip install 'unwall?demo?'")


def test_a_suite_that_asks_for_nothing_loads_nothing(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "addons"))
    pytester.makepyfile("import sys\n\n\ndef test_it():\n    assert 'hypercorn' not in sys.modules\n")
    pytester.runpytest_subprocess(*ALONE).assert_outcomes(passed=1)
