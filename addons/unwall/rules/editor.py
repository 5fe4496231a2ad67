"""The JSON Schema of rule files, for editors; derived from the tables that validate them."""

from collections.abc import Mapping
from typing import Any

from unwall.model import Kind, Needs, Reason, Status, Verdict
from unwall.rules.words import CONDITIONS, DECODERS, LOCATORS, REGISTERS, RISKS, Shape, Word

VERSION = "1"
_TEXT = {"type": "string"}
_TEXTS = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_TRUE = {"const": True}
_LABELS = r"[a-z0-9_.-]*(?:[{][0-9]{1,3}-[0-9]{1,3}[}][a-z0-9_.-]*)?"  # lower case, a numbered family perhaps
_HOST = {
    "type": "string",
    "minLength": 1,
    "pattern": rf"^(?:[*]|(?:[*][.])?{_LABELS}(?:[.][*])?|(?!https?:)[a-z][a-z0-9+.-]*://(?:[*][.])?{_LABELS})$",
}
_HOSTS = {"anyOf": [_HOST, {"type": "array", "items": _HOST}]}
_ONLY_NEEDS = {"required": ["needs"], "not": {"required": ["want"]}}
_WHOLE_PATH = r"/[^?#*\[\\]*"
_ADDRESS = "https?://"
_SEEN = {"type": "string", "pattern": "^[0-9]{4}(?:-[0-9]{2}){0,2}$"}
_SOURCE = {"what": _TEXT, "where": _TEXT, "seen": _SEEN}
_SOURCES = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": _SOURCE,
        "additionalProperties": False,
        "required": list(_SOURCE),
    },
}


