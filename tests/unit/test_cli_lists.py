"""``unwall allow`` and ``unwall deny``: for all clients, and for single ones."""

from collections.abc import Callable
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran

type Run = Callable[..., tuple[int, str, str]]
ZHIHU = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    new_user(tmp_path, cache, monkeypatch)
    return lambda *words: ran(capfdbinary, *words)


def test_a_host_for_single_clients(run: Run, tmp_path: Path) -> None:
    assert run("allow", "https://Zhihu.com/x", "--as", "wechat", "--as", "qq", "--as", "wechat") == (
        0,
        "",
        "unwall: zhihu.com and all below it is left alone for wechat from now on\n"
        "unwall: zhihu.com and all below it is left alone for qq from now on\n",
    )
    assert run("allow", "bank.example", "zhihu.com", "-q") == (0, "", "")
    assert run("allow", "a.example", "--as", "wechat", "-q") == (0, "", "")
    listed = "a.example\twechat\nbank.example\nzhihu.com\nzhihu.com\tqq\nzhihu.com\twechat\n"
    assert run("allow", "--list") == run("allow") == (0, listed, "")
    assert run("allow", "--list", "--as", "wechat")[1] == "a.example\twechat\nzhihu.com\twechat\n"
    assert run("allow", "--as", "douyin")[1] == ""
    assert run("deny", "--list")[1] == ""
    assert (tmp_path / ".config/unwall/config.toml").read_text() == (
        'allow = ["bank.example", "zhihu.com"]\n\n'
        '[clients.wechat]\nallow = ["zhihu.com", "a.example"]\n\n[clients.qq]\nallow = ["zhihu.com"]\n'
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["allow", "--list", "a.example"], "--list shows and changes nothing"),
        (["deny", "--list", "zhihu-link"], "--list shows and changes nothing"),
        (["allow", "--list", "--remove"], "--list shows and changes nothing"),
        (["allow", "--remove"], "--remove what? unwall allow --list shows"),
        (["deny", "--remove"], "--remove what? unwall deny --list shows"),
        (["allow", "a" * 64 + ".example"], "is no host name"),
        (["allow", ".".join(["a" * 60] * 5)], "is no host name"),
    ],
)
def test_what_contradicts_itself(run: Run, words: list[str], said: str) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert run("allow", "--list") == run("deny", "--list") == (0, "", "")


@pytest.mark.parametrize("written", ["", 'allow = ["例子.COM"]\n'])
def test_a_host_in_letters_of_its_country(run: Run, tmp_path: Path, written: str) -> None:
    file = tmp_path / ".config/unwall/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(written, "utf-8")
    assert run("allow", "例子.com", "-q") == (0, "", "")
    assert run("allow", "例子.com", "-q") == (0, "", "")
    assert run("allow")[1] == "xn--fsqu00a.com\n"
    given = "https://link.zhihu.com/?target=https%3A%2F%2F%E4%BE%8B%E5%AD%90.com%2F"
    assert run("unwrap", given)[1] == f"{given}\n"
    assert run("allow", "--remove", "例子.com")[2] == "unwall: xn--fsqu00a.com is looked at again\n"
    assert run("allow")[1] == ""
    assert run("unwrap", given)[1] == "https://xn--fsqu00a.com/\n"


def test_a_rule_for_single_clients(run: Run) -> None:
    assert run("deny", "zhihu-link", "--as", "wechat") == (0, "", "unwall: zhihu-link is off for wechat\n")
    assert run("deny", "--list")[1] == "zhihu-link\twechat\n"
    assert run("unwrap", ZHIHU)[1] == "https://example.com/\n"
    opens = {context: run("check", ZHIHU, "--offline", "--as", context)[0] for context in ("wechat", "qq")}
    assert opens == {"wechat": 0, "qq": 1}
    assert run("deny", "--remove", "zhihu-link", "--as", "wechat")[2] == (
        "unwall: zhihu-link is on again for wechat\n"
    )
    assert run("check", ZHIHU, "--offline", "--as", "wechat")[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.example"], "a.example is looked at again"),
        (
            ["a.example", "--as", "wechat"],
            "a.example is off the list of wechat, and still on that of all clients",
        ),
        (["b.example", "--as", "wechat"], "b.example is looked at again for wechat"),
        (
            ["b.example"],
            "b.example was not on the list of all clients, only on that of gone, wechat:"
            " --as takes it off there",
        ),
        (["a.example", "--as", "qq"], "a.example was not on the list of qq"),
        (["c.example"], "c.example was not on the list"),
        (["b.example", "--as", "gone"], "b.example is looked at again for gone"),
        (["b.example", "--as", "gone", "--lang", "zh"], "b.example 已为 gone 恢复处理"),
    ],
)
def test_taking_off(run: Run, tmp_path: Path, words: list[str], said: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        "allow = ['a.example']\n[clients]\nwechat.allow = ['a.example', 'b.example']\n"
        "gone.allow = ['b.example']\n"
    )
    code, out, err = run("allow", "--remove", *words, "--config", str(file))
    assert (code, out, err.partition(" ")[2].strip() or err.strip()) == (0, "", said)
    left = run("allow", "--list", "--config", str(file))[1].splitlines()
    assert len(left) == (4 if "was not" in said else 3)


@pytest.mark.parametrize("command", [["allow", "a.example"], ["deny", "zhihu-link"], ["allow", "--list"]])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("wechatt", "there is no client “wechatt” (did you mean wechat?); there are alipay, browser, "),
        ("WeChat", "there is no client “WeChat” (did you mean wechat?); there are alipay, browser, "),
        ("netscape", "there is no client “netscape”; there are alipay, browser, "),
        ("all", "there is no client “all”; there are alipay, browser, "),
        ("", "there is no client “”; there are alipay, browser, "),
    ],
)
def test_a_client_that_there_is_not(
    run: Run, tmp_path: Path, command: list[str], name: str, said: str
) -> None:
    code, out, err = run(*command, "--as", "qq", "--as", name)
    assert (code, out) == (2, "")
    assert err.startswith(f"unwall: {said}")
    assert not (tmp_path / ".config").exists()


def test_a_client_that_there_is_not_in_chinese(run: Run) -> None:
    code, _, err = run("allow", "a.example", "--as", "wechatt", "--lang", "zh")
    assert (code, err.startswith("unwall: 没有客户端 “wechatt”（是否想用 wechat？）；可用 alipay, ")) == (
        2,
        True,
    )


def test_what_stands_in_a_list_cannot_pass_for_more(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('allow = ["a\\tqq", "b\\nc"]\n')
    assert run("allow", "--list", "--config", str(file))[1] == "a\\x09qq\nb\\x0ac\n"
