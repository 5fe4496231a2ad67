import asyncio
import logging
import os
from collections.abc import Awaitable
from pathlib import Path

import pytest
from mitmproxy import exceptions, http
from mitmproxy.test import taddons, tflow

from unwall.proxy import addon as module
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.mishaps import Failure, Mishaps
from unwall.proxy.setup import Choices, Setup, setup_of
from unwall.proxy.telling import State
from unwall.proxy.unread import Unread
from unwall.rules.loader import load_rules

DATA = Path(__file__).parents[1] / "data" / "proxy"
RULES = load_rules(DATA, own_only=True)
LINK = "https://link.wall.test/go?target=https%3A%2F%2Fexample.com%2Fa"
ENTRY = Path(__file__).parents[2] / "addons" / "unwall_addon.py"


@pytest.fixture(autouse=True)
def _nobody_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def _flow(url: str = LINK) -> http.HTTPFlow:
    flow = tflow.tflow()
    flow.request.url = url
    return flow


def _opens(addon: UnwallAddon) -> bool:
    flow = _flow()
    addon.request(flow)
    return flow.response is not None


# ---- options -----------------------------------------------------------------------------------------------


def test_options_are_followed() -> None:
    with taddons.context(addon := UnwallAddon()) as context:
        context.configure(addon, unwall_rules=[str(DATA)])
        assert _opens(addon)
        context.configure(addon, unwall_deny=["wall-link"])
        assert not _opens(addon)
        context.configure(addon, unwall_deny=[], unwall_dry_run=True)
        assert not _opens(addon)
        context.configure(addon, unwall_dry_run=False, unwall_allow=["wall.test"])
        assert not _opens(addon)
        context.configure(addon, unwall_allow=[])
        assert _opens(addon)


def test_other_options_do_not_concern_us() -> None:
    with taddons.context(addon := UnwallAddon()) as context:
        context.configure(addon, unwall_scope="minimal")
        before = addon.live.setup
        context.configure(addon, listen_port=8099)
        assert addon.live.setup is before


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("unwall_scope", "every", "unwall_scope: every is not a scope"),
        ("unwall_lang", "fr", "unwall_lang: fr is not a language"),
        ("unwall_allow", ["a/b"], "unwall_allow: a/b is not a host name"),
        ("unwall_deny", ["no-such-rule"], "there is no rule no-such-rule to switch off"),
        ("unwall_rules", ["/nowhere/at/all"], "/nowhere/at/all:1:1: no such folder or file"),
    ],
)
def test_a_bad_value_is_refused_and_the_last_good_one_stays(
    option: str, value: object, sentence: str
) -> None:
    with taddons.context(addon := UnwallAddon()) as context:
        context.configure(addon, unwall_rules=[str(DATA)])
        before = addon.live.setup
        with pytest.raises(exceptions.OptionsError) as refused:
            context.configure(addon, **{option: value})
        assert str(refused.value).startswith(sentence)
        assert addon.live.setup is before
        assert _opens(addon)


def test_choices_made_elsewhere_need_no_options() -> None:
    chosen = Choices(rules=(str(DATA),))
    with taddons.context(addon := UnwallAddon(lambda: chosen, setup_of(RULES, chosen))) as context:
        assert "unwall_scope" not in context.options
        context.configure(addon, listen_port=8099)
        assert _opens(addon)


def test_a_mitmproxy_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "VERSION", "12.2.1")
    with (
        taddons.context() as context,
        pytest.raises(exceptions.OptionsError, match=r"^mitmproxy 12\.2\.1 cannot"),
    ):
        context.master.addons.add(UnwallAddon())


# ---- life --------------------------------------------------------------------------------------------------


def test_the_entry_file_loads() -> None:
    with taddons.context() as context:
        script = context.script(str(ENTRY))
        assert [type(each).__name__ for each in script.addons] == ["UnwallAddon"]
        assert context.master.commands.call("unwall.unwrap", "https://example.com/") == "https://example.com/"


def test_the_tls_half_stands_last_and_goes_with_us() -> None:
    class Other:
        name = "tlsconfig"

    with taddons.context(Other()) as context:
        addon = UnwallAddon()
        context.master.addons.add(addon)
        names = [getattr(each, "name", "") for each in context.master.addons.chain]
        assert names.index("tlsconfig") < names.index("unwalltls")
        context.master.addons.remove(addon)
        assert "unwalltls" not in [getattr(each, "name", "") for each in context.master.addons.chain]


def test_a_changed_rule_file_counts_without_restart(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "unwall")
    file = tmp_path / "wall.yaml"
    good = (DATA / "wall.yaml").read_text()
    file.write_text(good)
    chosen = Choices(rules=(str(file),))

    async def story() -> list[bool]:
        opens = []
        with taddons.context(addon := UnwallAddon(lambda: chosen, None)) as context:
            context.configure(addon)
            for text in (good.replace("/go", "/other"), "platform: wall\nrules: [", good):
                file.write_text(text)
                setup = await asyncio.to_thread(addon.rebuild)
                addon.live.setup = setup or addon.live.setup
                opens.append(_opens(addon))
        return opens

    # the second is broken: what was in force before, the first, stays
    assert asyncio.run(story()) == [False, False, True]
    assert "wall.yaml:3:1: not YAML" in caplog.text


