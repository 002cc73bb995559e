"""Label and transcript in one line of text, as subtitles and label tracks have it: "Speaker 1: Good morning."."""

from __future__ import annotations

from typing import Final

from goldsmith.modalities.audio.formats.delivered import Reader
from goldsmith.modalities.audio.shapes import Region, Utterance
from goldsmith.modalities.codec import LossReport
from goldsmith.ontology import Ontology

__all__ = ["one_line", "read_saying", "say", "titles_of"]

PARTED: Final = ": "


def titles_of(ontology: Ontology) -> dict[str, str]:
    """What each label is called in a file: its title, or its name where the title has what parts it from the text."""
    titles = [label.title for label in ontology.labels]
    return {
        label.name: label.title
        if label.title and titles.count(label.title) == 1 and not set(label.title) & set(":<>&\n\t")
        else label.name
        for label in ontology.labels
    }


def say(region: Region, titles: dict[str, str], report: LossReport) -> str:
    """Write the label, and behind a colon what is said."""
    title = titles.get(region.label, region.label)
    text = one_line(region.transcript, report) if isinstance(region, Utterance) else ""
    return f"{title}{PARTED}{text}" if text else title


def one_line(text: str, report: LossReport) -> str:
    """Write a text without line breaks and tabs, and without white space around it."""
    line = (
        " ".join(text.split("\n")).replace("\t", " ").strip() if text.strip() != text or _BREAKS & set(text) else text
    )
    report.lose("line breaks and white space around transcripts", int(line != text))
    return line


def read_saying(said: str, reader: Reader) -> tuple[str, str]:
    """Read (label, text). A line that names no label of the project is a text of the usual label."""
    if reader.knows(said):
        return said, ""
    title, colon, text = said.partition(":")
    if colon and reader.knows(title.strip()):
        return title.strip(), text.strip()
    return reader.usual_label, said.strip()


_BREAKS: Final = frozenset("\n\t\r")
