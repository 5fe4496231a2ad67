"""One set of hostile and of harmless targets through every door: the same verdict through all."""

import asyncio
import io
import json
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from mitmproxy import http
from mitmproxy.test import taddons, tflow

from unwall import Engine, load_rules
from unwall.cli.main import main
from unwall.dashboard.links import LONGEST, links_in
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.setup import Choices, setup_of

ENGINE = Engine(load_rules())
TARGETS = [
    # these open
    "https://example.com", "HTTPS://EXAMPLE.COM/A", "https://example.com:8443/a?b=1&c=2#d", "https://中文.com/中",
    "https://example.com/?u=https%3A%2F%2Fexample.net%2F", "https://example.com/%D6%D0",
    "https://example.com/*'();:@&=+$,/?#[]!~-._a", "http://1.1.1.1/", "https://[2606:4700::1111]/",
    # these do not
    "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,<b>", "file:///etc/passwd", "weixin://dl/x",
    "https://example.com/\r\nSet-Cookie: a=b", "https://example.com/\0", "https://example.com/\x1b[31m",
    "java\tscript:alert(1)", "https://user@example.com/", "https://example.com:443@evil.example/",
    "https:///example.com/", "https://example.com\\@evil.example/", "https://example.com:99999/", "https://1.2.3/",
    "https://example。com/", "https://exam%70le.com/", "https://xn--a.com/", " https://example.com/",
    "http://localhost/", "http://127.1/", "http://0x7f000001/", "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/", "http://１２７.0.0.1/", "http://metadata/", "https://tаobao.com/",
    "https://example.com/" + "a" * 65_536,
]  # fmt: skip

type Verdict = tuple[str, str | None]  # what comes out, and why it is refused


def zhihu(target: str) -> str:
    return "https://link.zhihu.com/?utm_oi=1&target=" + quote(target, safe="")


LINKS = [zhihu(target) for target in TARGETS] + [zhihu(zhihu(target)) for target in TARGETS[:-1]]


def verdicts() -> list[Verdict]:
    results = [ENGINE.unwrap(link) for link in LINKS]
    return [(each.output, each.refused.reason.value if each.refused else None) for each in results]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def command(monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    """Exit code, output and notes of a command."""
    with monkeypatch.context() as patch:
        streams = io.BytesIO(), io.BytesIO()
        for name, stream in zip(("stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, io.TextIOWrapper(stream, write_through=True))
        code = main(words)
        sys.stdout.flush()
        return code, streams[0].getvalue().decode(), streams[1].getvalue().decode()


def objects(text: str) -> Iterator[Verdict]:
    for link, each in zip(LINKS, map(json.loads, text.splitlines()), strict=True):
        yield each["output"] or link, each["refused"] and each["refused"]["reason"]


def test_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(objects(command(monkeypatch, "unwrap", "--json", *LINKS)[1])) == verdicts()


def test_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "links").write_text("".join(f"{link}\n" for link in LINKS))
    for words, read in ((("--json",), objects), ((), str.splitlines)):
        with (tmp_path / "links").open() as file:
            monkeypatch.setattr(sys, "stdin", file)
            got = list(read(command(monkeypatch, "unwrap", *words)[1]))
        assert got == (verdicts() if words else [output for output, _ in verdicts()])


def test_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    for link, (output, reason) in list(zip(LINKS, verdicts(), strict=True))[: len(TARGETS)]:
        code, said, why = command(monkeypatch, "open", "--print", link)
        assert (code, said) == ((4, "") if reason else (0, f"{output}\n"))
        assert reason is None or f"({reason})" in why


def test_dashboard() -> None:
    for link, verdict in zip(LINKS, verdicts(), strict=True):
        if len(link) > LONGEST:
            continue
        [found] = links_in(ENGINE, link)
        assert (found.target or link, found.refused and found.refused.reason) == verdict


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<p><a href="LINK">x</a></p>', "text/html; charset=utf-8"),
        ('{"url": "LINK"}', "application/json"),
        ("<link>LINK</link>", "application/xml"),
        ('a { background: url("LINK") }', "text/css"),
    ],
)
def test_bodies(body: str, kind: str) -> None:
    for link, verdict in zip(LINKS, verdicts(), strict=True):
        data = body.replace("LINK", escape(link) if "<" in body else link).encode()
        [match] = ENGINE.scan(data, kind)
        assert (match.output or link, match.refused and match.refused.reason) == verdict
        assert (ENGINE.rewrite(data, kind).data != data) is (verdict[1] is None)


def test_recording(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "links.har").write_text(json.dumps(recorded(LINKS)))
    said = command(monkeypatch, "scan", "--json", str(tmp_path / "links.har"))[1]
    assert list(objects(said)) == verdicts()


def recorded(links: Sequence[str]) -> object:
    def entry(number: int, link: str) -> object:
        text = f'<a href="{escape(link)}">x</a>'
        return {
            "request": {"method": "GET", "url": f"https://a.example/{number}", "headers": []},
            "response": {"status": 200, "headers": [], "content": {"mimeType": "text/html", "text": text}},
        }

    return {"log": {"version": "1.2", "entries": [entry(*each) for each in enumerate(links)]}}


def test_navigation() -> None:
    async def ask(link: str) -> str:
        flow = tflow.tflow()
        flow.request = http.Request.make("GET", link, b"", http.Headers(accept="text/html"))
        if (work := addon.request(flow)) is not None:
            await work
        return str(flow.response.headers["location"]) if flow.response else link

    choices = Choices()
    with taddons.context(addon := UnwallAddon(lambda: choices, setup_of(ENGINE.rules, choices))):
        assert [asyncio.run(ask(link)) for link in LINKS] == [output for output, _ in verdicts()]


def test_redirection() -> None:
    def redirect(link: str) -> str:
        flow = tflow.tflow()
        flow.request = http.Request.make(
            "GET", "https://www.zhihu.com/x", b"", http.Headers(accept="text/html")
        )
        flow.response = http.Response.make(302, b"", {"location": link})
        addon.responseheaders(flow)
        return str(flow.response.headers["location"])

    choices = Choices()
    with taddons.context(addon := UnwallAddon(lambda: choices, setup_of(ENGINE.rules, choices))):
        assert [redirect(link) for link in LINKS] == [output for output, _ in verdicts()]
