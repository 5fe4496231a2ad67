import pytest
from flows_for_tests import HTML, LINK, MOVED, PAGE, QUOTED, TARGET, answered, asked, outcome_of, through
from mitmproxy import http


@pytest.mark.parametrize(
    ("flow", "location"),
    [
        (answered(asked(PAGE), 302, location=LINK), TARGET),
        (answered(asked(PAGE), 301, location=LINK), TARGET),
        (answered(asked(PAGE), 302, location="/url?q=" + QUOTED), TARGET),
        (answered(asked(PAGE), 302, location="wallapp://open?url=" + QUOTED), TARGET),
        (answered(asked(PAGE, "POST"), 303, location=LINK), TARGET),
        (answered(asked(PAGE, "POST"), 307, location=LINK), LINK),
        (answered(asked(PAGE, "POST"), 308, location=LINK), LINK),
        (answered(asked(PAGE, sec_fetch_mode="cors"), 302, location=LINK), LINK),
        (answered(asked(PAGE), 302, location="https://other.example/"), "https://other.example/"),
        (
            answered(asked(PAGE), 302, location="wallapp://open?url=file%3A%2F%2F%2F"),
            "wallapp://open?url=file%3A%2F%2F%2F",
        ),
        (answered(asked("https://example.com/"), 302, location=LINK), LINK),
        (answered(asked(MOVED), 302, location=LINK), TARGET),
        (answered(asked(PAGE), 302, location=f"{LINK} b"), f"{TARGET}%20b"),
        *(
            (answered(asked(PAGE), 302, location=given), given)
            for given in (
                "https://other.example/a b",
                "/search?q=a b",
                f"/say hello {LINK}",
                f"say {LINK}",
                f"//[ {LINK}",
                "https://other.example/a*.?",
                "https://other.example/a\u3002",
            )
        ),
    ],
)
def test_locations(flow: http.HTTPFlow, location: str) -> None:
    status = flow.response and flow.response.status_code
    assert outcome_of(through(flow)) == (status, location)


def test_a_refresh_header_is_made_direct() -> None:
    flow = through(answered(asked(PAGE), 200, refresh=f"0; url={LINK}", content_type="image/png"))
    assert flow.response
    assert flow.response.headers["refresh"] == f"0; url={TARGET}"
    assert flow.comment == f"unwall: refresh made direct: {TARGET}"


@pytest.mark.parametrize(
    ("name", "value", "new"),
    [
        ("content_location", LINK, TARGET),
        ("content_location", PAGE, PAGE),
        ("link", f'<{LINK}>; rel="next", </a>; rel=preload', f'<{TARGET}>; rel="next", </a>; rel=preload'),
        ("link", f'<{LINK}>; rel="canonical"', f'<{LINK}>; rel="canonical"'),
        ("location", LINK, LINK),  # of a script that asks, as it would not be let to another site
    ],
)
def test_addresses_in_headers_of_what_a_script_asks_for(name: str, value: str, new: str) -> None:
    flow = through(
        answered(asked(PAGE, sec_fetch_mode="cors"), 200, b"{}", content_type=HTML, **{name: value})
    )
    assert flow.response
    assert flow.response.headers[name.replace("_", "-")] == new
    assert (flow.comment != "") is (value != new)


@pytest.mark.parametrize("page", [PAGE, MOVED])
def test_of_two_locations_none_is_meant(page: str) -> None:
    flow = answered(asked(page), 302, location=LINK)
    assert flow.response
    flow.response.headers.add("location", "https://other.example/")
    assert through(flow).response.headers.get_all("location") == [LINK, "https://other.example/"]


def test_a_path_with_spaces_in_other_headers() -> None:
    links = "<https://other.example/a b>; rel=next"
    flow = through(
        answered(asked(PAGE), 200, refresh=f"0; url=/say {LINK}", link=links, content_location=f"/a {LINK}")
    )
    assert flow.response
    headers = flow.response.headers
    assert (headers["refresh"], headers["link"]) == (f"0; url=/say {LINK}", links)
    assert headers["content-location"] == f"/a {LINK}"


def test_headers_that_are_several() -> None:
    flow = answered(asked(PAGE), 200, b"", content_type=HTML, link=f"<{LINK}>; rel=next")
    assert flow.response
    flow.response.headers.add("link", "</b>; rel=next")
    headers = through(flow).response.headers
    assert headers.get_all("link") == [f"<{TARGET}>; rel=next", "</b>; rel=next"]
