import pytest

from unwall.engine.engine import Engine
from unwall.probe.course import Guide
from unwall.probe.recorded import Answers, judged
from unwall.rules.loader import load_rules

GUIDE = Guide(Engine(load_rules()))
E = "https://example.com/"
WALL = "https://weixin110.qq.com/cgi-bin/mmspamsupport-bin/newredirectconfirmcgi?main_type=2"
STOP = (
    b'<script>var cgiData = {"type":"gray",'
    b'"title":"x","url":"https:&#x2f;&#x2f;example.com&#x2f;a"};</script>'
)
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2Fa"
HTML = {"content-type": "text/html; charset=utf-8"}


@pytest.fixture
def answers():
    found = Answers()
    found.add(E, 302, {"location": WALL}, b"")
    found.add(WALL, 200, HTML, STOP)
    found.add(E + "open", 500, HTML, b"")
    found.add(E + "open#top", 200, HTML, "<title>中文</title>".encode("gb18030"))
    found.add(
        E + "big5", 200, {"content-type": "text/html; charset=big5"}, "<title>網頁</title>".encode("big5")
    )
    found.add(E + "gone", 404, HTML, b"<title>404</title>")
    found.add(E + "cut", 0, {}, b"")
    found.add(E + "kept", 200, HTML, b"<title>first</title>")
    found.add(E + "kept", 304, HTML, b"")
    found.add(E + "kept", 0, {}, b"")
    found.add(E + "copy", 304, HTML, b"<title>copy</title>")
    found.add(E + "bare", 304, {}, b"")
    found.add(E + "on", 302, {"location": E + "nowhere"}, b"")
    found.add(E + "wraps", 302, {"location": LINK}, b"")
    yield found
    found.close()


@pytest.mark.parametrize(
    ("url", "verdict", "why", "title"),
    [
        (E, "walled", "", ""),
        (E + "open#end", "open", "", "中文"),
        (E + "big5", "open", "", "網頁"),
        (E + "gone", "dead", "404", ""),
        (E + "cut", "unknown", "connect", ""),
        (E + "kept", "open", "", "first"),
        (E + "copy", "open", "", "copy"),
        (E + "bare", "open", "", ""),
        (E + "on", "unknown", "not recorded", ""),
        (E + "wraps", "walled", "", ""),
        (E + "nowhere", "open", "", ""),
        ("https://m.tb.cn/h.AbCdEf7", "unknown", "network", ""),
        (LINK, "wrapped", "", ""),
    ],
)
def test_links_are_judged_by_what_came_then(
    answers: Answers, url: str, verdict: str, why: str, title: str
) -> None:
    cell = judged(GUIDE, answers, url, "browser")
    assert (cell.url, cell.verdict, cell.why, cell.title) == (url, verdict, why, title)
