"""Filters of filter lists, taken apart and read as rules."""

from typing import Any

import pytest

from unwall.rules.formats.draft import MARK, Draft, Why
from unwall.rules.formats.flow import Value
from unwall.rules.formats.urlskip import Filter, filter_of, read
from unwall.urls.suffix import Suffixes

SUFFIXES = Suffixes.of(["com", "io", "net", "example"])
A = ("a.example", "*.a.example")


@pytest.mark.parametrize(
    ("entry", "taken"),
    [
        ("||a.example/x$urlskip=?u", Filter("||a.example/x", ("?u",), ())),
        (
            "||a.example/x$doc,urlskip=?u -base64,to=b|c",
            Filter("||a.example/x", ("?u", "-base64"), ("doc", "to=b|c")),
        ),
        (
            r"/a$/$urlskip=/x{1,2} (\/ y)/ +https,doc",
            Filter("/a$/", (r"/x{1,2} (\/ y)/", "+https"), ("doc",)),
        ),
        ("||a.example^$urlskip=?a ?b", Filter("||a.example^", ("?a", "?b"), ())),
    ],
)
def test_a_filter_taken_apart(entry: str, taken: Filter) -> None:
    assert filter_of(entry) == taken


def draft(entry: str) -> Draft:
    (found,) = read(entry, SUFFIXES).drafts
    return found._replace(place="", entry="")


