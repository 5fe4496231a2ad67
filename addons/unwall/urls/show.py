"""Addresses and other text from the network, made fit for a person's eye and terminal."""

from unwall.urls.escape import percent

_LONGEST = 2_048  # characters of one text on a line


def readable(url: str) -> str:
    """``url`` with its escaped words decoded, as an address bar shows them.

    Only where they are printable UTF-8.

    >>> readable("https://example.com/%E4%B8%AD?a=%2F%E2%80%AE")
    'https://example.com/中?a=%2F%E2%80%AE'
    """
    if "%" not in url:
        return plain(url)
    head, *parts = url.split("%")
    out = [head]
    run = ""
    for part in parts:
        if part[:1] in tuple("89ABCDEFabcdef"):
            run += "%" + part[:2]
            if len(part) <= 2:
                continue
            part, after = "", part[2:]  # noqa: PLW2901 - the rest of the run's last part
        else:
            after = "%" + part
        out += [_word(run), after]
        run = ""
    return plain("".join([*out, _word(run)]))


def _word(run: str) -> str:
    word = percent(run)
    return word if word.isprintable() and "%" not in word else run


def brief(url: str) -> str:
    """Where ``url`` is, without its scheme and its query.

    ``brief("https://a.example/x?y=1") == "a.example/x?…"``.
    """
    place, mark, _ = url.partition("?")
    return readable(place.removeprefix("https://").removeprefix("http://")) + (mark and "?…")


def plain(text: str) -> str:
    """``text`` on one line, cut at 2048.

    Controls and characters that turn or hide text are escaped.
    """
    return escaped(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…+{len(text) - _LONGEST}")


def escaped(text: str) -> str:
    """The whole of ``text``, with controls and characters that turn or hide text escaped."""
    return text if text.isprintable() else "".join(map(_escape, text))


def _escape(character: str) -> str:
    if character.isprintable() or character == "\u3000":
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
