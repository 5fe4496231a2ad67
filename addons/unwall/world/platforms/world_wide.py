"""Walls outside China: Facebook, Google, YouTube, Outlook, X; and the open web that all the links lead to."""

import json
from html import escape
from urllib.parse import quote

from unwall.world.exchange import NOT_FOUND, Reply, Request, html, moved
from unwall.world.look import Brand, leave, post
from unwall.world.targets import READING, opened

FACEBOOK = Brand("facebook", "#0866ff", "en")
GOOGLE = Brand("Google", "#1a73e8", "en")
YOUTUBE = Brand("YouTube", "#ff0000", "en")
OUTLOOK = Brand("Outlook", "#0f6cbd", "en")
X = Brand("X", "#0f1419", "en")

FACEBOOK_PAGE = "https://www.facebook.com/groups/100000001/posts/200000001"
FACEBOOK_LEAVING = "Leaving Facebook"
GOOGLE_PAGE = "https://www.google.com/search?q=first+result"
GOOGLE_LEAVING = "Redirect Notice"
YOUTUBE_PAGE = "https://www.youtube.com/watch?v=AbCdEfGhIjK"
YOUTUBE_LEAVING = "Are you sure you want to leave YouTube?"
OUTLOOK_PAGE = "https://outlook.office.com/mail/inbox/id/AAQk0001"
OUTLOOK_SCANNING = "This link is being scanned"
SAFE_LINKS = "nam01.safelinks.protection.outlook.com"
X_PAGE = "https://x.com/example/status/1700000000000000001"

_SHORT = "AbCdEfGhIj"


def _percent(key: str) -> str:
    return quote(READING[key].url, safe="")


def facebook(request: Request) -> Reply:
    """www.facebook.com."""
    if request.path == "/flx/warn/":
        words = "The link you followed leads to another site."
        return html(
            leave(FACEBOOK, FACEBOOK_LEAVING, words, request.value("u"), "Follow link"), coding="zstd"
        )
    if request.url != FACEBOOK_PAGE:
        return NOT_FOUND
    target = _percent("facebook/recipe?id=7&s=8")
    link = f"https://l.facebook.com/l.php?u={target}&h=AT0abc&__tn__=-UK-R&c[0]=AT1"
    anchor = f'<a id="link" rel="nofollow noreferrer" href="{escape(link)}">example.com</a>'
    markup = f"<p>Made this on Sunday: {anchor}</p>"
    return html(post(FACEBOOK, "Kitchen notes | Facebook", markup, author="Sam Example"), coding="zstd")


def facebook_shim(request: Request) -> Reply:
    """l.facebook.com; without a session of its own it warns instead of leading on."""
    target = request.value("u")
    if request.path != "/l.php" or not target:
        return NOT_FOUND
    return moved(f"https://www.facebook.com/flx/warn/?u={quote(target, safe='')}&h=AT0abc")


def google(request: Request) -> Reply:
    """www.google.com."""
    if request.path == "/url":
        words = "The previous page is sending you to the address below."
        return html(leave(GOOGLE, GOOGLE_LEAVING, words, request.value("url"), "Continue"), coding="br")
    if request.url != GOOGLE_PAGE:
        return NOT_FOUND
    link = f"/url?sa=t&source=web&rct=j&url={_percent('google/result')}&ved=2ahUKE&usg=AOvVaw0"
    return html(
        post(
            GOOGLE,
            "first result - Google Search",
            f'<p><a id="link" href="{escape(link)}">The first search result</a></p>',
        ),
        coding="br",
    )


def youtube(request: Request) -> Reply:
    """www.youtube.com."""
    if request.path == "/redirect":
        words = "This site is not affiliated with YouTube."
        return html(leave(YOUTUBE, YOUTUBE_LEAVING, words, request.value("q"), "Go to site"), coding="br")
    if request.url != YOUTUBE_PAGE:
        return NOT_FOUND
    target = _percent("youtube/shop?ref=video")
    link = f"/redirect?event=video_description&redir_token=QUFFLUhq&q={target}&v=AbCdEfGhIjK"
    anchor = f'<a id="link" href="https://www.youtube.com{escape(link)}">example.com/shop</a>'
    markup = f"<p>Everything I use: {anchor}</p>"
    return html(post(YOUTUBE, "A table from one board - YouTube", markup, author="Bench notes"), coding="br")


def outlook(request: Request) -> Reply:
    """outlook.office.com."""
    if request.url != OUTLOOK_PAGE:
        return NOT_FOUND
    link = f"https://{SAFE_LINKS}/?url={_percent('outlook/invoice?no=42&v=1')}&data=05%7C02%7C%7C0&sdata=AbC%3D&reserved=0"
    markup = (
        f'<p>Please find the <a id="link" data-auth="NotApplicable" href="{escape(link)}">invoice</a>.</p>'
    )
    return html(post(OUTLOOK, "Mail - Outlook", markup, heading="Your invoice"))


def safe_links(request: Request) -> Reply:
    """A host of Safe Links, while it has not made up its mind."""
    target = request.value("url")
    if request.path != "/" or not target:
        return NOT_FOUND
    words = "Microsoft Defender is still checking the site. Wait for the scan to finish, or skip it."
    return html(leave(OUTLOOK, OUTLOOK_SCANNING, words, target, "Skip and go to the website"))


def x(request: Request) -> Reply:
    """x.com."""
    if request.url != X_PAGE:
        return NOT_FOUND
    link = f'<a id="link" rel="noopener nofollow" href="https://t.co/{_SHORT}">example.com/x/story</a>'
    markup = f"<p>Worth your time: {link}</p>"
    return html(post(X, "Example on X", markup, author="@example"))


def x_short(request: Request) -> Reply:
    """t.co: a redirect for tools, for browsers a page that leads on by itself after it has run."""
    if request.path != f"/{_SHORT}":
        return NOT_FOUND
    url = READING["x/story"].url
    if not request.agent.startswith("Mozilla/"):
        return moved(url, 301)
    literal = json.dumps(url).replace("/", r"\/")
    return html(
        f'<head><noscript><META http-equiv="refresh" content="0;URL={escape(url)}"></noscript>'
        f"<title>{escape(url)}</title></head>"
        f"<script>window.opener = null; location.replace({literal})</script>"
    )


SITES = {
    "www.facebook.com": facebook,
    "l.facebook.com": facebook_shim,
    "www.google.com": google,
    "www.youtube.com": youtube,
    "outlook.office.com": outlook,
    SAFE_LINKS: safe_links,
    "x.com": x,
    "t.co": x_short,
    "example.com": opened,
}
