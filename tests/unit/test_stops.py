"""Rules for pages that name the target which their address does not tell."""

import pytest

from unwall import Engine, load_rules
from unwall.learn.proposal import Proposal, said_of
from unwall.learn.sighting import look
from unwall.learn.stops import proposals
from unwall.learn.visit import Visit

RULES = load_rules()
ENGINE = Engine(RULES)
HTML = {"content-type": "text/html"}
ONE, TWO = "https://one.example.org/a?b=1&c=2", "https://two.example.net/c"


def learnt(*pages: tuple[str, str]) -> list[Proposal]:
    visits = [Visit(url, 200, HTML, body) for url, body in pages]
    return list(proposals(look(visits, ENGINE).sightings, RULES.suffixes))


def stop(target: str) -> str:
    link = target.replace("&", "&amp;")
    return f'<html><body><h1>即将离开本站</h1><a class="btn" href="{link}">继续访问</a></body></html>'


def test_a_marked_page() -> None:
    (found,) = learnt(("https://w.test/stop?sid=7f3a9b21cc", stop(ONE)))
    assert found.where == {
        "hosts": ("w.test",),
        "path": "/stop",
        "body": ("即将离开", "离开本站", "继续访问"),
    }
    assert [said_of(target) for target in found.targets] == [{"element": "a.btn", "attribute": "href"}]
    assert dict(found.more) == {
        "reason": [{"element": "title"}, {"element": "body"}],
        "unless": [{"reason": "fraud"}],
    }
    outcomes = [next(key for key in ("want", "refuse", "leave") if key in test) for test in found.tests]
    assert outcomes == ["want", "refuse", "refuse", "refuse", "leave", "leave"]
    assert "7f3a9b21cc" not in str(found.tests)
    assert "one.example.org" not in str(found.tests)


def test_places_that_differ_from_page_to_page_are_two_targets() -> None:
    script = (
        f"<html><body><h1>即将离开本站</h1><p>继续访问</p><script>var go = '{TWO}'</script></body></html>"
    )
    (found,) = learnt(("https://w.test/stop", stop(ONE)), ("https://w.test/stop", script))
    assert [next(iter(said_of(target))) for target in found.targets] == ["element", "var"]
    assert found.where["body"] == ("即将离开", "离开本站", "继续访问")


def test_bare_pages_whose_address_tells_nothing_lead_to_different_sites() -> None:
    def page(target: str) -> str:
        return f"<script>location.replace('{target}')</script>"

    one, two = "https://w.test/link?m=AbCd%3D", "https://w.test/link?m=EfGh%3D"
    (found,) = learnt((one, page(ONE)), (two, page(TWO)))
    assert found.where == {"hosts": ("w.test",), "path": "/link"}
    assert [said_of(target) for target in found.targets] == [{"goto": "script"}]
    assert learnt((one, page(ONE)), (two, page("https://two.example.org/"))) == []
    assert learnt((one, page(ONE))) == []


def test_bare_pages_need_two_links() -> None:
    def page(target: str) -> str:
        return f'<title>-</title><meta http-equiv="refresh" content="0;url={target}">'

    assert learnt(("https://s.test/AbCd1Ef", page(TWO))) == []
    (found,) = learnt(
        ("https://s.test/AbCd1Ef", page(TWO)), ("https://s.test/GhIj2Kl", page("https://c.example.com/"))
    )
    assert found.where == {"hosts": ("s.test",), "path": "^/[0-9A-Za-z]{7}$"}
    assert [said_of(target) for target in found.targets] == [{"refresh": "meta"}]
    assert found.more == ()


HIDING = (
    "<script>var u = ''; u += 'https://one.exa'; u += 'mple.org/a'; location.replace(u)</script>",
    "<title>-</title><script>location.href = atob('aHR0cHM6Ly9vbmUuZXhhbXBsZS5vcmcvYQ==')</script>",
    "<script>eval(function(p,a,c,k,e,d){}('0=\\'https://one.example.org/a\\';1.2=0',62,3,"
    "'to|location|href'.split('|'),0,{}))</script>",
)


@pytest.mark.parametrize("body", HIDING)
def test_one_page_is_enough_where_it_hides_the_address_that_came_next(body: str) -> None:
    wall = Visit("https://w.test/link?k=Zk1m_bb820", 200, HTML, body)
    there = Visit("https://one.example.org/a", 200, HTML, "<p>words</p>", referer="https://w.test/")
    (found,) = proposals(look([wall, there], ENGINE).sightings, RULES.suffixes)
    assert found.where == {"hosts": ("w.test",), "path": "/link"}
    assert list(proposals(look([wall], ENGINE).sightings, RULES.suffixes)) == []
    other = there._replace(url="https://two.example.org/a")
    assert list(proposals(look([wall, other], ENGINE).sightings, RULES.suffixes)) == []


def test_one_page_that_hides_nothing_and_says_nothing_is_not_enough() -> None:
    body = "<title>-</title><script>var u = 'https://one.example.org/a'; location.replace(u)</script>"
    wall = Visit("https://w.test/link?k=Zk1m_bb820", 200, HTML, body)
    there = Visit("https://one.example.org/a", 200, HTML, "<p>words</p>", referer="https://w.test/")
    assert list(proposals(look([wall, there], ENGINE).sightings, RULES.suffixes)) == []
    says = wall._replace(body=f"{body}<p>正在跳转</p>")
    (found,) = proposals(look([says, there], ENGINE).sightings, RULES.suffixes)
    assert found.where["body"] == ("正在跳转",)
    assert [said_of(target) for target in found.targets] == [{"var": "u"}]


def test_a_key_behind_somebodys_id_is_no_short_link() -> None:
    (found,) = learnt(("https://w.test/0f3a91bc77de4420/ca_aa_yh_1", stop(ONE)))
    assert found.where["path"] == "^/[0-9a-f]+/ca_aa_yh_1$"
    assert "0f3a91bc77de4420" not in str(found)
