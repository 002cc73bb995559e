"""brat standoff: a ZIP with a .txt and an .ann file for each text, and the annotation.conf that brat wants.

Format: https://brat.nlplab.org/standoff.html. Spans are T lines, events E lines, links R lines, chains * lines,
attributes A lines, entities N lines with the entry's name; offsets are code points. Spans with gaps are written in
fragments, and so are spans over a line break, as brat does; these are read back as one. The unique id is the name of
the files where it can be one. Answers about whole texts, ids, and attributes in numbers, with white space or with
several choices have no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, pairwise
from typing import Any, BinaryIO, Final

from msgspec import UNSET

from goldsmith.errors import MalformedError
from goldsmith.modalities._contract import Link
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError, rows_of
from goldsmith.modalities.text.formats.brat_events import (
    event_types,
    is_argument,
    labels_with_roles,
    lines_of_events,
    name_role,
)
from goldsmith.modalities.text.formats.documents import MOST_COVERED, Document, documents_of, link_of, row_of, span_of
from goldsmith.modalities.text.formats.normalizations import Normalizations, read_normalization
from goldsmith.modalities.text.shapes import MOST_CHARACTERS, Span
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology, Relation

__all__ = ["BRAT", "read_brat", "write_brat"]

MOST_TEXT_BYTES: Final = 4 * MOST_CHARACTERS
MOST_ANNOTATION_BYTES: Final = 64_000_000
_FILE_NAME: Final = re.compile(r"(?!text-\d{8}\Z)[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_PLACE: Final = re.compile(r"(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)\Z", re.ASCII)
_RELATION: Final = re.compile(r"(\S+) [^\s:]+:(T\d+) [^\s:]+:(T\d+)\s*\Z", re.ASCII)
_EVENT: Final = re.compile(r"[^\s:]+:(T\d+)(?: [^\s:]+:[TE]\d+)*\s*\Z", re.ASCII)
_ATTRIBUTE: Final = re.compile(r"(\S+) ([A-Z]\d+)(?: (\S+))?\s*\Z", re.ASCII)
_ANNOTATIONS: Final = (".ann", ".a1", ".a2")


def write_brat(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write two files per text, in the order of the delivery."""
    report = LossReport()
    with ArchiveWriter(out) as archive:
        archive.add("annotation.conf", _configuration(context.ontology).encode())
        for document in documents_of(records, report, has_fragments=True):
            name = _file_name(document, archive, report)
            archive.add(f"{name}.txt", document.text.encode())
            lines = _lines(document, report, Normalizations(context), context.ontology)
            archive.add(f"{name}.ann", "".join(f"{line}\n" for line in lines).encode())
    return report


