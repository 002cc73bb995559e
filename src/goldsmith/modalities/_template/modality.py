"""blank.v1, as the registry knows it.

Whatever is not given here has a safe default: answers are compared as a whole, deliveries are JSON lines and Parquet.
`goldsmith.modalities._contract` describes every part; `align`, `merge` and `similarity` are the next ones to give.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goldsmith.modalities._contract import Modality, Template
from goldsmith.ontology import Attribute, Choice, Label, Ontology

from .shapes import Mark, check_marks

__all__ = ["MODALITY"]

OUTLIERS: Final = Template(
    name="outliers",
    title="Outliers",
    description="Mark the numbers that do not belong.",
    ontology=Ontology(
        labels=(Label(name="outlier", title="Outlier", color="#e8590c", shapes=("mark",)),),
        attributes=(
            Attribute(
                name="quality",
                title="Is the list usable?",
                type="category",
                required=True,
                choices=(Choice("good", "Yes"), Choice("bad", "No")),
            ),
        ),
    ),
    instructions="# Outliers\n\nMark each number that cannot be right, then say whether the list is usable.\n",
)

MODALITY: Final = Modality(
    name="blank.v1",
    title="Blank",
    description="Mark single numbers of a list.",
    folder=Path(__file__).parent,
    media_types=frozenset({"application/x-blank+json"}),
    probe=f"{__package__}.probe:probe",
    shapes=(Mark,),
    check=check_marks,
    templates=(OUTLIERS,),
)
