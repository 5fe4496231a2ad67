import logging
from pathlib import Path

import pytest

from unwall.config import ConfigError
from unwall.language import Language
from unwall.proxy.live import Live, said
from unwall.proxy.mishaps import Failure, Mishaps
from unwall.proxy.setup import ChoiceError, Choices, Scope
from unwall.proxy.telling import State
from unwall.proxy.unread import Unread
from unwall.rules.loader import RuleError

DATA = Path(__file__).parents[1] / "data" / "proxy" / "wall.yaml"
WALL = "https://link.wall.test/go?target=https%3A%2F%2Fexample.com%2F"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "wall.yaml"
    file.write_text(DATA.read_text())
    return file


def test_follow_puts_the_choices_in_force(rules: Path) -> None:
    chosen = Choices(rules=(str(rules),))
    live = Live(lambda: chosen, None, Language.CHINESE)
    assert (live.setup, live.language) == (None, Language.CHINESE)
    live.follow()
    first = live.setup
    live.follow()
    assert first is live.setup
    chosen = chosen._replace(scope=Scope.ALL)
    live.follow()
    assert live.setup is not None
    assert live.setup.choices.scope is Scope.ALL
    assert live.setup.engine.unwrap(WALL).output == "https://example.com/"
    assert live.language is Language.ENGLISH


@pytest.mark.parametrize("fault", [ChoiceError("bad"), ConfigError("bad"), "broken rules"])
def test_a_fault_leaves_what_was_in_force(
    rules: Path, fault: Exception | str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "unwall")
    faulty = False

    def choose() -> Choices:
        if faulty and isinstance(fault, Exception):
            raise fault
        return Choices(rules=(str(rules),), scope=Scope.ALL if faulty else Scope.PAGES)

    live = Live(choose, None, Language.ENGLISH)
    live.follow()
    before = live.setup
    faulty = True
    if fault == "broken rules":
        rules.write_text("platform: wall\nrules: [\n")
    with pytest.raises((ChoiceError, ConfigError, RuleError)):
        live.follow()
    assert (live.rebuilt(), live.setup) == (None, before)
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 1
    assert lines[0].startswith(
        "rules not changed, the last good ones stay in force; mend this and save again: "
    )
    assert ("wall.yaml:3:1: not YAML" in lines[0]) is (fault == "broken rules")


def test_broken_rules_are_said_in_the_language_of_messages(
    rules: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live = Live(lambda: Choices(rules=(str(rules),), language=Language.CHINESE), None, Language.CHINESE)
    live.follow()
    rules.write_text("platform: wall\nrulez: []\n")
    assert live.rebuilt() is None
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("规则未更新，继续使用上一份可用的规则；请修正后重新保存：")
    assert line.endswith("wall.yaml:2:1: 不认识键 “rulez”（是否想写 rules？）")


def test_said_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("platform: a\nrulez: []\n")
    (tmp_path / "b.yaml").write_text("platform: b\nrulez: []\n")
    live = Live(lambda: Choices(rules=(str(tmp_path),)), None, Language.ENGLISH)
    with pytest.raises(RuleError) as refused:
        live.follow()
    line = said(refused.value, Language.ENGLISH)
    assert "\n" not in line
    assert [name in line for name in ("a.yaml:2:1: ", "b.yaml:2:1: ")] == [True, True]


@pytest.mark.parametrize("is_first", [True, False])
def test_the_end_of_the_run_is_said_by_the_first_process(
    is_first: bool, caplog: pytest.LogCaptureFixture
) -> None:
    class Another:
        async def state(self) -> State | None:
            return None

    caplog.set_level(logging.INFO, "unwall")
    live = Live(Choices, None, Language.ENGLISH)
    live.first = None if is_first else Another()
    live.tally.add(Unread.LARGE)
    live.tally.add(Failure("ValueError", "request"))
    live.end_log()
    assert caplog.messages == (
        ["bodies that passed as they came: 1 too large to be read"] if is_first else []
    )
    assert live.state() == State("none", Mishaps({Failure("ValueError", "request"): 1}, {Unread.LARGE: 1}))
