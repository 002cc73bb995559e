"""Ready image projects."""

from __future__ import annotations

from typing import Final

from goldsmith.modalities._contract import Template
from goldsmith.ontology import Attribute, Choice, Label, Ontology

__all__ = ["TEMPLATES"]

_OCCLUDED: Final = Attribute(
    name="occluded",
    title="Is something in front of it?",
    type="category",
    choices=(Choice("no", "No"), Choice("partly", "Partly"), Choice("mostly", "Mostly")),
)

CLASSIFICATION: Final = Template(
    name="classification",
    title="Classification",
    description="One question per image: what does it show?",
    ontology=Ontology(
        attributes=(
            Attribute(
                name="subject",
                title="What does the image mainly show?",
                type="category",
                required=True,
                choices=(
                    Choice("person", "A person"),
                    Choice("animal", "An animal"),
                    Choice("object", "An object"),
                    Choice("scenery", "Scenery"),
                ),
            ),
        )
    ),
    instructions=(
        "# Classification\n\nChoose what takes the viewer's eye first. If a person and an animal are equally "
        "important, choose the person.\n"
    ),
)

BOXES: Final = Template(
    name="boxes",
    title="Objects by boxes",
    description="Draw a box around every object.",
    ontology=Ontology(
        labels=(
            Label(name="person", title="Person", color="#1c7ed6", shapes=("box",), attributes=(_OCCLUDED,)),
            Label(name="animal", title="Animal", color="#2f9e44", shapes=("box",), attributes=(_OCCLUDED,)),
            Label(name="vehicle", title="Vehicle", color="#e8590c", shapes=("box",), attributes=(_OCCLUDED,)),
            Label(name="object", title="Other object", color="#9c36b5", shapes=("box",), attributes=(_OCCLUDED,)),
        )
    ),
    instructions=(
        "# Objects by boxes\n\nDraw the smallest upright box that holds every **visible** part of the object. Touching "
        "objects get a box each. Leave out what is smaller than a fingernail on your screen.\n"
    ),
)

OUTLINES: Final = Template(
    name="outlines",
    title="Outlines, lines and points",
    description="Draw the outline of areas, follow lines, and set points.",
    ontology=Ontology(
        labels=(
            Label(name="area", title="Area", color="#1c7ed6", shapes=("polygon",), attributes=(_OCCLUDED,)),
            Label(name="edge", title="Edge or line", color="#2f9e44", shapes=("line",)),
            Label(name="landmark", title="Landmark", color="#e03131", shapes=("point",)),
        )
    ),
    instructions=(
        "# Outlines\n\nFollow the visible border of an area within two pixels. Follow lines along their middle. Set a "
        "landmark on the exact pixel that everybody would agree on.\n"
    ),
)

TEMPLATES: Final = (CLASSIFICATION, BOXES, OUTLINES)
