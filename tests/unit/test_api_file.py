"""The API file is valid OpenAPI 3.1 and says the same of every address: names, errors, headers, who may come in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from goldsmith.app import create_app
from goldsmith.http.openapi import describe_api
from goldsmith.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Litestar's own, of its next version

OPEN = {"checkAlive", "checkReady", "createSession", "readAsset", "readRendition", "readTile"}
REFUSALS = {"400", "401", "403", "404", "503"}


class Operation(NamedTuple):
    method: str
    path: str
    facts: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.facts["operationId"])

    @property
    def headers(self) -> set[str]:
        """The shared parameters that it takes, by their names in the components."""
        return {each["$ref"].rpartition("/")[2] for each in self.facts.get("parameters", []) if "$ref" in each}


@cache
def described() -> dict[str, Any]:
    return describe_api(create_app(Settings()))


@pytest.fixture
def document() -> dict[str, Any]:
    return described()


@pytest.fixture
def operations(document: dict[str, Any]) -> list[Operation]:
    return [
        Operation(method, path, facts) for path, item in document["paths"].items() for method, facts in item.items()
    ]


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_it_is_the_same_each_time(document: dict[str, Any]) -> None:
    assert describe_api(create_app(Settings())) == document


def test_every_operation_has_a_name_of_its_own_and_a_summary(operations: list[Operation]) -> None:
    names = [each.name for each in operations]
    assert len(set(names)) == len(names)
    assert [each.name for each in operations if not each.name.isidentifier() or not each.name[0].islower()] == []
    assert [each.name for each in operations if not 5 <= len(each.facts["summary"]) <= 120] == []


def test_every_tag_is_explained(document: dict[str, Any], operations: list[Operation]) -> None:
    explained = {tag["name"] for tag in document["tags"] if tag["description"]}
    assert {tag for each in operations for tag in each.facts["tags"]} == explained


def test_every_refusal_has_the_one_shape(document: dict[str, Any], operations: list[Operation]) -> None:
    for each in operations:
        refused = {status for status in each.facts["responses"] if status >= "400"}
        assert each.name in OPEN or refused >= REFUSALS, each.name
        assert all(list(each.facts["responses"][status]) == ["$ref"] for status in refused), each.name
    for response in document["components"]["responses"].values():
        assert response["content"] == {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}


def test_every_answer_says_what_it_is(operations: list[Operation]) -> None:
    for each in operations:
        told = {status: answer for status, answer in each.facts["responses"].items() if status < "300"}
        assert told, each.name
        assert all(status != "204" or "content" not in answer for status, answer in told.items()), each.name
        schemas = [body["schema"] for answer in told.values() for body in answer.get("content", {}).values()]
        assert {} not in schemas, each.name


def test_whoever_acts_for_a_customer_may_name_it_and_repeat_a_post(operations: list[Operation]) -> None:
    for each in operations:
        is_for_customer = each.name not in OPEN | {"readSession", "deleteSession"}
        assert ("Customer" in each.headers) is is_for_customer, each.name
        assert ("IdempotencyKey" in each.headers) is (is_for_customer and each.method == "post"), each.name
        assert (each.facts.get("security") == []) is (each.name in OPEN), each.name


def test_every_parameter_is_described(operations: list[Operation]) -> None:
    for each in operations:
        own = [parameter for parameter in each.facts.get("parameters", []) if "$ref" not in parameter]
        assert [parameter["name"] for parameter in own if not parameter.get("description")] == [], each.name
        assert [parameter["name"] for parameter in own if not _is_bounded(parameter["schema"])] == [], each.name


def _is_bounded(schema: dict[str, Any]) -> bool:
    is_bounded = schema.keys() & {"maxLength", "pattern", "enum", "const", "maximum", "minimum"}
    return schema.get("type") == "boolean" or bool(is_bounded)


def test_an_answer_holds_every_field_and_a_request_only_those_without_a_default(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert set(schemas["Contract"]["required"]) == set(schemas["Contract"]["properties"])
    assert schemas["ContractInput"]["required"] == []
    assert schemas["NewProject"]["required"] == ["modality", "name", "ontology"]
    assert schemas["NewProject"]["properties"]["ontology"] == {"$ref": "#/components/schemas/OntologyInput"}


def test_every_structure_is_explained(document: dict[str, Any]) -> None:
    assert [name for name, schema in _structures(document) if not schema.get("description")] == []


def _structures(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((name, each) for name, each in document["components"]["schemas"].items() if "properties" in each)
