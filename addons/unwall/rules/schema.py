"""Rules read from nodes: every mistake is found, named with its place and, if possible, its remedy."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from unwall import model
from unwall.model import Kind, Needs, Plain, Reason, Rule, Status, Target, Text, Verdict, Where
from unwall.rules import words
from unwall.rules.expressions import expression, flaw_of
from unwall.rules.faults import Fault
from unwall.rules.named_hosts import host, hosts
from unwall.rules.nodes import (
    Flaw,
    Node,
    Problem,
    Wrong,
    any_map,
    flaw,
    items,
    list_of,
    listed,
    map_of,
    number_of,
    optional_text,
    text_of,
    unknown,
)
from unwall.rules.whole import check_whole
from unwall.rules.words import Shape

_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_FILE_KEYS = ("platform", "version", "pages", "rules")
_RULE_KEYS = (
    "id", "kind", "platform", "status", "verdict", "blocks", "where", "target", "decode", "complete",
    "template", "unless", "reason", "option", "needs", "ask-as", "scans", "only", "find", "holds", "near",
    "not-near", "within", "register", "risk", "code", "code-param", "sources", "notes", "tests",
    "to-http",
)  # fmt: skip
_WHERE_KEYS = ("hosts", "path", "query", "raw", "status", "type", "body", "context")
_EXAMPLE_KEYS = ("given", "want", "refuse", "leave", "needs", "status", "type", "location", "body", "context")
_TAIL_KEYS = ("decode", "complete", "template")
_SELECTOR = r"^(?:(?:\*|[A-Za-z][\w-]*)?(?:[.#][\w-]+|\[[\w:-]+(?:=[^\]]*)?\])*\s*)+$"
_WEB = ("http://", "https://")
_MINI_PROGRAM = "mini-program://"  # a page of a program inside an app, as rules hand it on to one another


def read_file(root: Node) -> tuple[list[Rule], tuple[str, ...], list[Problem]]:
    """The rules of one file, the hosts of its ``pages``, and all its problems."""
    problems: list[Problem] = []
    try:
        top = map_of(root, _FILE_KEYS, required=("platform", "rules"))
        platform = text_of(top["platform"])
        pages = tuple(map(host, list_of(top["pages"]))) if "pages" in top else ()
        if "version" in top:
            number_of(top["version"])
        items = list_of(top["rules"])
    except Wrong as wrong:
        return [], (), [wrong.problem]
    if not items and not pages:
        problems.append(Problem(top["rules"].place, flaw(Fault.NO_RULES)))
    rules = []
    for item in items:
        try:
            rules.append(_rule(item, platform))
        except Wrong as wrong:
            problems.append(wrong.problem)
    return rules, pages, problems


def taken_twice(rules: Iterable[Rule]) -> Iterator[Problem]:
    """The rules whose id another one before them has."""
    first: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in first:
            yield Problem(rule.place, flaw(Fault.ID_TAKEN, id=rule.id, other=first[rule.id].place))
        first.setdefault(rule.id, rule)


def version_of(root: Node) -> int:
    """The version that a file says of itself; 0 for one that says nothing."""
    top = root.value if isinstance(root.value, dict) else {}
    version = top["version"].value if "version" in top else 0
    return version if isinstance(version, int) else 0


def _rule(node: Node, platform: str) -> Rule:
    top = map_of(node, _RULE_KEYS, required=("id", "kind", "sources", "tests"))
    verdict = _choice(top["verdict"], Verdict) if "verdict" in top else Verdict.OPEN
    kind = _choice(top["kind"], Kind)
    where = _where(top["where"]) if "where" in top else Where()
    text = _find(top)
    rule = Rule(
        id=_id(top["id"]),
        kind=kind,
        platform=optional_text(top, "platform") or platform,
        status=_choice(top["status"], Status) if "status" in top else Status.STABLE,
        verdict=verdict,
        where=where,
        targets=_targets(top, text),
        place=node.place,
        blocks=optional_text(top, "blocks"),
        unless=tuple(_word(item, words.CONDITIONS, flaw(Fault.CONDITION)) for item in listed(top, "unless")),
        reason=tuple(_locator(item) for item in listed(top, "reason")),
        option=optional_text(top, "option"),
        needs=_choice(top["needs"], Needs) if "needs" in top else None,
        ask_as=optional_text(top, "ask-as"),
        scans=_flag(top, "scans"),
        only=_flag(top, "only"),
        text=text,
        notes=optional_text(top, "notes"),
        sources=tuple(_source(item) for item in list_of(top["sources"])),
        tests=tuple(_example(item) for item in list_of(top["tests"])),
        to_http=_flag(top, "to-http"),
    )
    check_whole(rule, node)
    return rule


# ---- parts of a rule ---------------------------------------------------------------------------------------


def _where(node: Node) -> Where:
    top = map_of(node, _WHERE_KEYS)
    query: list[tuple[str, str | bool]] = []
    if "query" in top:
        for name, value in any_map(top["query"]).items():
            query.append((name, value.value if isinstance(value.value, bool) else _expression(value)))
    path = optional_text(top, "path")
    if path is not None:
        if not path.startswith(("/", "^")):
            raise Wrong(top["path"].place, flaw(Fault.PATH))
        if path.startswith("^"):
            _expression(top["path"])
        elif any(mark in path for mark in "?#"):
            raise Wrong(top["path"].place, flaw(Fault.PATH_QUERY))
        elif any(mark in path for mark in "*[\\"):
            raise Wrong(top["path"].place, flaw(Fault.PATH_EXPRESSION))
    return Where(
        hosts=tuple(chain.from_iterable(map(hosts, listed(top, "hosts")))),
        path=path,
        query=tuple(query),
        raw=_expression(top["raw"]) if "raw" in top else None,
        status=tuple(number_of(item) for item in listed(top, "status")),
        type=optional_text(top, "type"),
        body=tuple(text_of(item) for item in listed(top, "body")),
        context=tuple(text_of(item) for item in listed(top, "context")),
    )


def _find(top: Mapping[str, Node]) -> Text | None:
    if "find" not in top:
        for key in ("holds", "near", "not-near", "within", "code", "code-param", "register", "risk"):
            if key in top:
                raise Wrong(top[key].place, flaw(Fault.STRAY, key=key))
        return None
    return Text(
        find=_expression(top["find"]),
        near=tuple(text_of(item) for item in listed(top, "near")),
        within=number_of(top["within"]) if "within" in top else 80,
        code=_expression(top["code"]) if "code" in top else None,
        code_param=optional_text(top, "code-param"),
        holds=tuple(_expression(item) for item in listed(top, "holds")),
        not_near=tuple(text_of(item) for item in listed(top, "not-near")),
        register=_one_of(top, "register", words.REGISTERS),
        risk=_one_of(top, "risk", words.RISKS),
    )


def _one_of(top: Mapping[str, Node], key: str, known: tuple[str, ...]) -> str | None:
    text = optional_text(top, key)
    if text is not None and text not in known:
        raise unknown(top[key].place, flaw(Fault[key.upper()]), text, known)
    return text


def _targets(top: Mapping[str, Node], text: Text | None) -> tuple[Target, ...]:
    own = tuple(_locator(item) for item in listed(top, "target"))
    tail = _tail(top)
    if text is not None and not own and tail != ((), None, None):
        own = (Target(model.Word("match", 0)),)
    decode, complete, template = tail
    return tuple(
        each._replace(
            decode=each.decode + decode,
            complete=each.complete or complete,
            template=each.template or template,
        )
        for each in own
    )


def _tail(top: Mapping[str, Node]) -> tuple[tuple[model.Word, ...], str | None, str | None]:
    decode = tuple(_word(item, words.DECODERS, flaw(Fault.DECODE_WORD)) for item in listed(top, "decode"))
    complete = optional_text(top, "complete")
    if complete is not None and complete not in ("http", "https") and not complete.startswith(_WEB):
        raise Wrong(top["complete"].place, flaw(Fault.COMPLETE))
    template = optional_text(top, "template")
    if template is not None and not template.startswith((*_WEB, _MINI_PROGRAM)):
        raise Wrong(top["template"].place, flaw(Fault.TEMPLATE))
    return decode, complete, template


def _locator(node: Node) -> Target:
    top = any_map(node)
    known = [name for name in top if name in words.LOCATORS]
    named = [name for name in known if name != "text"] or known
    if len(top) == 1 and not known:
        ((name, place),) = node.keys.items()
        raise unknown(place, flaw(Fault.LOCATOR_WORD), name, words.LOCATORS)
    if len(named) != 1:
        raise Wrong(node.place, flaw(Fault.LOCATOR, known=", ".join(words.LOCATORS)))
    spec = words.LOCATORS[named[0]]
    options = dict(spec.options)
    for name in top:
        if name != named[0] and name not in options and name not in _TAIL_KEYS:
            beside = flaw(Fault.KEY_BESIDE, word=named[0])
            raise unknown(node.keys[name], beside, name, [*options, *_TAIL_KEYS])
    decode, complete, template = _tail(top)
    if named[0] == "element":
        _check_selector(top["element"])
    return Target(
        locate=model.Word(named[0], _argument(top[named[0]], spec.shape, spec)),
        options=tuple(
            (name, _argument(top[name], shape, spec)) for name, shape in options.items() if name in top
        ),
        decode=decode,
        complete=complete,
        template=template,
    )


def _check_selector(node: Node) -> None:
    text = text_of(node)
    if not text or expression(_SELECTOR).search(text) is None:
        raise Wrong(node.place, flaw(Fault.SELECTOR, text=text))


def _word(node: Node, table: Mapping[str, words.Word], what: Flaw) -> model.Word:
    if isinstance(node.value, str):
        name, argument, place = node.value, None, node.place
    else:
        top = any_map(node)
        if len(top) != 1:
            raise Wrong(node.place, flaw(Fault.ONE_WORD, what=what))
        ((name, argument),) = top.items()
        place = node.keys[name]
    if name not in table:
        raise unknown(place, what, name, table)
    spec = table[name]
    if argument is None:
        if spec.shape is not Shape.FLAG:
            raise Wrong(place, flaw(Fault.ARGUMENT, name=name, shape=flaw(Fault[f"SHAPE_{spec.shape.name}"])))
        return model.Word(name, argument=True)
    return model.Word(name, _argument(argument, spec.shape, spec))


def _argument(node: Node, shape: Shape, spec: words.Word) -> Plain:
    return _SHAPES[shape](node, spec)


def _fields(node: Node, spec: words.Word) -> Plain:
    names = [name for name, _ in spec.fields]
    top = map_of(node, names, required=names)
    return tuple((name, _argument(top[name], shape, spec)) for name, shape in spec.fields)


def _choice_of(node: Node, spec: words.Word) -> str:
    text = text_of(node)
    if text not in spec.choices:
        raise unknown(node.place, flaw(Fault.VALUE), text, spec.choices)
    return text


def _pointer(node: Node) -> str:
    text = text_of(node)
    if text and not text.startswith("/"):
        raise Wrong(node.place, flaw(Fault.POINTER))
    return text


def _group(node: Node) -> str | int:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    return text_of(node)


def _end_or_texts(node: Node) -> Plain:
    return "end" if node.value == "end" else tuple(text_of(item) for item in items(node))


def _true(node: Node) -> bool:
    if node.value is not True:
        raise Wrong(node.place, flaw(Fault.ONLY_TRUE))
    return True


_SHAPES: dict[Shape, Callable[[Node, words.Word], Plain]] = {
    Shape.FLAG: lambda node, _: _true(node),
    Shape.TEXT: lambda node, _: text_of(node),
    Shape.TEXTS: lambda node, _: tuple(text_of(item) for item in items(node)),
    Shape.CHOICE: _choice_of,
    Shape.EXPRESSION: lambda node, _: _expression(node),
    Shape.POINTER: lambda node, _: _pointer(node),
    Shape.PAIRS: lambda node, _: tuple((name, text_of(value)) for name, value in any_map(node).items()),
    Shape.GROUP: lambda node, _: _group(node),
    Shape.TEXTS_OR_END: lambda node, _: _end_or_texts(node),
    Shape.FIELDS: _fields,
}


def _source(node: Node) -> model.Source:
    top = map_of(node, ("what", "where", "seen"), required=("what", "where", "seen"))
    return model.Source(text_of(top["what"]), text_of(top["where"]), text_of(top["seen"]))


def _example(node: Node) -> model.Example:
    top = map_of(node, _EXAMPLE_KEYS, required=("given",))
    said = sum(key in top for key in ("want", "refuse", "leave", "needs"))
    if said != 1 and not {"want", "needs"} <= top.keys():
        raise Wrong(node.place, flaw(Fault.ONE_OUTCOME))
    return model.Example(
        given=text_of(top["given"]),
        want=optional_text(top, "want"),
        refuse=_choice(top["refuse"], Reason) if "refuse" in top else None,
        leave=_flag(top, "leave"),
        needs=_choice(top["needs"], Needs) if "needs" in top else None,
        status=number_of(top["status"]) if "status" in top else 200,
        type=optional_text(top, "type") or "text/html",
        location=optional_text(top, "location"),
        body=optional_text(top, "body"),
        context=optional_text(top, "context"),
    )


# ---- readers --------------------------------------------------------------------------------------------


def _flag(top: Mapping[str, Node], key: str) -> bool:
    return key in top and _true(top[key])


def _choice[C: (Kind, Verdict, Status, Reason, Needs)](node: Node, choices: type[C]) -> C:
    text = text_of(node)
    try:
        return choices(text)
    except ValueError:
        what = flaw(Fault[choices.__name__.upper()])
        raise unknown(node.place, what, text, [each.value for each in choices]) from None


def _id(node: Node) -> str:
    text = text_of(node)
    if not _ID_CHARACTERS.issuperset(text) or "" in text.split("-"):
        raise Wrong(node.place, flaw(Fault.ID, id=text))
    return text


def _expression(node: Node) -> str:
    text = text_of(node)
    found = flaw_of(text)
    if found is not None:
        raise Wrong(node.place, found)
    return text
