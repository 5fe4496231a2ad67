"""The links to check in what a person has: texts, pages, sitemaps, HAR files, folders of a built site."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from unwall.engine.fold import plain
from unwall.urls.split import WEB, scheme_of
from unwall.urls.suffix import Suffixes

_LARGEST = 256 * 1024 * 1024  # bytes of one file
_PAGES = (".html", ".htm", ".xhtml")
_TEXTS = (".txt", ".md", ".markdown", ".csv", ".rst", ".json", ".jsonl", ".xml", *_PAGES)
_ADDRESSES = {"a": "href", "area": "href", "form": "action", "iframe": "src"}


class Unreadable(Exception):  # noqa: N818 - of a file, with the next step
    """A file that cannot be looked into; the text names it."""


def links_of(path: Path, suffixes: Suffixes) -> Iterator[str]:
    """The http and https links of a file, or of all files below a folder, as often as they stand there.

    Raises Unreadable.
    """
    if path.is_dir():
        for below in sorted(each for each in path.rglob("*") if each.suffix.lower() in _TEXTS):
            yield from links_of(below, suffixes)
        return
    try:
        if path.stat().st_size > _LARGEST:
            raise Unreadable(f"{path}: larger than {_LARGEST >> 20} MiB; split it")
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise Unreadable(f"{path}: cannot be read ({error.strerror}); name another file") from None
    yield from links_in(text, path.suffix.lower(), suffixes)


def links_in(text: str, ending: str, suffixes: Suffixes) -> Iterator[str]:
    """The http and https links of a text, read as what its ending says."""
    if ending in _PAGES:
        yield from _of_page(text)
    elif ending == ".har":
        yield from _of_har(text)
    else:
        yield from (each.url for each in plain(text, suffixes) if scheme_of(each.url) in WEB)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "base" and not self.base:
            self.base = values.get("href") or ""
        elif (value := values.get(_ADDRESSES.get(tag, ""))) and not value.startswith("#"):
            self.found.append(value.strip())


def _of_page(text: str) -> Iterator[str]:
    page = _Page()
    page.feed(text)
    for reference in page.found:
        url = _joined(page.base, reference)
        if scheme_of(url) in WEB:
            yield url


def _joined(base: str, reference: str) -> str:
    if scheme_of(reference) is not None:
        return reference
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def _of_har(text: str) -> Iterator[str]:
    try:
        entries = json.loads(text)["log"]["entries"]
        for entry in entries:
            url = entry["request"]["url"]
            if scheme_of(url) in WEB:
                yield url
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable(f"not a HAR file ({type(error).__name__}); export it once more") from None
