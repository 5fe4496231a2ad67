"""The answers that the proxy gives itself."""

import json
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape

from mitmproxy import http

from unwall import __version__
from unwall.language import Language, say
from unwall.model import Needs, Unwrapped
from unwall.proxy.mishaps import Mishaps
from unwall.proxy.words import (
    AT_WORK,
    LINK_LEADS_TO,
    NONE_OPENS,
    ONLY_APP,
    ONLY_SERVER,
    REFUSED_LINK,
    RULES_IN_FORCE,
    SEARCH_ANYWAY,
    WHICH_LINK,
)
from unwall.urls.show import plain, readable
from unwall.urls.split import WEB, scheme_of

SELF_TEST = "/self-test"  # a path of our own host

_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{shown}</title></head>
<body><p>{en} · {zh}</p><p><a href="{target}" rel="noreferrer">{shown}</a></p></body></html>
"""


_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere; }
body { font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.2rem; }
ul { list-style: none; padding: 0; }
li { border-top: 1px solid #8886; padding: 0.8rem 0; }
li a { font-weight: 600; }
small { display: block; opacity: 0.75; }
"""
_PLAIN = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} - unwall</title><style>{style}</style></head>
<body><h1>{title}</h1>
{main}
<p><small>unwall</small></p></body></html>
"""
_OF_STYLE = b64encode(sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_OF_STYLE}'",
    "Content-Type": "text/html; charset=utf-8",
}


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


def at_work(rules: int, language: Language) -> http.Response:
    """A page by which people see that their browser goes through unwall."""
    said = say(language, RULES_IN_FORCE, version=__version__, count=rules)
    return http.Response.make(200, _plain(language, say(language, AT_WORK), f"<p>{said}</p>"), _HEADERS)


def _plain(language: Language, title: str, main: str = "") -> bytes:
    lang = "zh-CN" if language is Language.CHINESE else "en"
    return _PLAIN.format(lang=lang, title=escape(title), style=_STYLE, main=main).encode()


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


def choice(
    url: str, found: Sequence[Unwrapped], language: Language, *, bodiless: bool = False
) -> http.Response:
    """A page that asks which link of the words of a search is meant; the search itself is one more click."""
    items = "\n".join(_item(each, language) for each in found)
    search = f'<p><a href="{escape(url)}">{say(language, SEARCH_ANYWAY)}</a></p>'
    title = say(language, WHICH_LINK if any(map(_opens, found)) else NONE_OPENS)
    return http.Response.make(
        200,
        b"" if bodiless else _plain(language, title, f"<ul>\n{items}\n</ul>\n{search}"),
        {**_HEADERS, "Referrer-Policy": "no-referrer", "X-Unwall": rule_of(found[0])},
    )


def _item(found: Unwrapped, language: Language) -> str:
    if _opens(found):
        shown = escape(readable(found.output))
        return f'<li><a href="{escape(found.output)}" rel="noreferrer">{shown}</a></li>'
    why = REFUSED_LINK if found.refused else ONLY_APP if found.needs is Needs.APP else ONLY_SERVER
    return f"<li>{escape(plain(found.input))}<small>{say(language, why)}</small></li>"


def _opens(found: Unwrapped) -> bool:
    return not found.refused and scheme_of(found.output) in WEB


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
