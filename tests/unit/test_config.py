"""The user's decisions, and where things lie."""

import itertools
import string
import sys
import tomllib
from pathlib import Path

import pytest

from unwall import config
from unwall.config import Config, ConfigError, change, load, places
from unwall.language import Language, Sentence
from unwall.model import ClientLists, Policy, Service


@pytest.mark.parametrize(
    ("platform", "environment", "found"),
    [
        ("linux", {"HOME": "/h"}, ("/h/.config/unwall", "/h/.local/share/unwall", "/h/.cache/unwall")),
        (
            "linux",
            {"HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/x"},
            ("/c/unwall", "/d/unwall", "/x/unwall"),
        ),
        (
            "darwin",
            {"HOME": "/h"},
            ("/h/Library/Application Support/unwall",) * 2 + ("/h/Library/Caches/unwall",),
        ),
        (
            "win32",
            {"HOME": "/h", "APPDATA": "/r", "LOCALAPPDATA": "/l"},
            ("/r/unwall", "/l/unwall", "/l/Cache/unwall"),
        ),
    ],
)
def test_places(platform: str, environment: dict[str, str], found: tuple[str, str, str]) -> None:
    assert places(environment, platform) == found


def test_nothing_said(tmp_path: Path) -> None:
    config = load(None, {"HOME": str(tmp_path)}, "linux")
    assert config == Config(file=f"{tmp_path}/.config/unwall/config.toml", places=config.places)


def test_everything_said(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text(
        'allow = ["Bank.Example"]\ndeny = ["x"]\noptions = ["views"]\nrules = ["/r"]\nallow-private = true\n'
    )
    found = load(str(file), {"HOME": str(tmp_path)}, "linux")
    assert found.rules == ("/r",)
    assert found.policy == Policy(
        options=frozenset({"views"}),
        allow_hosts=frozenset({"bank.example"}),
        deny_rules=frozenset({"x"}),
        allow_private=True,
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("allow = [", "not TOML"),
        ("alow = []", 'unknown key "alow"'),
        ("allow = 'x'", "allow is a list of texts"),
        ("allow-private = 'yes'", "allow-private is true or false"),
        ("open-warnings = 1", "open-warnings is true or false"),
        ("clients = ['wechat']", "clients are written as tables, like"),
        ("clients.wechat = 'a.example'", "clients are written as tables, like"),
        ("[clients.wechat]\nalow = []", 'clients.wechat: unknown key "alow"; known are allow, deny'),
        ("[clients.wechat]\nallow = 'x'", "clients.wechat.allow is a list of texts"),
        ("[clients.wechat]\ndeny = [1]", "clients.wechat.deny is a list of texts"),
        (None, "cannot be read"),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, text: str | None, problem: str) -> None:
    file = tmp_path / "c.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ConfigError, match=problem):
        load(str(file), {"HOME": str(tmp_path)}, "linux")


def test_a_file_without_a_name_is_not_the_users_own(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='"": cannot be read'):
        load("", {"HOME": str(tmp_path)}, "linux")


@pytest.mark.parametrize(
    "sentence",
    [pytest.param(each, id=name) for name, each in vars(config).items() if isinstance(each, Sentence)],
)
def test_both_languages_say_the_same_parts(sentence: Sentence) -> None:
    english, chinese = (
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (sentence.en, sentence.zh)
    )
    assert (english, sentence.en.isascii(), sentence.zh.isascii()) == (chinese, True, False)


def test_a_fault_in_the_language_of_whoever_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text("alow = []")
    with pytest.raises(ConfigError) as raised:
        load(str(file), {})
    assert raised.value.said(Language.CHINESE).startswith(f"{file}：不认识键 “alow”；可用：allow, ")
    assert ConfigError("said already").said(Language.CHINESE) == "said already"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a = 1\nb =\n", "第 2 行第 4 列有误"),
        (b"a = '\xff'", "须为 UTF-8 文本"),
        (b"a = {b = 1", "文件末尾不完整"),
        (b"a = " + b"[" * 100_000, "嵌套过深"),
        (b"a = " + b"{a = " * 100_000, "嵌套过深"),
        (b"a = " + b"9" * 5_000, "其中有数字过长"),
    ],
)
def test_where_it_is_no_toml(tmp_path: Path, data: bytes, place: str) -> None:
    file = tmp_path / "c.toml"
    file.write_bytes(data)
    with pytest.raises(ConfigError) as raised:
        load(str(file), {})
    assert raised.value.said(Language.CHINESE).startswith(f"{file}：不是有效的 TOML：{place}")
    assert "recursion" not in str(raised.value)


