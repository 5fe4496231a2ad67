"""The pages of the dashboard. Everything that comes from outside is escaped where it is written."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from time import localtime, strftime
from typing import NamedTuple

from unwall.dashboard import words
from unwall.dashboard.connect import connect
from unwall.dashboard.desk import Edited, Facts, Switch
from unwall.dashboard.feed import LATEST, Feed, Line, Mishaps
from unwall.dashboard.links import Link
from unwall.language import Language, Sentence, say
from unwall.model import Needs, Reason
from unwall.urls.show import brief, plain, readable
from unwall.urls.split import split

_PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/style.css">
<script src="/page.js" defer></script></head>
<body>
<header><a href="/">unwall</a><nav><a href="/?lang={other}" lang="{other}">{other_name}</a></nav></header>
<main>
{main}
</main>
</body></html>
"""
_AGAIN = """<!doctype html>
<html><head><meta charset="utf-8"><title>unwall</title>
<meta http-equiv="refresh" content="0;url={url}"></head>
<body><a href="{url}">unwall</a></body></html>
"""


_LIKE = {Edited.ALLOW: "bank.example", Edited.DENY: "zhihu-link"}


class Pasted(NamedTuple):
    """What somebody pasted, and the links in it with their QR codes as SVG (empty for none)."""

    text: str
    links: Sequence[tuple[Link, str]]


