"""An address as it stands on a page: whole, or relative to the page's own."""

from urllib.parse import urljoin


def joined(base: str, reference: str) -> str | None:
    """The reference as a browser reads it on a page at ``base``; None for what can be no address.

    >>> joined("https://a.example/b/c", "../d?e"), joined("https://a.example/", "//[")
    ('https://a.example/d?e', None)
    """
    try:
        return urljoin(base, reference)
    except ValueError:
        return None
