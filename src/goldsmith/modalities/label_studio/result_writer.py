"""Our answer as the results of an annotation.

Format: https://labelstud.io/guide/task_format. A label and each answer about its place are results of one id, and each
repeats the geometry, as Label Studio writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from goldsmith.modalities._contract import Link, Shape, Value
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.label_studio.layout import Control, Layout
from goldsmith.modalities.values import spell_value

__all__ = ["Place", "ResultWriter"]

Place = tuple[dict[str, Any], dict[str, Any]]
"""The geometry as a value has it, and what stands beside the value in the result."""


_LABELS: Final = {"videorectangle": "labels"}
"""Where a kind of result says its label, unless in a field of its own name."""


class ResultWriter:
    """Writes answers to one layout; what its controls cannot say is counted."""

    def __init__(self, layout: Layout, report: LossReport) -> None:
        self._layout, self._report = layout, report
        self._marking = {
            (shape, option.name): (control, option.said)
            for control in layout.controls
            for shape in control.shapes
            for option in control.options
        }
        self._asking = {
            (label, control.attribute): control
            for control in layout.controls
            if control.attribute
            for label in (control.labels if control.labels is not None else (None,))
        }
        self._relations = {option.name: option.said for option in layout.relations}

    def write(
        self,
        placed: Sequence[tuple[Shape, Place]],
        answers: Mapping[str, Value],
        links: Sequence[Link],
    ) -> list[dict[str, Any]]:
        """Return the results of an answer."""
        self._report.annotations += len(placed)
        for number, (shape, _) in enumerate(placed, start=1):
            shape.uuid = shape.uuid or f"annotation-{number}"
        regions = [
            result
            for shape, place in placed
            for result in (*self._region(shape, place), *self._transcript(shape, place))
        ]
        known = {result["id"] for result in regions}
        joined = [link for link in links if {link.from_, link.to} <= known]
        self._report.lose("links of annotations that are left out", len(links) - len(joined))
        self._report.lose("ids of links", sum(bool(link.uuid) for link in joined))
        return [*regions, *self._answers(answers), *(self._link(link) for link in joined)]

    def _region(self, shape: Shape, place: Place) -> Iterator[dict[str, Any]]:
        found = self._marking.get((str(shape.__struct_config__.tag), shape.label))
        if found is None:
            self._report.lose("annotations whose label is not in the ontology")
            return
        control, said = found
        value, beside = place
        kind = control.tag.lower()
        if self._layout.kind.drawing:
            drawn = "polygon" if "points" in value else "rectangle"
            yield self._result(shape.uuid, drawn, drawn, value, beside)
        yield self._result(shape.uuid, control.name, kind, {**value, _LABELS.get(kind, kind): [said]}, beside)
        yield from self._answers(shape.attributes, shape, place)

    def _transcript(self, shape: Shape, place: Place) -> Iterator[dict[str, Any]]:
        """What is said in it, where its shape is one in which that is written down."""
        control, text = self._layout.transcript, getattr(shape, self._layout.kind.written_as, "")
        if control and text and shape.label in (control.labels or ()):
            value, beside = place
            yield self._result(shape.uuid, control.name, "textarea", {**value, "text": [text]}, beside)

    def _answers(
        self, answers: Mapping[str, Value], about: Shape | None = None, place: Place = ({}, {})
    ) -> Iterator[dict[str, Any]]:
        value, beside = place
        for name, answer in answers.items():
            control = self._asking.get((about.label if about else None, name))
            if control is None:
                self._report.lose("answers to questions that are not in the ontology")
            else:
                if isinstance(answer, dict | list) and not control.options:
                    self._report.lose("orders, times, verdicts and rows, now JSON in a text", 1)
                kind, said = _say(control, answer)
                uuid = about.uuid if about else f"answer:{name}"
                yield self._result(uuid, control.name, kind, {**value, **said}, beside)

    def _result(
        self, uuid: str, from_name: str, kind: str, value: Mapping[str, Any], beside: Mapping[str, Any]
    ) -> dict[str, Any]:
        wiring = {"id": uuid, "from_name": from_name, "to_name": self._layout.subject, "type": kind}
        return {**wiring, "origin": "manual", **beside, "value": value}

    def _link(self, link: Link) -> dict[str, Any]:
        direction = "bi" if link.type in self._layout.undirected else "right"
        labels = [self._relations.get(link.type, link.type)]
        return {
            "type": "relation",
            "from_id": link.from_,
            "to_id": link.to,
            "direction": direction,
            "labels": labels,
        }


def _say(control: Control, answer: Value) -> tuple[str, dict[str, Any]]:
    """Return the type of a result and what its value says."""
    if control.is_tree:
        paths = {option.name: list(option.steps) for option in control.options}
        chosen = [str(each) for each in answer] if isinstance(answer, list) else [str(answer)]
        return "taxonomy", {"taxonomy": [paths.get(name, [name]) for name in chosen]}
    if control.tag == "Choices":
        said = {option.name: option.said for option in control.options}
        chosen = [str(each) for each in answer] if isinstance(answer, list) else [str(answer)]
        return "choices", {"choices": [said.get(name, name) for name in chosen]}
    if control.tag == "Number":
        return "number", {"number": answer}
    return "textarea", {"text": [answer if isinstance(answer, str) else spell_value(answer)]}
