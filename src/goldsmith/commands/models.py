"""`goldsmith models`: let models answer first."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goldsmith.commands.choose import choose_project, read_json_file
from goldsmith.commands.frame import Session, new_group, register
from goldsmith.errors import MalformedError

if TYPE_CHECKING:
    from goldsmith.client.types import Model

MILLION = 1_000_000
ModelArgument = Annotated[str, typer.Argument(metavar="MODEL", help="A model, by its id.")]

ModelFileOption = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="An ONNX file of a detector or segmenter.")
]

models = new_group("Models that answer first: learnt from people's answers, or asked elsewhere.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(models, name="models")


@register(models, "add")
def add_model(
    session: Session,
    project: Annotated[str, typer.Argument(help="A project, by name or id.")],
    *,
    kind: Annotated[
        str, typer.Option(help="learned, chat, label_studio, detector, segmenter or practice.")
    ] = "learned",
    name: Annotated[str | None, typer.Option(help="What to call it.")] = None,
    at: Annotated[str | None, typer.Option(help="The address of its server, as in https://models.example/v1.")] = None,
    model: Annotated[str | None, typer.Option(help="What a chat server calls the model.")] = None,
    secret_from: Annotated[
        str | None, typer.Option(metavar="VARIABLE", help="The variable that holds the key of its server.")
    ] = None,
    budget: Annotated[float | None, typer.Option(help="How much it may cost in all.")] = None,
    price_in: Annotated[float | None, typer.Option(help="The price of a million tokens that it reads.")] = None,
    price_out: Annotated[float | None, typer.Option(help="The price of a million tokens that it writes.")] = None,
    file: ModelFileOption = None,
    encoder: ModelFileOption = None,
    decoder: ModelFileOption = None,
    classes: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A detector's classes: a line each, or a JSON list."),
    ] = None,
    personality: Annotated[
        str | None, typer.Option(help="How a practice model talks: plain, terse, verbose, wrong or silent.")
    ] = None,
    settings: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="More settings: a JSON file.")
    ] = None,
    shown: Annotated[bool, typer.Option("--shown", help="Let people see its answers before they give theirs.")] = False,
    on_duty: Annotated[bool, typer.Option("--on-duty", help="Let it answer new tasks by itself.")] = False,
) -> None:
    """Add a model to a project. A learned one needs nothing else and begins by itself."""
    found = choose_project(session.client, project)
    given = {"url": at, "model": model, "personality": personality, **_costs(budget, price_in, price_out)}
    chosen: dict[str, Any] = read_json_file(settings, "settings") if settings else {}
    chosen |= {option: value for option, value in given.items() if value is not None}
    files = {"file": file, "encoder": encoder, "decoder": decoder}
    chosen |= {name: session.client.models.upload_file(path).sha256 for name, path in files.items() if path}
    chosen |= {"classes": _classes(classes)} if classes else {}
    key = _secret(secret_from) if secret_from else None
    made = session.client.models.create(
        found.id, kind=kind, name=name, settings=chosen, key=key, shown=shown, on_duty=on_duty
    )
    session.output.result(made, f"Added {made.name} ({made.id}).")


@register(models, "list")
def list_models(session: Session, project: Annotated[str, typer.Argument(help="A project, by name or id.")]) -> None:
    """Show a project's models: how far they are, what they know, what they cost."""
    found = choose_project(session.client, project)
    session.output.listing(
        session.client.models.list(found.id),
        [
            ("Id", lambda each: each.id),
            ("Name", lambda each: each.name),
            ("Kind", lambda each: each.kind),
            ("Status", lambda each: f"{each.status}, on duty" if each.on_duty else each.status),
            ("Tasks", lambda each: f"{each.tasks_answered:,}"),
            ("Right", _accuracy),
            ("By people", _reliability),
            ("Cost", lambda each: f"{each.cost_micros / MILLION:.2f}" if each.cost_micros else None),
            ("Note", lambda each: each.reason),
        ],
        empty="No models. `goldsmith models add PROJECT` adds one that learns from people's answers.",
    )


@register(models, "run")
def run_model(
    session: Session,
    model: ModelArgument,
    *,
    wait: Annotated[bool, typer.Option(help="Wait until it has answered all open tasks.")] = True,
) -> None:
    """Let a model answer the open tasks. Exit code 1 if it stopped before the end."""
    begun = session.client.models.run(model)
    if wait:
        session.output.note(f"{begun.name} answers …")
        begun = session.client.models.wait(model)
    session.output.result(begun, _how_it_went(begun))
    if begun.status == "stopped":
        raise typer.Exit(1)


