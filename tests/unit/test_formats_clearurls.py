"""Redirections of ClearURLs' data as rules."""

import json

import pytest

from unwall.rules.formats.clearurls import Named, named, read
from unwall.rules.formats.draft import MARK, Draft, Reading, Why
from unwall.urls.suffix import Suffixes

SUFFIXES = Suffixes.of(["com", "example"])
BELOW = r"^https?:\/\/(?:[a-z0-9-]+\.)*?"
A = ("a.example", "*.a.example")


def data(redirection: str, site: str = BELOW + r"a\.example", **more: object) -> str:
    return json.dumps({"providers": {"a": {"urlPattern": site, "redirections": [redirection], **more}}})


def reading(redirection: str, site: str = BELOW + r"a\.example", **more: object) -> Reading:
    return read(data(redirection, site, **more), SUFFIXES)


@pytest.mark.parametrize(
    ("expression", "hosts"),
    [
        (BELOW + r"a\.example\/x", Named(A, r"\/x", wide=True)),
        (r"^https?:\/\/l\.a\.example/x", Named(("l.a.example",), "/x", wide=False)),
        (r"^https?:\/\/.*?a\.example\/x", Named(A, r"\/x", wide=True)),
        (BELOW + r"(a\.example|b\.example)", Named((*A, "b.example", "*.b.example"), "", wide=True)),
        (BELOW + r"goog(?:\.[a-z]{2,}){1,}\/x", Named(("goog.*", "www.goog.*"), r"\/x", wide=True)),
        (r"^https?:\/\/rover\.bay(?:\.[a-z]{2,}){1,}", Named(("rover.bay.*",), "", wide=False)),
        (r"https?:\/\/[^/]+\/v1", Named((), r"\/v1", wide=True)),
        (".*u=([^&]*)", Named((), ".*u=([^&]*)", wide=True)),
    ],
)
def test_hosts_of_an_expression(expression: str, hosts: Named) -> None:
    assert named(expression) == hosts


@pytest.mark.parametrize(
    ("redirection", "draft"),
    [
        (
            BELOW + r"a\.example\/out\?to=([^&]*)",
            Draft("", "", A, {"param": ["to"]}, f"/out?to={MARK}", path="/out"),
        ),
        (
            BELOW + r"a\.example\/url\?.*?(?:url|q)=(https?[^&]+)",
            Draft("", "", A, {"param": ["url", "q"]}, f"/url?url={MARK}", path="/url"),
        ),
        (
            BELOW + r"a\.example\/go.*to=([^&]*)",  # no end of the path
            Draft("", "", A, {"param": ["to"]}, f"/go?to={MARK}", path="^/go"),
        ),
        (
            r"^https?:\/\/out\.a\.example.*to=([^&]*)",
            Draft("", "", ("out.a.example",), {"param": ["to"]}, f"/?to={MARK}"),
        ),
        (
            r"https?:\/\/[^/]+\/v1\/[0-9a-f]{4}\/(.*)",
            Draft(
                "",
                "",
                A,
                {"raw": r"^\/v1\/[0-9a-f]{4}\/(.*)"},
                f"/v1/0000/{MARK}",
                decode=("percent-if",),
                complete="http",
            ),
        ),
        (
            r"^https?:\/\/a\.example\/\?(http.+)",
            Draft("", "", ("a.example",), {"raw": r"^\/\?(http.+)"}, f"/?{MARK}", decode=("percent-if",)),
        ),
    ],
)
def test_read_as_a_rule(redirection: str, draft: Draft) -> None:
    (found,) = reading(redirection).drafts
    assert found._replace(place="", entry="") == draft


@pytest.mark.parametrize(
    ("redirection", "site", "why"),
    [
        (BELOW + r"a\.example.*to=([^&]*)", None, Why.HOST_ONLY),
        (".*to=([^&]*)", None, Why.HOST_ONLY),
        (r"^https?:\/\/a\.example.*to=([^&]*)", None, Why.HOST_ONLY),
        (r"^https?:\/\/www\.a\.example.*to=([^&]*)", None, Why.HOST_ONLY),
        (BELOW + r"a\.example.*\?([^&]*)", None, Why.HOST_ONLY),
        (r"https?:\/\/[^/]+\/out\?to=([^&]*)", ".*", Why.ANY_HOST),
        (r"^https?:\/\/com\/out\?to=([^&]*)", None, Why.ANY_HOST),
        (r"^https?:\/\/[a-z]+a\.example\/out\?to=([^&]*)", None, Why.LOOKALIKE),
        (r"^https?:\/\/a\.example\/(?=x)out\?to=([^&]*)", None, Why.NOT_LINEAR),
        (r"^https?:\/\/a\.example\/(x)\1\?to=([^&]*)", None, Why.NOT_LINEAR),
    ],
)
def test_refused_by_name(redirection: str, site: str | None, why: Why) -> None:
    found = reading(redirection, site or BELOW + r"a\.example")
    (skipped,) = found.skipped
    assert (found.drafts, skipped.place, skipped.why) == ((), "a.redirections[0]", why)


@pytest.mark.parametrize(
    ("exception", "taken"),
    [
        (r"^https?:\/\/(?:[a-z0-9-]+\.)*?a\.example\/login", 1),
        (r"^https?:\/\/b\.example\/out", 1),
        (r"^https?:\/\/a\.example\/out\/of", 0),
        (r"^https?:\/\/a\.example", 0),
        (".*login", 0),
    ],
)
def test_exceptions_count_only_where_they_meet(exception: str, taken: int) -> None:
    found = reading(BELOW + r"a\.example\/out\?to=([^&]*)", exceptions=[exception])
    assert (len(found.drafts), [each.why for each in found.skipped]) == (taken, [Why.EXCEPTION][taken:])


def test_parameters_to_drop_are_about_something_else() -> None:
    found = reading(
        BELOW + r"a\.example\/out\?to=([^&]*)", rules=["utm_a", "utm_b"], referralMarketing=["ref"]
    )
    assert (found.entries, found.aside) == (1, 3)
