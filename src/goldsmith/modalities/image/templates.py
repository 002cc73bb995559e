"""Ready image projects."""

from __future__ import annotations

from typing import Final

from goldsmith.modalities._contract import Template
from goldsmith.modalities.product_categories import product_categories
from goldsmith.ontology import Attribute, Choice, Label, Masks, Ontology, Skeleton, SkeletonPoint

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

# A person who faces the viewer: their left is on the right of the image.
# Source of names, order and edges: https://github.com/cocodataset/cocoapi (person_keypoints_*.json)
_BODY: Final = Skeleton(
    points=(
        SkeletonPoint("nose", 0.5, 0.07, "Nose"),
        SkeletonPoint("left_eye", 0.56, 0.05, "Left eye", mirror="right_eye"),
        SkeletonPoint("right_eye", 0.44, 0.05, "Right eye", mirror="left_eye"),
        SkeletonPoint("left_ear", 0.62, 0.07, "Left ear", mirror="right_ear"),
        SkeletonPoint("right_ear", 0.38, 0.07, "Right ear", mirror="left_ear"),
        SkeletonPoint("left_shoulder", 0.74, 0.21, "Left shoulder", mirror="right_shoulder"),
        SkeletonPoint("right_shoulder", 0.26, 0.21, "Right shoulder", mirror="left_shoulder"),
        SkeletonPoint("left_elbow", 0.88, 0.37, "Left elbow", mirror="right_elbow"),
        SkeletonPoint("right_elbow", 0.12, 0.37, "Right elbow", mirror="left_elbow"),
        SkeletonPoint("left_wrist", 0.96, 0.52, "Left wrist", mirror="right_wrist"),
        SkeletonPoint("right_wrist", 0.04, 0.52, "Right wrist", mirror="left_wrist"),
        SkeletonPoint("left_hip", 0.65, 0.53, "Left hip", mirror="right_hip"),
        SkeletonPoint("right_hip", 0.35, 0.53, "Right hip", mirror="left_hip"),
        SkeletonPoint("left_knee", 0.67, 0.75, "Left knee", mirror="right_knee"),
        SkeletonPoint("right_knee", 0.33, 0.75, "Right knee", mirror="left_knee"),
        SkeletonPoint("left_ankle", 0.68, 0.97, "Left ankle", mirror="right_ankle"),
        SkeletonPoint("right_ankle", 0.32, 0.97, "Right ankle", mirror="left_ankle"),
    ),
    edges=(
        ("left_ankle", "left_knee"),
        ("left_knee", "left_hip"),
        ("right_ankle", "right_knee"),
        ("right_knee", "right_hip"),
        ("left_hip", "right_hip"),
        ("left_shoulder", "left_hip"),
        ("right_shoulder", "right_hip"),
        ("left_shoulder", "right_shoulder"),
        ("left_shoulder", "left_elbow"),
        ("right_shoulder", "right_elbow"),
        ("left_elbow", "left_wrist"),
        ("right_elbow", "right_wrist"),
        ("left_eye", "right_eye"),
        ("nose", "left_eye"),
        ("nose", "right_eye"),
        ("left_eye", "left_ear"),
        ("right_eye", "right_ear"),
        ("left_ear", "left_shoulder"),
        ("right_ear", "right_shoulder"),
    ),
)

POSES: Final = Template(
    name="poses",
    title="Poses of people",
    description="Place the 17 keypoints of every person.",
    ontology=Ontology(
        labels=(Label(name="person", title="Person", color="#1c7ed6", shapes=("skeleton",), skeleton=_BODY),)
    ),
    instructions=(
        "# Poses of people\n\nPlace the joints of every person who is taller than a thumb on your screen. **Left** and "
        "**right** are the person's own: of somebody who faces you, the left hand is on your right.\n\nA joint lies "
        "inside the body, where the bones meet, not on the clothes' edge. Where something covers a joint but its place "
        "is plain, mark it as occluded. Leave out what lies outside the image, and what you could not place within "
        "the width of the person's hand.\n"
    ),
)

SEGMENTATION: Final = Template(
    name="segmentation",
    title="Segmentation of every pixel",
    description="Give every pixel a label: things one by one, surroundings as a whole.",
    ontology=Ontology(
        labels=(
            Label(name="person", title="Person", color="#1c7ed6", shapes=("mask",)),
            Label(name="animal", title="Animal", color="#f59f00", shapes=("mask",)),
            Label(name="vehicle", title="Vehicle", color="#e8590c", shapes=("mask",)),
            Label(name="object", title="Other thing", color="#9c36b5", shapes=("mask",)),
            Label(name="building", title="Building", color="#868e96", shapes=("mask",), is_thing=False),
            Label(name="plants", title="Plants", color="#2f9e44", shapes=("mask",), is_thing=False),
            Label(name="ground", title="Ground", color="#a0522d", shapes=("mask",), is_thing=False),
            Label(name="water", title="Water", color="#1098ad", shapes=("mask",), is_thing=False),
            Label(name="sky", title="Sky", color="#74c0fc", shapes=("mask",), is_thing=False),
            Label(name="rest", title="Everything else", color="#212529", shapes=("mask",), is_thing=False),
        ),
        masks=Masks(may_overlap=False, allow_unlabeled=False),
    ),
    instructions=(
        "# Segmentation of every pixel\n\nEvery pixel belongs to exactly one label: to what a viewer **sees** there. "
        "People, animals, vehicles and other things are marked one by one, also where they touch. Buildings, plants, "
        "ground, water and sky are one mask each, however many parts they have.\n\nFollow borders within two pixels. "
        "What shows through glass or a fence belongs to the glass or the fence. What is too blurred or too small to "
        "name is *everything else*.\n"
    ),
)

INSTANCES: Final = Template(
    name="instances",
    title="Things by masks",
    description="Mark the pixels of every thing.",
    ontology=Ontology(
        labels=(
            Label(name="person", title="Person", color="#1c7ed6", shapes=("mask",), attributes=(_OCCLUDED,)),
            Label(name="animal", title="Animal", color="#2f9e44", shapes=("mask",), attributes=(_OCCLUDED,)),
            Label(name="vehicle", title="Vehicle", color="#e8590c", shapes=("mask",), attributes=(_OCCLUDED,)),
            Label(name="object", title="Other thing", color="#9c36b5", shapes=("mask",), attributes=(_OCCLUDED,)),
        ),
        masks=Masks(may_overlap=False),
    ),
    instructions=(
        "# Things by masks\n\nMark the **visible** pixels of every thing, within two pixels of its border. Each thing "
        "has a mask of its own, also where things touch; parts that something in front cuts apart stay one mask. What "
        "somebody wears or holds fast belongs to them, what they carry in a hand does not. Leave out what is smaller "
        "than a fingernail on your screen.\n"
    ),
)

TEMPLATES: Final = (CLASSIFICATION, BOXES, OUTLINES, POSES, SEGMENTATION, INSTANCES, product_categories("image"))