class Pages:
    """Pages in one language, whose forms carry the proof that they are ours."""

    def __init__(self, language: Language, proof: str) -> None:
        self._language = language
        self._proof = proof
        self._made = lru_cache(maxsize=LATEST)(self._make)  # of lines, the same for all who watch

    def enter(self, fault: int = 0) -> str:
        """The page that asks for the key."""
        said = (
            f'<p class="bad" role="alert">{self._say(words.FAULTS[fault])}</p>'
            if fault in words.FAULTS
            else ""
        )
        return self._page(
            f"<section><h1>{self._say(words.ENTER)}</h1><p>{self._say(words.ENTER_HINT)}</p>{said}"
            '<form method="post" action="/enter" id="enter"><label>'
            f'{self._say(words.ENTER_KEY)} <input name="key" autocomplete="off" spellcheck="false" required'
            f" autofocus></label><button>{self._say(words.COME_IN)}</button></form></section>"
        )

    def fault(self, said: str) -> str:
        """A page that says what is wrong with what was asked for."""
        return self._page(
            f'<section><p class="bad" role="alert">{escape(said)}</p>'
            f'<p><a href="/">← {self._say(words.BACK)}</a></p></section>'
        )

    def missing(self) -> str:
        """What stands where no page is."""
        return self.fault(self._say(words.NO_PAGE))

    def again(self, url: str) -> str:
        """A page that asks for ``url`` once more, as a page of ours; then the cookie comes along."""
        return _AGAIN.format(url=escape(url))

    def home(self, facts: Facts, feed: Feed, pasted: Pasted | None, here: str) -> str:
        """The whole dashboard; ``here`` is its HOST:PORT, as who asks reached it."""
        scope = self._say(words.SCOPES[facts.scope])
        running = self._say(words.RUNNING, version=facts.version, rules=facts.rules, scope=scope)
        title = self._say(words.FOUND, count=len(pasted.links)) if pasted else self._say(words.TITLE)
        parts = (
            f'<p id="gone" class="notice bad" role="status" hidden>{self._say(words.GONE)}</p>',
            *(self._stopped(which) for which in words.STOPPED if which in facts.on),
            self._paste(pasted),
            self._lately(feed.lines, feed.counts),
            self._mishaps(feed.mishaps),
            self._switches(facts),
            self._list(
                Edited.ALLOW,
                words.NEVER_TOUCHED,
                [(name, "") for name in facts.allow]
                + [(name, own.context) for own in facts.clients for name in sorted(own.allow_hosts)],
            ),
            self._list(
                Edited.DENY,
                words.RULES_OFF,
                [(name, "") for name in facts.deny]
                + [(name, own.context) for own in facts.clients for name in sorted(own.deny_rules)],
            ),
            self._connect(facts, here),
            f"<footer>{running}</footer>",
        )
        return self._page("\n".join(parts), title)

    def _stopped(self, which: Switch) -> str:
        return (
            f'<p class="notice bad">{self._say(words.STOPPED[which])}'
            f' <a href="#switches">{self._say(words.TO_SWITCHES)}</a></p>'
        )

    # ---- parts ---------------------------------------------------------------------------------------------

    def _paste(self, pasted: Pasted | None) -> str:
        text = escape(pasted.text) if pasted else ""
        return (
            f'<section><h1><label for="text">{self._say(words.PASTE)}</label></h1>'
            f"<p>{self._say(words.PASTE_HINT)}</p>"
            f'<form method="post" action="/links">{self._hidden()}'
            f'<textarea id="text" name="text" rows="5" maxlength="65536" required>{text}</textarea>'
            f"<button>{self._say(words.FIND)}</button></form>"
            f"{self._links(pasted) if pasted else ''}</section>"
        )

    def _links(self, pasted: Pasted) -> str:
        if not pasted.links:
            return f'<p class="bad" role="alert">{self._say(words.NO_LINKS)}</p>'
        shown = "\n".join(self._link(link, code) for link, code in pasted.links)
        ask = (
            f'<form method="post" action="/links">{self._hidden(text=pasted.text, resolve="on")}'
            f'<button data-busy="{self._say(words.ASKING)}">{self._say(words.ASK_SERVERS)}</button></form>'
            if any(link.needs is Needs.NETWORK for link, _ in pasted.links)
            else ""
        )
        return f'<ol class="links">{shown}</ol>{ask}'

    def _link(self, link: Link, code: str) -> str:
        rules = " → ".join(dict.fromkeys(step.rule for step in link.steps)) or link.rule
        by = self._say(words.BY, rules=rules) if rules else self._say(words.UNKNOWN_LINK)
        parts = [f'<p class="text">{escape(plain(link.text))}</p>']
        if link.refused:
            reason = self._say(words.REASONS[link.refused.reason])
            target = escape(plain(link.refused.target))
            parts.append(
                f'<p class="bad">{self._say(words.REFUSED, reason=reason)} <code>{target}</code></p>'
            )
        if link.target:
            url = escape(link.target)
            parts.append(
                f'<p><a class="target" href="{url}" rel="noreferrer noopener">{escape(readable(link.target))}'
                f'</a></p><p class="do"><a class="button" href="{url}" rel="noreferrer noopener"'
                f' target="_blank" aria-label="{self._say(words.OPEN)} {url}">{self._say(words.OPEN)}</a>'
                f" {self._copy(link.target)}</p>"
            )
        if link.needs:
            parts.append(f'<p class="needs">{self._say(words.NEEDS[link.needs])}</p>')
            if not link.target and not link.refused:
                parts.append(f'<p class="do">{self._copy(link.text)}</p>')
        if link.fault:
            parts.append(f'<p class="bad">{self._say(words.NO_ANSWER, fault=self._say(link.fault))}</p>')
        parts.append(f'<p class="by">{by}</p>')
        if code:
            title = words.QR if link.target else words.QR_TEXT
            parts.append(f"<details><summary>{self._say(title)}</summary>{code}</details>")
        return f"<li>{''.join(parts)}</li>"

    def _copy(self, text: str) -> str:
        """A button that scripts bring to life."""
        return (
            f'<button type="button" class="copy" data-copy="{escape(text)}" aria-live="polite"'
            f' data-done="{self._say(words.COPIED)}" hidden>{self._say(words.COPY)}</button>'
        )

    def _lately(self, lines: Iterable[Line], counts: Mapping[str, int]) -> str:
        rows = "\n".join(self.line(line) for line in lines)
        empty = f'<p id="nothing"{" hidden" if rows else ""}>{self._say(words.NOTHING_YET)}</p>'
        return (
            f"<section><h2>{self._say(words.LATELY)}</h2>"
            f'<p id="counts" role="status">{self.counted(counts)}</p>{empty}'
            f'<ol class="lately" id="lately">{rows}</ol></section>'
        )

    def counted(self, counts: Mapping[str, int]) -> str:
        """How much was done."""
        return self._say(words.COUNTS, **{name: counts[name] for name in ("opened", "rewritten", "refused")})

    def line(self, line: Line) -> str:
        """One line of what was done."""
        return self._made(line)

    def _make(self, line: Line) -> str:
        action = words.ACTIONS.get(line.action)
        said = self._say(action) if action else escape(line.action)
        host = _host(line.source)
        target = f" → {escape(readable(line.target))}" if line.target else ""
        reason = Reason(line.reason) if line.reason in Reason else None
        why = f" <em>{self._say(words.REASONS[reason])}</em>" if reason else ""
        rule = f"<p>{self._say(words.BY, rules=_code(line.rule))}</p>" if line.rule else ""
        number = f" × {line.number}" if line.number > 1 else ""
        undo = [self._button("/edit", words.DENY_RULE, line.rule, list=Edited.DENY)] if line.rule else []
        undo += [self._button("/edit", words.LEAVE_HOST, host, list=Edited.ALLOW)] if host else []
        at = strftime("%H:%M:%S", localtime(line.at))
        return (
            f'<li class="{escape(line.action)}"><details><summary><time>{at}</time> <b>{said}</b>{number}'
            f" <span>{escape(brief(line.source))}{target}{why}</span></summary>"
            f"{rule}{''.join(undo)}</details></li>"
        )

    def _mishaps(self, mishaps: Mishaps) -> str:
        if not any(mishaps):
            return '<section id="mishaps" hidden></section>'
        return f'<section id="mishaps">{self.mishaps(mishaps)}</section>'

    def mishaps(self, mishaps: Mishaps) -> str:
        """What passed as it was."""
        failures = [
            self._say(words.FAILURE, kind=_code(kind), place=_code(place), count=count)
            for kind, place, count in mishaps.failures
        ]
        unread = [self._say(sentence, count=count) for sentence, count in mishaps.unread]
        parts = ((words.FAILURES, " class=bad", failures), (words.UNREAD, "", unread))
        return f"<h2>{self._say(words.PASSED)}</h2>" + "".join(
            f"<p{kind}>{self._say(heading)}</p><ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>"
            for heading, kind, rows in parts
            if rows
        )

    def _switches(self, facts: Facts) -> str:
        rows = "".join(self._switch(which, on=which in facts.on) for which in Switch)
        return (
            f'<section id="switches"><h2>{self._say(words.SWITCHES)}</h2><ul>{rows}</ul>'
            f"<p>{self._say(words.UNTIL_END)}</p></section>"
        )

    def _switch(self, which: Switch, *, on: bool) -> str:
        button = self._say(words.TURN_OFF if on else words.TURN_ON)
        hidden = self._hidden(switch=which, on="" if on else "on")
        return (
            f'<li{" class=on" if on else ""}><form method="post" action="/switch">{hidden}'
            f'<span id="{which}">{self._say(words.SWITCH[which])}</span> <button role="switch"'
            f' aria-checked="{str(on).lower()}" aria-labelledby="{which}">{button}</button></form></li>'
        )

    def _list(self, which: Edited, heading: Sentence, entries: Iterable[tuple[str, str]]) -> str:
        rows = "".join(self._entry(which, name, client) for name, client in entries)
        shown = rows or f"<li>{self._say(words.NONE)}</li>"
        return (
            f"<section><h2>{self._say(heading)}</h2><ul>{shown}</ul>"
            f'<form method="post" action="/edit">{self._hidden(list=which)}'
            f'<input name="name" required aria-label="{self._say(heading)}" placeholder="{_LIKE[which]}"'
            ' autocapitalize="none" autocomplete="off" spellcheck="false">'
            f' <button aria-label="{self._say(words.ADD)}: {self._say(heading)}">'
            f"{self._say(words.ADD)}</button></form></section>"
        )

    def _entry(self, which: Edited, name: str, client: str) -> str:
        """One name on a list, which may be that of one client alone."""
        fields = {"list": which, "name": name, "remove": "on"} | ({"client": client} if client else {})
        owner = f" {self._say(words.ONLY_FOR, client=escape(client))}" if client else ""
        return (
            f'<li><form method="post" action="/edit">{self._hidden(**fields)}<code>{escape(name)}</code>'
            f'{owner} <button aria-label="{self._say(words.UNDO)} {escape(name)}">'
            f"{self._say(words.UNDO)}</button></form></li>"
        )

    def _connect(self, facts: Facts, here: str) -> str:
        return (
            f'<section id="connect"><h2>{self._say(words.CONNECT)}</h2>{connect(self._language, facts, here)}'
            f'<p id="bookmark">{self._say(words.BOOKMARKLET)} <a class="button" id="bookmarklet" href="/">'
            f"{self._say(words.BOOKMARK)}</a></p>"
            f'<p><button type="button" id="handler" hidden>{self._say(words.HANDLER)}</button></p></section>'
        )

    # ---- pieces --------------------------------------------------------------------------------------------

    def _page(self, main: str, title: str = "") -> str:
        other = Language.ENGLISH if self._language is Language.CHINESE else Language.CHINESE
        return _PAGE.format(
            lang="zh-CN" if self._language is Language.CHINESE else "en",
            title=title or self._say(words.TITLE),
            other=other,
            other_name=self._say(words.OTHER_LANGUAGE),
            main=main,
        )

    def _button(self, action: str, sentence: Sentence, name: str, **fields: str) -> str:
        return (
            f'<form method="post" action="{action}">{self._hidden(name=name, **fields)}'
            f"<button>{self._say(sentence, name=escape(name))}</button></form>"
        )

    def _hidden(self, **fields: str) -> str:
        return "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">'
            for name, value in {"proof": self._proof, **fields}.items()
        )

    def _say(self, sentence: Sentence, **parts: object) -> str:
        return say(self._language, sentence, **parts)


def _host(url: str) -> str:
    parts = split(url)
    return parts.host if parts and parts.scheme in ("http", "https") else ""


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