class Notice(logging.Handler):
    """Takes notice of the first message."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = asyncio.Event()

    def emit(self, _: logging.LogRecord) -> None:
        self.taken.set()


def test_running_watches_the_files(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = logging.getLogger("unwall.proxy.report")
    caplog.set_level(logging.INFO, "unwall")
    file = tmp_path / "wall.yaml"
    file.write_text((DATA / "wall.yaml").read_text())
    chosen = Choices(rules=(str(file),))

    async def story() -> bool:
        told.addHandler(notice := Notice())
        with taddons.context(addon := UnwallAddon(lambda: chosen, None)) as context:
            context.configure(addon)
            before = addon.live.setup
            addon.running()
            await asyncio.sleep(0)  # it has begun, and seen the file as it is
            os.utime(file, ns=(1, 1))
            await asyncio.wait_for(notice.taken.wait(), 5)
            told.removeHandler(notice)
            addon.done()
            return addon.live.setup is not before and _opens(addon)

    assert asyncio.run(story())


# ---- failures ----------------------------------------------------------------------------------------------


class Broken:
    """An engine that fails whatever it is asked."""

    def __init__(self, error: type[BaseException]) -> None:
        self.hosts = setup_of(RULES, Choices()).engine.hosts
        self._error = error

    def __getattr__(self, _: str):
        raise self._error


@pytest.mark.parametrize("error", [ValueError, RecursionError, MemoryError, KeyError, AssertionError])
def test_a_flow_never_fails_because_of_us(error: type[Exception], caplog: pytest.LogCaptureFixture) -> None:
    setup = setup_of(RULES, Choices())
    broken = Setup(setup.choices, Broken(error), setup.mark, {})  # type: ignore[arg-type]
    addon = UnwallAddon(lambda: setup.choices, broken)
    for url, status in (
        (LINK, 200),
        ("https://blocked.wall.test/page", 200),
        ("https://www.wall.test/", 302),
    ):
        flow = _flow(url)
        response = http.Response.make(status, b"<p>x", {"location": LINK, "content-type": "text/html"})
        before = (flow.request.get_state(), response.get_state(), flow.comment, dict(flow.metadata))
        addon.request(flow)
        assert flow.response is None
        flow.response = response
        addon.responseheaders(flow)
        addon.response(flow)
        assert (flow.request.get_state(), response.get_state(), flow.comment, dict(flow.metadata)) == before
    counted = addon.live.tally.so_far().failures
    assert sum(counted.values()) >= 3
    assert {each.kind for each in counted} == {error.__name__}
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == len(counted)


def test_what_ends_the_program_is_not_held_back() -> None:
    setup = setup_of(RULES, Choices())
    broken = Setup(setup.choices, Broken(KeyboardInterrupt), setup.mark, {})  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        UnwallAddon(lambda: setup.choices, broken).request(_flow())


def test_without_rules_everything_passes() -> None:
    addon = UnwallAddon(Choices, None)
    flow = _flow()
    addon.request(flow)
    assert flow.response is None
    flow.response = http.Response.make(302, b"", {"location": LINK})
    addon.responseheaders(flow)
    addon.response(flow)
    assert flow.response.headers["location"] == LINK


# ---- what is asked of the proxy itself ---------------------------------------------------------------------


class First:
    """The first process of several."""

    def __init__(self, state: State | None) -> None:
        self._state = state

    async def state(self) -> State | None:
        await asyncio.sleep(0)
        return self._state


MISHAPS = Mishaps({Failure("ValueError", "request"): 2}, {Unread.LARGE: 1})


@pytest.mark.parametrize(
    ("first", "log", "mishaps"),
    [
        (None, "none", MISHAPS),
        (First(State("failing", Mishaps())), "failing", Mishaps()),
        (First(None), "none", MISHAPS),
    ],
)
def test_how_it_is(first: First | None, log: str, mishaps: Mishaps) -> None:
    setup = setup_of(RULES, Choices())
    addon = UnwallAddon(lambda: setup.choices, setup)
    addon.live.first = first
    for what, count in MISHAPS.each():
        addon.live.tally.add(what, count)
    flow = _flow("http://unwall.localhost/self-test")
    work = addon.request(flow)
    if work:
        asyncio.run(_done(work))
    assert flow.response
    said = flow.response.json()
    assert (said["log"], Mishaps.told(said)) == (log, mishaps)


async def _done(work: Awaitable[None]) -> None:
    await work


# ---- commands ----------------------------------------------------------------------------------------------


def test_commands() -> None:
    with taddons.context(addon := UnwallAddon()) as context:
        context.configure(addon, unwall_rules=[str(DATA)])
        call = context.master.commands.call
        assert call("unwall.unwrap", LINK) == "https://example.com/a"
        assert {"wall-link", "wall-shared"} <= set(call("unwall.rules"))
