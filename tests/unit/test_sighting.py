"""Which visits are evidence, of what, and by which lead."""

from urllib.parse import quote

import pytest

from unwall import Engine, load_rules
from unwall.learn.sighting import Passed, Sighting, all_of, look
from unwall.learn.visit import By, Visit

ENGINE = Engine(load_rules())
T = "https://blog.example.org/post/1"
WALL = f"https://out.site.test/go?to={quote(T, safe='')}"
HTML = {"content-type": "text/html"}
THERE = Visit(T, 200, HTML, "<p>a post</p>")
LEAVE = f'<h1>You are leaving</h1><a class="btn" href="{T}">Continue</a>'


def seen(*visits: Visit) -> Sighting | Passed:
    """What the first of these visits shows."""
    looked = look(visits, ENGINE)
    if looked.sightings and looked.sightings[0].url.url == visits[0].url:
        return looked.sightings[0]
    return next(iter(looked.passed))


@pytest.mark.parametrize(
    ("visit", "by"),
    [
        (Visit(WALL, 302, {"location": T}), By.REDIRECT),
        (Visit(WALL, 200, {"refresh": f"0;url={T}"}), By.REFRESH),
        (Visit(WALL, 200, HTML, f'<meta http-equiv="refresh" content="3;url={T}">'), By.REFRESH),
        (Visit(WALL, 200, HTML, f"<script>location.href = '{T}'</script>"), By.SCRIPT),
        (Visit(WALL, led_to=T), By.LOG),
        (Visit(WALL, 200, HTML, "<h1>You are leaving</h1><p>press the button</p>"), By.NEXT),
        (Visit(WALL, 200, HTML, LEAVE), By.NEXT),
    ],
)
def test_a_wall_whose_address_carries_the_target(visit: Visit, by: By) -> None:
    found = seen(visit, THERE)
    assert isinstance(found, Sighting)
    assert (found.target, found.by, found.chain) == (T, by, (WALL, T))
    assert found.ways


def test_who_came_from_elsewhere_did_not_come_from_the_wall() -> None:
    wall = Visit("https://out.site.test/page", 200, HTML, LEAVE + "<a href='https://help.example.org/'>?</a>")
    assert isinstance(seen(wall, THERE), Sighting)
    assert isinstance(seen(wall, THERE._replace(referer="https://www.site.test/")), Sighting)
    assert seen(wall, THERE._replace(referer="https://other.example.org/")) is Passed.NOTHING


def test_a_person_who_was_stopped_and_went_nowhere() -> None:
    found = seen(Visit(WALL, 200, HTML, "<h1>You are leaving</h1>"))
    assert isinstance(found, Sighting)
    assert (found.by, found.target) == (By.CARRIED, T)
    found = seen(Visit("https://out.site.test/page", 200, HTML, LEAVE))
    assert isinstance(found, Sighting)
    assert (found.by, found.target, found.ways) == (By.LINK, T, ())
    assert found.spots


def test_a_chain_is_followed_to_the_target_that_the_address_names() -> None:
    middle = "https://www.site.test/warn?id=1"
    found = seen(Visit(WALL, 302, {"location": middle}), Visit(middle, 302, {"location": T}), THERE)
    assert isinstance(found, Sighting)
    assert found.chain == (WALL, middle, T)
    page = Visit(middle, 200, HTML, LEAVE)
    found = seen(Visit(WALL, 302, {"location": middle}), page, THERE)
    assert isinstance(found, Sighting)
    assert (found.by, found.chain) == (By.REDIRECT, (WALL, middle, T))
    loop = [Visit(WALL, 302, {"location": middle}), Visit(middle, 302, {"location": WALL})]
    assert seen(*loop) is Passed.NOTHING


@pytest.mark.parametrize(
    ("visit", "passed"),
    [
        (Visit(WALL, 302, {"location": "https://blog.example.org/post/2"}), Passed.NOTHING),
        (Visit(WALL, 302, {"location": T}, navigates=False), Passed.NO_NAVIGATION),
        (Visit(WALL, 307, {"location": T, "x-unwall": "some-rule"}), Passed.NO_NAVIGATION),
        (Visit(WALL.replace("https:", "ftp:"), 302, {"location": T}), Passed.NO_NAVIGATION),
        (Visit(WALL.replace(".test/", ".test:8443/"), 302, {"location": T}), Passed.NO_NAVIGATION),
        (Visit(WALL.replace("/go", "/login"), 302, {"location": T}), Passed.PURPOSE),
        (Visit(WALL.replace("?to=", "?next="), 302, {"location": T}), Passed.NOTHING),
        (Visit("https://link.zhihu.com/?target=" + T, 302, {"location": T}), Passed.KNOWN),
        (Visit(WALL, 200, HTML, f"<h1>You are leaving</h1>phishing <a href='{T}'>on</a>"), Passed.HARM),
        (Visit(f"https://qr.site.test/?u={T}", 200, HTML, LEAVE), Passed.PURPOSE),
        (Visit(WALL, 200, HTML, f"<p>words</p><a href='{T}'>a link</a>"), Passed.NOTHING),
        (
            Visit("https://a.test/go?u=https://b.a.test/", 302, {"location": "https://b.a.test/"}),
            Passed.NOTHING,
        ),
        (
            Visit("https://a.test/go?u=http://10.0.0.1/", 302, {"location": "http://10.0.0.1/"}),
            Passed.NOTHING,
        ),
    ],
)
def test_what_teaches_nothing(visit: Visit, passed: Passed) -> None:
    assert seen(visit, THERE) is passed


