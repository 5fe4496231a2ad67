import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran
from events_for_tests import REFUSED, RUN, event

from unwall.model import Kind, Needs, Reason
from unwall.store.event import Action, Row
from unwall.store.redaction import Detail, redacted
from unwall.store.schema import row_of
from unwall.store.sqlite import SqliteStore

type Run = Callable[..., tuple[int, str, str]]
ZHIHU = "https://link.zhihu.com/?target="


@pytest.fixture
def run(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Run:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)
    return lambda *words: ran(capfdbinary, "--lang", "en", *words)


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A log with everything kept, and events of hosts alone in a second run."""
    path = tmp_path / "events.db"
    store = SqliteStore(path, write=True)
    page = event(3, kind=Kind.INTERSTITIAL, rule="wechat-stopped-page", input="https://weixin110.qq.com/x")
    short = event(4, kind=Kind.SHORT_LINK, action=Action.FOUND, rule="gone", needs=Needs.NETWORK, output="")
    store.append(RUN, [event(0), REFUSED, page, short])
    only_hosts = redacted(event(5), Detail.HOSTS)
    store.append(RUN._replace(id="run-2", detail="hosts"), [only_hosts])
    store.close()
    return f"sqlite://{path}"


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            [ZHIHU + "https%3A%2F%2Flink.juejin.cn%2F%3Ftarget%3Dhttps%253A%252F%252Fexample.com%252F"],
            [
                "  zhihu-link (wrapper)  ",
                '     param target: "https://link.juejin.cn/?target=https%3A%2F%2Fexample.com%2F"',
                "  juejin-link (wrapper)  ",
                "  no rule names example.com",
                "opens https://example.com/",
                "  nobody is contacted: the target stands in the link",
            ],
        ),
        (
            [ZHIHU + "http%3A%2F%2F127.0.0.1%2F"],
            [
                "not opened: its target is in a private network (private): http://127.0.0.1/",
                "  because private addresses are not opened (allow-private = true in the configuration",
            ],
        ),
        (
            ["https://www.douban.com/link3/?url=https%3A%2F%2Fexample.com"],
            ["     does not look at it: path is /link3/, not /link2/", "stays as it is"],
        ),
        (
            ["https://t.me/iv?url=https%3A%2F%2Fexample.com%2F"],
            [
                "     only with the option views",
                '  telegram-instant-view would open it: options = ["views"] in the configuration turns it on',
            ],
        ),
        (
            ["https://m.tb.cn/h.AbC1234"],
            [
                "not opened here: only its server knows where it leads",
                "  with --resolve https://m.tb.cn/h.AbC1234 is asked, as browser",
                "  the page of m.tb.cn is fetched as ever, and taobao-short-link-page reads it",
                "  in the wechat client it is asked for as browser instead",
            ],
        ),
        (
            ["复制打开抖音，看看 https://v.douyin.com/AbCdEfg/ 好看"],
            ["https://v.douyin.com/AbCdEfg/", "not opened here: only its server knows where it leads"],
        ),
    ],
)
def test_says_every_decision(run: Run, words: list[str], lines: list[str]) -> None:
    code, out, err = run("why", *words)
    assert (code, err) == (0, "")
    assert [line for line in lines if not any(said.startswith(line) for said in out.splitlines())] == []


def test_of_an_address_that_no_rule_opens_nothing_is_said_to_stand_in_it(run: Run) -> None:
    _, out, _ = run("why", "see https://nothing.example/ there")
    assert out.splitlines() == [
        "https://nothing.example/",
        "  no rule names nothing.example",
        "opens https://nothing.example/",
    ]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (
            ["allow", "zhihu.com"],
            "  because you said: never touch zhihu.com (unwall allow --remove zhihu.com",
        ),
        (
            ["deny", "zhihu-link"],
            "  because you switched the rule zhihu-link off (unwall deny --remove zhihu-",
        ),
    ],
)
def test_says_what_the_user_decided(run: Run, command: list[str], line: str) -> None:
    assert run(*command)[0] == 0
    _, out, _ = run("why", ZHIHU + "https%3A%2F%2Fexample.com%2F")
    assert any(said.startswith(line) for said in out.splitlines()), out


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (
            ["allow", "zhihu.com"],
            "never touch zhihu.com for wechat (unwall allow --remove zhihu.com --as wechat ",
        ),
        (
            ["deny", "zhihu-link"],
            "you switched the rule zhihu-link off for wechat (unwall deny --remove zhihu-link --as wechat ",
        ),
    ],
)
def test_says_what_the_user_decided_for_one_client(run: Run, command: list[str], what: str) -> None:
    link = ZHIHU + "https%3A%2F%2Fexample.com%2F"
    assert run(*command, "--as", "wechat")[0] == 0
    _, out, _ = run("why", link, "--as", "wechat")
    assert what in out
    data = json.loads(run("why", link, "--as", "wechat", "--json")[1])
    assert [(each["by"], each["context"]) for each in data["kept_by"]] == [(command[0], "wechat")]
    assert "opens https://example.com/" in run("why", link)[1]
    assert json.loads(run("why", link, "--json")[1])["kept_by"] == []


@pytest.mark.parametrize(
    ("number", "lines"),
    [
        (
            "1",
            [
                "event 1 of 2026-03-01 12:00:00Z: opened (navigation)",
                "  https://link.zhihu.com/?target=https%3A%2F%2Fitem.taobao.com%2F0 → https://item.taobao.com/0",
                "  by zhihu-link ",
                "  link.zhihu.com was not contacted for it",
                "  unwall 0.1.0, as browser, status 200, 1.5 ms; the rules have changed since",
            ],
        ),
        ("2", ["  not opened: its target is in a private network (private): "]),
        ("3", ["  weixin110.qq.com was contacted: its answer told the target"]),
        ("4", ["  by gone (no longer among the rules)"]),
        ("5", ["the log keeps hosts only, so what stood in the link is not known any more;"]),
    ],
)
def test_says_what_was_done(run: Run, log: str, number: str, lines: list[str]) -> None:
    code, out, err = run("why", "--log", log, number)
    assert (code, err) == (0, "")
    assert [line for line in lines if not any(said.startswith(line) for said in out.splitlines())] == []


def test_an_event_by_its_id_in_an_export_and_no_other_row_is_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, own = tmp_path / "big.db", RUN._replace(id="0123456789abcdef")
    store = SqliteStore(path, write=True)
    store.append(own, [event(number) for number in range(3_000)])
    store.close()
    read: list[object] = []

    def counted(values: tuple[str | int | float, ...]) -> Row:
        read.append(values)
        return row_of(values)

    monkeypatch.setattr("unwall.store.schema.row_of", counted)
    code, out, _ = run("why", "--log", str(path), "0123456789abcdef-1")
    assert (code, "\nevent 1 of " in out) == (0, True)
    assert len(read) == 1


def test_events_of_an_address_by_what_the_log_keeps_of_it(run: Run, log: str) -> None:
    _, out, _ = run("why", "--log", log, event(0).input)
    lines = out.splitlines()
    at = lines.index("in the log, which knows it as https://link.zhihu.com/ (unwall why NUMBER tells more):")
    assert [line.split()[0] for line in lines[at + 1 :]] == ["1", "5"]


def test_json(run: Run, log: str) -> None:
    _, out, _ = run("why", "--json", "--log", log, "2")
    told = json.loads(out)
    assert told["events"][0] | {"client": ""} == {
        **told["events"][0],
        "client": "",
        "id": 2,
        "action": Action.REFUSED,
        "refused": Reason.PRIVATE,
        "detail": "full",
        "contacted": None,
    }
    assert told["output"] == "https://item.taobao.com/7"
    assert [rule["rule"] for rule in told["decisions"][0]["rules"]] == ["zhihu-link"]
    assert told["decisions"][0]["rules"][0]["readings"] == [
        {"place": "param target", "text": "https://item.taobao.com/7", "target": "https://item.taobao.com/7"}
    ]


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (number, f"unwall: there is no event {number} in the log; unwall log show lists them\n")
        for number in ("99", "0", "9" * 30, "0123456789abcdef-1")
    ],
)
def test_no_such_event(run: Run, log: str, number: str, message: str) -> None:
    assert run("why", "--log", log, number) == (2, "", message)


def test_no_log_at_all(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert run("why", "--log", f"sqlite://{path}", "1") == (
        2,
        "",
        f"unwall: {path}: there is no log yet; unwall run --log writes one\n",
    )
    assert run("why", "https://example.com/")[0] == 0


@pytest.mark.parametrize(
    "words", [("why", "https://e.com/"), ("rules", "try", "rules/cn/zhihu.yaml", "https://e.com/")]
)
def test_a_client_that_nobody_knows(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words, "--as", "wechatt")
    assert (code, out) == (2, "")
    assert err.startswith("unwall: there is no client “wechatt” (did you mean wechat?); there are alipay, ")


def test_a_text_on_stdin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given = f"看看 {ZHIHU}https%3A%2F%2Fexample.com%2F 吧\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    code, out, _ = run("why", "-")
    assert code == 0
    assert "zhihu-link" in out
