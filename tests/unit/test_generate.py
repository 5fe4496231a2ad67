"""Files derived from the rules are up to date, and say what the validator says."""

import json
import subprocess
import sys
from pathlib import Path

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


def test_so_does_the_schema_of_what_stands_beside_rules() -> None:
    known = beside_schema()["properties"]
    assert tuple(known["reasons"]["properties"]) == _GROUPS
    assert tuple(known["contexts"]["additionalProperties"]["properties"]) == _CONTEXT_KEYS
    json.dumps(known)
