"""The answers that the proxy gives itself."""

from html import escape

from mitmproxy import http

from unwall.model import Unwrapped
from unwall.proxy.words import LINK_LEADS_TO
from unwall.urls.show import readable

_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>{shown}</title></head>
<body><p>{en} · {zh}</p><p><a href="{target}" rel="noreferrer">{shown}</a></p></body></html>
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
