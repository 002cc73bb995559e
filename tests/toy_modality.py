"""A modality that Goldsmith has never heard of: one folder from the scaffold, and a file format of its own."""

from __future__ import annotations

import json
from pathlib import Path

from goldsmith.scaffold import make_modality

NAME = "pulse.v1"
NUMBERS = [3, 4, 5, 400, 6, 5, -80, 4]

FORMAT = '''"""One line for each mark: the task and the place in its list."""

from goldsmith.modalities.codec import Codec, LossReport

import msgspec


def write_marks(records, out, context):
    report = LossReport()
    for record in map(msgspec.json.decode, records):
        report.records += 1
        report.lose("global_attributes", len(record["answer"].get("global_attributes", {})))
        for mark in record["answer"]["annotations"]:
            report.annotations += 1
            out.write(f"{record['unique_id']}\\t{mark['index']}\\t{mark['label']}\\n".encode())
    return report


MARKS = Codec(name="marks", title="Marks", media_type="text/tab-separated-values", suffix=".tsv", write=write_marks)
'''


def make_pulse(into: Path) -> Path:
    """The folder of pulse.v1, as `make modality NAME=pulse` writes it, with a format added as its README says."""
    folder = make_modality("pulse", into)
    (folder / "formats.py").write_text(FORMAT)
    modality = folder / "modality.py"
    known = modality.read_text()
    known = known.replace("from .shapes import", "from .formats import MARKS\nfrom .shapes import", 1)
    modality.write_text(known.replace("    check=check_marks,\n", "    check=check_marks,\n    codecs=(MARKS,),\n", 1))
    return folder


def numbers_file(numbers: list[int] = NUMBERS) -> bytes:
    return json.dumps(numbers).encode()
