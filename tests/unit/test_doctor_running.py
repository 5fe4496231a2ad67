"""The proxy asked through itself: here by servers that answer as other programs would."""

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from machines_for_tests import machine

from unwall import __version__
from unwall.doctor.finding import State
from unwall.doctor.running import Answer, ask, running
from unwall.language import Language
from unwall.proxy.ca import ensure
from unwall.proxy.mishaps import Failure, Mishaps
from unwall.proxy.unread import Unread

OURS = Answer(is_ours=True, version=__version__, rules=3, scope="pages", log="written", durable=True)


@contextmanager
def answering(status: int, body: bytes) -> Iterator[tuple[str, int]]:
    class Program(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "http://unwall.localhost/self-test"
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Program) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield "127.0.0.1", server.server_port
        server.shutdown()


MISHAPS = Mishaps(
    {Failure("ValueError", "stream"): 3, Failure("KeyError", "go_on"): 1}, {Unread.BROKEN: 2, Unread.LARGE: 1}
)
SAID = {"unwall": __version__, "rules": 3, "scope": "pages", "log": "written", "durable": True}


@pytest.mark.parametrize(
    ("status", "body", "answer"),
    [
        (200, json.dumps(SAID), OURS),
        (407, "", Answer(wants_password=True)),
        (200, "<html>", Answer()),
        (200, "[1]", Answer()),
        (200, "[" * 65_536, Answer()),
        (200, '{"other": 1}', Answer()),
        (404, json.dumps(SAID), Answer()),
        (200, '{"unwall": 1, "rules": "many"}', Answer()),
        (200, '{"unwall": 1, "rules": null}', Answer()),
        (200, json.dumps({**SAID, **MISHAPS.values()}), OURS._replace(mishaps=MISHAPS)),
        (200, '{"unwall": 1, "failures": 7}', Answer()),
        (200, '{"unwall": 1, "failures": [7]}', Answer()),
        (200, '{"unwall": 1, "unread": []}', Answer()),
    ],
)
def test_who_answers(status: int, body: str, answer: Answer) -> None:
    with answering(status, body.encode()) as address:
        assert ask(address) == answer


def _accept(listener: socket.socket, times: int) -> None:
    for _ in range(times):
        listener.accept()[0].close()


def test_nobody_and_one_who_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        accepting = threading.Thread(target=_accept, args=(listener, 2))
        accepting.start()
        assert ask(address) == Answer()
        accepting.join()
    assert ask(address) is None


def told(
    tmp_path: Path, answer: Answer | None, language: Language = Language.ENGLISH
) -> list[tuple[str, str, str, str]]:
    found = running(machine(tmp_path), ("127.0.0.1", 9), answer, None)
    return [(each.check, each.state.value, *each.told(language)) for each in found]


def test_what_is_said_of_each(tmp_path: Path) -> None:
    assert told(tmp_path, None) == [
        (
            "listener", "note",
            "127.0.0.1:9 is free: the proxy does not run, so nothing was sent through it", "unwall run",
        )
    ]  # fmt: skip
    assert [(check, state) for check, state, *_ in told(tmp_path, Answer(wants_password=True))] == [
        ("listener", State.UNKNOWN)
    ]
    [(_, state, says, step)] = told(tmp_path, Answer())
    assert (state, says) == ("mend", "127.0.0.1:9 is used by another program: ?")
    assert step.startswith("unwall run --listen 127.0.0.1:")
    assert told(tmp_path, OURS) == [
        ("listener", "fine", "the proxy answers at 127.0.0.1:9: ?, 3 rules, scope pages", ""),
        ("log-writer", "fine", "the proxy writes its log (durability full)", ""),
    ]


def test_a_certificate_from_before_this_check(tmp_path: Path) -> None:
    found = running(machine(tmp_path), ("127.0.0.1", 9), OURS, ensure(tmp_path, ["zhihu.com"]))
    [tls] = [each for each in found if each.check == "tls"]
    assert tls.state is State.NOTE
    assert tls.told(Language.ENGLISH)[1].endswith("then unwall run")


def test_an_older_one_and_one_whose_log_fails(tmp_path: Path) -> None:
    [(_, state, says, step), (check, fails, _, see)] = told(
        tmp_path, OURS._replace(version="0.0.1", log="failing")
    )
    assert (state, step) == ("mend", "end unwall run and start it again")
    assert says == f"the proxy at 127.0.0.1:9 is unwall 0.0.1, this is {__version__}"
    assert (check, fails) == ("log-writer", "mend")
    assert "--log" in see
    assert told(tmp_path, OURS._replace(log="none"))[1][:2] == ("log-writer", "note")


def test_what_went_wrong_in_it(tmp_path: Path) -> None:
    ours = OURS._replace(mishaps=MISHAPS)
    assert told(tmp_path, ours)[2:] == [
        (
            "errors", "mend",
            "errors of our own since the proxy began: 3 ValueError in stream, 1 KeyError in go_on;"
            " the traffic went on as it was",
            "start it again as unwall run -v, whose terminal shows the traceback",
        ),
        (
            "unread", "note",
            "bodies that could not be read since the proxy began, and passed as they came:"
            " 2 cut off or not in the coding that they name, 1 too large to be read",
            "",
        ),
    ]  # fmt: skip
    assert [says for _, _, says, _ in told(tmp_path, ours, Language.CHINESE)[2:]] == [
        "代理启动以来的内部错误：stream 处 ValueError 3 次、go_on 处 KeyError 1 次；所涉流量已原样通过",
        "代理启动以来未能读取、已原样通过的内容：2 个不完整或与声明的编码不符、1 个过大",
    ]
