"""ELAN: an .eaf file of XML a recording, with tiers of annotations in milliseconds.

Format: https://www.mpi.nl/tools/elan/EAF_Annotation_Format_3.0_and_ELAN.pdf. A tier is a label, which its PARTICIPANT
names; the annotations of a tier do not overlap, so regions that do lie on further tiers of the same participant.
Annotations that refer to others instead of to times are counted as lost.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from urllib.parse import quote, unquote

from goldsmith.modalities.audio.formats.delivered import DeliveredAudio, Reader, report_losses, round_times
from goldsmith.modalities.audio.formats.one_file_each import read_files, write_files
from goldsmith.modalities.audio.formats.saying import titles_of
from goldsmith.modalities.audio.shapes import Region, Utterance
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.modalities.xml_elements import escape_xml, iterate_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["ELAN", "read_elan", "write_elan"]

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ANNOTATION_DOCUMENT AUTHOR="" DATE="2000-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">\n'
)
_KIND: Final = (
    '    <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>\n'
)
_OURS: Final = "id"
_Lane = list[tuple[Region, tuple[float, float]]]


def write_elan(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a ZIP of one .eaf file a recording."""
    return write_files(records, out, context, ".eaf", _spell)


def read_elan(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a file; the recording is the one that it names, else that of its own name."""
    return read_files(stream, context, ".eaf", _read)


def _spell(audio: DeliveredAudio, context: ExportContext, report: LossReport) -> str:
    report_losses(report, audio, keeps={"transcripts", "ids"})
    titles = titles_of(context.ontology)
    slots: list[int] = []
    tiers = []
    for (label, number), lane in _lanes(audio, report).items():
        title = titles.get(label, label)
        name = title if number == 1 else f"{title} {number}"
        opening = f'LINGUISTIC_TYPE_REF="default-lt" PARTICIPANT="{escape_xml(title, report)}"'
        tiers.append(f'    <TIER {opening} TIER_ID="{escape_xml(name, report)}">\n')
        for region, times in lane:
            slots += [round(time * 1000) for time in times]
            tiers.append(_annotation(region, _name(region, len(slots) // 2, report), len(slots), report))
        tiers.append("    </TIER>\n")
    order = "".join(
        f'        <TIME_SLOT TIME_SLOT_ID="ts{number}" TIME_VALUE="{value}"/>\n'
        for number, value in enumerate(slots, 1)
    )
    media = (
        '    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">\n'
        f'        <MEDIA_DESCRIPTOR MEDIA_URL="{quote(audio.file_name)}" MIME_TYPE="audio/x-wav" '
        f'RELATIVE_MEDIA_URL="{quote(audio.file_name)}"/>\n    </HEADER>\n'
    )
    ordered = f"    <TIME_ORDER>\n{order}    </TIME_ORDER>\n"
    return f"{_HEAD}{media}{ordered}{''.join(tiers)}{_KIND}</ANNOTATION_DOCUMENT>\n"


def _lanes(audio: DeliveredAudio, report: LossReport) -> Mapping[tuple[str, int], _Lane]:
    """The regions of each label, in as few lanes as hold them without overlap once their times are rounded."""
    found: dict[tuple[str, int], _Lane] = {}
    for region, times in zip(audio.regions, round_times(audio.regions, 3, report), strict=True):
        number = 1
        while (lane := found.get((region.label, number))) and lane[-1][1][1] > times[0]:
            number += 1
        found.setdefault((region.label, number), []).append((region, times))
    return found


def _name(region: Region, number: int, report: LossReport) -> str:
    """An id as XML and other readers want it: with a number of its own, and ours behind it."""
    is_fit = re.fullmatch(r"[A-Za-z0-9_.-]+", region.uuid) is not None
    report.lose("ids of annotations", int(bool(region.uuid) and not is_fit))
    return f"{_OURS}{number}-{region.uuid}" if is_fit else f"a{number}"


def _annotation(region: Region, name: str, end: int, report: LossReport) -> str:
    text = region.transcript if isinstance(region, Utterance) else ""
    report.lose("white space around transcripts", int(text != text.strip()))
    slots = f'TIME_SLOT_REF1="ts{end - 1}" TIME_SLOT_REF2="ts{end}"'
    return (
        "        <ANNOTATION>\n"
        f'            <ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}" {slots}>\n'
        f"                <ANNOTATION_VALUE>{escape_xml(text.strip(), report)}</ANNOTATION_VALUE>\n"
        "            </ALIGNABLE_ANNOTATION>\n        </ANNOTATION>\n"
    )


def _read(text: str, recording: str, reader: Reader) -> dict[str, Any]:
    source, slots = "", dict[str, float]()
    regions: list[dict[str, Any]] = []
    body = io.BytesIO(text.encode())
    for element in iterate_xml(body, recording[:80] or "annotations.eaf", root="ANNOTATION_DOCUMENT", depth=1):
        if element.tag == "HEADER":
            source = _source(element)
        elif element.tag == "TIME_ORDER":
            slots = _read_slots(element)
        elif element.tag == "TIER":
            regions += _read_tier(element, slots, reader)
    return reader.row(source or recording, regions)


def _source(header: Element) -> str:
    """The name of the recording: the last part of the address that the file names."""
    media = header.find("MEDIA_DESCRIPTOR")
    address = (media.get("RELATIVE_MEDIA_URL") or media.get("MEDIA_URL") or "") if media is not None else ""
    return unquote(address).replace("\\", "/").rstrip("/").rpartition("/")[2]


def _read_slots(order: Element) -> dict[str, float]:
    """Times by slot; one without a time of its own lies evenly between those around it."""
    names, times = [], []
    for slot in order.iterfind("TIME_SLOT"):
        names.append(slot.get("TIME_SLOT_ID") or "")
        value = slot.get("TIME_VALUE")
        if value is not None and not value.isdecimal():
            raise UnreadableError(f"Time slot {names[-1][:40]}: {value[:40]} is no time in milliseconds.", "TIME_VALUE")
        times.append(None if value is None else int(value[:15]) / 1000)
    known = [place for place, time in enumerate(times) if time is not None]
    found = {}
    for place, name in enumerate(names):
        before = max((each for each in known if each <= place), default=None) if times[place] is None else place
        after = min((each for each in known if each >= place), default=None) if times[place] is None else place
        if before is not None and after is not None:
            share = (place - before) / (after - before) if after > before else 0.0
            low, high = float(times[before] or 0), float(times[after] or 0)
            found[name] = round(low + share * (high - low), 3)
    return found


def _read_tier(tier: Element, slots: Mapping[str, float], reader: Reader) -> Iterator[dict[str, Any]]:
    name, participant = tier.get("TIER_ID") or "", tier.get("PARTICIPANT") or ""
    label = next((each for each in (participant, name) if each and reader.knows(each)), participant or name)
    referring = len(tier.findall("ANNOTATION/REF_ANNOTATION"))
    reader.report.lose("annotations that refer to others", referring)
    for annotation in tier.iterfind("ANNOTATION/ALIGNABLE_ANNOTATION"):
        where = f"Annotation {(annotation.get('ANNOTATION_ID') or '')[:40]}"
        start, end = (slots.get(annotation.get(f"TIME_SLOT_REF{side}") or "") for side in (1, 2))
        if start is None or end is None:
            raise UnreadableError(f"{where} names a time slot that is not there.", "TIME_SLOT_REF1")
        text = (annotation.findtext("ANNOTATION_VALUE") or "").strip()
        uuid = re.sub(rf"^{_OURS}\d+-", "", annotation.get("ANNOTATION_ID") or "")
        yield reader.region(start, end, label, where=where, text=text, uuid=uuid)


ELAN: Final = Codec(
    name="elan",
    title="ELAN",
    media_type="application/zip",
    suffix=".zip",
    read=read_elan,
    write=write_elan,
    joins=True,
)
