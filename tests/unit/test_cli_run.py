"""The arguments of ``unwall run``: what the proxy is told, and what is refused in one sentence."""

import argparse
import os
from pathlib import Path

import pytest

from unwall import config
from unwall.cli.main import main
from unwall.cli.run import add_arguments, settings_of
from unwall.config import IN_OUR_BROWSER
from unwall.language import Language
from unwall.model import Policy
from unwall.proxy.listening import Listen
from unwall.proxy.setup import Choices, Scope
from unwall.store.log import Keeping


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has decided nothing yet, on a machine without browsers."""
    for name in list(os.environ):
        if name.startswith(("XDG_", "UNWALL_", "LC_", "LANG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    given = argparse.Namespace(lang=Language.CHINESE, verbose=False, rules=["mine"], config=None)
    return parser.parse_args(words, given)


def test_the_defaults(home: Path) -> None:
    settings = settings_of(parsed(), config.load(None, os.environ), print)
    assert settings.listen == Listen("127.0.0.1", 8080, ("regular",), allow_lan=False, proxyauth="")
    assert (settings.confdir, settings.scripts, settings.server_ca) == (home / ".local/share/unwall", (), "")


def test_the_choices_follow_the_configuration(home: Path) -> None:
    settings = settings_of(parsed("--scope", "minimal", "--dry-run"), config.load(None, os.environ), print)
    chosen = Choices(
        rules=("mine",),
        scope=Scope.MINIMAL,
        dry_run=True,
        language=Language.CHINESE,
        cache=str(home / ".cache/unwall"),
        watched=(str(home / ".config/unwall/config.toml"),),
        log=str(home / ".local/share/unwall/log.db"),
        keeping=Keeping(own=True, spool=str(home / ".local/share/unwall/spool")),
    )
    assert settings.choose() == chosen
    (home / ".config/unwall").mkdir(parents=True)
    (home / ".config/unwall/config.toml").write_text('allow = ["a.example"]\n')
    assert settings.choose() == chosen._replace(policy=Policy(allow_hosts=frozenset({"a.example"})))


def test_options_of_our_own_browser_are_on_beside_the_configured_ones(home: Path) -> None:
    (home / "mine.toml").write_text('options = ["warnings"]\n')
    given = parsed()
    given.config = str(home / "mine.toml")
    settings = settings_of(given, config.load(None, os.environ), print, IN_OUR_BROWSER)
    assert settings.choose().policy.options == {"warnings", *IN_OUR_BROWSER}


@pytest.mark.parametrize(
    ("words", "listen", "upstream_auth"),
    [
        ("--listen 127.0.0.1:0", Listen(port=0), ""),
        ("--listen [::1]:9090", Listen("::1", 9090), ""),
        ("--listen :8080 --allow-lan", Listen("", 8080, allow_lan=True), ""),
        (
            "--mode socks5 --mode reverse:http://a.example",
            Listen(modes=("socks5", "reverse:http://a.example")),
            "",
        ),
        ("--upstream http://p.example:3128", Listen(modes=("upstream:http://p.example:3128",)), ""),
        (
            "--upstream https://li:p%40ss@p.example:1",
            Listen(modes=("upstream:https://p.example:1",)),
            "li:p@ss",
        ),
        ("--proxyauth li:pass:word", Listen(proxyauth="li:pass:word"), ""),
        ("--proxyauth SECRET", Listen(proxyauth="li:from file"), ""),
    ],
)
def test_listen(home: Path, words: str, listen: Listen, upstream_auth: str) -> None:
    (home / "secret").write_text("li:from file\nnotes\n")
    given = words.replace("SECRET", str(home / "secret")).split()
    settings = settings_of(parsed(*given), config.load(None, os.environ), print)
    assert (settings.listen, settings.upstream_auth) == (listen, upstream_auth)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--proxyauth=", "--proxyauth takes NAME:PASSWORD"),
        ("--proxyauth any", "--proxyauth takes NAME:PASSWORD"),
        ("--proxyauth :x", "--proxyauth takes NAME:PASSWORD"),
        ("--proxyauth @/etc/passwd:x", "--proxyauth takes NAME:PASSWORD"),
        ("--proxyauth ldap:a:b:c", "--proxyauth takes NAME:PASSWORD"),
        ("--upstream=", "--upstream takes the address of a proxy"),
        ("--upstream p.example:3128", "--upstream takes the address of a proxy"),
        ("--upstream http://p.example", "--upstream takes the address of a proxy"),
        ("--upstream http://p.example:99999", "--upstream takes the address of a proxy"),
        ("--upstream http://[:1", "--upstream takes the address of a proxy"),
        ("--upstream http://p.example:1 --mode socks5", "leave out --mode"),
        ("--ssl-ca /none.pem", "--ssl-ca: there is no file /none.pem"),
        ("--ssl-ca=", '--ssl-ca: there is no file ""'),
        ("--log=", '"": a log is sqlite:///absolute/path.db'),
        (f"--ssl-ca {__file__}", f"--ssl-ca {__file__}: holds no certificate"),
        ("--script /none.py", "--script: there is no file /none.py"),
        ("--browser opera", "there is no program opera"),
        ("--browser", "no Chrome, Chromium, Edge"),
        ("--rules /none", "no such folder"),
        ("--config /none.toml", "/none.toml"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_cannot_be_followed(
    capsysbinary: pytest.CaptureFixture[bytes], words: str, says: str, lang: str
) -> None:
    assert main(["run", *words.split(), "--lang", lang]) == 2
    out, err = (text.decode() for text in capsysbinary.readouterr())
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("unwall: ")
    assert (says in err) or lang == "zh"


def test_a_browser_named_in_the_environment_must_be_there(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNWALL_BROWSER", "/none/opera")
    assert main(["run", "--lang", "zh"]) == 2
    assert (
        capsysbinary.readouterr().err.decode()
        == "unwall: 没有程序 /none/opera；请指定其他程序，或让 unwall 自行选择\n"
    )


@pytest.mark.parametrize("address", ["8080", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:-1", "a:８０", ""])
def test_addresses_that_are_none(capsysbinary: pytest.CaptureFixture[bytes], address: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["run", f"--listen={address}"])
    assert ended.value.code == 2
    assert b"like 127.0.0.1:8080" in capsysbinary.readouterr().err


def test_the_script_option_is_not_in_the_help(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    told = capsysbinary.readouterr().out
    assert b"--proxyauth" in told
    assert b"--script" not in told
