"""Entries of debounce lists as rules."""

import json

import pytest

from unwall.rules.formats.debounce import read
from unwall.rules.formats.draft import MARK, Draft, Why
from unwall.urls.suffix import Suffixes

SUFFIXES = Suffixes.of(["com", "example"])


def entry(pattern: str, **more: object) -> dict[str, object]:
    return {"include": [pattern], "exclude": [], "action": "redirect", "param": "u"} | more


@pytest.mark.parametrize(
    ("given", "draft"),
    [
        (
            entry("*://*.a.example/c/*"),
            Draft("", "", ("a.example", "*.a.example"), {"param": "u"}, f"/c/?u={MARK}", path="^/c/"),
        ),
        (
            entry("https://a.example/out?*", action="base64,redirect"),
            Draft("", "", ("a.example",), {"param": "u"}, f"/out?u={MARK}", path="/out", decode=("base64",)),
        ),
        (
            entry("*://a.example/*", prepend_scheme="https"),
            Draft("", "", ("a.example",), {"param": "u"}, f"/?u={MARK}", complete="https"),
        ),
        (
            entry(
                "*://a.example/3s/*", action="regex-path", param="^/[23]s?/([^/]+)/.*$", prepend_scheme="http"
            ),
            Draft(
                "",
                "",
                ("a.example",),
                {"path": "^/[23]s?/([^/]+)/.*$"},
                f"/3s/{MARK}/",
                path="^/3s/",
                decode=("percent-if",),
                complete="http",
            ),
        ),
    ],
)
def test_read_as_a_rule(given: dict[str, object], draft: Draft) -> None:
    (found,) = read(json.dumps([given]), SUFFIXES).drafts
    assert found._replace(place="", entry="") == draft


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (entry("*://*/out?*"), Why.ANY_HOST),
        (entry("*://*.com/out?*"), Why.ANY_HOST),
        (entry("*://a.*.example/*"), Why.LOOKALIKE),
        (entry("a.example/out"), Why.MALFORMED),
        (entry("ftp://a.example/*"), Why.MALFORMED),
        (entry("*://a.example/*", exclude=["*://a.example/login*"]), Why.EXCEPTION),
        (entry("*://a.example/*", template="https://b.example/$1"), Why.FIXED),
        (entry("*://a.example/*", param=""), Why.NO_TARGET),
        (entry("*://a.example/*", action="reload"), Why.STEP),
        (entry("*://a.example/*", prepend_scheme="ftp"), Why.STEP),
        (entry("*://a.example/*", action="regex-path", param="^/(?!x)(.*)$"), Why.NOT_LINEAR),
    ],
)
def test_refused_by_name(given: dict[str, object], why: Why) -> None:
    reading = read(json.dumps([given]), SUFFIXES)
    (skipped,) = reading.skipped
    assert (reading.drafts, skipped.place, skipped.why) == ((), "[0].include[0]", why)


def test_each_address_is_an_entry() -> None:
    both = entry("*://a.example/x") | {"include": ["*://a.example/x", "*://*/y"]}
    reading = read(json.dumps([both, {"action": "redirect"}, "words"]), SUFFIXES)
    assert [draft.place for draft in reading.drafts] == ["[0].include[0]"]
    assert [(each.place, each.why) for each in reading.skipped] == [
        ("[0].include[1]", Why.ANY_HOST),
        ("[1]", Why.MALFORMED),
        ("[2]", Why.MALFORMED),
    ]


def test_lists_of_parameters_are_about_other_things() -> None:
    reading = read(
        json.dumps([{"include": ["*://a.example/*", "*://b.example/*"], "params": ["igsh"]}]), SUFFIXES
    )
    assert (reading.entries, reading.aside) == (0, 2)
