"""Ready video projects."""

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
    is_mutable=True,
)

TRACKS: Final = Template(
    name="tracks",
    title="Objects followed through time",
    description="Draw a box around every object and follow it from where it appears to where it leaves.",
    ontology=Ontology(
        labels=(
            Label(name="person", title="Person", color="#1c7ed6", shapes=("box",), attributes=(_OCCLUDED,)),
            Label(name="animal", title="Animal", color="#2f9e44", shapes=("box",), attributes=(_OCCLUDED,)),
            Label(name="vehicle", title="Vehicle", color="#e8590c", shapes=("box",), attributes=(_OCCLUDED,)),
            Label(name="object", title="Other object", color="#9c36b5", shapes=("box",), attributes=(_OCCLUDED,)),
        )
    ),
    instructions=(
        "# Objects followed through time\n\nDraw the smallest upright box that holds every **visible** part of the "
        "object on the frame where it appears. Move on and correct the box wherever it drifts off by more than a few "
        "pixels; between two corrections it moves by itself. End the track on the first frame where nothing of the "
        "object is to be seen, and bring **the same** track back when the object returns.\n"
    ),
)

EVENTS: Final = Template(
    name="events",
    title="Events",
    description="Mark when something happens, from its first frame to its last.",
    ontology=Ontology(
        labels=(
            Label(name="action", title="Action", color="#1c7ed6", shapes=("event",)),
            Label(name="scene_change", title="Scene change", color="#e03131", shapes=("event",)),
        )
    ),
    instructions=(
        "# Events\n\nAn action starts on the first frame where the movement can be seen and ends on the last one. A "
        "scene change is a single frame: the first of the new scene.\n"
    ),
)

TEMPLATES: Final = (TRACKS, EVENTS)
