"""What a page states as the reason why it stands there: whether that is fraud, malware or illegal content."""

from collections.abc import Iterable

from unwall.rules.expressions import expression

# An address that the page names is not what the page says: https://example.com/about-scams is no warning.
_ADDRESS = r"""(?:[a-z][a-z0-9+.-]*(?::|%3a)(?://|%2f%2f)|(?:[a-z0-9-]+\.)+[a-z]{2,24}[/:?#])[!#-&(-;=?-~]*"""


def states(texts: Iterable[str], words: Iterable[str]) -> bool:
    """Whether one of the texts, its addresses apart, has one of the words (which are in lower case).

    >>> states(["A known SCAM site"], ["scam"]), states(["Open https://example.com/scams?"], ["scam"])
    (True, False)
    """
    said = [_without_addresses(text.lower()) for text in texts]
    return any(_has(text, word) for word in words for text in said)


def _has(text: str, word: str) -> bool:
    """Whether the word stands in the text; one in Latin letters only where a word begins."""
    at = text.find(word)
    while at > 0 and word[0].isascii() and text[at - 1].isascii() and text[at - 1].isalpha():
        at = text.find(word, at + 1)
    return at >= 0


def _without_addresses(text: str) -> str:
    try:
        return str(expression(_ADDRESS).sub(" ", text))
    except UnicodeEncodeError:  # half a character, which no page that was decoded has
        return text
