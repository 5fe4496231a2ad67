"""Every share text in a page, where words become links: once, and never what a person edits or code holds."""

from html import escape
from pathlib import Path

from unwall import Engine, load_rules
from unwall.model import Policy

TEXTS = Path(__file__).parents[1] / "data" / "texts.tsv"
ENGINE = Engine(load_rules(), Policy(options=frozenset({"linkify", "mention-search"})))
KEPT = (
    '<textarea>{0}</textarea><div contenteditable>{0}</div><input value="{0}"><!-- {0} -->'
    "<script>/* {1} */</script>"
)


def _texts() -> list[str]:
    lines = TEXTS.read_text("utf-8").splitlines()
    return [line.split("\t")[1].replace("\\n", "\n") for line in lines if not line.startswith("# ")]


def test_words_become_links_in_plain_text_alone() -> None:
    wrong, made = [], 0
    for text in _texts():
        kept = KEPT.format(escape(text).replace("--", "&#45;-"), escape(text).replace("*", "&#42;"))
        page = f"<p>{escape(text)}</p><code>{escape(text)}</code>{kept}".encode()
        got = ENGINE.rewrite(page, "text/html; charset=utf-8").data
        head, _, rest = got.decode().partition("</p><code>")
        made += "<a " in head
        code, _, after = rest.partition("</code>")
        again = ENGINE.rewrite(got, "text/html; charset=utf-8").data
        if after != kept or "<a " in code or head.count("<a ") != head.count("</a>") or again is not got:
            wrong.append((text, got.decode()))
    assert wrong == []
    assert made > 500
