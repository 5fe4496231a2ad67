"""What is known already: an earlier run, and links that are allowed to be walled for a time and a reason."""

import json
import tomllib
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from unwall.config import no_toml
from unwall.language import Said, Sentence
from unwall.probe.verdict import CLOSED, Cell, Verdict

_NO_LINE = Sentence(
    "{place}: no line of unwall check --json; make it anew with: unwall check … --json > {name}",
    "{place}：不是 unwall check --json 的输出；请重新生成：unwall check … --json > {name}",
)
_NOT_TOML = Sentence("{place}: not TOML: {why}; mend that line", "{place}：不是 TOML：{why}；请改正该行")
_KEYS = Sentence(
    "{place}: an entry has url, reason, until, context; take out the others",
    "{place}：条目只能有 url、reason、until、context；请删去其他项",
)
_TABLES = Sentence(
    "{place}: there is nothing but [[allow]] in it; take out “{name}”",
    "{place}：其中只能有 [[allow]]；请删去 “{name}”",
)
_CONTEXT = Sentence(
    '{place}: context is the name of one client, like context = "wechat"',
    '{place}：context 是一个客户端的名称，例如 context = "wechat"',
)
_TEXTS = Sentence(
    "{place}: url and reason are texts, and both are needed; write them in quotes",
    "{place}：url 与 reason 均为必填文本；请加引号填写",
)
_DATE = Sentence(
    "{place}: until is a date; write it like 2027-01-31, without quotes",
    "{place}：until 是日期；请写作 2027-01-31，不加引号",
)


class KnownError(Said, ValueError):
    """A file that says nothing usable; the sentence names the place and the next step."""


class Allowed(NamedTuple):
    """One entry of an allow list."""

    url: str  # a whole link, or its beginning up to a *
    reason: str
    until: date | None = None
    context: str | None = None

    def ended(self, today: date) -> bool:
        """Whether the entry holds no longer."""
        return self.until is not None and today > self.until

    def fits(self, cell: Cell) -> bool:
        """Whether the entry speaks of this cell."""
        start = self.url.removesuffix("*")
        named = cell.url.startswith(start) if start != self.url else cell.url == self.url
        return named and self.context in (None, cell.context)


def verdicts_of(lines: Iterable[str], name: str) -> dict[tuple[str, str], Verdict]:
    """The verdicts of an earlier run's JSON lines, by link and client. Raises KnownError."""
    known: dict[tuple[str, str], Verdict] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            known[said["url"], said["context"]] = Verdict(said["verdict"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise KnownError(_NO_LINE, place=f"{name}:{number}", name=name) from None
    return known


def is_known(cell: Cell, before: dict[tuple[str, str], Verdict]) -> bool:
    """Whether the link stood no better before; one that was never seen is news."""
    then = before.get((cell.url, cell.context))
    return then is not None and then is not Verdict.OPEN and (cell.verdict not in CLOSED or then in CLOSED)


def allow_list(text: str, name: str) -> tuple[Allowed, ...]:
    """The entries of ``[[allow]]`` in TOML: url, reason, until, context. Raises KnownError."""
    try:
        said = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise KnownError(_NOT_TOML, place=name, why=no_toml(error)) from None
    if odd := next((key for key in said if key != "allow"), None):
        raise KnownError(_TABLES, place=name, name=odd)
    entries = said.get("allow", [])
    if not isinstance(entries, list):
        raise KnownError(_KEYS, place=name)
    return tuple(_entry(each, f"{name}: allow[{at}]") for at, each in enumerate(entries))


def _entry(said: object, place: str) -> Allowed:
    if not isinstance(said, dict) or not said.keys() <= set(Allowed._fields):
        raise KnownError(_KEYS, place=place)
    url, reason, until, context = (said.get(name) for name in Allowed._fields)
    if not isinstance(url, str) or not isinstance(reason, str) or not reason:
        raise KnownError(_TEXTS, place=place)
    if until is not None and type(until) is not date:
        raise KnownError(_DATE, place=place)
    if context is not None and not isinstance(context, str):
        raise KnownError(_CONTEXT, place=place)
    return Allowed(url, reason, until, context)
