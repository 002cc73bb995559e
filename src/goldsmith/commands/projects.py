"""`goldsmith projects`: make them, look at them, change them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goldsmith.commands.choose import choose_project, read_json_file
from goldsmith.commands.frame import Session, new_group, register
from goldsmith.errors import InvalidError, MalformedError

if TYPE_CHECKING:
    from goldsmith.client import Goldsmith, Project
    from goldsmith.client.types import Cut, QualityContract

ProjectArgument = Annotated[str, typer.Argument(help="A project, by name or id.")]
JsonFile = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A JSON file.")]
TextFile = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A Markdown file.")]
Count = Annotated[
    int | None, typer.Option(help="How many people answer each task; the most, when labeling is adaptive.")
]
Labeling = Annotated[
    str | None,
    typer.Option(help="fixed: each task gets as many answers. adaptive: the engine asks while an answer is worth it."),
]
SelfReview = Annotated[
    bool | None,
    typer.Option(help="Whether people may review and audit their own answers; the certificate says so."),
]
Percent = Annotated[float | None, typer.Option(help="What share goes there, in percent.")]
Seconds = Annotated[int | None, typer.Option(help="How long a claimed task is held.")]
Share = Annotated[float | None, typer.Option(help="Between 0 and 1; part of the quality contract.")]
Budget = Annotated[int | None, typer.Option(min=1, help="Adaptive labeling asks for no more answers than this in all.")]
Deadline = Annotated[
    str | None,
    typer.Option(help="When adaptive labeling asks nobody any more, as in 2030-06-01T18:00:00Z; none takes it away."),
]

Similar = Annotated[
    float | None,
    typer.Option(help="A reviewer looks where more of a text than this had been said by a model: between 0 and 1."),
]
Sensitive = Annotated[
    bool | None, typer.Option(help="Whether the content can disturb: people agree first, and it is veiled.")
]
MostADay = Annotated[int | None, typer.Option(min=1, help="How many tasks one person gets in a day.")]
CutInto = Annotated[
    str | None,
    typer.Option(
        help="Cut what is longer into parts: LENGTH/OVERLAP in frames of videos or seconds of recordings, "
        "as in 600/30; none: cut nothing."
    ),
]

projects = new_group("Projects: what is asked, of whom, and how good it must be.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(projects, name="projects")


@register(projects, "create")
def create_project(
    session: Session,
    name: Annotated[str, typer.Argument(help="What to call it.")],
    *,
    modality: Annotated[str, typer.Option(help="The kind of data, as in text.v1 or image.v1.")],
    template: Annotated[str | None, typer.Option(help="Start from a template of the modality.")] = None,
    ontology: JsonFile = None,
    instructions: TextFile = None,
    labeling: Labeling = None,
    answers_needed: Count = None,
    review_percent: Percent = None,
    audit_percent: Percent = None,
    self_review: SelfReview = None,
    similar_above: Similar = None,
    sensitive: Sensitive = None,
    most_a_day: MostADay = None,
    lease_seconds: Seconds = None,
    cut: CutInto = None,
    target_accuracy: Share = None,
    confidence: Share = None,
    most_answers: Budget = None,
    deadline: Deadline = None,
) -> None:
    """Make a project, from a template or from your own ontology."""
    base = _template(session.client, modality, template) if template else {}
    is_sensitive = base.get("is_sensitive") if sensitive is None else sensitive
    chosen_ontology = read_json_file(ontology, "ontology") if ontology else base.get("ontology")
    if chosen_ontology is None:
        raise MalformedError("Say what is asked: --ontology FILE or --template NAME.", field="ontology")
    made = session.client.projects.create(
        name=name,
        modality=modality,
        ontology=chosen_ontology,
        instructions=instructions.read_text() if instructions else base.get("instructions"),
        labeling=labeling,
        answers_needed=answers_needed,
        review_percent=review_percent,
        audit_percent=audit_percent,
        self_review=self_review,
        similar_above=similar_above,
        is_sensitive=is_sensitive,
        most_a_day=most_a_day,
        lease_seconds=lease_seconds,
        contract=_contract(None, target_accuracy, confidence, most_answers, deadline),
        cut=None if cut in (None, "none") else _cut(cut),
    )
    session.output.result(
        made, f"Made the project {made.name} ({made.id}). Next: `goldsmith ingest FOLDER --project {made.id}`."
    )


@register(projects, "list")
def list_projects(session: Session) -> None:
    """Show the projects of the customer."""
    columns = [
        ("Name", lambda p: p.name),
        ("Modality", lambda p: p.modality),
        ("Status", lambda p: p.status),
        ("Completed", lambda p: f"{p.counts.get('completed', 0):,}"),
        ("To label", lambda p: f"{p.counts.get('label', 0):,}"),
        ("Id", lambda p: p.id),
    ]
    empty = "No projects yet. Make one with `goldsmith projects create NAME --modality text.v1 --template NAME`."
    session.output.listing(session.client.projects.list(), columns, empty=empty)


@register(projects, "show")
def show_project(session: Session, project: ProjectArgument) -> None:
    """Show one project: settings and how far it is."""
    found = choose_project(session.client, project)
    session.output.facts(found, _facts(found))


@register(projects, "settings")
def change_settings(
    session: Session,
    project: ProjectArgument,
    *,
    name: Annotated[str | None, typer.Option(help="A new name.")] = None,
    status: Annotated[str | None, typer.Option(help="active, paused or archived.")] = None,
    labeling: Labeling = None,
    answers_needed: Count = None,
    review_percent: Percent = None,
    audit_percent: Percent = None,
    self_review: SelfReview = None,
    similar_above: Similar = None,
    sensitive: Sensitive = None,
    most_a_day: MostADay = None,
    lease_seconds: Seconds = None,
    cut: CutInto = None,
    target_accuracy: Share = None,
    confidence: Share = None,
    most_answers: Budget = None,
    deadline: Deadline = None,
    ontology: JsonFile = None,
    instructions: TextFile = None,
) -> None:
    """Change a project; what is left out stays. A new ontology or new instructions make a new version."""
    found = choose_project(session.client, project)
    if ontology:
        session.client.ontology.put(found.id, read_json_file(ontology, "ontology"))
    if instructions:
        session.client.instructions.put(found.id, instructions.read_text())
    session.client.projects.change(
        found.id,
        name=name,
        status=status,
        labeling=labeling,
        answers_needed=answers_needed,
        review_percent=review_percent,
        audit_percent=audit_percent,
        self_review=self_review,
        similar_above=similar_above,
        is_sensitive=sensitive,
        most_a_day=most_a_day,
        lease_seconds=lease_seconds,
        contract=_contract(found.contract, target_accuracy, confidence, most_answers, deadline),
        cut=None if cut is None else "none" if cut == "none" else _cut(cut),
    )
    changed = session.client.projects.get(found.id)
    session.output.facts(changed, _facts(changed))


def _template(client: Goldsmith, modality: str, name: str) -> dict[str, Any]:
    templates = [
        template for known in client.modalities.list() if known.name == modality for template in known.templates
    ]
    for template in templates:
        if template["name"] == name:
            return template
    names = ", ".join(template["name"] for template in templates) or "none"
    raise InvalidError(f"{modality} has no template {name!r}. It has: {names}.", field="template")


def _contract(
    before: QualityContract | None,
    target_accuracy: float | None,
    confidence: float | None,
    most_answers: int | None,
    deadline: str | None,
) -> QualityContract | None:
    """The contract with what was named changed; None when nothing was."""
    import msgspec

    from goldsmith.client.types import QualityContract

    named = {"target_accuracy": target_accuracy, "confidence": confidence, "most_answers": most_answers}
    changes: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    if deadline is not None:
        changes["deadline"] = None if deadline == "none" else _read_time(deadline)
    return msgspec.structs.replace(before or QualityContract(), **changes) if changes else None


def _cut(text: str) -> Cut:
    from goldsmith.client.types import Cut

    length, _, overlap = text.partition("/")
    if not (length.isascii() and length.isdigit() and overlap.isascii() and overlap.isdigit() and len(text) < 20):
        raise MalformedError(f"{text} is no length and overlap, as 600/30 is.", field="cut")
    return Cut(int(length), int(overlap))


def _read_time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise MalformedError(f"{text} is no time with a time zone, as 2030-06-01T18:00:00Z is.", field="deadline")
    return moment


def _facts(project: Project) -> dict[str, object]:
    counts = ", ".join(f"{name} {count:,}" for name, count in sorted(project.counts.items()) if count)
    contract, similar = project.contract, project.similar_above
    return {
        "Name": project.name,
        "Id": project.id,
        "Modality": project.modality,
        "Status": project.status,
        "Labeling": project.labeling,
        "Answers needed": project.answers_needed,
        "Review": f"{project.review_percent:g} %",
        "Audit": f"{project.audit_percent:g} %",
        "Self-review": "yes" if project.self_review else "no",
        "Models' words": f"reviewed above {similar:.0%}" if similar else "any share",
        "Can disturb": "yes" if project.is_sensitive else "no",
        "Most a day": "any number" if project.most_a_day is None else f"{project.most_a_day:,}",
        "Lease": f"{project.lease_seconds} s",
        "Parts": f"at most {project.cut.length:,}, overlapping by {project.cut.overlap:,}" if project.cut else "none",
        "Contract": f"{contract.target_accuracy:.1%} accurate, {contract.confidence:.0%} sure",
        "Most answers": "any number" if contract.most_answers is None else f"{contract.most_answers:,}",
        "Deadline": "none" if contract.deadline is None else contract.deadline.isoformat(),
        "Ontology": f"version {project.ontology_version}",
        "Instructions": f"version {project.instructions_version}",
        "Counts": counts,
    }
