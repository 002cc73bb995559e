"""Ready audio projects."""

from __future__ import annotations

from typing import Final

from goldsmith.modalities._contract import Template
from goldsmith.ontology import Attribute, Choice, Label, Ontology

__all__ = ["TEMPLATES"]

TRANSCRIPT: Final = Template(
    name="transcript",
    title="Transcript",
    description="Write down everything that is said, as one text.",
    ontology=Ontology(
        attributes=(
            Attribute(name="transcript", title="What is said?", type="text", required=True),
            Attribute(
                name="audibility",
                title="How well can it be heard?",
                type="category",
                choices=(Choice("clear", "Clearly"), Choice("noisy", "With effort"), Choice("unclear", "Hardly")),
            ),
        )
    ),
    instructions=(
        "# Transcript\n\nWrite what is said, word for word, with punctuation. Leave out *er* and *um*. Where you "
        "cannot make out a word after three tries, write **[unclear]**.\n\nTab plays and pauses while you write, "
        "Shift+Tab goes back two seconds.\n"
    ),
)

_SPEAKERS: Final = (("speaker_1", "Speaker 1", "#1c7ed6"), ("speaker_2", "Speaker 2", "#e8590c"))

SPEECH: Final = Template(
    name="speech",
    title="Speech by speaker",
    description="Mark each utterance on the tier of its speaker and write down what is said.",
    ontology=Ontology(
        labels=tuple(
            Label(name=name, title=title, color=color, shapes=("utterance",)) for name, title, color in _SPEAKERS
        )
    ),
    instructions=(
        "# Speech by speaker\n\nOne region for each utterance, from the first sound of its first word to the last of "
        "its last; pauses shorter than half a second stay inside. When two people speak at once, their regions "
        "overlap. Write what is said word for word.\n"
    ),
)

DIARIZATION: Final = Template(
    name="diarization",
    title="Who speaks when",
    description="Mark when each speaker speaks, also where several speak at once.",
    ontology=Ontology(
        labels=tuple(
            Label(name=name, title=title, color=color, shapes=("region",))
            for name, title, color in (
                *_SPEAKERS,
                ("speaker_3", "Speaker 3", "#2f9e44"),
                ("speaker_4", "Speaker 4", "#9c36b5"),
            )
        )
    ),
    instructions=(
        "# Who speaks when\n\nSpeakers are numbered by when they are first heard. Mark speech only: no breathing, "
        "laughing or coughing. A pause of half a second or more parts two regions. When two people speak at once, "
        "their regions overlap.\n"
    ),
)

SOUND_EVENTS: Final = Template(
    name="sound_events",
    title="Sound events",
    description="Mark what can be heard, from when to when.",
    ontology=Ontology(
        labels=(
            Label(name="speech", title="Speech", color="#1c7ed6", shapes=("region",)),
            Label(name="music", title="Music", color="#9c36b5", shapes=("region",)),
            Label(name="animal", title="Animal", color="#2f9e44", shapes=("region",)),
            Label(name="alarm", title="Alarm or bell", color="#e03131", shapes=("region",)),
            Label(name="vehicle", title="Vehicle", color="#e8590c", shapes=("region",)),
            Label(name="impact", title="Knock or impact", color="#0c8599", shapes=("region",)),
        ),
        attributes=(
            Attribute(
                name="place",
                title="Where was this recorded?",
                type="category",
                choices=(Choice("inside", "Inside"), Choice("outside", "Outside"), Choice("unclear", "Cannot be told")),
            ),
        ),
    ),
    instructions=(
        "# Sound events\n\nMark each event from its first audible sound until it has faded away. Different sounds "
        "overlap, each on its own tier. What goes on without a pause is one region.\n"
    ),
)

TEMPLATES: Final = (TRANSCRIPT, SPEECH, DIARIZATION, SOUND_EVENTS)
