"""How far a link goes at each kind of place."""

import pytest

from unwall.engine.body.charset import UTF_8
from unwall.engine.body.edges import Kind, Opening, opening
from unwall.engine.body.places import Mode, Place
from unwall.engine.body.reading import Around, Later, Sight, read
from unwall.engine.body.starts import Start
from unwall.model import Surface

LINK = "https://a.example/?b"


def reading(before: str, after: str, place: Place, *, final: bool = True, percent: bool = False) -> object:
    """What is read of a link between these two: its raw text, and whether it may change."""
    window, data = before.encode(), f"{before}{after}".encode()
    bounded = place._replace(high=len(data)) if place.high is not None else place
    found = opening(window, start=True)
    start = Start(len(window), percent=percent)
    sight = Sight(Around(data, 0, final, UTF_8), start, bounded, window, found or Opening(Kind.OTHER))
    result = read(sight, lambda url: "?b" in url)
    return (result[0].raw.decode(), result[1]) if isinstance(result, tuple) else result


ADDRESS = Place(Surface.HTML_ATTRIBUTE, Mode.ADDRESS, high=0, quote=b'"')
LIST = Place(Surface.HTML_ATTRIBUTE, Mode.LIST, high=0)
REFRESH = Place(Surface.HTML_ATTRIBUTE, Mode.REFRESH, high=0)
DATA = Place(Surface.JSON, Mode.DATA)
SCRIPT = Place(Surface.SCRIPT, Mode.SCRIPT)
STYLE = Place(Surface.CSS, Mode.STYLE)
TEXT = Place(Surface.TEXT, Mode.PROSE)
EVENT = Place(Surface.EVENT_STREAM, Mode.DATA)
CSV = Place(Surface.TEXT, Mode.PROSE, commas=True)


@pytest.mark.parametrize(
    ("before", "after", "place", "wanted"),
    [
        ("", LINK, ADDRESS, (LINK, True)),
        ("", f"{LINK}'中 ", ADDRESS, (f"{LINK}'中", True)),
        ("", f"{LINK} more", ADDRESS, (LINK, False)),
        ("", f"{LINK}{{x}}", ADDRESS, (LINK, False)),
        ("", f"{LINK}, x 2x", LIST, (LINK, True)),
        ("", f"{LINK} 1x", LIST, (LINK, True)),
        ("0;url=", f"{LINK}'", REFRESH, (LINK, True)),
        ('"', f'{LINK}."', DATA, (f"{LINK}.", True)),
        ('"', f'{LINK}. More"', DATA, (LINK, True)),
        ('"', f'{LINK}":1', DATA, (LINK, False)),
        ('"', LINK, DATA, (LINK, False)),
        ('"', f'{LINK}"+x', SCRIPT, (LINK, False)),
        ('"', f'{LINK}%s"', SCRIPT, (f"{LINK}%s", False)),
        ("'", f"{LINK}')", SCRIPT, (LINK, True)),
        ("url(", f"{LINK})", STYLE, (LINK, True)),
        ("url(", f"{LINK} )", STYLE, (LINK, True)),
        ("url(", f"{LINK} x", STYLE, (LINK, False)),
        ("url( ", f"{LINK} )", STYLE, (LINK, True)),
        ("'", f"{LINK}'", STYLE, (LINK, True)),
        ("'", f"{LINK} x'", STYLE, (LINK, False)),
        ("(", f"{LINK}).", TEXT, (LINK, True)),
        ("[x](", f"{LINK})and", TEXT, (LINK, True)),
        ("[", f"{LINK}]({LINK})", TEXT, (LINK, True)),
        ("[see ", f"{LINK}]({LINK})", TEXT, (LINK, True)),
        ('"', f'{LINK})[y]({LINK}"', DATA, (f"{LINK})[y]({LINK}", True)),
        ("", LINK, TEXT, (LINK, True)),
        ("1,", f"{LINK},2", CSV, (LINK, True)),
        ('"', f'{LINK},2"', CSV, (f"{LINK},2", True)),
        ('"', f'{LINK},{LINK}"', DATA, (LINK, True)),
        (" ", f"{LINK};HTTP://b.example/", TEXT, (LINK, True)),
        ("", f"{LINK}{LINK}", TEXT, (LINK, True)),
        ('"', f'{LINK}%2Fhttps://b.example/"', DATA, (f"{LINK}%2F", True)),
        (
            '"',
            'https://a.example/behttps://c.example/"',
            DATA,
            ("https://a.example/behttps://c.example/", True),
        ),
        ("", f"{LINK}=https://b.example/", TEXT, (f"{LINK}=https://b.example/", True)),
        ("", f"{LINK},{'x' * 5_000},{LINK}", TEXT, (f"{LINK},{'x' * 5_000}", True)),
        ("![x](", f"{LINK}){{width=1}}", TEXT, (LINK, True)),
        ("", f"{LINK}.{{x}}", TEXT, (LINK, False)),
        ('"', f'{LINK}\\\nmore"', SCRIPT, (LINK, False)),
    ],
)
def test_read(before: str, after: str, place: Place, wanted: tuple[str, bool]) -> None:
    assert reading(before, after, place) == wanted


