from collections.abc import Callable
from pathlib import Path

import pytest
from mitmproxy import options
from mitmproxy.addonmanager import Loader
from mitmproxy.test import taddons

from unwall.config import ConfigError
from unwall.language import Language
from unwall.model import ClientLists, Policy
from unwall.proxy.options import NAMES, choices_of, register
from unwall.proxy.setup import ChoiceError, Choices, Scope
from unwall.store.log import Keeping

type Given = Callable[..., options.Options]


@pytest.fixture
def given() -> Given:
    def make(**values: object) -> options.Options:
        with taddons.context() as context:
            register(Loader(context.master))
            context.options.update(**values)
            return context.options

    return make


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }


def _own(environment: dict[str, str], text: str) -> str:
    file = Path(environment["XDG_CONFIG_HOME"]) / "unwall" / "config.toml"
    file.parent.mkdir()
    file.write_text(text)
    return str(file)


def test_the_defaults(given: Given, environment: dict[str, str], tmp_path: Path) -> None:
    assert choices_of(given(), environment) == Choices(
        cache=str(tmp_path / "cache" / "unwall"),
        watched=(str(tmp_path / "unwall" / "config.toml"),),
        keeping=Keeping(spool=str(tmp_path / "data" / "unwall" / "spool")),
    )


def test_everything_said(given: Given, environment: dict[str, str]) -> None:
    file = _own(environment, 'allow = ["one.example"]\ndeny = ["rule-one"]\nrules = ["/own"]\n')
    said = given(
        unwall_rules=["/more"],
        unwall_scope="all",
        unwall_allow=[" Two.Example. "],
        unwall_deny=["rule-two"],
        unwall_dry_run=True,
        unwall_ignore_no_transform=True,
        unwall_lang="zh",
    )
    assert choices_of(said, environment)._replace(cache=None, keeping=Keeping()) == Choices(
        rules=("/own", "/more"),
        scope=Scope.ALL,
        policy=Policy(
            options=frozenset({"ignore-no-transform"}),
            allow_hosts=frozenset({"one.example", "two.example"}),
            deny_rules=frozenset({"rule-one", "rule-two"}),
        ),
        dry_run=True,
        language=Language.CHINESE,
        named=frozenset({"rule-two"}),
        watched=(file,),
    )


def test_what_is_said_for_single_clients(given: Given, environment: dict[str, str]) -> None:
    _own(environment, "[clients.wechat]\nallow = ['one.example']\n[clients.douyin]\ndeny = ['rule-one']\n")
    said = given(
        unwall_allow=["two.example wechat", "Three.Example\tqq", "four.example"],
        unwall_deny=["rule-two  wechat", "rule-three"],
    )
    choices = choices_of(said, environment)
    assert choices.policy == Policy(
        allow_hosts=frozenset({"four.example"}),
        deny_rules=frozenset({"rule-three"}),
        clients=(
            ClientLists("douyin", deny_rules=frozenset({"rule-one"})),
            ClientLists("wechat", frozenset({"one.example", "two.example"}), frozenset({"rule-two"})),
            ClientLists("qq", frozenset({"three.example"})),
        ),
    )
    assert choices.named == {"rule-two", "rule-three"}
    assert choices.contexts == {"wechat", "qq"}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"unwall_scope": "every"}, "unwall_scope: every is not a scope; say minimal, pages or all"),
        ({"unwall_lang": "fr"}, "unwall_lang: fr is not a language we speak; say en or zh"),
        (
            {"unwall_allow": ["https://a.example/"]},
            "unwall_allow: https://a.example/ is not a host name; say it like www",
        ),
        ({"unwall_allow": [""]}, "unwall_allow:  is not a host name"),
        ({"unwall_allow": ["a/b wechat"]}, "unwall_allow: a/b is not a host name"),
        ({"unwall_lang": "zh", "unwall_scope": "x"}, "unwall_scope: x 不是有效的范围"),
    ],
)
def test_what_cannot_be_followed(
    given: Given, environment: dict[str, str], values: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ChoiceError) as refused:
        choices_of(given(**values), environment)
    assert str(refused.value).startswith(sentence)


def test_the_configuration_must_be_readable(given: Given, environment: dict[str, str]) -> None:
    _own(environment, "allow = [")
    with pytest.raises(ConfigError, match="not TOML"):
        choices_of(given(), environment)


def test_all_names_begin_with_ours() -> None:
    assert len(NAMES) == 11
    assert all(name.startswith("unwall_") for name in NAMES)
