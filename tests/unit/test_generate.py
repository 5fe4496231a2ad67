"""Files derived from the rules are up to date, and say what the validator says."""

import json
import re
import subprocess
import sys
from pathlib import Path

from unwall import load_rules
from unwall.rules.beside import _CONTEXT_KEYS, _GROUPS
from unwall.rules.editor import beside_schema, json_schema
from unwall.rules.schema import _EXAMPLE_KEYS, _RULE_KEYS, _WHERE_KEYS

ROOT = Path(__file__).parents[2]


def test_derived_files_are_up_to_date() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr.decode()) == (0, "")


def test_the_schema_for_editors_knows_the_same_keys() -> None:
    schema = json_schema()
    rule = schema["properties"]["rules"]["items"]["properties"]
    assert set(rule) == set(_RULE_KEYS)
    assert set(rule["where"]["properties"]) == set(_WHERE_KEYS)
    assert set(rule["tests"]["items"]["properties"]) == set(_EXAMPLE_KEYS)
    json.dumps(schema)


def test_the_schema_for_editors_refuses_what_the_validator_refuses() -> None:
    where = json_schema()["properties"]["rules"]["items"]["properties"]["where"]["properties"]
    host, path = (re.compile(each["pattern"]) for each in (where["hosts"]["anyOf"][0], where["path"]))
    known = {each for rule in load_rules() for each in rule.where.hosts} | {"t{1-12}.a.example", "a://*.b"}
    assert [each for each in known if not host.search(each)] == []
    wrong = (
        "https://a.example",
        "a.example/out",
        "a.example:8080",
        "A.example",
        "a.*.example",
        "例子.example",
    )
    assert [each for each in wrong if host.search(each)] == []
    paths = {rule.where.path for rule in load_rules()} - {None} | {"/", "^/x$"}
    assert [each for each in paths if not path.search(each)] == []
    assert [each for each in ("x", "/x?y", "/x#y", "/x/*", "/[a]", "/a\\.b") if path.search(each)] == []


def test_so_does_the_schema_of_what_stands_beside_rules() -> None:
    known = beside_schema()["properties"]
    assert tuple(known["reasons"]["properties"]) == _GROUPS
    assert tuple(known["contexts"]["additionalProperties"]["properties"]) == _CONTEXT_KEYS
    json.dumps(known)
