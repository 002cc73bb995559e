"""`goldsmith deliver`, `export` and `verify`: from completed tasks to a file that proves itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from goldsmith.commands.choose import choose_project
from goldsmith.commands.frame import Session, register, register_offline
from goldsmith.commands.output import Output
from goldsmith.errors import MalformedError, UnavailableError

if TYPE_CHECKING:
    from goldsmith.client import Delivery
    from goldsmith.client.types import Joined
    from goldsmith.verify import Verification

MOST_SHOWN: Final = 10


def add_to(app: typer.Typer) -> None:
    register(app, "deliver")(deliver)
    register(app, "export")(export)
    register_offline(app, "verify")(verify)
    register_offline(app, "certificate")(show_certificate)


def deliver(
    session: Session,
    project: Annotated[str, typer.Argument(help="A project, by name or id.")],
    name: Annotated[str | None, typer.Option(help="What to call the delivery.")] = None,
) -> None:
    """Freeze and certify what is completed.

    Waits until the delivery is ready, and says how to export it.
    """
    found = choose_project(session.client, project)
    begun = session.client.deliveries.create(found.id, name=name)
    session.output.note(f"Building {begun.id} …")
    delivery = session.client.deliveries.wait(begun.id)
    session.output.facts(delivery, _facts(delivery))


def export(
    session: Session,
    delivery: Annotated[str, typer.Argument(help="A delivery, by its id.")],
    format: Annotated[str, typer.Option(help="jsonl, parquet, or another format of the modality.")] = "jsonl",  # noqa: A002
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="The file; default: stdout.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the certificate here too.")] = None,
) -> None:
    """Stream a delivery to a file, or to stdout. The same delivery gives the same bytes every time."""
    if certificate:
        certificate.write_bytes(session.client.deliveries.certificate_text(delivery))
    if output is None:
        session.client.deliveries.stream(delivery, _Stdout(), format=format)
        return
    session.client.deliveries.download(delivery, output, format=format)
    files = session.client.deliveries.get(delivery).files
    written = next((file for file in files if file.format == format), None)
    losses, joined = (written.losses, written.joined) if written else ([], None)
    for loss in losses:
        session.output.note(f"  left out {loss.lost}: {loss.count:,}")
    for line in _joined(joined) if joined else ():
        session.output.note(f"  {line}")
    size = output.stat().st_size
    told = {"delivery": delivery, "format": format, "file": str(output), "bytes": size, "losses": losses}
    told |= {"joined": joined} if joined else {}
    session.output.result(told, f"Wrote {output} ({size:,} bytes).")


def _joined(joined: Joined) -> Iterator[str]:
    """What came of joining parts, in lines that a person reads."""
    yield f"joined {joined.parts:,} parts to {joined.wholes:,}: {joined.matched:,} objects matched"
    if joined.similarity is not None and joined.least_similarity is not None:
        yield f"they are alike by {joined.similarity:.0%} on average, {joined.least_similarity:.0%} at least"
    if joined.one_sided:
        yield f"only one of two parts has {joined.one_sided:,} objects where both look; they are kept:"
    for each in joined.named[:MOST_SHOWN]:
        first, last = (_place(place, joined.measure) for place in (each.first, each.last))
        yield f"  {each.whole} part {each.part}, {first} to {last}: {each.label} {each.uuid}"


def _place(place: int, measure: str) -> str:
    """A frame by its number, a moment of a recording as a clock shows it."""
    if measure != "milliseconds":
        return str(place)
    minutes, milliseconds = divmod(place, 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def verify(
    output: Output,
    certificate: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The certificate, a JSON file.")],
    export_file: Annotated[
        Path, typer.Argument(metavar="EXPORT", exists=True, help="The exported JSONL file, or its folder.")
    ],
    trust: Annotated[
        list[str] | None, typer.Option(help="The id of a signing key that you trust; may be repeated.")
    ] = None,
) -> None:
    """Check a certificate and its records, offline.

    Whether it is genuine, and whether these are the records it speaks of. Exit code 1 if not.
    """
    from goldsmith import verify as verification

    try:
        found = verification.verify(certificate, export_file, trust=trust or ())
    except verification.UnreadableError as error:
        raise MalformedError(str(error), code="unreadable") from error
    told = {
        "valid": found.is_valid,
        "trusted": found.is_trusted,
        "key_id": found.key_id,
        "checks": [{"name": check.name, "passed": check.passed, "sentence": check.sentence} for check in found.checks],
    }
    lines = [f"{'ok  ' if check.passed else 'BAD '} {check.sentence}" for check in found.checks]
    output.result(told, "\n".join([*lines, _trust_line(found), "Valid." if found.is_valid else "NOT VALID."]))
    if not found.is_valid:
        raise typer.Exit(1)


def show_certificate(
    output: Output,
    certificate: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The certificate, a JSON file.")],
    page: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="The page; default: beside the certificate.")
    ] = None,
) -> None:
    """Write a certificate as one page for people, to open in a browser and to print or save as PDF. Offline."""
    import json

    from goldsmith.sheet import render_sheet

    try:
        text = render_sheet(json.loads(certificate.read_bytes()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MalformedError(f"{certificate} is not a whole certificate.", code="unreadable") from error
    written = page or certificate.with_suffix(".html")
    written.write_text(text, encoding="utf-8")
    output.result({"page": str(written)}, f"Wrote {written}. Open it in a browser; print it, or save it as PDF.")


def _trust_line(found: Verification) -> str:
    if found.is_trusted is None:
        return f"     Signed by {found.key_id}. Compare it with the issuer's, or pin it with --trust."
    verdict, word = ("ok  ", "which") if found.is_trusted else ("BAD ", "not one that")
    return f"{verdict} Signed by {found.key_id}, {word} you trust."


def _facts(delivery: Delivery) -> dict[str, object]:
    return {
        "Delivery": delivery.id,
        "Records": f"{delivery.records or 0:,}",
        "Root": delivery.root,
        "Formats": ", ".join(delivery.export_formats),
        "Next": f"goldsmith export {delivery.id} -o gold.jsonl --certificate certificate.json",
    }


class _Stdout:
    """Writes to stdout, which cannot be taken back: after the first byte a broken stream is an error."""

    def __init__(self) -> None:
        self._begun = False

    def restart(self) -> None:
        if self._begun:
            raise UnavailableError("The stream broke in the middle. Export to a file with -o to make it safe.")

    def write(self, chunk: bytes) -> None:
        self._begun = True
        sys.stdout.buffer.write(chunk)
