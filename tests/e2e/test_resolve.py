"""Short links of the fake platforms, resolved by real processes over real sockets."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from unwall.world.exchange import Reply, Request
from unwall.world.platforms import SITES
from unwall.world.platforms import short_links as links
from unwall.world.server import World

PROGRAM = """
import sys
from unwall.cli.main import main
from unwall.world.leading import Leading
https, http, ca, *arguments = sys.argv[1:]
sys.exit(main(arguments, Leading(int(https), int(http), ca).transports()))
"""
CONFIG = f"""
[[services]]
for = "taobao/token"
url = "{links.SERVICE}"
at = "{links.ANSWER_AT}"
"""


class InWorld:
    """The command line of a user who lives in a world."""

    def __init__(self, world: World, home: Path) -> None:
        self.world = world
        self.cache = home / ".cache" / "unwall" / "answers.db"
        self._env = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}
        ports = (str(world.https_port), str(world.http_port))
        self._command = [sys.executable, "-c", PROGRAM, *ports, str(world.ca_pem)]

    def start(self, *arguments: str, stdin: bytes = b"") -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*self._command, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._env,
        )
        assert process.stdin
        process.stdin.write(stdin)
        process.stdin.close()
        process.stdin = None
        return process

    def run(self, *arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        process = self.start(*arguments, stdin=stdin)
        out, err = process.communicate(timeout=60)
        return process.returncode, out.decode(), err.decode()

    def asked(self) -> Counter[str]:
        return Counter(each.url for each in self.world.ledger.asked)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with World(SITES) as world:
        yield world


@pytest.fixture
def user(world: World, tmp_path: Path) -> InWorld:
    world.ledger.asked.clear()
    return InWorld(world, tmp_path)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("https://v.douyin.com/iRAbCdxo/", links.VIDEO),
        (
            "1.74 复制打开抖音，看看【示例的作品】# 减脂餐 https://v.douyin.com/iRAbCdxo/ C@h.oD 10/22 ",
            links.VIDEO,
        ),
        ("https://u.jd.com/AbCdEfG", links.ITEM),
        ("https://3.cn/2V-AbCdQ", links.ITEM),
        ("https://p.pinduoduo.com/AbCdEf12", links.GOODS),
        ("http://xhslink.com/a/AbCdEf12", links.NOTE),
        ("https://b23.tv/AbCdEf1", links.FILM),
        ("http://dwz.cn/AbCdEf12", links.ITEM),
        ("sinaweibo://browser?url=https%3A%2F%2Fu.jd.com%2FAbCdEfG", links.ITEM),
    ],
)
def test_where_the_platforms_short_links_lead(user: InWorld, text: str, target: str) -> None:
    assert user.run("unwrap", "--resolve", text) == (0, target + "\n", "")


def test_offline_nobody_is_asked(user: InWorld) -> None:
    assert user.run("unwrap", "https://v.douyin.com/iRAbCdxo/")[1] == "https://v.douyin.com/iRAbCdxo/\n"
    assert user.asked() == Counter()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://url.cn/Inside1", "private"),
        ("https://url.cn/Script1", "scheme"),
        ("https://url.cn/Round12", "loop"),
    ],
)
def test_where_short_links_must_not_lead(user: InWorld, url: str, reason: str) -> None:
    code, out, _ = user.run("unwrap", "--resolve", "--json", url)
    told = json.loads(out)
    assert (code, told["output"], told["refused"]["reason"], told["error"]) == (0, url, reason, None)


def test_errors_are_data_and_the_order_is_kept(user: InWorld) -> None:
    lines = [
        "https://3.cn/2V-AbCdQ",
        "https://url.cn/Gone123",
        "https://example.com/",
        "",
        "https://b23.tv/AbCdEf1",
    ]
    code, out, err = user.run("unwrap", "--resolve", "--json", stdin="\n".join(lines).encode())
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [each["input"] for each in told] == lines
    assert [each["output"] for each in told] == [links.ITEM, lines[1], lines[2], "", links.FILM]
    assert [each["error"] for each in told] == [None, "status", None, None, None]
    assert err == (
        "unwall: 1 of 3 links were not resolved (the server says that there is nothing: 1);"
        " the same command tries them again after a minute\n"
    )


def test_what_is_kept_needs_no_connection(user: InWorld) -> None:
    first = user.run("unwrap", "--resolve", "--json", "https://u.jd.com/AbCdEfG")
    connections = len(user.world.ledger.connections)
    again = user.run("unwrap", "--resolve", "--json", "https://u.jd.com/AbCdEfG")
    assert len(user.world.ledger.connections) == connections
    told, told_again = json.loads(first[1]), json.loads(again[1])
    assert len(told.pop("contacted")) == 2
    assert told_again.pop("contacted") == []
    assert told_again == told


def test_the_links_of_a_page(user: InWorld, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<a href="https://u.jd.com/AbCdEfG">x</a><script>var a = "https:\\/\\/b23.tv\\/AbCdEf1";</script>'
        '<a href="https://link.zhihu.com/?target=https%3A%2F%2Fv.douyin.com%2FiRAbCdxo%2F">y</a>',
        encoding="utf-8",
    )
    code, out, _ = user.run("scan", "--resolve", "--json", str(page))
    assert code == 0
    assert [json.loads(line)["output"] for line in out.splitlines()] == [links.ITEM, links.FILM, links.VIDEO]


def test_a_service_knows_a_token(user: InWorld, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    text = f"【手机支架】復制這段描述{links.TOKEN}后咑閞淘♂寳"
    assert user.run("--config", str(config), "unwrap", "--resolve", text) == (0, links.STAND + "\n", "")
    unknown = text.replace("AbCd1EfGh2J", "ZzZz1EfGh2J")
    code, out, err = user.run("--config", str(config), "unwrap", "--resolve", unknown)
    assert (code, out) == (0, unknown + "\n")
    assert err == "unwall: not resolved: the server does not say where it leads; the link stays as it is\n"


class Killer:
    """Ends a process, without a word, when the twelfth question after it began reaches the world."""

    def __init__(self) -> None:
        self.victim: subprocess.Popen[bytes] | None = None
        self._seen = 0

    def redirect(self, request: Request) -> Reply:
        self._seen += 1
        if self.victim and self._seen % 12 == 0:
            self.victim.kill()
            self.victim = None
        return links.redirect(request)


def test_killed_again_and_again_everything_is_resolved_once(tmp_path: Path) -> None:
    keys = [f"https://{host}/N{number:05}" for number in range(5) for host in links.OPEN_TO_ALL]
    stdin = "\n".join(keys).encode()
    killer = Killer()
    with World(dict.fromkeys(links.OPEN_TO_ALL, killer.redirect)) as world:
        user = InWorld(world, tmp_path)
        for _ in range(3):
            kept, before = kept_in(user.cache), user.asked()
            killer.victim = process = user.start("unwrap", "--resolve", stdin=stdin)
            process.communicate(timeout=60)
            assert process.returncode == -signal.SIGKILL
            assert kept.isdisjoint(user.asked() - before)
        kept, before = kept_in(user.cache), user.asked()
        code, out, err = user.run("unwrap", "--resolve", stdin=stdin)
        asked = user.asked()
    assert (code, err) == (0, "")
    assert out.splitlines() == [f"https://example.com/{key.rpartition('/')[2]}" for key in keys]
    assert kept
    assert (asked - before).keys() == set(keys) - kept


def kept_in(cache: Path) -> set[str]:
    if not cache.exists():
        return set()
    file = sqlite3.connect(cache)
    keys = {key.rpartition(" ")[2] for (key,) in file.execute("select key from answers")}
    file.close()
    return keys
