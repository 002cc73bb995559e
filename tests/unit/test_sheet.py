"""The certificate as a page: says what the file says, and nothing that anybody could make it say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from goldsmith.sheet import render_sheet

from .test_verify import certificate_of, line, write_doubted_delivery


@pytest.fixture
def certificate() -> dict[str, Any]:
    return certificate_of([line(number) for number in range(40)])


def test_the_page_shows_the_numbers_and_the_proof(certificate: dict[str, Any]) -> None:
    page = render_sheet(certificate)
    assert "75.00%" in page
    assert "22.50 to 97.50 %, 95 % confidence" in page
    assert certificate["quality"]["statement"] in page
    assert certificate["delivery"]["root"] in page
    assert page.count("<circle") == 1  # the one wrong audit


def test_a_stratified_certificate_says_so(tmp_path: Path) -> None:
    write_doubted_delivery(tmp_path)
    page = render_sheet(json.loads((tmp_path / "certificate.json").read_text()))
    assert "counted apart" in page


def test_what_rests_on_machines_alone_is_told(certificate: dict[str, Any]) -> None:
    assert "machines alone" not in render_sheet(certificate)
    labelers = [{"id": "labeler_1", "kind": "model", "name": "<qwen>", "records": 12}]
    page = render_sheet(certificate | {"machine_only": {"records": 12, "labelers": labelers}})
    assert "12 records: &lt;qwen&gt; (model) 12" in page


def test_without_audits_nothing_is_drawn() -> None:
    page = render_sheet(certificate_of([line(number) for number in range(40)], {}))
    assert "Not audited" in page
    assert "<svg" not in page


def test_names_are_text_and_never_markup(certificate: dict[str, Any]) -> None:
    hostile = "<script>alert(1)</script>$root\"'&"
    certificate["project"]["name"] = certificate["customer"]["name"] = certificate["delivery"]["name"] = hostile
    page = render_sheet(certificate)
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;$root&quot;&#x27;&amp;") == 4


def test_drawings_are_well_formed_and_stay_inside(certificate: dict[str, Any]) -> None:
    page = render_sheet(certificate)
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        box = ElementTree.fromstring(drawing).attrib["viewBox"].split()
        for x in re.findall(r' (?:x|x1|x2|cx)="([-0-9.]+)"', drawing):
            assert 0 <= float(x) <= float(box[2])
