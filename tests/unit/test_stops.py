"""Rules for pages that name the target which their address does not tell."""

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
