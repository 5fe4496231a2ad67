"""Short links of the fake platforms, resolved by real processes over real sockets."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from unwall.world.platforms import SITES
from unwall.world.platforms import short_links as links
from unwall.world.server import World
from unwall.world.shares import SHARES, TOKEN_ITEM

PROGRAM = """
import sys
import threading
import time
from unwall.cli.main import main
from unwall.world.leading import Leading
https, http, ca, *arguments = sys.argv[1:]
sys.exit(main(arguments, Leading(int(https), int(http), ca).transports()))
"""


FILM = "https://www.bilibili.com/video/BV1AbCdEfGhI?p=1&share_source=COPY"
VIDEO = "https://www.iesdouyin.com/share/video/7300000000000000001/?region=CN"


class InWorld:
    """The command line of a user who lives in a world."""

    def __init__(self, world: World, home: Path) -> None:
        self.world = world
        self.cache = home / ".cache" / "unwall" / "answers.db"
        self._env = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", **links.KEYS}
        ports = (str(world.https_port), str(world.http_port))
        self.command = [sys.executable, "-c", PROGRAM, *ports, str(world.ca_pem)]

    def start(self, *arguments: str, stdin: bytes = b"") -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*self.command, *arguments],
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


def test_where_the_share_texts_of_every_platform_lead(user: InWorld) -> None:
    stdin = "\n".join(share.text for share in SHARES).encode()
    code, out, err = user.run("unwrap", "--resolve", stdin=stdin)
    assert (code, out.splitlines(), err) == (0, [share.target.url for share in SHARES], "")


LEADS = (
    ("https://v.douyin.com/iRAbCdxo", VIDEO),
    ("http://e.tb.cn/h.gAbCd8EfGh2JkLm?tk=gCL538kXC7i", "https://item.taobao.com/item.htm?id=600000000011"),
    ("taobao://m.tb.cn/h.7nAbCdg", "https://www.goofish.com/item?id=700000000001"),
    ("https://u.jd.com/AbCdEfG", links.ITEM),
    ("https://union-click.jd.com/jdc?e=1&p=AyIG&t=W1dC&a=fCg9", links.ITEM),
    ("http://dwz.cn/AbCdEf12", links.ITEM),
    ("sinaweibo://browser?url=https%3A%2F%2Fu.jd.com%2FAbCdEfG", links.ITEM),
    (
        "https://p.pinduoduo.com/AppOnly1",
        "https://mobile.yangkeduo.com/goods.html?goods_id=500000000002",
    ),
    (
        "https://v.kuaishouapp.com/s/AbCdEfGh",
        "https://v.m.chenzhongtech.com/fw/photo/3xabcdefghijklm?shareToken=X",
    ),
    ("https://bili2233.cn/AbCd1Ef", "https://www.bilibili.com/video/BV1AbCdEfGhI?p=1&share_source=COPY"),
    ("https://b23.tv/BV1xx411c7mD", "https://www.bilibili.com/video/BV1xx411c7mD"),
    (
        "https://mapp.api.weibo.cn/fx/0123456789abcdef0123456789abcdef.html",
        "https://m.weibo.cn/status/5000000000000011",
    ),
    ("http://t.cn/A6AbCdEf", "https://example.com/weibo/long-read"),
    (
        "http://xhslink.cn/m/AbCdEfGhIjK",
        "https://www.xiaohongshu.com/discovery/item/65a0b1c2d3e4f5a6b7c8d9e1?x=1",
    ),
    ("https://ur.alipay.com/4Abcde", "https://render.alipay.com/p/a"),
    ("https://s.tb.cn/c.0xAbWF", "https://shop100000001.taobao.com/?spm=a1"),
    ("https://s.click.ele.me/AbCdEf1", "https://h5.ele.me/adminiappsub/pages/h5/index?a=1"),
    ("https://wxaurl.cn/AKAbCdOERtr", "https://wxaurl.cn/AKAbCdOERtr"),
    ("https://s.click.taobao.com/AbCdEf1", "https://s.click.taobao.com/AbCdEf1"),
)


def test_where_the_short_links_of_every_platform_lead(user: InWorld) -> None:
    code, out, _ = user.run("unwrap", "--resolve", stdin="\n".join(given for given, _ in LEADS).encode())
    assert (code, out.splitlines()) == (0, [target for _, target in LEADS])


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
        "https://u.jd.com/AbCdEfG",
        "https://url.cn/Gone123",
        "https://example.com/",
        "",
        "https://b23.tv/AbCd1Ef",
    ]
    code, out, err = user.run("unwrap", "--resolve", "--json", stdin="\n".join(lines).encode())
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [each["input"] for each in told] == lines
    assert [each["output"] for each in told] == [links.ITEM, lines[1], lines[2], "", FILM]
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
    assert len(told.pop("contacted")) == 3
    assert told_again.pop("contacted") == []
    assert told_again == told


def test_the_links_of_a_page(user: InWorld, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<a href="https://u.jd.com/AbCdEfG">x</a><script>var a = "https:\\/\\/b23.tv\\/AbCd1Ef";</script>'
        '<a href="https://link.zhihu.com/?target=https%3A%2F%2Fv.douyin.com%2FiRAbCdxo%2F">y</a>',
        encoding="utf-8",
    )
    code, out, _ = user.run("scan", "--resolve", "--json", str(page))
    assert code == 0
    assert [json.loads(line)["output"] for line in out.splitlines()] == [links.ITEM, FILM, VIDEO]


def test_a_service_knows_a_token(user: InWorld, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(links.SERVICE, encoding="utf-8")
    text = f"【手机支架】復制這段描述{links.TOKEN}后咑閞淘♂寳"
    assert user.run("--config", str(config), "unwrap", "--resolve", text) == (0, TOKEN_ITEM.url + "\n", "")
    unknown = text.replace("AbCd1EfGh2J", "ZzZz1EfGh2J")
    code, out, err = user.run("--config", str(config), "unwrap", "--resolve", unknown)
    assert (code, out) == (0, unknown + "\n")
    assert err == "unwall: not resolved: the server does not say where it leads; the link stays as it is\n"


def endless(server: socket.socket) -> None:
    """Answers whose heads never end, to one client after another."""
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while True:
                    connection.sendall(b"x-more: 1\r\n")
                    time.sleep(0.1)


@pytest.mark.parametrize(
    ("answers", "fault"),
    [(True, "the server did not answer in time"), (False, "the server cannot be reached")],
)
def test_a_link_that_cannot_be_resolved_is_opened_as_it_is(
    world: World, tmp_path: Path, answers: bool, fault: str
) -> None:
    user = InWorld(world, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        serving = threading.Thread(target=endless, args=(server,))
        if answers:
            serving.start()
        else:
            server.close()
        user.command = [sys.executable, "-c", PROGRAM, port, port, str(world.ca_pem)]
        code, out, err = user.run("open", "--resolve", "--print", "http://t.cn/A6ShArEd")
        if answers:
            server.shutdown(socket.SHUT_RDWR)
            serving.join()
    assert (code, out) == (3, "http://t.cn/A6ShArEd\n")
    assert err == f"unwall: it could not be resolved: {fault}; opened as it is\n"
