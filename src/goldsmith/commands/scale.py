"""`goldsmith import scale`: a Scale account becomes projects, batches and tasks here. Run again: only what is new."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goldsmith.commands.frame import Session, register
from goldsmith.errors import InvalidError, MalformedError

if TYPE_CHECKING:
    from goldsmith.compat.scale.importing import Files, Importer, Report

SHOWN_REFUSALS = 20
SCALE = "https://api.scale.com"


def add_to(imports: typer.Typer) -> None:
    register(imports, "scale")(import_scale)


def import_scale(
    session: Session,
    scale_key: Annotated[
        str, typer.Option(envvar="SCALE_API_KEY", help="The account's key at Scale.", show_default=False)
    ],
    account: Annotated[str, typer.Option("--from", metavar="URL", help="Where the account is.")] = SCALE,
    project: Annotated[list[str] | None, typer.Option(help="Only this project; give it again for more.")] = None,
    responses: Annotated[
        str, typer.Option(metavar="hypothesis|gold|none", help="What becomes of finished tasks' responses.")
    ] = "hypothesis",
    attachments: Annotated[
        bool, typer.Option(help="Also download files behind plain addresses and upload them here.")
    ] = False,
    results: Annotated[
        Path | None, typer.Option(file_okay=False, help="Save every response, and the files it names, in this folder.")
    ] = None,
) -> None:
    """Bring a Scale account over.

    Projects with every version of their parameters, batches, tasks with responses, files. Finished tasks rest in
    staged batches: nothing that is done becomes work again unasked. Safe to stop and to run again: what is in is not
    added twice.
    """
    importer = _importer(session, account.rstrip("/"), scale_key, _choices(project, responses, attachments), results)
    with session.output.bars() as bars:
        shown: dict[str, Any] = {}
        for progress in importer.run():
            if progress.project not in shown:
                shown[progress.project] = bars.add(progress.project[:40], progress.total, "tasks")
            shown[progress.project](progress.done)
    _tell(session, importer.report)


def _choices(projects: list[str] | None, responses: str, attachments: bool) -> Any:
    _need_client()
    from goldsmith.compat.scale.importing import Choices, Responses

    if responses not in {each.value for each in Responses}:
        raise InvalidError("Responses become hypothesis, gold or none.", field="responses")
    return Choices(projects=tuple(projects or ()), responses=Responses(responses), attachments=attachments)


def _need_client() -> None:
    if importlib.util.find_spec("scaleapi") is None:
        raise MalformedError('Scale\'s client is not installed. Run: pip install "goldsmith[scale]"', code="no_client")


def _importer(session: Session, account: str, key: str, choices: Any, results: Path | None) -> Importer:
    from goldsmith.compat.scale import connect
    from goldsmith.compat.scale.importing import Door, Importer, act_for

    here = session.where
    if (account, key) == (here.url.rstrip("/"), here.key):
        raise InvalidError("This would carry an account into itself.", field="from")
    target = connect(here.key, here.url)
    act_for(target, session.customer)
    ours = Door(target, f"Goldsmith at {here.url}")
    theirs = Door(connect(key, account), f"Scale at {account}")
    return Importer(theirs, ours, _files(session, ours, account, key, results), choices)


def _files(session: Session, ours: Any, account: str, key: str, results: Path | None) -> Files:
    from goldsmith.commands.journal import Journal
    from goldsmith.compat.scale.importing import Files

    here = session.where
    journal = Journal.of(here.url, here.key, session.customer or "", "scale", account)
    return Files(ours, journal, results, account=account, key=key)


def _tell(session: Session, report: Report) -> None:
    say = session.output.note
    for refused in report.refusals[:SHOWN_REFUSALS]:
        say(f"  refused {refused.name}: {refused.reason}")
    for what, count in sorted((+report.losses).items()):
        say(f"  left out {what}: {count:,}")
    for what, count in sorted(report.notes.items()):
        say(f"  {count:,} tasks {what}.")
    made = f"{report.projects:,} projects, {report.batches:,} batches, {report.tasks:,} tasks, {report.files:,} files"
    rest = f"{report.known:,} tasks known already, {report.refused:,} refused, {report.results:,} result files saved"
    losses = dict(+report.losses)
    told = {**_fields(report), "losses": losses, "notes": dict(report.notes)}
    session.output.result(told, f"New: {made}. {rest[0].upper()}{rest[1:]}.")


def _fields(report: Report) -> dict[str, Any]:
    import msgspec

    return msgspec.structs.asdict(report)