def test_what_turns_out_to_be_a_picture_was_no_navigation() -> None:
    assert (
        seen(Visit(WALL, 302, {"location": T}), Visit(T, 200, {"content-type": "image/gif"}))
        is Passed.NOTHING
    )
    assert seen(Visit(WALL, 302, {"location": T}), Visit(T, 200, HTML, navigates=False)) is Passed.NOTHING


def test_short_links_are_opaque_and_lead_on_by_themselves() -> None:
    found = seen(Visit("https://s.test/AbCd1Ef", 302, {"location": T}))
    assert isinstance(found, Sighting)
    assert (found.ways, found.spots, found.target) == ((), (), T)
    body = f"<title>{T}</title><script>location.replace('{T}')</script>"
    found = seen(Visit("https://s.test/AbCd1Ef", 200, HTML, body))
    assert isinstance(found, Sighting)
    assert found.spots
    assert seen(Visit("https://s.test/AbCd1Ef?x=1", 302, {"location": T})) is Passed.NOTHING
    assert seen(Visit("https://s.test/a/b/AbCd1Ef", 302, {"location": T})) is Passed.NOTHING
    full = body + "<p>a page of its own, with a lot to read</p>" * 20
    assert seen(Visit("https://s.test/AbCd1Ef", 200, HTML, full)) is Passed.NOTHING


def test_pages_that_lead_everywhere_cost_no_more_than_their_number() -> None:
    def page(number: int) -> Visit:
        jumps = "".join(f"location='https://w{to}.test/';" for to in range(15))
        return Visit(f"https://w{number}.test/", 200, HTML, f"<script>{jumps}</script>")

    looked = look([page(number) for number in range(15)], ENGINE)
    assert looked.visits == 15


def test_recordings_together() -> None:
    one = look([Visit(WALL, 302, {"location": T}), THERE], ENGINE)
    both = all_of([one, one])
    assert (len(both.sightings), both.visits, both.passed[Passed.NOTHING]) == (2, 4, 2)


APP = f"https://open.site.test/go?link={quote(f'app://web?url={quote(T, safe="")}', safe='')}"
PASSING = "<title>-</title><script>var m = find(); location.href = m</script>"
NEXT = THERE._replace(referer="https://open.site.test/")


def test_a_page_that_passes_leads_where_the_person_was_next() -> None:
    found = seen(Visit(APP, 200, HTML, PASSING), NEXT)
    assert isinstance(found, Sighting)
    assert (found.by, found.target) == (By.NEXT, T)
    assert found.ways


@pytest.mark.parametrize(
    "visits",
    [
        [Visit(APP, 200, HTML, "<div id=app></div><script src=/app.js></script>"), NEXT],  # draws itself
        [Visit(APP, 200, HTML, PASSING + "<button>back to the page</button>"), NEXT],
        [
            Visit(APP, 200, HTML, PASSING),
            Visit("https://open.site.test/v1", 200, {"content-type": "application/json"}, navigates=False),
            NEXT,
        ],
        [Visit(APP, 200, HTML, PASSING), NEXT._replace(url="https://blog.example.org/")],
        [Visit(APP.replace("/go", "/translate"), 200, HTML, PASSING), NEXT],
    ],
)
def test_a_page_that_is_used_or_leads_elsewhere_does_not_pass(visits: list[Visit]) -> None:
    assert not look(visits, ENGINE).sightings


def test_who_comes_back_to_where_it_began_met_no_wall() -> None:
    began = [Visit("https://blog.example.org/", 200, HTML, "<p>words</p>")]
    there = Visit("https://out.site.test/step?n=1", 200, HTML, "", referer="https://blog.example.org/")
    back = Visit(WALL, 302, {"location": T}, referer=there.url)
    assert not look([*began, there, back, THERE], ENGINE).sightings
    from_another = there._replace(referer="https://news.example.net/")
    assert look([*began, from_another, back, THERE], ENGINE).sightings


def test_where_something_was_confirmed_only_the_page_behind_teaches() -> None:
    stop = f"<h1>即将离开</h1><script>var to = {{'link': '{T}'}}</script>"
    found = seen(Visit("https://w.test/cgi/confirm?id=1", 200, HTML, stop), THERE)
    assert isinstance(found, Sighting)
    assert (found.ways, bool(found.spots)) == ((), True)
    assert seen(Visit(WALL.replace("/go", "/confirm"), 200, HTML, stop), THERE) is Passed.PURPOSE
    done = f"<h1>Done. You will be redirected</h1><script>var to = {{'link': '{T}'}}</script>"
    assert seen(Visit("https://w.test/cgi/confirm?id=1", 200, HTML, done), THERE) is Passed.PURPOSE
