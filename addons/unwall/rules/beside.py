"""What rule files say beside rules, reasons and contexts: read with every mistake and its place."""

from collections.abc import Callable, Iterator

from unwall.rules.faults import Fault
from unwall.rules.index import Beside, Client, Context
from unwall.rules.nodes import (
    Node,
    Problem,
    Wrong,
    any_map,
    flaw,
    items,
    list_of,
    map_of,
    optional_text,
    text_of,
)

_GROUPS = ("fraud", "malware", "illegal")
_CONTEXT_KEYS = ("agents", "clients", "wraps", "notes", "sources")
_HEADER = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
# What says who somebody is, or is the connection's own business: no context carries it.
_NEVER_SENT = frozenset(("cookie", "authorization", "referer", "host", "connection", "user-agent"))


def is_beside(root: Node) -> bool:
    """Whether a file holds reasons or contexts rather than rules."""
    return isinstance(root.value, dict) and ("reasons" in root.value or "contexts" in root.value)


def read_beside(root: Node, before: Beside) -> tuple[Beside, list[Problem]]:
    """What the file says, after what other files said before it. A context of the same name replaces."""
    try:
        top = map_of(root, ("reasons", "contexts"))
    except Wrong as wrong:
        return before, [wrong.problem]
    reasons, problems = read_reasons(top["reasons"]) if "reasons" in top else ([], [])
    contexts, faults = read_contexts(top["contexts"]) if "contexts" in top else ([], [])
    named = {each.name: each for each in (*before.contexts, *contexts)}
    return before._replace(
        reasons=tuple(dict.fromkeys((*before.reasons, *reasons))), contexts=tuple(named.values())
    ), problems + faults


def read_reasons(node: Node) -> tuple[list[str], list[Problem]]:
    """The words by which a page states harm, and what is wrong with the list."""
    return _collected(_reasons(node))


def read_contexts(node: Node) -> tuple[list[Context], list[Problem]]:
    """The clients that walls know, in the order in which they are looked for, and what is wrong with them."""
    found, problems = _collected(_contexts(node))
    return found, problems or list(_taken_for_others(node, found))


def _collected[T](each: Iterator[Callable[[], T]]) -> tuple[list[T], list[Problem]]:
    """What can be read, and the problems of what cannot."""
    found: list[T] = []
    problems: list[Problem] = []
    try:
        for read in each:
            try:
                found.append(read())
            except Wrong as wrong:
                problems.append(wrong.problem)
    except Wrong as wrong:
        problems.append(wrong.problem)
    return found, problems


# ---- reasons -----------------------------------------------------------------------------------------------


def _reasons(node: Node) -> Iterator[Callable[[], str]]:
    seen: dict[str, int] = {}
    for group in map_of(node, _GROUPS).values():
        for item in list_of(group):
            yield lambda item=item: _reason(item, seen)  # type: ignore[misc]


def _reason(node: Node, seen: dict[str, int]) -> str:
    text = text_of(node)
    if text != text.lower():
        raise Wrong(node.place, flaw(Fault.REASON_CASE, text=text))
    if len(text) < 2:
        raise Wrong(node.place, flaw(Fault.REASON_SHORT, text=text))
    if text in seen:
        raise Wrong(node.place, flaw(Fault.REASON_TWICE, text=text, line=seen[text]))
    seen[text] = node.place.line
    return text


# ---- contexts ----------------------------------------------------------------------------------------------


def _contexts(node: Node) -> Iterator[Callable[[], Context]]:
    for name, value in any_map(node).items():
        yield lambda name=name, value=value: _context(name, value)  # type: ignore[misc]


def _context(name: str, node: Node) -> Context:
    top = map_of(node, _CONTEXT_KEYS, required=("agents", "clients", "sources"))
    clients = tuple(_client(each, value) for each, value in any_map(top["clients"]).items())
    if not clients:
        raise Wrong(top["clients"].place, flaw(Fault.NO_CLIENTS), name)
    if not items(top["sources"]):
        raise Wrong(top["sources"].place, flaw(Fault.NO_ORIGIN), name)
    for source in list_of(top["sources"]):
        _source(source)
    optional_text(top, "notes")
    return Context(
        name,
        tuple(_agent(item) for item in list_of(top["agents"])),
        clients,
        tuple(_wrap(item) for item in list_of(top["wraps"])) if "wraps" in top else (),
    )


def _agent(node: Node) -> str:
    text = text_of(node)
    if len(text) < 4:
        raise Wrong(node.place, flaw(Fault.AGENT_SHORT, text=text))
    return text


def _client(name: str, node: Node) -> Client:
    top = map_of(node, ("user-agent", "headers"), required=("user-agent",))
    headers = top.get("headers")
    return Client(
        name,
        _field(top["user-agent"]),
        tuple((_name(each, headers), _field(value)) for each, value in any_map(headers).items())
        if headers
        else (),
    )


def _name(text: str, headers: Node) -> str:
    if not text or not _HEADER.issuperset(text):
        raise Wrong(headers.keys[text], flaw(Fault.HEADER_NAME, text=text))
    if text in _NEVER_SENT:
        raise Wrong(headers.keys[text], flaw(Fault.HEADER_NEVER, text=text))
    return text


def _field(node: Node) -> str:
    text = text_of(node)
    if not text or not text.isascii() or not text.isprintable():
        raise Wrong(node.place, flaw(Fault.HEADER_VALUE))
    return text


def _wrap(node: Node) -> str:
    text = text_of(node)
    if text.count("{}") != 1 or "://" not in text.partition("{}")[0]:
        raise Wrong(node.place, flaw(Fault.WRAP))
    return text


def _source(node: Node) -> None:
    top = map_of(node, ("what", "where", "seen"), required=("what", "where", "seen"))
    for value in top.values():
        text_of(value)


def _taken_for_others(node: Node, contexts: list[Context]) -> Iterator[Problem]:
    """Clients whose own words do not lead back to their context."""
    nodes = any_map(node)
    for context in contexts:
        for client in context.clients:
            said = client.user_agent
            known = next((each.name for each in contexts if any(text in said for text in each.agents)), None)
            if known != (context.name if context.agents else None):
                found = (
                    flaw(Fault.TAKEN_FOR, client=client.name, known=known)
                    if known
                    else flaw(Fault.NOT_RECOGNISED, client=client.name)
                )
                yield Problem(nodes[context.name].place, found, context.name)
