"""The links in what somebody pasted, and what there is to say of each."""

import re
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from unwall.engine.engine import Engine
from unwall.language import Sentence
from unwall.model import Kind, Needs, Refused, Step, Unwrapped
from unwall.urls.split import WEB, scheme_of

LONGEST = 1 << 16  # characters that are looked at
_MOST = 100  # links shown
_WORDS = re.compile(r".*\s", re.DOTALL)


class Link(NamedTuple):
    """One link of a text."""

    text: str  # as it stands there
    target: str  # what to open; empty where nothing may or can be opened
    rule: str
    kind: Kind | None
    steps: tuple[Step, ...]
    refused: Refused | None
    needs: Needs | None
    fault: Sentence | None = None  # why its server did not tell where it leads, where it was asked

    @property
    def carried(self) -> str:
        """What to bring to the phone: the target, or the text that only an app there understands."""
        return self.target or (self.text if self.needs is Needs.APP and not self.refused else "")


class Answered(NamedTuple):
    """What is known of a link once its server was asked."""

    result: Unwrapped
    fault: Sentence | None = None


def links_in(engine: Engine, text: str) -> list[Link]:
    """Every link that a rule knows, or the text itself where it is an address of its own; in order."""
    text = text.strip()
    if len(text) > LONGEST:  # a link that is cut would lead elsewhere
        whole = _WORDS.match(text[: LONGEST + 1])
        text = whole[0].rstrip() if whole else ""
    data = text.encode(errors="replace")
    found = [
        _link(match.match, engine.unwrap(match.match), match.kind)
        for match in engine.scan(data, "text/plain")
    ]
    is_alone = len(found) == 1 and text.isascii() and _is_web(text)  # what ends a sentence may end an address
    if text and (not found or is_alone):
        result = engine.unwrap(text)
        if result.changed or result.refused or result.needs or _is_web(result.output):
            found = [_link(text, result, None)]
    return list(dict.fromkeys(found))[:_MOST]


def _link(text: str, result: Unwrapped, kind: Kind | None) -> Link:
    target = result.output if result.refused is None and _is_web(result.output) else ""
    return Link(
        text,
        target,
        result.rule or "",
        result.steps[0].kind if result.steps else kind,
        result.steps,
        result.refused,
        result.needs,
    )


def _is_web(url: str) -> bool:
    return scheme_of(url) in WEB and not any(mark.isspace() for mark in url)


async def resolved_in(
    engine: Engine, links: list[Link], resolve: Callable[[Unwrapped], Awaitable[Answered]]
) -> list[Link]:
    """The same links, those led on that only a server can lead; this uses the network."""
    return [await _resolved(engine, link, resolve) if link.needs else link for link in links]


async def _resolved(engine: Engine, link: Link, resolve: Callable[[Unwrapped], Awaitable[Answered]]) -> Link:
    answered = await resolve(engine.unwrap(link.text))
    return _link(link.text, answered.result, link.kind)._replace(fault=answered.fault)
