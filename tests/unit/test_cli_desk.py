"""The dashboard's side of a run: its address and key, and what it changes."""

import argparse
import asyncio
import socket
from pathlib import Path

import pytest

from unwall import config as configuration
from unwall.cli.desk import DashboardError, RunDesk
from unwall.dashboard.desk import Authority, Edited, Switch
from unwall.dashboard.feed import Mishaps
from unwall.language import Language
from unwall.model import ClientLists
from unwall.proxy import words
from unwall.proxy.ca import ensure
from unwall.proxy.live import Live
from unwall.proxy.master import Ready
from unwall.proxy.mishaps import Failure
from unwall.proxy.setup import Choices, build
from unwall.proxy.unread import Unread


def args(
    dashboard: tuple[str, int] | None, config: str | None = None, *, remote: bool = False
) -> argparse.Namespace:
    return argparse.Namespace(
        dashboard=dashboard,
        dashboard_allow_remote=remote,
        lang="en",
        config=config,
        scope="pages",
        rules=[],
        upstream="http://li:x@[::1]:3128",
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "", "dashboard.example"])
def test_it_is_for_this_machine_alone(host: str) -> None:
    with pytest.raises(DashboardError, match=r"for this machine alone; say --dashboard 127\.0\.0\.1:PORT"):
        RunDesk(args((host, 0)))


def test_a_port_that_is_taken_is_said_where_it_was_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = taken.getsockname()[:2]
        given = args(address)
        with pytest.raises(DashboardError, match=rf"cannot listen on 127.0.0.1:{address[1]} \([^()]*\);"):
            RunDesk(given)
        given.lang = Language.CHINESE
        with pytest.raises(DashboardError, match=rf"无法监听 127.0.0.1:{address[1]}（地址已被占用）；"):
            RunDesk(given)


def test_the_usual_port_may_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr("unwall.cli.desk.DASHBOARD", taken.getsockname()[:2])
        desk = RunDesk(args(None))
        assert desk.direct.startswith("127.0.0.1:")
        assert desk.direct != f"127.0.0.1:{taken.getsockname()[1]}"
        asyncio.run(desk.end())


def test_a_key_of_ones_own_must_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNWALL_DASHBOARD_KEY", "short")
    with pytest.raises(DashboardError, match="UNWALL_DASHBOARD_KEY has fewer than 12 characters"):
        RunDesk(args(("127.0.0.1", 0)))
    monkeypatch.setenv("UNWALL_DASHBOARD_KEY", "long enough for it")
    desk = RunDesk(args(("localhost", 0)))
    assert desk.entrance == f"{desk.address}#long enough for it"
    asyncio.run(desk.end())


def test_the_window_of_who_reads_chinese_shows_it_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNWALL_DASHBOARD_KEY", "long enough for it")
    given = args(("127.0.0.1", 0))
    given.lang = Language.CHINESE
    desk = RunDesk(given)
    assert desk.entrance == f"{desk.address}?lang=zh#long enough for it"
    assert desk.told_entrance == f"{desk.address}#long enough for it"
    asyncio.run(desk.end())


def test_other_machines_are_let_in_with_a_password_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    order = args(("0.0.0.0", 0), remote=True)
    monkeypatch.delenv("UNWALL_DASHBOARD_KEY", raising=False)
    with pytest.raises(DashboardError, match="12 characters or more into UNWALL_DASHBOARD_KEY"):
        RunDesk(order)
    monkeypatch.setenv("UNWALL_DASHBOARD_KEY", "long enough for it")
    desk = RunDesk(order)
    assert desk.address == f"http://{desk.direct}/"
    assert desk.direct.startswith("127.0.0.1:")
    assert (desk.told_entrance, desk.entrance) == (desk.address, f"{desk.address}#long enough for it")
    assert desk.elsewhere == "" or desk.elsewhere.endswith(desk.address.rpartition(":")[2])
    asyncio.run(desk.end())


def test_a_proxy_on_all_addresses_is_reached_by_what_its_machine_is_called(tmp_path: Path) -> None:
    async def story() -> None:
        desk = RunDesk(args(("127.0.0.1", 0)))
        live = Live(Choices, build(Choices()), Language.ENGLISH)
        desk.begin(Ready((("0.0.0.0", 8080),), ensure(tmp_path, ["zhihu.com"]), True, live))
        for name, shown in (("nas", "nas"), ("192.168.1.5", "192.168.1.5"), ("fd00::5", "[fd00::5]")):
            assert f'"PROXY {shown}:8080; ' in desk.pac(name)
            assert desk.facts(name).proxy == f"{shown}:8080"
        await desk.end()

    asyncio.run(story())


@pytest.mark.parametrize("everything", [False, True])
def test_a_certificate_for_any_site_is_not_given_out(tmp_path: Path, everything: bool) -> None:
    async def story() -> None:
        desk = RunDesk(args(("127.0.0.1", 0)))
        live = Live(Choices, build(Choices()), Language.ENGLISH)
        files = ensure(tmp_path, ["zhihu.com"], everything=everything)
        desk.begin(Ready((("127.0.0.1", 8080),), files, True, live))
        given = {ending: desk.certificate(ending) for ending in ("pem", "cer")}
        assert given == (
            {"pem": b"", "cer": b""}
            if everything
            else {
                "pem": files.certificate.read_bytes(),
                "cer": files.certificate.with_suffix(".cer").read_bytes(),
            }
        )
        assert b"PRIVATE KEY" not in given["pem"]
        assert desk.facts("127.0.0.1").authority == Authority(
            files.name.removeprefix("CN="), str(files.certificate), files.fingerprint, not everything
        )
        assert desk.facts("127.0.0.1").elsewhere == ""
        await desk.end()

    asyncio.run(story())


