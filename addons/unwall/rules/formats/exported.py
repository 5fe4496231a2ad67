"""Our rules in the formats of other tools, as far as those can say them."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from unwall.model import Kind, Rule, Status, Target, Verdict, Word, texts_of
from unwall.rules.expressions import expression
from unwall.rules.index import of_response


class Export(StrEnum):
    """The formats that are written."""

    URLSKIP = "urlskip"
    DEBOUNCE = "debounce"
    CSV = "csv"
    JSON = "json"


class Exported(NamedTuple):
    """The text, how many rules are in it, and why the others are not."""

    text: str
    written: int
    left: Mapping[str, int]


class _Inexpressible(Exception):  # noqa: N818 - a rule the format has no word for; the text says which
    pass


def export(rules: Iterable[Rule], which: Export) -> Exported:
    """These rules in that format, in the order of their ids."""
    ordered = sorted((rule for rule in rules if rule.status is not Status.RETIRED), key=lambda rule: rule.id)
    if which in (Export.CSV, Export.JSON):
        facts = list(map(_facts, ordered))
        return Exported(_csv(facts) if which is Export.CSV else _json(facts), len(facts), {})
    say = _filters if which is Export.URLSKIP else _entries
    said: list[tuple[Rule, list[Any]]] = []
    left: Counter[str] = Counter()
    for rule in ordered:
        try:
            _check_kind(rule)
            said.append((rule, [each for target in rule.targets for each in say(rule, target)]))
        except _Inexpressible as why:
            left[str(why)] += 1
    text = _list(said) if which is Export.URLSKIP else _json([each for _, own in said for each in own])
    return Exported(text, len(said), dict(left.most_common()))


def _check_kind(rule: Rule) -> None:
    """Raises where the rule is no plain link on the web that is opened without conditions."""
    where = rule.where
    for holds, why in (
        (rule.verdict is not Verdict.OPEN, f"verdict {rule.verdict}"),
        (rule.status is Status.EXPERIMENTAL, "status experimental"),
        (rule.text is not None, "text"),
        (of_response(rule), "answers"),
        (rule.kind is Kind.DEEP_LINK or any("://" in host for host in where.hosts), "app links"),
        (bool(rule.unless), "unless"),
        (bool(where.context) or rule.ask_as is not None, "context"),
        (bool(where.query), "query"),
        (not rule.targets, "no target"),
    ):
        if holds:
            raise _Inexpressible(why)


# ---- filter lists ------------------------------------------------------------------------------------------


def _list(said: Iterable[tuple[Rule, list[str]]]) -> str:
    lines = ["! Title: unwall"]
    for rule, filters in said:
        lines += [f"! {rule.id}", *filters]
    return "\n".join(lines) + "\n"


def _filters(rule: Rule, target: Target) -> Iterator[str]:
    first, names = _first_step(target)
    steps = " ".join([*map(_step, target.decode), *_scheme_step(target)])
    tail = f" {steps}" if steps else ""
    for name in names:
        for pattern, option in _patterns(rule, name, "?" if name or target.locate.name == "query" else ""):
            yield f"{pattern}$urlskip={first.format(name=name)}{tail}{option}"


def _first_step(target: Target) -> tuple[str, tuple[str, ...]]:
    match target.locate:
        case Word("param", argument) if not target.options:
            return "?{name}", texts_of(argument)
        case Word("query", _):
            return r"/\?(.+)/", ("",)
        case Word("path" | "raw", argument):
            return _braced(f"/{_script_expression(str(argument))}/"), ("",)
        case Word(name, _):
            raise _Inexpressible(f"target {name}")


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _step(word: Word) -> str:
    match word:
        case Word("base64", _):
            return "-safebase64"
        case Word("percent", _):
            return "-uricomponent"
        case Word("strip", prefix) if str(prefix).isalnum():
            return f"/^{prefix}(.+)$/"
        case Word("through", names) if len(texts_of(names)) == 1:
            return f"?{texts_of(names)[0]}"
        case _:
            raise _Inexpressible(f"decode {word.name}")


def _scheme_step(target: Target) -> tuple[str, ...]:
    if target.template is not None:
        raise _Inexpressible("template")
    if target.complete not in (None, "https"):
        raise _Inexpressible(f"complete {target.complete if target.complete == 'http' else 'address'}")
    return ("+https",) if target.complete else ()


def _patterns(rule: Rule, name: str, mark: str) -> Iterator[tuple[str, str]]:
    """Patterns of filters with what they need as options.

    ``name`` is the parameter, where one is taken; ``mark`` ends a whole path, where a query follows it.
    """
    path = rule.where.path
    hosts = _sites(rule.where.hosts)
    if rule.where.raw is not None:
        raise _Inexpressible("raw")
    param = f"*{name}=" if name else ""
    if path is None or not path.startswith("^"):
        for host in hosts:
            yield f"||{host}{f'{path}{mark}' if path else '/'}{param}", ""
        return
    beginning = path[1:].replace("\\.", ".")
    if expression("[A-Za-z0-9/._-]+").fullmatch(beginning) and "." not in path[1:].replace("\\.", ""):
        for host in hosts:
            yield f"||{host}{beginning}{param}", ""
        return
    whole = path.endswith("$")
    if "$" in path[:-1].replace("\\$", ""):  # an end of the path is none of the address
        raise _Inexpressible("expression")
    inner = _script_expression(path.removesuffix("$"))
    if name:
        inner += f"{'' if whole else '[^?#]*'}\\?(?:.*&)?{name}="
    elif whole:
        inner += "(?:[?#]|$)"
    yield f"/{inner}/", f",to={'|'.join(hosts)}"


def _script_expression(text: str) -> str:
    """The expression for a whole address, its slashes escaped; RE2 and JavaScript read the rest alike."""
    groups = expression(text).groups
    if "(?" in text.replace("(?:", "") or groups > 1:
        raise _Inexpressible("expression")
    escaped = text.replace("\\/", "/").replace("/", "\\/")
    return "^https?:\\/\\/[^\\/?#]+" + escaped[1:] if escaped.startswith("^") else escaped


def _sites(hosts: Iterable[str]) -> list[str]:
    """Hosts as filters name them: with all below, and with ``.*`` for any suffix."""
    return list(dict.fromkeys(host.removeprefix("*.") for host in hosts))


# ---- debounce lists ----------------------------------------------------------------------------------------


def _entries(rule: Rule, target: Target) -> Iterator[Mapping[str, Any]]:
    action, params = _action(target)
    for param in params:
        entry: dict[str, Any] = {"include": _includes(rule), "exclude": [], "action": action, "param": param}
        if target.complete is not None:
            entry["prepend_scheme"] = target.complete
        yield entry


def _action(target: Target) -> tuple[str, tuple[str, ...]]:
    if target.template is not None:
        raise _Inexpressible("template")
    if target.complete not in (None, "http", "https"):
        raise _Inexpressible("complete address")
    words = tuple(word.name for word in target.decode)
    match target.locate:
        case Word("param", argument) if not target.options and words in ((), ("base64",)):
            return "base64,redirect" if words else "redirect", texts_of(argument)
        case Word("path", argument) if words in ((), ("percent",), ("percent-if",)):
            return "regex-path", (str(argument),)
        case Word("param" | "path", _):
            raise _Inexpressible(f"decode {words[0] if words else 'until'}")
        case Word(name, _):
            raise _Inexpressible(f"target {name}")


def _includes(rule: Rule) -> list[str]:
    path = rule.where.path
    if rule.where.raw is not None:
        raise _Inexpressible("raw")
    if path is None:
        tails = ["/*"]
    elif path.startswith("^"):
        tail = path[1:].replace("\\.", ".") + "*"
        if not expression("[A-Za-z0-9/._-]+[*]").fullmatch(tail) or "." in path[1:].replace("\\.", ""):
            raise _Inexpressible("expression")
        tails = [tail]
    else:
        bare = path.removesuffix("/")
        tails = [f"{bare}?*", f"{bare}/?*"] if bare else ["/?*"]
    if any(host.endswith(".*") for host in rule.where.hosts):
        raise _Inexpressible("any suffix")
    return [f"*://{host}{tail}" for host in rule.where.hosts for tail in tails]


# ---- tables ------------------------------------------------------------------------------------------------


def _facts(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "platform": rule.platform,
        "kind": rule.kind.value,
        "verdict": rule.verdict.value,
        "status": rule.status.value,
        "option": rule.option,
        "needs": rule.needs.value if rule.needs else None,
        "hosts": list(rule.where.hosts),
        "path": rule.where.path,
        "raw": rule.where.raw,
        "query": dict(rule.where.query),
        "targets": list(map(_told, rule.targets)),
        "find": rule.text.find if rule.text else None,
        "seen": max((source.seen for source in rule.sources), default=""),
        "tests": len(rule.tests),
    }


def _told(target: Target) -> dict[str, Any]:
    told: dict[str, Any] = {target.locate.name: target.locate.argument, **dict(target.options)}
    if target.decode:
        told["decode"] = [_word(word) for word in target.decode]
    told |= {"complete": target.complete} if target.complete else {}
    return told | ({"template": target.template} if target.template else {})


def _word(word: Word) -> str | dict[str, Any]:
    return word.name if word.argument is True else {word.name: word.argument}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _csv(facts: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(facts[0] if facts else ())
    for each in facts:
        writer.writerow(map(_cell, each.values()))
    return out.getvalue()


_CELLS: Mapping[type, Callable[[Any], str]] = {
    list: lambda value: (
        " ".join(value) if all(isinstance(each, str) for each in value) else json.dumps(value)
    ),
    dict: lambda value: json.dumps(value, ensure_ascii=False) if value else "",
    type(None): lambda _: "",
}


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever a fact is
    text = _CELLS.get(type(value), str)(value)
    return f"'{text}" if text[:1] in "=+-@\t\r\n＝＋－＠" and text else text