def read_brat(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per .txt file, with what .ann (or .a1 and .a2) says about it.

    The arguments of an event become links from its trigger, an equivalence links from each member to the next. Where
    two events have one trigger, the second becomes a span of its own there. A
    normalization answers the question that asks for an entity of its knowledge base. Notes, other normalizations and
    attributes of relations become metadata.
    """
    with open_archive(stream) as archive:
        names = [name.removesuffix(".txt") for name in archive.names if name.endswith(".txt")]
        yield from rows_of(names, partial(_row, Vocabulary(context.ontology), archive))


def _configuration(ontology: Ontology) -> str:
    attributes = {attribute.name: attribute for label in ontology.labels for attribute in label.attributes}
    values = {name: "|".join(choice.name for choice in attribute.choices) for name, attribute in attributes.items()}
    lines = [
        "[entities]",
        *(label.name for label in ontology.labels if not label.roles),
        "[relations]",
        *(f"{each.name} Arg1:<ENTITY>, Arg2:<ENTITY>{_kind_of(each)}" for each in ontology.relations),
        "[events]",
        *event_types(ontology),
        "[attributes]",
        *(f"{name} Arg:<ENTITY>, Value:{choices}" for name, choices in values.items() if choices),
    ]
    return "".join(f"{line}\n" for line in lines)


def _kind_of(relation: Relation) -> str:
    return ", <REL-TYPE>:symmetric-transitive" if relation.is_equivalence else ""


def _file_name(document: Document, archive: ArchiveWriter, report: LossReport) -> str:
    name = document.unique_id
    if name is not None and _FILE_NAME.match(name) and f"{name}.txt" not in archive:
        return name
    report.lose("unique ids", name is not None)
    return f"text-{document.number:08}"


def _lines(document: Document, report: LossReport, entities: Normalizations, ontology: Ontology) -> Iterator[str]:
    names: dict[str, str] = {}
    events: dict[str, str] = {}
    with_roles = labels_with_roles(ontology)
    written = attributes = 0
    report.lose("answers about whole texts", len(document.global_attributes))
    report.lose("ids of annotations", sum(bool(span.uuid) for span in document.spans))
    for span in document.spans:
        fragments = _lines_within(document.text, span)
        if not fragments:
            report.lose("spans of line breaks only")
            report.lose("attributes of such spans", len(span.attributes))
            continue
        report.annotations += 1
        written += 1
        report.lose(
            "line breaks at the edges of spans", _without_spaces_between(document.text, fragments) != span.parts
        )
        names[span.uuid] = name = f"T{written}"
        if span.label in with_roles:
            events[span.uuid] = f"E{len(events) + 1}"
        yield _line_of_span(name, span.label, document.text, fragments)
        yield from entities.lines_of(name, span)
        others = {name: value for name, value in span.attributes.items() if name not in entities.attributes_of(span)}
        for attribute, value in others.items():
            if isinstance(value, str) and value and not re.search(r"\s", value):
                attributes += 1
                yield f"A{attributes}\t{attribute} {events.get(span.uuid, name)} {value}"
            else:
                report.lose("attributes that are no single word")
    yield from _lines_of_links(document, names, events, ontology, report)


def _lines_within(text: str, span: Span) -> list[tuple[int, int]]:
    """Where the span's fragments lie, cut at line breaks, which brat never marks."""
    return [
        (start + found.start(), start + found.end())
        for start, end in span.parts
        for found in re.finditer(r"[^\n]+", text[start:end])
    ]


def _without_spaces_between(text: str, fragments: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what only white space parts: brat cuts at line breaks, and to us that is no gap."""
    parts = [fragments[0]]
    for start, end in fragments[1:]:
        if text[parts[-1][1] : start].strip():
            parts.append((start, end))
        else:
            parts[-1] = (parts[-1][0], end)
    return parts


def _line_of_span(name: str, label: str, text: str, fragments: Sequence[tuple[int, int]]) -> str:
    places = ";".join(f"{start} {end}" for start, end in fragments)
    return f"{name}\t{label} {places}\t{' '.join(text[start:end] for start, end in fragments)}"


def _lines_of_links(
    document: Document, names: Mapping[str, str], events: Mapping[str, str], ontology: Ontology, report: LossReport
) -> Iterator[str]:
    kept = [link for link in document.links if link.from_ in names and link.to in names]
    report.lose("links of such spans", len(document.links) - len(kept))
    report.lose("ids of links", sum(bool(link.uuid) for link in kept))
    labels = {span.uuid: span.label for span in document.spans}
    arguments: list[Link] = []
    relations: list[Link] = []
    for link in kept:
        (arguments if is_argument(link, labels, ontology) else relations).append(link)
    yield from lines_of_events(document.spans, arguments, names, events)
    chained = [link for link in relations if link.chain is not UNSET]
    for kind, ends in _chains(chained):
        yield f"*\t{kind} {' '.join(names[each] for each in ends)}"
    for number, link in enumerate((each for each in relations if each.chain is UNSET), start=1):
        yield f"R{number}\t{link.type} Arg1:{names[link.from_]} Arg2:{names[link.to]}"


def _chains(links: Sequence[Link]) -> Iterator[tuple[str, list[str]]]:
    """(relation, members) of each chain: the links of one stand together, each member linked to the next."""
    for (kind, _), group in groupby(links, lambda link: (link.type, int(link.chain or 0))):
        members = list(group)
        yield kind, [members[0].from_, *(link.to for link in members)]


def _row(words: Vocabulary, archive: Archive, name: str) -> dict[str, Any]:
    text = _decode(archive, f"{name}.txt", MOST_TEXT_BYTES)
    reading = _Reading(text, words)
    for suffix in _ANNOTATIONS:
        if f"{name}{suffix}" in archive:
            body = _decode(archive, f"{name}{suffix}", MOST_ANNOTATION_BYTES)
            reading.take(f"{name}{suffix}", body)
    return reading.finish(name)


def _decode(archive: Archive, name: str, at_most: int) -> str:
    try:
        text = archive.read(name, at_most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{name} is not UTF-8: byte {error.start:,} does not fit.", name) from None
    except MalformedError as error:
        raise UnreadableError(error.message, name) from None
    if "\0" in text:
        raise UnreadableError(f"{name} holds a NUL character.", name)
    return text


class _Reading:
    """The annotations of one text: first what marks the text, then what refers to that."""

    def __init__(self, text: str, words: Vocabulary) -> None:
        self._text, self._words = text, words
        self._lines: dict[str, list[tuple[str, list[str]]]] = {}
        self._spans: dict[str, dict[str, Any]] = {}
        self._triggers: dict[str, str] = {}
        self._used: set[str] = set()
        self._links: list[dict[str, Any]] = []
        self._others: list[str] = []
        self._covered = 0

    def take(self, name: str, body: str) -> None:
        for number, line in enumerate(body.split("\n"), start=1):
            if line.strip():
                said = (f"{name}, line {number:,}", line.rstrip("\r").split("\t"))
                self._lines.setdefault(line[0], []).append(said)

    def finish(self, name: str) -> dict[str, Any]:
        readers = {
            "T": self._read_span,
            "E": self._read_trigger,
            "R": self._read_relation,
            "A": self._read_attribute,
            "M": self._read_attribute,
            "*": self._read_equivalence,
            "#": self._keep,
            "N": self._read_normalization,
        }
        for kind in [*readers, *sorted(self._lines.keys() - readers.keys())]:
            for where, cells in self._lines.get(kind, ()):
                readers.get(kind, _refuse)(where, cells)
        for where, cells in self._lines.get("E", ()):
            self._read_arguments(where, cells)
        row = row_of(self._words, self._text, list(self._spans.values()), links=self._links, unique_id=name)
        return {**row, "metadata": {"brat": self._others}} if self._others else row

    def _read_span(self, where: str, cells: list[str]) -> None:
        found = _PLACE.match(cells[1]) if len(cells) > 1 else None
        if found is None or cells[0] in self._spans:
            _refuse(where, cells)
            return
        fragments = [(int(start), int(end)) for start, end in (part.split(" ") for part in found[2].split(";"))]
        if not all(start < end for start, end in fragments):
            raise UnreadableError(f"{where} does not lie in the text: an end comes before its start.", where)
        if any(after[0] < before[1] for before, after in pairwise(fragments)):
            raise UnreadableError(f"{where}: the parts of a span stand in the order of the text.", where)
        parts = _without_spaces_between(self._text, fragments)
        pieces = [{"start": start, "end": end} for start, end in parts] if len(parts) > 1 else None
        place = (fragments[0][0], fragments[-1][1])
        span = span_of(self._text, *place, found[1], where=where, uuid=cells[0], fragments=pieces)
        repeated = [word for start, end in parts for word in self._text[start:end].split()]
        if len(cells) > 2 and repeated != "\t".join(cells[2:]).split():
            raise UnreadableError(f"{where}: the text that it repeats is not what stands there.", where)
        self._add_span(where, cells[0], span)

    def _add_span(self, where: str, name: str, span: dict[str, Any]) -> None:
        self._covered += span["end"] - span["start"]
        if self._covered > MOST_COVERED:
            raise UnreadableError(f"{where}: the spans of a text cover at most {MOST_COVERED:,} characters.", where)
        self._spans[name] = span

    def _read_trigger(self, where: str, cells: list[str]) -> None:
        found = _EVENT.match(cells[1]) if len(cells) == 2 else None
        if found is None or found[1] not in self._spans or cells[0] in self._triggers:
            _refuse(where, cells)
            return
        trigger = found[1]
        if trigger in self._used:
            self._add_span(where, cells[0], {**self._spans[trigger], "uuid": cells[0], "attributes": {}})
            trigger = cells[0]
        self._used.add(trigger)
        self._triggers[cells[0]] = trigger

    def _read_arguments(self, where: str, cells: list[str]) -> None:
        for number, argument in enumerate(cells[1].split()[1:], start=1):
            said, _, target = argument.partition(":")
            role = name_role(said, self._words.label_entry(self._spans[self._triggers[cells[0]]]["label"]))
            self._link(cells[0], target, role, where, f"{cells[0]}-{number}")

    def _read_relation(self, where: str, cells: list[str]) -> None:
        found = _RELATION.match(cells[1]) if len(cells) > 1 else None
        if found is None:
            _refuse(where, cells)
            return
        self._link(found[2], found[3], found[1], where, cells[0])

    def _read_equivalence(self, where: str, cells: list[str]) -> None:
        kind, *members = cells[1].split() if len(cells) > 1 else [""]
        for start, end in pairwise(members):
            self._link(start, end, kind, where, "")

    def _read_attribute(self, where: str, cells: list[str]) -> None:
        found = _ATTRIBUTE.match(cells[1]) if len(cells) > 1 else None
        if found is None:
            _refuse(where, cells)
            return
        target = self._triggers.get(found[2], found[2])
        if target not in self._spans:
            self._keep(where, cells)
            return
        attributes, value = self._spans[target]["attributes"], found[3] or "true"
        if attributes.setdefault(found[1], value) != value:
            raise UnreadableError(f"{where}: this attribute has another value already.", where)

    def _read_normalization(self, where: str, cells: list[str]) -> None:
        said = read_normalization(cells[1]) if len(cells) > 1 else None
        span = self._spans.get(said.span) if said else None
        asked = self._words.entity_question(span["label"], said.knowledge_base) if said and span else None
        if said is None or span is None or asked is None or asked in span["attributes"]:
            self._keep(where, cells)
        else:
            span["attributes"][asked] = said.entry_id

    def _keep(self, where: str, cells: list[str]) -> None:
        del where
        self._others.append("\t".join(cells))

    def _link(self, start: str, end: str, kind: str, where: str, uuid: str) -> None:
        first, last = self._triggers.get(start, start), self._triggers.get(end, end)
        if not {first, last} <= self._spans.keys():
            raise UnreadableError(f"{where} joins something that is no span of the text.", where)
        self._links.append(link_of(first, last, kind, where=where, uuid=uuid))


def _refuse(where: str, cells: list[str]) -> None:
    raise UnreadableError(f"{where}: {cells[0][:40]!r} is not as brat describes it.", where)


BRAT: Final = Codec(
    name="brat",
    title="brat standoff",
    media_type="application/zip",
    suffix=".zip",
    read=read_brat,
    write=write_brat,
)
