"""The answers that the proxy gives itself."""

import json
from collections.abc import Sequence
from html import escape

from mitmproxy import http

from unwall import __version__
from unwall.model import Needs, Unwrapped
from unwall.proxy.mishaps import Mishaps
from unwall.proxy.words import (
    AT_WORK,
    LINK_LEADS_TO,
    ONLY_APP,
    ONLY_SERVER,
    REFUSED_LINK,
    SEARCH_ANYWAY,
    WHICH_LINK,
)
from unwall.urls.show import plain, readable
from unwall.urls.split import WEB, scheme_of

SELF_TEST = "/self-test"  # a path of our own host

_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>{shown}</title></head>
<body><p>{en} · {zh}</p><p><a href="{target}" rel="noreferrer">{shown}</a></p></body></html>
"""


_PLAIN = """<!doctype html>
<html><head><meta charset="utf-8"><title>unwall</title></head>
<body><p>{said}</p></body></html>
"""
_CHOICE = """<!doctype html>
<html><head><meta charset="utf-8"><title>unwall</title></head>
<body><p>{en} · {zh}</p>
<ul>
{items}
</ul>
<p><a href="{search}">{search_en} · {search_zh}</a></p></body></html>
"""


def redirect(result: Unwrapped, *, bodiless: bool = False) -> http.Response:
    """A 307 to what was unwrapped, with a page that links there for clients that do not follow.

    ``bodiless`` answers have no page: those to HEAD, and those in whose place a body is still to come.
    """
    body = b"" if bodiless else page(result.output)
    return http.Response.make(
        307,
        body,
        {
            "Location": result.output,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Unwall": f"{rule_of(result)}; scans" if result.scans else rule_of(result),
            "Content-Type": "text/html; charset=utf-8",
        },
    )


def to_dashboard(url: str) -> http.Response:
    """A redirect to the dashboard of this machine."""
    return http.Response.make(307, b"", {"Location": url, "Cache-Control": "no-store"})


def at_work(rules: int) -> http.Response:
    """A page by which people see that their browser goes through unwall."""
    said = " · ".join(AT_WORK).format(version=__version__, count=rules)
    return http.Response.make(
        200,
        _PLAIN.format(said=said).encode(),
        {
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'",
            "Content-Type": "text/html; charset=utf-8",
        },
    )


def self_test(rules: int, scope: str, log: str, mishaps: Mishaps, *, durable: bool) -> http.Response:
    """How the proxy is, for ``unwall doctor`` on this machine."""
    said = {"unwall": __version__, "rules": rules, "scope": scope, "log": log, "durable": durable}
    said |= mishaps.values()
    headers = {"Cache-Control": "no-store", "Content-Type": "application/json"}
    return http.Response.make(200, json.dumps(said), headers)


def refusal(said: str) -> http.Response:
    """Why something is not opened."""
    headers = {"Cache-Control": "no-store", "Content-Type": "text/plain; charset=utf-8"}
    return http.Response.make(403, said, headers)


def choice(url: str, found: Sequence[Unwrapped], *, bodiless: bool = False) -> http.Response:
    """A page that asks which link of the words of a search is meant; the search itself is one more click."""
    body = _CHOICE.format(
        en=WHICH_LINK.en,
        zh=WHICH_LINK.zh,
        items="\n".join(map(_item, found)),
        search=escape(url),
        search_en=SEARCH_ANYWAY.en,
        search_zh=SEARCH_ANYWAY.zh,
    )
    return http.Response.make(
        200,
        b"" if bodiless else body.encode(),
        {
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Unwall": rule_of(found[0]),
            "Content-Type": "text/html; charset=utf-8",
        },
    )


def _item(found: Unwrapped) -> str:
    if not found.refused and scheme_of(found.output) in WEB:
        shown = escape(readable(found.output))
        return f'<li><a href="{escape(found.output)}" rel="noreferrer">{shown}</a></li>'
    why = REFUSED_LINK if found.refused else ONLY_APP if found.needs is Needs.APP else ONLY_SERVER
    return f"<li>{escape(plain(found.input))} ({why.en} · {why.zh})</li>"


def page(target: str) -> bytes:
    """A page that says where the link leads, in decoded form, and links there."""
    shown = escape(readable(target))
    return _PAGE.format(shown=shown, target=escape(target), en=LINK_LEADS_TO.en, zh=LINK_LEADS_TO.zh).encode()


def rule_of(result: Unwrapped) -> str:
    """The rule of the outermost wall."""
    return result.steps[0].rule if result.steps else result.rule or ""


def rules_of(result: Unwrapped) -> list[str]:
    """The rules of all walls on the way, from the outermost."""
    return [step.rule for step in result.steps] or [rule_of(result)]
