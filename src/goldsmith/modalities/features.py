"""The types of columns as Hugging Face `datasets` keeps them in a table's schema, and tables of rows that it reads.

Format: https://huggingface.co/docs/datasets/about_dataset_features: JSON under `huggingface` in the schema's metadata.
A list of objects is spelled `[{...}]` and another list a Sequence, as all versions of `datasets` understand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Value
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Attribute, Ontology

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "IMAGE",
    "INTEGER",
    "NUMBER",
    "TEXT",
    "Answers",
    "class_label",
    "json_of",
    "list_of",
    "listed",
    "name_classes",
    "object_of_json",
    "plain_columns",
    "read_features",
    "schema_of",
]

Feature = Any
TEXT: Final = {"dtype": "string", "_type": "Value"}
TRUTH: Final = {"dtype": "bool", "_type": "Value"}
INTEGER: Final = {"dtype": "int64", "_type": "Value"}
NUMBER: Final = {"dtype": "float64", "_type": "Value"}
IMAGE: Final = {"decode": False, "_type": "Image"}
MOST_CLASSES: Final = 100_000
_KEY: Final = b"huggingface"


def class_label(names: Iterable[str]) -> Feature:
    """Make a class of these names, kept as their places; of no names a class cannot be made, and it is a text."""
    listed_names = list(names)
    return {"names": listed_names, "_type": "ClassLabel"} if listed_names else TEXT


def list_of(feature: Feature) -> Feature:
    return [feature] if "_type" not in feature else {"feature": feature, "_type": "Sequence"}


def schema_of(features: Mapping[str, Feature]) -> pa.Schema:
    """Make the schema of a table with these columns."""
    import pyarrow as pa

    metadata = {_KEY: msgspec.json.encode({"info": {"features": features}})}
    return pa.schema([(name, _arrow_type(feature)) for name, feature in features.items()], metadata=metadata)


def read_features(schema: pa.Schema) -> dict[str, Feature]:
    """Read what a schema says about its columns; nothing where it says nothing that can be understood."""
    try:
        body = msgspec.json.decode((schema.metadata or {}).get(_KEY, b"{}"))
        features = body["info"]["features"]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, RecursionError):
        return {}
    return features if isinstance(features, dict) else {}


def name_classes(value: Any, feature: Feature) -> Any:
    """Give classes their names in a value as a table holds it; other values stay what they are."""
    if value is None or feature is None:
        return value
    if isinstance(feature, dict) and feature.get("_type") == "ClassLabel":
        return _class_name(value, feature.get("names"))
    if isinstance(value, list):
        inner = feature[0] if isinstance(feature, list) and feature else _inner(feature)
        return [name_classes(each, inner) for each in value]
    if isinstance(value, dict) and isinstance(feature, dict):
        return {name: name_classes(each, _member(feature, name)) for name, each in value.items()}
    return value


def plain_columns(schema: pa.Schema) -> list[str]:
    """List the columns without bytes in them, and those parts of columns."""
    return [path for field in schema for path in _plain_paths(field, field.name)]


def listed(value: Any, field: str) -> list[dict[str, Any]]:
    """Read objects that a table keeps as a list of them or as an object of lists."""
    if value is None:
        return []
    if isinstance(value, dict) and all(isinstance(each, list) for each in value.values()):
        if len({len(each) for each in value.values()}) > 1:
            raise InvalidError(f"{field} has lists of different lengths.", field=field)
        return [dict(zip(value, each, strict=True)) for each in zip(*value.values(), strict=True)]
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise InvalidError(f"{field} is neither a list of objects nor an object of lists.", field=field)
    return value


def json_of(attributes: Mapping[str, Value]) -> str:
    return msgspec.json.encode(attributes).decode()


def object_of_json(text: Any, field: str) -> dict[str, Any]:
    """Read an object that a column keeps as JSON, or as an object."""
    if isinstance(text, dict):
        return {name: value for name, value in text.items() if value is not None}
    try:
        value = msgspec.json.decode(text or "{}") if isinstance(text, str | None) else None
    except (msgspec.DecodeError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InvalidError(f"{field} is not an object in JSON.", field=field)
    return value


class Answers:
    """The columns of a project's questions, and the answers in a row of such columns.

    A question that is called as another column (`taken`) is has `answer_` before its name.
    """

    def __init__(self, ontology: Ontology, taken: Iterable[str]) -> None:
        self._taken = frozenset(taken)
        self._words = Vocabulary(ontology)
        self._columns: dict[str, Attribute] = {}
        for question in ontology.attributes:
            self._columns[self._column(question.name)] = question

    @property
    def features(self) -> dict[str, Feature]:
        return {column: _feature_of(question) for column, question in self._columns.items()}

    def write(self, answers: Mapping[str, Value]) -> dict[str, Any]:
        """Spell answers as values of the columns; None is no answer."""
        return {column: _place(answers.get(question.name), question) for column, question in self._columns.items()}

    def read(self, row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Read (answers, metadata): columns of questions, classes under `label` or `labels`, and what is neither."""
        answers: dict[str, Any] = {}
        metadata: dict[str, Any] = {}
        for column, value in row.items():
            if value is None or (column in self._taken and column not in self._columns):
                continue
            if column in self._columns or self._words.is_question(column):
                question = self._columns.get(column)
                answers[question.name if question else column] = _without_gaps(value)
            elif column in ("label", "labels"):
                answers |= self._words.classes(_classes(value, column), field=column)
            elif isinstance(value, str | bool | int) or (isinstance(value, float) and isfinite(value)):
                metadata[column] = value
        return answers, metadata

    def _column(self, name: str) -> str:
        while name in self._taken or name in self._columns:
            name = f"answer_{name}"
        return name