def json_schema() -> dict[str, Any]:
    """The schema of one rule file (JSON Schema 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"unwall rule file, version {VERSION}",
        **_object(
            {
                "platform": _TEXT,
                "version": {"type": "integer", "minimum": 0},
                "pages": {"type": "array", "items": _HOST},
                "rules": {"type": "array", "items": _rule()},
            }
        ),
        "required": ["platform", "rules"],
        "$defs": {"target": _target(), "decode": _words(DECODERS), "condition": _words(CONDITIONS)},
    }


def beside_schema() -> dict[str, Any]:
    """The schema of what stands beside rules: reasons and contexts."""
    words = {"type": "array", "items": {"type": "string", "minLength": 2}}
    client = _object(
        {"user-agent": _TEXT, "headers": {"type": "object", "additionalProperties": _TEXT}}, ["user-agent"]
    )
    context = _object(
        {
            "agents": {"type": "array", "items": {"type": "string", "minLength": 4}},
            "clients": {"type": "object", "minProperties": 1, "additionalProperties": client},
            "wraps": {
                "type": "array",
                "items": {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*://.*[{][}]"},
            },
            "notes": _TEXT,
            "sources": _SOURCES,
        },
        ["agents", "clients", "sources"],
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"unwall reasons and contexts, version {VERSION}",
        **_object(
            {
                "reasons": _object(dict.fromkeys(("fraud", "malware", "illegal"), words)),
                "contexts": {"type": "object", "additionalProperties": context},
            }
        ),
    }


def _object(properties: Mapping[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return found | ({"required": required} if required else {})


def _one_or_more(name: str) -> dict[str, Any]:
    item = {"$ref": f"#/$defs/{name}"}
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _choice(values: type[Kind | Verdict | Status | Reason | Needs]) -> dict[str, Any]:
    return {"enum": [each.value for each in values]}


def _rule() -> dict[str, Any]:
    return _object(
        {
            "id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "kind": _choice(Kind),
            "platform": _TEXT,
            "status": _choice(Status),
            "verdict": _choice(Verdict),
            "blocks": _TEXT,
            "where": _where(),
            "target": _one_or_more("target"),
            **_tail(),
            "unless": _one_or_more("condition"),
            "reason": _one_or_more("target"),
            "option": _TEXT,
            "needs": _choice(Needs),
            "ask-as": _TEXT,
            "scans": _TRUE,
            "only": _TRUE,
            "to-http": _TRUE,
            "find": _TEXT,
            "holds": _TEXTS,
            "near": _TEXTS,
            "not-near": _TEXTS,
            "register": {"enum": list(REGISTERS)},
            "risk": {"enum": list(RISKS)},
            "within": {"type": "integer", "minimum": 0},
            "code": _TEXT,
            "code-param": _TEXT,
            "sources": _SOURCES,
            "notes": _TEXT,
            "tests": {"type": "array", "minItems": 1, "items": _example()},
        },
        ["id", "kind", "sources", "tests"],
    ) | {"allOf": [_with_verdict("option", "option", alone=True), _with_verdict("ask", "needs", alone=False)]}


def _with_verdict(verdict: str, key: str, *, alone: bool) -> dict[str, Any]:
    """That a rule of this verdict has the key, and, where it goes with that ``alone``, no other has."""
    other = {"else": {"not": {"required": [key]}}} if alone else {}
    said = {"properties": {"verdict": {"const": verdict}}, "required": ["verdict"]}
    return {"if": said, "then": {"required": [key]}} | other


def _where() -> dict[str, Any]:
    return _object(
        {
            "hosts": _HOSTS,
            "path": {"type": "string", "pattern": rf"^(?:\^|{_WHOLE_PATH}$)"},
            "query": {"type": "object", "additionalProperties": {"anyOf": [_TEXT, {"type": "boolean"}]}},
            "raw": _TEXT,
            "status": {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]},
            "type": _TEXT,
            "body": _TEXTS,
            "context": _TEXTS,
        }
    )


def _example() -> dict[str, Any]:
    return _object(
        {
            "given": _TEXT,
            "want": _TEXT,
            "refuse": _choice(Reason),
            "leave": _TRUE,
            "needs": _choice(Needs),
            "status": {"type": "integer"},
            "type": _TEXT,
            "location": _TEXT,
            "body": _TEXT,
            "context": _TEXT,
        },
        ["given"],
    ) | {"oneOf": [{"required": ["want"]}, {"required": ["refuse"]}, {"required": ["leave"]}, _ONLY_NEEDS]}


def _tail() -> dict[str, Any]:
    return {
        "decode": _one_or_more("decode"),
        "complete": {"type": "string", "pattern": f"^(?:https?$|{_ADDRESS})"},
        "template": {"type": "string", "pattern": f"^(?:{_ADDRESS}|mini-program://)"},
    }


def _target() -> dict[str, Any]:
    return {
        "anyOf": [
            {
                "description": word.meaning,
                **_object(
                    {name: _argument(word.shape, word)}
                    | {option: _argument(shape, word) for option, shape in word.options}
                    | _tail(),
                    [name],
                ),
            }
            for name, word in LOCATORS.items()
        ]
    }


def _words(table: Mapping[str, Word]) -> dict[str, Any]:
    bare = [name for name, word in table.items() if word.shape is Shape.FLAG]
    return {
        "anyOf": [
            {"enum": bare},
            *(
                {"description": word.meaning, **_object({name: _argument(word.shape, word)}, [name])}
                for name, word in table.items()
                if word.shape is not Shape.FLAG
            ),
        ]
    }


def _argument(shape: Shape, word: Word) -> dict[str, Any]:  # noqa: PLR0911 - one for each shape
    match shape:
        case Shape.FLAG:
            return _TRUE
        case Shape.TEXTS | Shape.TEXTS_OR_END:
            return _TEXTS
        case Shape.CHOICE:
            return {"enum": list(word.choices)}
        case Shape.POINTER:
            return {"type": "string", "pattern": "^(/|$)"}
        case Shape.PAIRS:
            return {"type": "object", "additionalProperties": _TEXT}
        case Shape.GROUP:
            return {"type": ["integer", "string"]}
        case Shape.FIELDS:
            return _object(
                {name: _argument(each, word) for name, each in word.fields}, [name for name, _ in word.fields]
            )
        case _:
            return _TEXT
