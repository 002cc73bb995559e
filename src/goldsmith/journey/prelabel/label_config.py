"""Our question as a Label Studio config, and its results as our answer. No I/O.

Geometry is in percent of the picture there, in pixels here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith.journey.prelabel.questions import choices_of, item_questions
from goldsmith.ontology import Ontology

__all__ = ["confidence_of", "read_result", "write_config"]

BOXES = "objects"


def write_config(ontology: Ontology, *, is_text: bool) -> str:
    r"""The XML that a backend reads to know what is asked. Names of an ontology need no escaping.

    >>> from goldsmith.ontology import Attribute, Choice
    >>> mood = Attribute("mood", "category", choices=(Choice("good"),), required=True)
    >>> print(write_config(Ontology(attributes=(mood,)), is_text=True).replace("><", ">\n<"))
    <View>
    <Text name="text" value="$text"/>
    <Choices name="mood" toName="text" choice="single" required="true">
    <Choice value="good"/>
    </Choices>
    </View>
    """
    subject = "text" if is_text else "image"
    tag = f'<{subject.title()} name="{subject}" value="${subject}"/>'
    return f"<View>{tag}{_boxes(ontology) if not is_text else ''}{_choices(ontology, subject)}</View>"


def _choices(ontology: Ontology, subject: str) -> str:
    found = []
    for question in item_questions(ontology):
        choices = "".join(f'<Choice value="{name}"/>' for name in choices_of(question))
        head = f'<Choices name="{question.name}" toName="{subject}" choice="single" required="true">'
        found.append(f"{head}{choices}</Choices>")
    return "".join(found)


def _boxes(ontology: Ontology) -> str:
    labels = [f'<Label value="{name}"/>' for name in _box_labels(ontology)]
    return f'<RectangleLabels name="{BOXES}" toName="image">{"".join(labels)}</RectangleLabels>' if labels else ""


def _box_labels(ontology: Ontology) -> list[str]:
    live = (label for label in ontology.labels if not label.retired)
    return [label.name for label in live if not label.shapes or "box" in label.shapes]


def read_result(prediction: object, facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Our answer, not yet checked against the ontology; None when there is nothing in it that we know."""
    regions = prediction.get("result") if isinstance(prediction, dict) else None
    if not isinstance(regions, list):
        return None
    known = [region for region in regions if isinstance(region, dict) and isinstance(region.get("value"), dict)]
    chosen = {
        str(region.get("from_name")): region["value"].get("choices") for region in known if _is(region, "choices")
    }
    values = {name: choices[0] for name, choices in chosen.items() if isinstance(choices, list) and choices}
    boxes = _read_boxes([region for region in known if _is(region, "rectanglelabels")], facts)
    return {"annotations": boxes, "global_attributes": values} if boxes or values else None


def _is(region: Mapping[str, Any], kind: str) -> bool:
    return region.get("type") == kind


def _read_boxes(regions: Sequence[Mapping[str, Any]], facts: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Percent into pixels; a turned rectangle is left out, as we have upright ones only."""
    if not facts or "width" not in facts:
        return []
    width, height = float(facts["width"]) / 100, float(facts["height"]) / 100
    found = []
    for region in regions:
        value, labels = region["value"], region["value"].get("rectanglelabels")
        sides = [value.get(name) for name in ("x", "y", "width", "height")]
        if isinstance(labels, list) and labels and all(map(_is_number, sides)) and not value.get("rotation"):
            left, top, wide, high = sides
            box = {"left": left * width, "top": top * height, "width": wide * width, "height": high * height}
            found.append({"type": "box", "label": labels[0], **box})
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def confidence_of(prediction: Mapping[str, Any]) -> float | None:
    """A backend's score, where it is one: between 0 and 1."""
    score = prediction.get("score")
    return float(score) if isinstance(score, int | float) and 0 <= score <= 1 else None
