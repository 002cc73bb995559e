"""What the words of results mean: by the controls of a layout, or by spelling alone where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from goldsmith.modalities.label_names import label_name
from goldsmith.modalities.label_studio.layout import TRANSCRIPT, Control, Layout

__all__ = ["Result", "Vocabulary"]

Result = Mapping[str, Any]

_TRANSCRIPTS: Final = (TRANSCRIPT, "transcript")
_MARKS: Final = (
    "labels",
    "hypertextlabels",
    "rectanglelabels",
    "polygonlabels",
    "keypointlabels",
    "vectorlabels",
    "brushlabels",
    "bitmasklabels",
    "ellipselabels",
    "timelinelabels",
)


class Vocabulary:
    """Looks words up: those of a control itself first, then those of all others, then as they are spelled."""

    def __init__(self, layout: Layout | None) -> None:
        self.is_known = layout is not None
        controls = layout.controls if layout else ()
        self._controls = {control.name: control for control in controls}
        self._alike = {label_name(control.name): control for control in reversed(controls)}
        self._names = {control.name: control.names for control in controls}
        self._labels = {said: name for each in controls if each.shapes for said, name in each.names.items()}
        self._shapes = {name: layout.shapes_of(name) for name in self._labels.values()} if layout else {}
        self._relations = {option.said: option.name for option in layout.relations} if layout else {}
        self._transcript = layout.transcript if layout else None
        self.written_as = layout.kind.written_as if layout else ""
        self._written = layout.kind.written if layout else ""
        self._undirected = layout.undirected if layout else frozenset()

    def labels_of(self, result: Result) -> list[str]:
        """Return the names of the labels that a result gives, whatever kind of labels they are."""
        own = self._names.get(str(result.get("from_name")), {})
        marks = [result["value"].get(kind) for kind in _MARKS]
        given = [str(each) for labels in marks if isinstance(labels, list) for each in labels]
        return [own.get(said) or self._labels.get(said) or label_name(said) for said in given] or self._bare(result)

    def says_label(self, result: Result) -> bool:
        return any(kind in result["value"] for kind in _MARKS)

    def shapes_of(self, label: str) -> set[str] | None:
        """Return the shapes that a label may have; None where nobody knows."""
        return self._shapes.get(label, set()) if self.is_known else None

    def question(self, from_name: str) -> Control | None:
        """Find the question that a control asks, also one of a name that is spelled alike."""
        control = self._controls.get(from_name) or self._alike.get(label_name(from_name))
        return control if control and control.attribute else None

    def is_transcript(self, result: Result) -> bool:
        """Tell whether a result is what is said in a region."""
        is_text = result.get("type") == "textarea" and self._transcript is not None
        return is_text and str(result.get("from_name")) in (
            *_TRANSCRIPTS,
            self._transcript.name if self._transcript else "",
        )

    def written_in(self, label: str) -> str | None:
        """Return the shape of a label in which what is said is written down; None where it has none."""
        shapes = self.shapes_of(label)
        return self._written if shapes and self._written in shapes else None

    def choice(self, said: str, control: Control | None) -> str:
        return (self._names[control.name].get(said) if control else None) or label_name(said)

    def has_choice(self, said: str, control: Control) -> bool:
        return said in self._names[control.name]

    def relation(self, said: str) -> str:
        return self._relations.get(said) or label_name(said)

    def is_directed(self, relation: str) -> bool:
        return relation not in self._undirected

    def _bare(self, result: Result) -> list[str]:
        """Return the label of a shape that is drawn without labels: its control has the one."""
        control = self._controls.get(str(result.get("from_name")))
        is_bare = control is not None and control.tag.lower() == result.get("type") and bool(control.shapes)
        return [option.name for option in control.options] if control and is_bare else []