def wanted(target: dict[str, Value], tail: str, hosts: tuple[str, ...] = A, **more: Any) -> Draft:
    return Draft("", "", hosts, target, tail)._replace(**more)


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ("||a.example/x?u=http$urlskip=?u", wanted({"param": "u"}, f"/x?u={MARK}", path="/x")),
        ("||a.example^$urlskip=?u", wanted({"param": "u"}, f"/?u={MARK}")),
        (
            "|https://a.example/x$urlskip=?u",
            wanted({"param": "u"}, f"/x?u={MARK}", ("a.example",), path="^/x"),
        ),
        ("||www.a.*/x?u=$urlskip=?u", wanted({"param": "u"}, f"/x?u={MARK}", ("www.a.*",), path="/x")),
        (
            "/x/*$urlskip=?u,to=a.example|b.example",
            wanted({"param": "u"}, f"/x/?u={MARK}", (*A, "b.example", "*.b.example"), path="^/x/"),
        ),
        (
            "||l.a.*/?u=http$urlskip=?u,to=a.com|a.net|b.com",  # which suffixes are meant
            wanted({"param": "u"}, f"/?u={MARK}", ("l.a.com", "*.l.a.com", "l.a.net", "*.l.a.net"), path="/"),
        ),
        (
            "||a.example/x$urlskip=?u,to=www.a.example|b.example",
            wanted({"param": "u"}, f"/x?u={MARK}", ("www.a.example", "*.www.a.example"), path="^/x"),
        ),
        (
            "||example/x$urlskip=?u,to=a.example",
            wanted({"param": "u"}, f"/x?u={MARK}", path="^/x"),
        ),
        (
            "|https://l.a.example/x$urlskip=?u,to=a.example",
            wanted({"param": "u"}, f"/x?u={MARK}", ("l.a.example",), path="^/x"),
        ),
        (
            ".php?*&u=http$urlskip=?u,doc,to=a.example",
            wanted({"param": "u"}, f"/1.php?x=1&u={MARK}", raw=r"(?i)^/.*\.php\?.*&u=http"),
        ),
        (
            "||a.example/x$urlskip=?u -base64 -uricomponent +https -blocked",
            wanted(
                {"param": "u"}, f"/x?u={MARK}", path="^/x", decode=("base64", "percent"), complete="https"
            ),
        ),
        ("||a.example/x?u=http$urlskip=?u +https", wanted({"param": "u"}, f"/x?u={MARK}", path="/x")),
        (
            "||a.example/x$urlskip=?u ?v",
            wanted({"param": "u"}, f"/x?u={MARK}", path="^/x", decode=({"through": ["v"]},)),
        ),
        (
            "||a.example/x$urlskip=?u /^a1(.*)$/ -safebase64",
            wanted({"param": "u"}, f"/x?u={MARK}", path="^/x", decode=({"strip": "a1"}, "base64")),
        ),
        (
            "||a.example/x$urlskip=&1 -base64",
            wanted({"query": "bare"}, f"/x?{MARK}", path="^/x", decode=("base64",)),
        ),
        ("||a.example/x$urlskip=#", wanted({"fragment": "^(.*)$"}, f"/x#{MARK}", path="^/x")),
        (
            r"||a.example/L0/http$urlskip=/\/L0\/(http[^\/]+)/ -uricomponent",
            wanted({"raw": r"\/L0\/(http[^\/]+)"}, f"/L0/{MARK}", path="^/L0/http", decode=("percent",)),
        ),
        (
            r"||a.example/l/$urlskip=/a\.example\/l\/(http.+)/",
            wanted({"raw": "^/l\\/(http.+)"}, f"/l/{MARK}", path="^/l/"),
        ),
        (
            r"/^https?:\/\/(?:a|b)\.example\/x/$urlskip=?u,to=a.example",
            wanted({"param": "u"}, f"/x?u={MARK}", raw="^/x"),
        ),
        (
            r"/^https?:\/\/[^\/]+\/x\?/$urlskip=?u,to=a.example",
            wanted({"param": "u"}, f"/x?u={MARK}", raw=r"^\/x\?"),
        ),
        (
            r"/^https:\/\/a\.example\/x[0-9]\/aHR0c/$urlskip=/(aHR0c[a-zA-Z0-9]+)/ -base64",
            wanted(
                {"raw": "(aHR0c[a-zA-Z0-9]+)"},
                f"/x0/{MARK}",
                ("a.example",),
                raw="^/x[0-9]\\/aHR0c",
                decode=("base64",),
            ),
        ),
    ],
)
def test_read_as_a_rule(entry: str, rule: Draft) -> None:
    assert draft(entry) == rule


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("/x?u=http$urlskip=?u", Why.ANY_HOST),
        ("/x$urlskip=?u,to=com|io", Why.ANY_HOST),
        ("||com/x$urlskip=?u", Why.ANY_HOST),
        (r"/^https?:\/\/[^.]+\.example\/x/$urlskip=?u", Why.ANY_HOST),
        (r"/^https?:\/\/[^\/]+\/x/$urlskip=?u", Why.ANY_HOST),
        (r"/^https?:\/\/www\.[a-z]+\.com\/x/$urlskip=?u", Why.LOOKALIKE),
        ("||a.*.example/x$urlskip=?u", Why.LOOKALIKE),
        ("||a.*.example/x$urlskip=?u,to=example", Why.LOOKALIKE),
        ("||a.example/x$urlskip=?u,to=b.example", Why.ANY_HOST),
        ("||a.example/x?u=https://b.example/$urlskip=?u", Why.ONE_TARGET),
        ("||a.example/x*?u=https%3A%2F%2Fb.example$urlskip=?u", Why.ONE_TARGET),
        ("||a.example/x$urlskip=?u,domain=b.example", Why.PAGE),
        ("||a.example/x$3p,urlskip=?u", Why.PAGE),
        ("@@||a.example/x$urlskip=?u", Why.EXCEPTION),
        ("||a.example/x$urlskip=?u,badfilter", Why.EXCEPTION),
        ("||a.example/x$urlskip=?u,to=~b.a.example", Why.EXCEPTION),
        (r"||a.example/x$urlskip=/(?<=x)(.*)/", Why.NOT_LINEAR),
        (r"/^https?:\/\/a\.example\/(x)\1/$urlskip=?u", Why.NOT_LINEAR),
        ("||a.example/x$urlskip=&2", Why.STEP),
        ("||a.example/x$urlskip=?u -rot13", Why.STEP),
        ("||a.example/x$urlskip=?u +https -base64", Why.STEP),
        ("||a.example/x$urlskip=?u /x(.)y(.)/", Why.STEP),
        ("||a.example/x$urlskip=", Why.NO_TARGET),
        ("urlskip=?u", Why.MALFORMED),
    ],
)
def test_refused_by_name(entry: str, why: Why) -> None:
    reading = read(f"! a comment\n\n{entry}\n", SUFFIXES)
    (skipped,) = reading.skipped
    assert (reading.drafts, skipped.place, skipped.entry, skipped.why) == ((), "line 3", entry, why)


def test_other_filters_are_counted() -> None:
    text = "[Adblock Plus]\n! Title: x urlskip=\n||ads.example^\n##.banner\n||a.example^$urlskip=?u\n"
    reading = read(text, SUFFIXES)
    assert (len(reading.drafts), reading.skipped, reading.aside, reading.entries) == (1, (), 2, 1)
