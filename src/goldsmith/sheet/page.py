"""Fill the page with what a certificate says. Pure: the same certificate gives the same page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from importlib.resources import files
from math import ceil, floor
from string import Template
from typing import Any, Final

from goldsmith.sheet.plots import draw_audits, draw_interval

__all__ = ["render_sheet"]

METHODS: Final[Mapping[str, str]] = {
    "exact": "Exact interval (hypergeometric) on a random audit",
    "stratified": "Exact interval on a random audit, the less certain records counted apart",
    "sequence": "Random audit that may stop early: the bound holds at any time",
    "powered_sequence": "Random audit that may stop early, sharpened by what was believed of each record",
    "none": "Nothing was audited",
}


def render_sheet(certificate: Mapping[str, Any]) -> str:
    """Return the page. Raises KeyError or TypeError for what is not a whole certificate."""
    quality, delivery = certificate["quality"], certificate["delivery"]
    page = Template((files("goldsmith.sheet") / "sheet.html").read_text(encoding="utf-8"))
    return page.substitute(
        project_name=escape(certificate["project"]["name"]),
        customer_name=escape(certificate["customer"]["name"]),
        delivery_name=escape(delivery["name"]),
        accuracy=_accuracy(quality),
        statement=escape(quality["statement"]),
        plots=_plots(quality),
        facts="\n".join(
            f"<tr><td>{escape(name)}</td><td>{escape(fact)}</td></tr>" for name, fact in _facts(certificate)
        ),
        root=escape(delivery["root"]),
        issuer=escape(certificate["issuer"]["name"]),
        issued_at=escape(delivery["issued_at"]),
        public_key=escape(certificate["issuer"]["public_key"]),
    )


def _accuracy(quality: Mapping[str, Any]) -> str:
    if quality["estimate"] is None:
        return '<p class="number">Not audited</p>'
    low, high = _percent(quality["low"], floor), _percent(quality["high"], ceil)
    interval = f"{low} to {high} %, {quality['confidence'] * 100:.6g} % confidence"
    return f'<p class="number">{quality["estimate"]:.2%}<span class="interval">{interval}</span></p>'


def _machines(machine_only: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say what rests on machines alone; nothing where people had a say in every record."""
    if not machine_only["records"]:
        return []
    which = ", ".join(f"{each['name']} ({each['kind']}) {each['records']:,}" for each in machine_only["labelers"])
    return [("By machines alone", f"{machine_only['records']:,} records: {which}")]


def _favored(below: float | None) -> list[tuple[str, str]]:
    """Say which records were drawn more often; nothing where all were drawn alike."""
    return [] if below is None else [("Drawn more often", f"records believed to be right with less than {below:.4g}")]


def _percent(share: float, rounded: Callable[[float], int]) -> str:
    """Two decimals, rounded away from what would promise more."""
    return f"{rounded(round(share * 1_000_000) / 100) / 100:.2f}"


def _plots(quality: Mapping[str, Any]) -> str:
    if quality["estimate"] is None:
        return ""
    interval = draw_interval(quality["low"], quality["high"], quality["estimate"], quality["target_accuracy"])
    ordered = sorted(quality["sample"], key=lambda each: (each["audited_at"], each["leaf"]))
    if not ordered:
        return interval
    audits = draw_audits([each["verdict"] == "correct" for each in ordered])
    return f"{interval}\n<h2>How the audit went</h2>\n{audits}"


def _facts(certificate: Mapping[str, Any]) -> list[tuple[str, str]]:
    quality, delivery, labels = certificate["quality"], certificate["delivery"], certificate["labels"]
    facts = [
        ("Records", f"{delivery['records']:,} ({certificate['project']['modality']})"),
        ("Audited", f"{quality['audited']:,} drawn at random, {quality['correct']:,} correct"),
        *_favored(quality.get("favored_below")),
        ("Method", METHODS[quality["method"]]),
        ("Target of the contract", f"{quality['target_accuracy']:.2%}"),
        ("Answers behind it", f"{labels['total']:,}, {labels['per_task']:.2f} per record"),
        *_machines(certificate["machine_only"]),
        ("Labelers", ", ".join(f"{each['count']:,} {each['kind']}" for each in certificate["labelers"]) or "none"),
        ("Frozen", delivery["created_at"]),
    ]
    if quality["at_least"] is not None:
        facts.insert(
            2, ("At least correct", f"{_percent(quality['at_least'], floor)} %, one-sided, at the same confidence")
        )
    if quality["self_audited"]:
        facts.insert(3, ("Audited by whoever labeled", f"{quality['self_audited']:,}"))
    return facts