@pytest.mark.parametrize(
    ("before", "after", "place", "wanted"),
    [
        (" ", LINK, TEXT, Later.LATER),
        (" ", f"{LINK} ", TEXT, (LINK, True)),
        ('"', f'{LINK}"', DATA, Later.LATER),
        ('"', f'{LINK}"\n', DATA, Later.LATER),
        ('"', f'{LINK}"\n', EVENT, (LINK, True)),
        ("url(", f"{LINK} ", STYLE, Later.LATER),
        ("", LINK, ADDRESS, (LINK, True)),
    ],
)
def test_read_while_more_may_come(before: str, after: str, place: Place, wanted: object) -> None:
    assert reading(before, after, place, final=False) == wanted


@pytest.mark.parametrize(
    ("before", "after", "place", "wanted"),
    [
        ('"', '"', DATA, True),
        ("u=", "&v=1", Place(Surface.TEXT, Mode.FORM), True),
        ("u=", "", Place(Surface.TEXT, Mode.FORM), True),
        ("u=", "&v=1", TEXT, False),
        ('"', " x", DATA, False),
    ],
)
def test_a_percent_encoded_link_is_all_that_stands_there(
    before: str, after: str, place: Place, wanted: bool
) -> None:
    encoded = "https%3A%2F%2Fa.example%2F"
    assert reading(before, encoded + after, place, percent=True) == ((encoded, True) if wanted else None)


def test_a_link_without_end_is_none() -> None:
    assert reading(" ", "https://" + "a" * (1 << 18), TEXT) is None


def test_a_line_that_may_be_folded_is_known_once_the_next_one_has_begun() -> None:
    folded = TEXT._replace(folded=True)
    assert reading("URL:", f"{LINK}\r\n", folded, final=False) is Later.LATER
    assert reading("URL:", f"{LINK}\r\nX", folded, final=False) == (LINK, True)
    assert reading("URL:", f"{LINK}\n\tc", folded, final=False) == (LINK, False)
    assert reading("URL:", f"{LINK}\n", folded) == (LINK, True)


def test_a_long_row_of_links_in_brackets_is_not_read_to_its_end_for_each() -> None:
    assert reading("[x](", f"{LINK})[x](" * 400, TEXT) == (LINK, True)
    long = LINK + "c" * 9_000
    assert reading("[x](", f"{long})", TEXT) == (long, True)
    assert reading('"', f'{long})b"', DATA) == (f"{long})b", True)
    escaped = f"{LINK}c" + r"\u0026d=e" * 900
    assert reading('"', f'{escaped}"', DATA) == (escaped, True)
