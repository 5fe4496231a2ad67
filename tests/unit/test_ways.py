"""Each way is found in an address that carries a target by it, and writes addresses that it reads again."""

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest

from unwall.learn.ways import HOST, carried, common, ways_of
from unwall.model import Target, Word
from unwall.urls.split import Split, split

T = "https://example.com/a?b=1&c=2"
OTHER = "https://example.org/read/42?x=%E4%BD%A0&y=z"
PERCENT, BASE64 = Word("percent", argument=True), Word("base64", argument=True)


def once(text: str) -> str:
    return quote(text, safe="")


def base64(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def param(name: str, *decode: Word, complete: str | None = None, until: str | tuple[str, ...] = "") -> Target:
    return Target(Word("param", name), (("until", until),) if until else (), decode, complete)


def parts_of(url: str) -> Split:
    parts = split(url)
    assert parts is not None
    return parts


WAYS = [
    (f"https://w.test/?target={once(T)}", param("target")),
    (f"https://w.test/?id=7&target={once(once(T))}&x=1", param("target", PERCENT)),
    (f"https://w.test/?u={b64encode(T.encode()).decode()}", param("u", BASE64)),
    (f"https://w.test/?u={base64(once(T))}", param("u", BASE64, PERCENT)),
    (f"https://w.test/ck?u=a1{base64(T)}", param("u", Word("strip", "a1"), BASE64)),
    (f"https://w.test/?u={once(T[8:])}", param("u", complete="https")),
    (f"https://w.test/?u={T}", param("u", until="end")),
    (f"https://w.test/?u={T}&level=3", param("u", until=("level",))),
    (f"https://w.test/?p={once(json.dumps({'a': {'to': T}}))}", param("p", Word("json", "/a/to"))),
    (
        f"https://w.test/?k=x.{base64(json.dumps({'to': T}))}.y",
        param("k", Word("segment", (("by", "."), ("at", 1))), BASE64, Word("json", "/to")),
    ),
    (
        f"https://w.test/ls/x.{base64(json.dumps({'url': T}))}.y",
        Target(
            Word("path", "^/ls/(.+)$"),
            decode=(Word("segment", (("by", "."), ("at", 1))), BASE64, Word("json", "/url")),
        ),
    ),
    (
        f"https://w.test/?p={once(json.dumps({'to': once(T)}))}",
        param("p", Word("json", "/to"), PERCENT),
    ),
    (f"https://w.test/?link={once(f'app://web?u={once(T)}&full=1')}", param("link", Word("through", ("u",)))),
    (
        f"https://w.test/?link={once(f'app://web?x=1&u={base64(T)}')}",
        param("link", Word("through", ("u",)), BASE64),
    ),
    (f"https://w.test/go/{T[8:]}", Target(Word("raw", f"^/go/({HOST}/.*)$"), complete="https")),
    (
        f"https://w.test/go/{once(T[8:])}",
        Target(Word("path", f"^/go/({HOST}%2[Ff].*)$"), decode=(PERCENT,), complete="https"),
    ),
    (f"https://w.test/?{T}", Target(Word("query", "bare"))),
    (f"https://w.test/?{base64(T)}", Target(Word("query", "bare"), decode=(BASE64,))),
    (f"https://w.test/go/{once(T)}", Target(Word("path", "^/go/(.+)$"), decode=(PERCENT,))),
    (f"https://w.test/go/{base64(T)}", Target(Word("path", "^/go/(.+)$"), decode=(BASE64,))),
    (f"https://w.test/c/to:{once(T)}", Target(Word("path", "^/(?:.*/)?to:([^/]+)"), decode=(PERCENT,))),
    (f"https://w.test/go/{T}", Target(Word("raw", "^/go/(.+)$"))),
    (f"https://w.test/o/83712/{once(T)}", Target(Word("path", "^/o/[0-9]+/(.+)$"), decode=(PERCENT,))),
    (f"https://w.test/CL0/{once(T)}/1/x", Target(Word("path", "^/CL0/([^/]+)/"), decode=(PERCENT,))),
    (
        f"https://w.test/RV=2/RU={once(T)}/RK=2",
        Target(Word("path", "^/(?:.*/)?RU=([^/]+)"), decode=(PERCENT,)),
    ),
    (
        f"https://w.test/a#/go?to={once(T)}",
        Target(Word("fragment", "(?:^|[?&])to=([^&]+)"), decode=(PERCENT,)),
    ),
    (f"https://w.test/#/{base64(T)}", Target(Word("fragment", "^/(.+)$"), decode=(BASE64,))),
]


@pytest.mark.parametrize(("url", "target"), WAYS, ids=[str(number) for number in range(len(WAYS))])
def test_each_way_is_found_and_written(url: str, target: Target) -> None:
    ways = list(ways_of(parts_of(url), T))
    way = next(each for each in ways if each.target == target)
    again = way.address("w.test", parts_of(url).path, OTHER)
    assert way.reads(again) == OTHER
    assert T in list(carried(parts_of(url))) or target.complete


@pytest.mark.parametrize(
    "url",
    [
        f"https://w.test/?next={once(T)}",  # where to return to
        f"https://w.test/?{'k' * 41}={once(T)}",  # no name that means anything
        "https://w.test/?target=https%3A%2F%2Fexample.com%2Fother",
        "https://w.test/?target=words",
        "https://w.test/example.com/a?b=1&c=2",  # would take any path for a host
        f"https://w.test/?link={once(f'https://web.test/?u={once(T)}')}",  # a wall behind a wall
        f"https://w.test/?link={once(f'app://web?next={once(T)}')}",
    ],
)
def test_what_is_no_way(url: str) -> None:
    assert list(ways_of(parts_of(url), T)) == []


def test_of_several_addresses_the_way_that_reads_most_is_meant() -> None:
    plain, odd = "https://example.com/a", "https://example.com/a%20b"
    seen = [list(ways_of(parts_of(f"https://w.test/?u={once(url)}"), url)) for url in (plain, odd)]
    assert [way.target for way in common(seen)] == [param("u")]
    mixed = [
        list(ways_of(parts_of("https://w.test/?u=example.com"), "https://example.com/")),
        list(ways_of(parts_of(f"https://w.test/?u={once(plain)}"), plain)),
        list(ways_of(parts_of(f"https://w.test/?u={base64(plain)}"), plain)),
        list(ways_of(parts_of(f"https://w.test/?u={base64(odd)}"), odd)),
    ]
    assert [way.target for way in common(mixed)] == [
        param("u", BASE64),
        param("u"),
        param("u", complete="https"),
    ]


def test_a_name_without_a_slash_behind_it_could_be_a_files() -> None:
    assert list(ways_of(parts_of("https://w.test/go/index.html"), "http://index.html/")) == []


def test_what_led_to_http_and_to_https_alike_means_neither() -> None:
    seen = [
        list(ways_of(parts_of("https://w.test/?u=example.com%2Fa"), f"{scheme}://example.com/a"))
        for scheme in ("http", "https")
    ]
    assert [way.target for way in common(seen[:1])] == [param("u", complete="http")]
    assert common(seen) == []
