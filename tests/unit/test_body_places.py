"""Places: how each is read, and which are never changed."""

import pytest

from unwall.engine.body.lexer import Lexer
from unwall.engine.body.places import Markup, Mode, Place, of_page, whole
from unwall.model import Surface


def place_in(text: str, *, xml: bool = False, hashes: bool = False) -> Place:
    data, lexer = text.encode(), Lexer(xml=xml)
    spot = lexer.spot(data, 0, data.index(b"HERE"), final=True)
    assert spot is not None
    return Markup(xml=xml, hashes=hashes).place(spot, data, 0, hashes=lexer.hashes)


@pytest.mark.parametrize(
    ("text", "surface", "mode", "outer"),
    [
        ("<p>HERE", Surface.HTML_TEXT, Mode.PROSE, 1),
        ("<title>HERE</title>", Surface.HTML_TEXT, Mode.PROSE, 1),
        ("<xmp>HERE</xmp>", Surface.HTML_TEXT, Mode.PROSE, 0),
        ('<a href="HERE">', Surface.HTML_ATTRIBUTE, Mode.ADDRESS, 1),
        ("<img srcset='HERE 1x'>", Surface.HTML_ATTRIBUTE, Mode.LIST, 1),
        ("<a title=HERE>", Surface.HTML_ATTRIBUTE, Mode.DATA, 1),
        ("<a onclick=\"go('HERE')\">", Surface.HTML_ATTRIBUTE, Mode.SCRIPT, 1),
        ('<a style="background:url(HERE)">', Surface.HTML_ATTRIBUTE, Mode.STYLE, 1),
        ('<meta http-equiv=Refresh content="0;url=HERE">', Surface.HTML_ATTRIBUTE, Mode.REFRESH, 1),
        ("<script>HERE</script>", Surface.SCRIPT, Mode.SCRIPT, 0),
        ("<script type=application/ld+json>HERE</script>", Surface.SCRIPT, Mode.DATA, 0),
        ("<style>HERE</style>", Surface.CSS, Mode.STYLE, 0),
        ("<svg><use xlink:href='HERE'>", Surface.HTML_ATTRIBUTE, Mode.ADDRESS, 1),
    ],
)
def test_places_that_may_change(text: str, surface: Surface, mode: Mode, outer: int) -> None:
    place = place_in(text)
    assert (place.surface, place.mode, place.outer, place.write) == (surface, mode, outer, True)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- HERE -->",
        "<!DOCTYPE HERE>",
        "<?x HERE>",
        "<textarea>HERE</textarea>",
        "<plaintext>HERE",
        "<iframe>HERE</iframe>",
        "<a HERE>",
        "</a href=HERE>",
        '<form action="HERE">',
        "<base href=HERE>",
        "<button formaction=HERE>",
        "<input value=HERE>",
        "<option value=HERE>",
        "<param name=x value=HERE>",
        "<script integrity=sha256-x src=HERE></script>",
        "<link integrity=sha256-x href=HERE>",
        '<link rel="x Canonical" href=HERE>',
        "<link rel=shortlink href=HERE>",
        "<link rel=alternate href=android-app://HERE>",
        '<meta name="apple-itunes-app" content="app-id=1, app-argument=HERE">',
        '<meta property="al:ios:url" content="HERE">',
        "<a href=/x ping=HERE>",
        '<meta property="og:url" content=HERE>',
        "<meta name=twitter:url content=HERE>",
        '<meta http-equiv="Content-Security-Policy" content="img-src HERE">',
        "<div wire:snapshot=HERE>",
        '<div wire:initial-data="{&quot;a&quot;:&quot;HERE&quot;}">',
        "<meta http-equiv=content-security-policy content=\"'sha256-x'\"><script>HERE</script>",
        "<meta http-equiv=content-security-policy content=\"'sha256-x'\"><b style=HERE>",
        "<a href='HERE",
    ],
)
def test_places_that_stay(text: str) -> None:
    assert not place_in(text).write


def test_hashes_in_the_header_hold_scripts_and_styles_alone() -> None:
    assert not place_in("<script>HERE</script>", hashes=True).write
    assert not place_in("<b onclick=HERE>", hashes=True).write
    assert place_in("<a href=HERE>", hashes=True).write


def test_xml() -> None:
    assert place_in("<r><![CDATA[HERE]]></r>", xml=True) == Place(Surface.XML, Mode.PROSE)
    assert place_in("<r>HERE</r>", xml=True) == Place(Surface.XML, Mode.PROSE, outer=1)
    assert place_in("<script>HERE</script>", xml=True).surface is Surface.XML


def test_bounds_of_an_attribute() -> None:
    text = "<a href='HERE you'>"
    assert place_in(text)[4:7] == (9, 17, b"'")


@pytest.mark.parametrize(
    ("surface", "media", "place"),
    [
        (Surface.JSON, "application/json", Place(Surface.JSON, Mode.DATA)),
        (Surface.EVENT_STREAM, "text/event-stream", Place(Surface.EVENT_STREAM, Mode.DATA)),
        (Surface.SCRIPT, "text/javascript", Place(Surface.SCRIPT, Mode.SCRIPT)),
        (Surface.CSS, "text/css", Place(Surface.CSS, Mode.STYLE)),
        (Surface.TEXT, "text/plain", Place(Surface.TEXT, Mode.PROSE)),
        (Surface.TEXT, "text/csv", Place(Surface.TEXT, Mode.PROSE, commas=True)),
        (Surface.TEXT, "application/x-www-form-urlencoded", Place(Surface.TEXT, Mode.FORM)),
    ],
)
def test_whole(surface: Surface, media: str, place: Place) -> None:
    assert whole(surface, media) == place


def test_a_feed_that_names_itself_by_another_prefix() -> None:
    assert not place_in('<rss><atom:link rel="self" href="HERE"/>', xml=True).write
    assert place_in('<rss><atom:link rel="next" href="HERE"/>', xml=True).write


@pytest.mark.parametrize(
    ("name", "speaks"), [("link", True), ("atom:link", True), ("a", False), ("linked", False)]
)
def test_elements_that_speak_of_their_page(name: str, speaks: bool) -> None:
    assert of_page(name.encode()) is speaks


def test_a_page_within_an_attribute() -> None:
    assert place_in('<iframe srcdoc="&lt;p&gt;HERE">').markup
    assert not place_in('<a title="&lt;p&gt;HERE">').markup
