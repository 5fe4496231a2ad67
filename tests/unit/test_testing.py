import contextlib
from pathlib import Path

import pytest

from unwall import load_rules
from unwall.cli.output import Output
from unwall.cli.testing import Watched, turns
from unwall.language import Language
from unwall.rules.index import RuleSet
from unwall.rules.loader import state_of

RULE = """  - id: {id}
    kind: wrapper
    where: {{hosts: [{id}.example]}}
    target: {{param: {param}}}
    sources: [{{what: a, where: b, seen: '2026'}}]
    tests: [{{given: 'https://{id}.example/', leave: true}}]
"""


def text(**rules: str) -> str:
    return "platform: t\nrules:\n" + "".join(RULE.format(id=id_, param=param) for id_, param in rules.items())


def test_first_all_then_what_changed(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text(a="u", b="u"))
    edits = [
        text(a="u", b="u"),  # saved as it was
        "\n# only a remark\n" + text(a="u", b="u"),
        text(a="u", b="to"),
        text(a="u", b="to").replace("param: u", "parm: u"),
        text(a="u", b="to").replace("param: u", "parm: u"),
        text(a="u", b="to"),
        text(a="u", b="to", c="u"),
    ]
    steps = iter(edits)
    rounds = 0

    def wait() -> None:
        nonlocal rounds
        rounds += 1
        edit = next(steps, None)
        if edit is None:
            raise KeyboardInterrupt
        file.write_text(edit)

    def load() -> RuleSet:
        return load_rules(file, own_only=True)

    seen = []
    with contextlib.suppress(KeyboardInterrupt):
        for chosen, _ in turns(
            Watched(load, lambda: state_of(file), list),
            Output.of_process({}, "never"),
            wait,
            Language.CHINESE,
        ):
            seen.append([rule.id for rule in chosen])
    assert seen == [["a", "b"], [], ["b"], [], ["c"]]
    assert rounds == len(edits) + 1
    told = capfdbinary.readouterr().err.decode().splitlines()
    assert len(told) == 1
    assert told[0].startswith(f"unwall: {file}:6:")
    assert "不认识定位词 “parm”" in told[0]


def test_what_is_broken_is_read_again_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text(a="u").replace("param", "parm"))
    edits = iter([None, None, text(a="u").replace("param", "parma"), None, text(a="u")])
    loads = 0

    def wait() -> None:
        edit = next(edits)
        if edit is not None:
            file.write_text(edit)

    def load() -> RuleSet:
        nonlocal loads
        loads += 1
        return load_rules(file, own_only=True)

    found = turns(
        Watched(load, lambda: state_of(file), list), Output.of_process({}, "never"), wait, Language.ENGLISH
    )
    assert ([rule.id for rule in next(found)[0]], loads) == (["a"], 3)
