"""The types of questions: what may be set of each, and what settings make no sense. One table, one place per type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.ontology.taxonomy import choosable

if TYPE_CHECKING:
    from goldsmith.ontology import Attribute

__all__ = [
    "MOST_FILE_BYTES",
    "Criterion",
    "QuestionType",
    "check_settings",
    "matches",
    "points_of",
    "read_date",
    "steps_of",
]

QuestionType = Literal[
    "category", "text", "number", "rating", "ranking", "date", "file", "entity", "time_range", "rubric", "group"
]

MOST_STEPS: Final = 101
MOST_POINTS: Final = 1_000_000.0
MOST_CRITERIA: Final = 200
MOST_FILE_BYTES: Final = 200_000_000
MOST_ROWS: Final = 100
MOST_CHARACTERS: Final = 1_000_000
MOST_PATTERN: Final = 1_000
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_DATE_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?\Z")
_NAME: Final = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,63}\Z")
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/([a-z0-9.+-]{1,100}|\*)\Z")


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a rubric looks for, met or not; `points` below zero are taken off where it is met."""

    name: str
    title: str = ""
    points: float = 1.0
    description: str = ""
    retired: bool = False


_SETTINGS: Final[Mapping[str, frozenset[str]]] = {
    "category": frozenset({"choices", "allow_multiple", "least", "most", "only_leaves"}),
    "text": frozenset({"least", "most", "pattern", "is_long"}),
    "number": frozenset({"minimum", "maximum"}),
    "rating": frozenset({"minimum", "maximum", "step", "ends"}),
    "ranking": frozenset({"choices"}),
    "date": frozenset({"has_time", "earliest", "latest"}),
    "file": frozenset({"media_types", "most_bytes"}),
    "entity": frozenset({"knowledge_base"}),
    "time_range": frozenset({"maximum"}),
    "rubric": frozenset({"criteria"}),
    "group": frozenset({"questions", "least", "most"}),
}
"""What may be set of each type beyond what all questions have."""

_REFUSALS: Final[Mapping[str, str]] = {
    "choices": "A {type} attribute has no choices.",
    "allow_multiple": "A {type} attribute has no choices.",
    "minimum": "Only a number attribute has a minimum and a maximum, and so has a rating.",
    "maximum": "Only a number attribute has a minimum and a maximum, and so has a rating.",
    "knowledge_base": "Only an entity attribute has a knowledge base.",
}
_EVERY: Final = tuple(sorted(frozenset().union(*_SETTINGS.values())))
_CAN_CHANGE: Final = frozenset({"category", "text", "number", "rating", "date"})


def check_settings(attribute: Attribute, path: str) -> None:
    """Refuse settings that belong to another type of question, and those that contradict each other."""
    defaults = type(attribute)(name=attribute.name, type=attribute.type)
    for setting in _EVERY:
        is_set = getattr(attribute, setting) != getattr(defaults, setting)
        if is_set and setting not in _SETTINGS[attribute.type]:
            refusal = _REFUSALS.get(setting, "A {type} question has no setting of this name.")
            field = "choices" if setting == "allow_multiple" else "minimum" if setting == "maximum" else setting
            raise InvalidError(refusal.format(type=attribute.type), field=f"{path}.{field}")
    if attribute.is_mutable and attribute.type not in _CAN_CHANGE:
        message = "Only choices, texts, numbers, ratings and dates may change along an item."
        raise InvalidError(message, field=f"{path}.is_mutable")
    _check_range(attribute, path)
    check = _CHECKS.get(attribute.type)
    if check is not None:
        check(attribute, path)


def steps_of(attribute: Attribute) -> Sequence[float]:
    """The answers to a rating, from the lowest.

    >>> from goldsmith.ontology import Attribute
    >>> steps_of(Attribute("taste", "rating", minimum=0, maximum=1, step=0.5))
    [0, 0.5, 1]
    """
    low, high, step = attribute.minimum or 0, attribute.maximum or 0, attribute.step or 1
    count = int((high - low) / step + 1e-9) + 1
    return [_plain(low + number * step) for number in range(count)]


def points_of(attribute: Attribute, value: Mapping[str, Any]) -> float:
    """The score of an answer to a rubric: the points of all criteria that are met."""
    return float(_plain(sum(each.points for each in attribute.criteria if value.get(each.name) is True)))


def read_date(value: str, *, has_time: bool) -> datetime | None:
    """A day, or a day and a time of it, in ISO 8601 without a zone; None where it is neither."""
    if not (_DATE_TIME if has_time else _DATE).match(value):
        return None
    try:
        return datetime.fromisoformat(value) if has_time else datetime.combine(date.fromisoformat(value), _MIDNIGHT)
    except ValueError:
        return None


def matches(pattern: str, text: str) -> bool:
    """Whether a whole text is as a pattern says, in time that grows with the text alone (RE2)."""
    import pyarrow as pa
    from pyarrow import compute

    # Text that UTF-8 cannot spell (a lone surrogate) fits no pattern.
    try:
        found = compute.match_substring_regex(pa.scalar(text), rf"\A(?:{pattern})\z")
    except UnicodeEncodeError:
        return False
    return bool(found.as_py())


_MIDNIGHT: Final = datetime.min.time()


def _plain(number: float) -> float:
    """Without the dust of sums of fractions; whole numbers as such."""
    rounded = round(number, 9)
    return int(rounded) if rounded == int(rounded) else rounded


def _check_range(attribute: Attribute, path: str) -> None:
    for low, high, setting in (("minimum", "maximum", "minimum"), ("least", "most", "least")):
        least, most = getattr(attribute, low), getattr(attribute, high)
        if least is not None and most is not None and not least <= most:
            raise InvalidError(f"The {low} may not be above the {high}.", field=f"{path}.{setting}")
    if attribute.least is not None and attribute.least < 0:
        raise InvalidError("This counts from 0.", field=f"{path}.least")
    if attribute.most is not None and attribute.most < 1:
        raise InvalidError("At least one must be allowed.", field=f"{path}.most")