def _arrow_type(feature: Feature) -> pa.DataType:
    import pyarrow as pa

    if isinstance(feature, list):
        return pa.list_(_arrow_type(feature[0]))
    match feature.get("_type"):
        case "Value":
            return pa.type_for_alias(feature["dtype"])
        case "ClassLabel":
            return pa.int64()
        case "Image":
            return pa.struct([("bytes", pa.binary()), ("path", pa.string())])
        case "Sequence":
            return pa.list_(_arrow_type(feature["feature"]))
        case _:
            return pa.struct([(name, _arrow_type(inner)) for name, inner in feature.items()])


def _class_name(value: Any, names: Any) -> Any:
    """Name a class; -1 is how `datasets` says that there is none."""
    if isinstance(value, list):
        return [_class_name(each, names) for each in value]
    if not isinstance(value, int) or not isinstance(names, list) or value == -1:
        return None if value == -1 else value
    return names[value] if 0 <= value < len(names) else value


def _inner(feature: Feature) -> Feature:
    return feature.get("feature") if isinstance(feature, dict) else None


def _member(feature: dict[str, Any], name: str) -> Feature:
    """Find the type of an object's member; a Sequence of objects is kept as an object of lists."""
    inner = feature.get("feature") if feature.get("_type") == "Sequence" else feature
    return inner.get(name) if isinstance(inner, dict) else None


def _plain_paths(field: pa.Field, path: str) -> Iterator[str]:
    import pyarrow as pa

    kind = field.type
    if pa.types.is_struct(kind):
        for place in range(kind.num_fields):
            yield from _plain_paths(kind.field(place), f"{path}.{kind.field(place).name}")
    elif not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)):
        yield path


def _feature_of(question: Attribute) -> Feature:
    match question.type:
        case "category" | "ranking":
            classes = class_label(choice.name for choice in question.choices)
            return list_of(classes) if question.allow_multiple or question.type == "ranking" else classes
        case "number" | "rating":
            return NUMBER
        case "time_range":
            return {"start": NUMBER, "end": NUMBER}
        case "rubric":
            return {criterion.name: TRUTH for criterion in question.criteria}
        case "group":
            return list_of({each.name: _feature_of(each) for each in question.questions})
        case _:
            return TEXT


def _place(value: Value | None, question: Attribute) -> Any:
    if question.type == "entity":  # an id may be spelled as a number
        return value
    if isinstance(value, int | float):
        return float(value)
    if question.type == "group" and isinstance(value, list):
        return [{each.name: _place(row.get(each.name), each) for each in question.questions} for row in _rows(value)]
    names = [choice.name for choice in question.choices]
    if names and isinstance(value, list):
        return [names.index(str(each)) for each in value]
    return names.index(value) if names and isinstance(value, str) else value


def _rows(value: Sequence[Any]) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)]


def _without_gaps(value: Any) -> Any:
    """Without the members that a row of a table has room for and nobody answered."""
    if isinstance(value, list):
        return [_without_gaps(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_gaps(each) for name, each in value.items() if each is not None}
    return value


def _classes(value: Any, field: str) -> Sequence[Any]:
    classes = value if isinstance(value, list) else [value]
    if any(isinstance(each, int) for each in classes):
        raise InvalidError(f"{field} is a number, and the features of this table do not name it.", field=field)
    return classes