@register(models, "change")
def change_model(
    session: Session,
    model: ModelArgument,
    *,
    on_duty: Annotated[bool | None, typer.Option(help="Let it answer new tasks by itself, or no more.")] = None,
    budget: Annotated[float | None, typer.Option(help="How much a chat model may cost in all.")] = None,
    least_score: Annotated[
        float | None, typer.Option(help="How sure a detector has to be of what it says, from 0 to 1.")
    ] = None,
) -> None:
    """Let a model answer new tasks by itself, or no more; give a chat model another budget, a detector a threshold."""
    costs = _costs(budget, None, None)
    changed = session.client.models.change(
        model, on_duty=on_duty, most_cost_micros=costs["most_cost_micros"], least_score=least_score
    )
    duty = "answers new tasks by itself" if changed.on_duty else "answers when you say so"
    cost = f" and may cost {budget:.2f} {changed.settings.get('currency', '')}" if budget is not None else ""
    sure = f" and says what it is at least {least_score:.0%} sure of" if least_score is not None else ""
    session.output.result(changed, f"{changed.name} {duty}{cost}{sure}.")


@register(models, "stop")
def stop_model(session: Session, model: ModelArgument) -> None:
    """End a model's run, and let it rest until you let it run."""
    stopped = session.client.models.stop(model)
    session.output.result(stopped, f"{stopped.name} rests until somebody lets it run.")


@register(models, "remove")
def remove_model(session: Session, model: ModelArgument) -> None:
    """Let a model answer no more. What it said stays."""
    session.client.models.remove(model)
    session.output.result({"id": model, "removed": True}, f"Removed {model}. What it said stays.")


@register(models, "talk")
def talk_to_models(
    session: Session,
    project: Annotated[str, typer.Argument(help="A project, by name or id.")],
    named: Annotated[
        list[str] | None, typer.Argument(metavar="[MODEL]...", help="The models that labelers talk to, by their ids.")
    ] = None,
    *,
    replies: Annotated[int, typer.Option(help="How many of them answer a message.")] = 2,
    temperature: Annotated[float | None, typer.Option(help="0 for the same reply to the same words.")] = None,
    cap: Annotated[float | None, typer.Option(help="How much talking may cost in all.")] = None,
    cap_a_day: Annotated[float | None, typer.Option(help="How much it may cost in a day.")] = None,
    currency: Annotated[str, typer.Option(help="What the models are paid in.")] = "EUR",
) -> None:
    """Let labelers talk to models while they label, blind. Without models nobody talks."""
    found = choose_project(session.client, project)
    caps = {"most_cost_micros": cap, "most_cost_micros_a_day": cap_a_day}
    micros = {name: None if value is None else round(value * MILLION) for name, value in caps.items()}
    chosen = {"replies_per_turn": replies, "temperature": temperature, "currency": currency, **micros}
    talk = session.client.talk.change(found.id, named or [], chosen)
    count = len(talk.settings["models"])
    said = f"Labelers of {found.name} talk to {count} models." if count else f"Nobody talks to models in {found.name}."
    session.output.result(talk, said)


@register(models, "test-rubrics")
def let_test_rubrics(
    session: Session,
    project: Annotated[str, typer.Argument(help="A project, by name or id.")],
    model: Annotated[
        str | None, typer.Argument(help="The model that grades, by its id; none: nothing is tested.")
    ] = None,
    *,
    tests: Annotated[int, typer.Option(help="How often a writer may test the rubric of one item.")] = 5,
    gap: Annotated[float, typer.Option(help="How far each good response has to stand above each bad one.")] = 0.1,
) -> None:
    """Let a model grade planted responses by the rubrics that labelers write."""
    found = choose_project(session.client, project)
    testing = session.client.rubrics.change(found.id, model, {"most_tests": tests, "least_gap": gap})
    said = f"Rubrics of {found.name} are tested by {model}." if model else f"No rubrics are tested in {found.name}."
    session.output.result(testing, said)


def _costs(budget: float | None, price_in: float | None, price_out: float | None) -> dict[str, int | None]:
    named = {"most_cost_micros": budget, "price_in_micros": price_in, "price_out_micros": price_out}
    return {name: None if value is None else round(value * MILLION) for name, value in named.items()}


def _classes(path: Path) -> list[str]:
    if path.suffix == ".json":
        named: list[str] = read_json_file(path, "classes")
        return named
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]


def _secret(variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        raise MalformedError(f"The variable {variable} is not set here.", field="secret_from")
    return value


def _accuracy(model: Model) -> str | None:
    """How often it was right in cross-validation, for each question that it learnt."""
    learnt: dict[str, Any] = model.facts.get("questions", {})
    return ", ".join(f"{name} {facts['accuracy']:.0%}" for name, facts in learnt.items()) or None


def _reliability(model: Model) -> str | None:
    """How often it was right where people answered too, for each question with enough answers to tell."""
    return ", ".join(f"{each.question} {each.reliability:.0%}" for each in model.skills) or None


def _how_it_went(model: Model) -> str:
    said = f"{model.name} has answered {model.tasks_answered:,} tasks and is {model.status}."
    return f"{said} {model.reason}" if model.reason else said
