from pathlib import Path

from unwall.config import unread
from unwall.doctor.finding import State
from unwall.doctor.ruleset import configured, named, ruled
from unwall.language import Language


def test_the_configuration(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path)}
    without = unread(None, environment, "linux")
    finding, config = configured(None, environment, without, Language.ENGLISH)
    assert (finding.state, "none is needed" in finding.told(Language.ENGLISH)[0]) == (State.FINE, True)
    file = tmp_path / "own.toml"
    file.write_text('allow = ["a.example"]')
    finding, config = configured(str(file), environment, without, Language.ENGLISH)
    assert (finding.told(Language.ENGLISH)[0], config.policy.allow_hosts) == (
        f"configuration {file}",
        frozenset({"a.example"}),
    )
    file.write_text("allow = ")
    finding, config = configured(str(file), environment, without, Language.ENGLISH)
    assert (finding.state, config) == (State.MEND, without)
    assert finding.told(Language.ENGLISH)[0].startswith(f"{file}: not TOML")


def test_every_problem_of_rules_has_its_place(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("platform: own\nrules:\n  - id: one\n    kind: nothing\n  - id: two\n    sort: 1\n")
    findings, rules = ruled((str(file),), str(tmp_path / "cache"), Language.ENGLISH)
    assert rules is None
    assert len(findings) >= 2
    assert {each.state for each in findings} == {State.MEND}
    assert all(each.told(Language.ENGLISH)[0].startswith(f"{file}:") for each in findings)
    [finding], rules = ruled((), "", Language.ENGLISH)
    assert rules
    assert finding.told(Language.CHINESE) == (f"{len(rules)} 条规则，均无问题", "")


def test_what_the_configuration_names_and_nobody_knows(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'options = ["linkfy", "linkify", "views", "ignore-no-transform"]\n'
        'deny = ["zhihu-link", "zhihu-lnk"]\n'
        '[clients.wechat]\ndeny = ["zhihu-link", "no-rule"]\n[clients.weixin]\nallow = ["a.example"]\n'
    )
    without = unread(None, {"HOME": str(tmp_path)}, "linux")
    _, config = configured(str(file), {}, without, Language.ENGLISH)
    _, rules = ruled((), "", Language.ENGLISH)
    assert rules
    found = list(named(config, rules))
    assert {each.state for each in found} == {State.MEND}
    told = [each.told(Language.ENGLISH) for each in found]
    assert told[0][0].startswith(
        'the configuration turns on "linkfy", which is no option; there are app-links, '
    )
    assert told[0][1] == f"mend options in {file}"
    assert told[1] == (
        'the configuration switches off "zhihu-lnk", which is no rule',
        "unwall deny --remove zhihu-lnk",
    )
    assert told[2] == (
        'the configuration switches off "no-rule" for wechat, which is no rule',
        "unwall deny --remove no-rule --as wechat",
    )
    assert told[3][0].startswith(
        'the configuration has lists for "weixin", which is no client; there are alipay, browser, '
    )
    assert told[3][1] == f"mend clients in {file}"
    assert len(told) == 4