def test_changes_keep_what_a_person_wrote(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "c.toml"
    assert change(str(file), "allow", add="a.example")
    file.write_text("# mine\n" + file.read_text())
    assert change(str(file), "allow", add="b.example")
    assert not change(str(file), "allow", add="b.example")
    assert change(str(file), "allow", remove="a.example")
    assert not change(str(file), "deny", remove="x")
    assert file.read_text() == '# mine\nallow = ["b.example"]\n'


def test_a_file_that_begins_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text("allow = ['a.example']\n", "utf-8-sig")
    assert change(str(file), "allow", add="b.example")
    found = load(str(file), {"HOME": str(tmp_path)}, "linux")
    assert found.policy.allow_hosts == {"a.example", "b.example"}


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")
def test_a_file_with_secrets_stays_ones_own_and_where_it_is(tmp_path: Path) -> None:
    kept, file, new = tmp_path / "dotfiles.toml", tmp_path / "c.toml", tmp_path / "new.toml"
    kept.write_text("deny = ['x']\n")
    kept.chmod(0o640)
    file.symlink_to(kept)
    assert change(str(file), "allow", add="a.example")
    assert change(str(new), "allow", add="a.example")
    assert file.is_symlink()
    assert "a.example" in kept.read_text()
    assert [path.stat().st_mode & 0o777 for path in (kept, new)] == [0o640, 0o600]


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        change(str(tmp_path / "file" / "c.toml"), "allow", add="x")


def test_services(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        '[[services]]\nfor = "taobao/token"\nurl = "http://127.0.0.1:9/?q={text}&k={key}"\n'
        'at = "/url"\nkey = "K"\n'
        '[[services]]\nfor = ["token", "jd-short-link"]\nurl = "https://a.example/{text}"\n'
        '[[services]]\nfor = "token"\nurl = "https://b.example/"\nsign = "md5"\nsecret = "S"\n'
        '[services.form]\nmethod = "m"\ntext = "{text}"\n',
        encoding="utf-8",
    )
    assert load(str(file), {}).policy.services == (
        Service(("taobao/token",), "http://127.0.0.1:9/?q={text}&k={key}", "/url", "K"),
        Service(("token", "jd-short-link"), "https://a.example/{text}"),
        Service(
            ("token",),
            "https://b.example/",
            form=(("method", "m"), ("text", "{text}")),
            sign="md5",
            secret="S",
        ),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("services = 1", "services are written as [[services]] tables"),
        ('[[services]]\nfoor = "a"', 'unknown key "foor"; known are for, url, at, key, form, sign, secret'),
        ('[[services]]\nfor = 1\nurl = "https://a.example/{text}"', "for is a list of texts"),
        ('[[services]]\nfor = "a"\nurl = 1', "url, at, key, sign and secret are texts"),
        ('[[services]]\nfor = "a"\nurl = "https://a.example/"', "a url or form with {text} in it"),
        ('[[services]]\nfor = "a"\nurl = "file:///{text}"', "a url or form with {text} in it"),
        ('[[services]]\nfor = "a"\nurl = "https://a.example/{text}"\nat = "url"', "a JSON pointer"),
        ('[[services]]\nfor = "a"\nurl = "https://a.example/{text}"\nform = "x"', "form is a table of texts"),
        ('[[services]]\nfor = "a"\nurl = "https://a.example/{text}"\nsecret = "S"', "sign (md5, "),
        (
            '[[services]]\nfor = "a"\nurl = "https://a.example/{text}"\nsign = "md5"\nsecret = "S"',
            "sign (md5, ",
        ),
        (
            '[[services]]\nfor = "a"\nurl = "https://a.example/"\n'
            'sign = "x"\nsecret = "S"\nform.a = "{text}"',
            "sign (md5, ",
        ),
    ],
)
def test_services_that_cannot_be_used(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load(str(file), {})
    assert problem in str(raised.value)


def test_lists_of_single_clients(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text(
        "allow = ['a.example']\n[clients.wechat]\nallow = ['B.Example']\ndeny = ['x']\n"
        "[clients.qq]\nallow = []\n"
    )
    policy = load(str(file), {"HOME": str(tmp_path)}, "linux").policy
    own = ClientLists("wechat", frozenset({"b.example"}), frozenset({"x"}))
    assert policy == Policy(allow_hosts=frozenset({"a.example"}), clients=(own,))
    assert policy.of_client("qq") is policy
    assert policy.of_client("wechat") == Policy(
        allow_hosts=frozenset({"a.example", "b.example"}), deny_rules=frozenset({"x"})
    )


def test_a_fault_in_them_in_chinese(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text("[clients.wechat]\nalow = []")
    with pytest.raises(ConfigError) as raised:
        load(str(file), {})
    assert (
        raised.value.said(Language.CHINESE) == f"{file}：clients.wechat：不认识键 “alow”；可用：allow, deny"
    )


def test_changes_of_them_keep_what_a_person_wrote(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    assert change(str(file), "allow", add="a.example", client="wechat")
    file.write_text("# mine\n" + file.read_text() + "# in it\n")
    assert not change(str(file), "allow", add="a.example", client="wechat")
    assert not change(str(file), "allow", remove="a.example")
    assert not change(str(file), "allow", remove="a.example", client="qq")
    assert change(str(file), "deny", add="x")
    assert change(str(file), "deny", add="x", client="qq")
    assert change(str(file), "allow", remove="a.example", client="wechat")
    assert file.read_text() == (
        '# mine\ndeny = ["x"]\n\n[clients.wechat]\nallow = []\n# in it\n\n[clients.qq]\ndeny = ["x"]\n'
    )


SERVED = "[[services]]\nfor = 'token'\nurl = 'https://a.example/{text}'\n"


@pytest.mark.parametrize("head", ["", "allow = ['z']\n", "# top\noptions = ['linkify']\n"])
@pytest.mark.parametrize("tail", ["", SERVED, SERVED + "form.a = 'b'\n[clients.alipay]\nallow = ['q']\n"])
@pytest.mark.parametrize(
    "clients",
    [
        "clients = {}\n",
        "clients = {wechat = {allow = ['x']}}\n",
        "clients.wechat.allow = ['x']\n",
        "clients.wechat = {allow = ['x']}\ndeny = ['y']\n",
        "clients.qq.deny = ['y']\nclients.wechat.allow = ['x']\nallow-private = true\n",
        "[clients]\nqq = {deny = ['x']} # why\n",
        "[clients]\nqq.deny = ['x']\n",
        "[clients.qq]\ndeny = ['x']\n[clients.wechat]\n# mine\n",
    ],
)
def test_a_change_says_nothing_else_however_the_file_is_written(
    tmp_path: Path, head: str, clients: str, tail: str
) -> None:
    file = tmp_path / "c.toml"
    try:
        wanted = tomllib.loads(head + clients + tail)
    except tomllib.TOMLDecodeError:
        return  # two of these parts do not go together
    for steps in itertools.permutations((("allow", "wechat"), ("deny", "qq"), ("allow", ""))):
        file.write_text(head + clients + tail)
        wanted = tomllib.loads(head + clients + tail)
        for name, client in steps:
            assert change(str(file), name, add="new", client=client)
            lists = wanted.setdefault("clients", {}).setdefault(client, {}) if client else wanted
            lists.setdefault(name, []).append("new")
        assert tomllib.loads(file.read_text()) == wanted