def test_what_is_changed_is_in_force_at_once_and_in_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        "# mine\nallow = ['a.example']\n[clients.qq]\nallow = ['a.example']\ndeny = ['zhihu-link']\n"
    )
    given = args(("127.0.0.1", 0), str(file))

    async def story() -> None:
        desk = RunDesk(given)

        def choose() -> Choices:
            return desk.chosen(Choices(policy=configuration.load(str(file), {}).policy))

        live = Live(choose, build(choose()), Language.ENGLISH)
        desk.begin(Ready((("127.0.0.1", 8080),), ensure(tmp_path, ["zhihu.com"]), True, live))
        assert desk.facts("127.0.0.1").allow == ("a.example",)
        assert "a.example" not in desk.pac("127.0.0.1")  # which no rule needs
        assert 'needed ? "PROXY 127.0.0.1:8080; PROXY [::1]:3128" : "PROXY [::1]:3128"' in desk.pac("nas")
        assert desk.edit(Edited.ALLOW, "https://WWW.b.example/x", Language.ENGLISH, remove=False) == ""
        assert desk.edit(Edited.DENY, "zhihu-link", Language.ENGLISH, remove=False) == ""
        assert (desk.facts("127.0.0.1").allow, desk.facts("127.0.0.1").deny) == (
            ("a.example", "www.b.example"),
            ("zhihu-link",),
        )
        assert desk.edit(Edited.ALLOW, "no host", Language.ENGLISH, remove=False).startswith(
            '"no host" is no host name'
        )
        assert desk.edit(Edited.ALLOW, "no host", Language.CHINESE, remove=False).startswith(
            "“no host” 不是主机名"
        )
        assert desk.edit(Edited.DENY, "no-rule", Language.ENGLISH, remove=False).startswith(
            'there is no rule "no-rule"'
        )
        assert desk.edit(Edited.DENY, "zhihu-link", Language.ENGLISH, remove=True) == ""
        assert desk.facts("127.0.0.1").deny == ()
        own = ClientLists("qq", frozenset({"a.example"}), frozenset({"zhihu-link"}))
        assert desk.facts("127.0.0.1").clients == (own,)
        assert desk.edit(Edited.DENY, "zhihu-link", Language.ENGLISH, remove=True, client="qq") == ""
        assert desk.facts("127.0.0.1").clients == (own._replace(deny_rules=frozenset()),)
        assert desk.edit(Edited.ALLOW, "a.example", Language.ENGLISH, remove=True, client="qq") == ""
        assert (desk.facts("127.0.0.1").clients, desk.facts("127.0.0.1").allow) == (
            (),
            ("a.example", "www.b.example"),
        )
        desk.switch(Switch.PAUSE, on=True)
        assert live.setup is not None
        assert live.setup.role("link.zhihu.com").looked_at is False
        desk.switch(Switch.PAUSE, on=False)
        desk.switch(Switch.DRY_RUN, on=True)
        assert (live.setup.choices.paused, live.setup.choices.dry_run) == (False, True)
        desk.switch(Switch.RESOLVE, on=True)
        assert (live.setup.choices.resolve, desk.facts("127.0.0.1").on) == (
            True,
            frozenset({Switch.DRY_RUN, Switch.RESOLVE}),
        )
        file.write_text("allow = 7\n")
        assert (
            desk.edit(Edited.ALLOW, "c.example", Language.ENGLISH, remove=False)
            == f"{file}: allow is a list of texts"
        )
        await desk.end()

    asyncio.run(story())


def test_what_passed_as_it_was_is_shown_whatever_thread_it_was_counted_in(tmp_path: Path) -> None:
    async def story() -> None:
        desk = RunDesk(args(("127.0.0.1", 0)))
        live = Live(Choices, build(Choices()), Language.ENGLISH)
        live.tally.add(Unread.LARGE)  # before anybody could look
        desk.begin(Ready((("127.0.0.1", 8080),), ensure(tmp_path, ["zhihu.com"]), True, live))
        feed = desk._feed  # noqa: SLF001 - what the page shows
        unread = ((words.UNREAD[Unread.LARGE], 1),)
        assert feed.mishaps == Mishaps((), unread)
        with feed.watched() as queue:
            assert queue is not None
            for _ in range(3):
                live.tally.add(Failure("ValueError", "go_on"))
            assert await queue.get() == Mishaps((("ValueError", "go_on", 3),), unread)
            await asyncio.to_thread(live.tally.add, Failure("KeyError", "stream"))
            assert await queue.get() == Mishaps(
                (("ValueError", "go_on", 3), ("KeyError", "stream", 1)), unread
            )
            assert queue.empty()
        await desk.end()
        live.tally.add(Unread.LARGE)

    asyncio.run(story())
