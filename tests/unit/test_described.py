import json
from importlib.resources import files

import jsonschema
import pytest
from events_for_tests import REFUSED, RUN, event

from unwall.store.described import COLUMNS, SUMMARY, json_schema, table_schema
from unwall.store.event import Action, Row
from unwall.store.export import to_jsonl
from unwall.store.schema import HEAD
from unwall.store.summary import SUMMARY_HEAD


def test_every_column_is_described() -> None:
    assert (tuple(COLUMNS), tuple(SUMMARY)) == (HEAD, SUMMARY_HEAD)


def test_what_is_exported_is_what_the_schema_says() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    rows = [Row(1, RUN, event(0)), Row(2, RUN, REFUSED), Row(3, RUN, event(9, action=Action.LOST, number=4))]
    for line in to_jsonl(rows):
        jsonschema.validate(json.loads(line), schema)


@pytest.mark.parametrize(
    "changed",
    [{"data_format_version": "2"}, {"probe_ip": "10.0.0.1"}, {"extra": 1}, {"measurement_start_time": "now"}],
)
def test_what_is_none_is_refused(changed: dict[str, object]) -> None:
    line = json.loads(next(to_jsonl([Row(1, RUN, event(0))])))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(line | changed, json_schema())


def test_the_package_has_the_schema() -> None:
    assert json.loads(files("unwall.store").joinpath("event.schema.json").read_text("utf-8")) == json_schema()


def test_a_table_names_its_fields() -> None:
    assert [field["name"] for field in table_schema(SUMMARY)["fields"]] == list(SUMMARY_HEAD)
