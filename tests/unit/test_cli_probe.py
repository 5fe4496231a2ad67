"""``unwall probe``, with servers that are played."""

import argparse
import os

import httpx
import pytest

from unwall import config
from unwall.cli.main import main
from unwall.cli.probe import add_arguments, run
from unwall.language import Language
from unwall.model import Ask

LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"


def played(_: Ask) -> httpx.AsyncBaseTransport:
    """Open for browsers; WeChat is led to another site."""

    def answered(request: httpx.Request) -> httpx.Response:
        walled = "MicroMessenger" in request.headers["user-agent"] and request.url.host == "open.example.com"
        headers = {"location": "https://stop.example.net/"} if walled else {}
        return httpx.Response(302 if walled else 200, headers=headers, stream=httpx.ByteStream(b""))

    return httpx.MockTransport(answered)


def test_a_matrix_of_all_clients(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    given = argparse.Namespace(lang=Language.ENGLISH, quiet=False, rules=[], config=None, color="never")
    args = parser.parse_args(["https://open.example.com/", LINK, "--per-second", "1000"], given)
    assert run(args, config.load(None, os.environ), played) == 1
    head, first, second = capsysbinary.readouterr().out.decode().splitlines()
    row = dict(zip(head.split(), first.split()[1:], strict=True))
    assert (row["browser"], row["wechat"]) == ("open", "redirected-elsewhere")
    assert set(second.split()[1:]) == {"wrapped"}


def test_a_client_that_nobody_knows(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["--lang", "en", "probe", LINK, "--as", "netscape"]) == 2
    assert "there is no client “netscape”" in capsysbinary.readouterr().err.decode()
