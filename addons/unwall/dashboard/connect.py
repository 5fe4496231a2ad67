"""How a browser or a phone is connected: which addresses and files, and what to do with them where."""

from html import escape

from unwall.dashboard import codes, words
from unwall.dashboard.desk import Facts
from unwall.language import Language, Sentence, say

_WALLED = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"  # what everybody can look at


def connect(language: Language, facts: Facts, here: str) -> str:
    """The steps, as HTML. ``here``: the dashboard's HOST:PORT, as who asks reached it."""

    def told(sentence: Sentence, **parts: str) -> str:
        return say(language, sentence, **{name: _code(part) for name, part in parts.items()})

    authority = facts.authority
    steps = [told(words.SET_PROXY, pac=f"http://{here}/unwall.pac", proxy=facts.proxy)]
    if authority.is_limited:
        how = "".join(
            f"<details><summary>{told(where)}</summary><p>{told(what, name=authority.name)}</p></details>"
            for where, what in words.TRUST
        )
        steps.append(
            f"{told(words.GET_CERTIFICATE)}<br>"
            f'<a class="button" href="/unwall.cer" download>{told(words.DOWNLOAD)}</a> '
            f'<a class="button" href="/unwall.pem" download>{told(words.DOWNLOAD_PEM)}</a>{how}'
            f'<p class="by">{told(words.FINGERPRINT, fingerprint=authority.fingerprint)}</p>'
        )
    else:
        steps.append(told(words.NOT_GIVEN, certificate=authority.file))
    check = say(
        language, words.CHECK, link=f'<a href="{_WALLED}" rel="noreferrer noopener">{escape(_WALLED)}</a>'
    )
    steps.append(check)
    rows = "".join(f"<li>{step}</li>" for step in steps)
    return f"<p>{told(words.HOW)}</p><ol>{rows}</ol>{_phone(language, facts, here)}"


def _phone(language: Language, facts: Facts, here: str) -> str:
    """How a phone gets to this page; nothing for who asks from another device already."""
    if not _is_local(here):
        return ""
    if not facts.elsewhere:
        said, shown = words.LET_PHONES_IN, f"<pre>{escape(say(language, words.FOR_PHONES))}</pre>"
    else:
        said, shown = words.ON_THE_PHONE, codes.svg(facts.elsewhere)
    text = say(language, said, address=_code(facts.elsewhere))
    return f"<details><summary>{say(language, words.PHONE)}</summary><p>{text}</p>{shown}</details>"


def _is_local(here: str) -> bool:
    return here.startswith(("127.", "localhost", "[::1]"))


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