def _check_category(attribute: Attribute, path: str) -> None:
    is_counted = attribute.least is not None or attribute.most is not None
    if is_counted and not attribute.allow_multiple:
        raise InvalidError("Only where several may be chosen are they counted.", field=f"{path}.least")
    live = len(choosable(attribute.choices, only_leaves=attribute.only_leaves))
    if attribute.least is not None and attribute.least > live:
        raise InvalidError("There are fewer choices than must be chosen.", field=f"{path}.least")


def _check_text(attribute: Attribute, path: str) -> None:
    if (attribute.least or 0) > MOST_CHARACTERS or (attribute.most or 0) > MOST_CHARACTERS:
        raise InvalidError(f"A text has at most {MOST_CHARACTERS:,} characters.", field=f"{path}.most")
    if len(attribute.pattern) > MOST_PATTERN:
        raise InvalidError(f"A pattern has at most {MOST_PATTERN:,} characters.", field=f"{path}.pattern")
    if attribute.pattern:
        try:
            matches(attribute.pattern, "")
        except ValueError:  # pyarrow's ArrowInvalid is one
            message = "This pattern cannot be read; write it as RE2 does: no look-around, no back-references."
            raise InvalidError(message, field=f"{path}.pattern") from None


def _check_rating(attribute: Attribute, path: str) -> None:
    low, high, step = attribute.minimum, attribute.maximum, attribute.step
    if low is None or high is None or not low < high:
        raise InvalidError("A rating has a minimum and a maximum above it.", field=f"{path}.minimum")
    if step is not None and not 0 < step <= high - low:
        raise InvalidError("The step is above 0 and fits into the scale.", field=f"{path}.step")
    if (high - low) / (step or 1) > MOST_STEPS - 1:
        raise InvalidError(f"A rating has at most {MOST_STEPS} steps.", field=f"{path}.step")
    if len(attribute.ends) not in (0, 2):
        raise InvalidError("Give a title for each end of the scale, or none.", field=f"{path}.ends")


def _check_ranking(attribute: Attribute, path: str) -> None:
    if not attribute.retired and sum(not choice.retired for choice in attribute.choices) < 2:
        raise InvalidError("A ranking needs at least two choices.", field=f"{path}.choices")


def _check_date(attribute: Attribute, path: str) -> None:
    for setting in ("earliest", "latest"):
        value = getattr(attribute, setting)
        if value is not None and read_date(value, has_time=attribute.has_time) is None:
            shape = "2026-01-31T14:30" if attribute.has_time else "2026-01-31"
            raise InvalidError(f"Write it as {shape}.", field=f"{path}.{setting}")
    if attribute.earliest and attribute.latest and attribute.earliest > attribute.latest:
        raise InvalidError("The earliest may not be after the latest.", field=f"{path}.earliest")


def _check_file(attribute: Attribute, path: str) -> None:
    for index, media_type in enumerate(attribute.media_types):
        if not _MEDIA_TYPE.match(media_type):
            raise InvalidError("A media type looks like image/png or image/*.", field=f"{path}.media_types[{index}]")
    if attribute.most_bytes is not None and not 1 <= attribute.most_bytes <= MOST_FILE_BYTES:
        raise InvalidError(f"A file has 1 to {MOST_FILE_BYTES:,} bytes.", field=f"{path}.most_bytes")


def _check_entity(attribute: Attribute, path: str) -> None:
    if not _NAME.match(attribute.knowledge_base):
        raise InvalidError("Name the knowledge base in which to look.", field=f"{path}.knowledge_base")


def _check_time_range(attribute: Attribute, path: str) -> None:
    if attribute.maximum is not None and not attribute.maximum > 0:
        raise InvalidError("The longest time is above 0 seconds.", field=f"{path}.maximum")


def _check_rubric(attribute: Attribute, path: str) -> None:
    if not attribute.retired and all(each.retired for each in attribute.criteria):
        raise InvalidError("A rubric needs a criterion that is not retired.", field=f"{path}.criteria")
    if len(attribute.criteria) > MOST_CRITERIA:
        raise InvalidError(f"A rubric has at most {MOST_CRITERIA} criteria.", field=f"{path}.criteria")
    for index, each in enumerate(attribute.criteria):
        if not -MOST_POINTS <= each.points <= MOST_POINTS:
            raise InvalidError(f"Points lie within {MOST_POINTS:,.0f}.", field=f"{path}.criteria[{index}].points")


def _check_group(attribute: Attribute, path: str) -> None:
    if not attribute.retired and all(each.retired for each in attribute.questions):
        raise InvalidError("A group needs a question that is not retired.", field=f"{path}.questions")
    for index, each in enumerate(attribute.questions):
        if each.type == "group":
            raise InvalidError("A group holds no group.", field=f"{path}.questions[{index}].type")
        if each.is_mutable:
            raise InvalidError("Questions of a group do not change.", field=f"{path}.questions[{index}].is_mutable")
    if (attribute.most or 0) > MOST_ROWS or (attribute.least or 0) > MOST_ROWS:
        raise InvalidError(f"A group is filled in at most {MOST_ROWS} times.", field=f"{path}.most")


_CHECKS: Final[Mapping[str, Callable[[Attribute, str], None]]] = {
    "category": _check_category,
    "text": _check_text,
    "rating": _check_rating,
    "ranking": _check_ranking,
    "date": _check_date,
    "file": _check_file,
    "entity": _check_entity,
    "time_range": _check_time_range,
    "rubric": _check_rubric,
    "group": _check_group,
}
