"""How our structs appear in the API file, and how a field says more about itself than its Python type does."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

import msgspec
from litestar._openapi.schema_generation import SchemaCreator
from litestar._openapi.schema_generation.plugins.struct import StructSchemaPlugin
from litestar.openapi.spec import OpenAPIMediaType, Operation, Reference, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition


class Extensible(msgspec.Struct):
    """A struct on the wire that holds more fields than it names: they depend on the modality."""


@dataclass(frozen=True)
class ShownAs:
    """`Annotated[dict[str, Any], ShownAs(Ontology)]`: decoded as the first, described as the second."""

    kind: Any


class StructPlugin(OpenAPISchemaPlugin):
    """Describe a struct by its docstring, and say whether it takes fields that it does not name."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        return bool(_shown_as(field_definition)) or _STRUCTS.is_plugin_supported_field(field_definition)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema | Reference:  # type: ignore[override]
        if shown := _shown_as(field_definition):
            return schema_creator.for_field_definition(FieldDefinition.from_annotation(shown.kind))
        schema = _STRUCTS.to_openapi_schema(field_definition, schema_creator)
        kind: Any = field_definition.origin or field_definition.annotation
        schema.description = cleandoc(kind.__doc__)
        if issubclass(kind, Extensible):
            schema.additional_properties = True
        elif kind.__struct_config__.forbid_unknown_fields:
            schema.additional_properties = False
        return schema


_STRUCTS = StructSchemaPlugin()


def _shown_as(field: FieldDefinition) -> ShownAs | None:
    return next((each for each in field.metadata if isinstance(each, ShownAs)), None)


@dataclass
class BytesIn(Operation):
    """An operation whose body is a file, not JSON; its handler reads the stream itself."""

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        self.request_body = RequestBody({"application/octet-stream": OpenAPIMediaType(schema=file)}, required=True)
