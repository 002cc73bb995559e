"""`goldsmith buckets`: buckets of the customer's own, opened with credentials that no command line shows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from goldsmith.commands.choose import read_json_file
from goldsmith.commands.frame import Session, new_group, register
from goldsmith.errors import MalformedError

BucketArgument = Annotated[str, typer.Argument(metavar="BUCKET", help="A bucket, as `buckets list` shows it.")]
PROVIDERS: Final = ("s3", "gs", "az")
ASKED: Final = {
    "s3": {"access_key_id": "Access key id", "secret_access_key": "Secret access key"},
    "az": {"account_name": "Storage account", "account_key": "Account key"},
}
VARIABLES: Final = {
    "s3": {
        "access_key_id": "AWS_ACCESS_KEY_ID",
        "secret_access_key": "AWS_SECRET_ACCESS_KEY",
        "session_token": "AWS_SESSION_TOKEN",
    },
    "az": {"account_name": "AZURE_STORAGE_ACCOUNT", "account_key": "AZURE_STORAGE_KEY"},
}

buckets = new_group("Buckets of your own: rows may name their objects, as in s3://bucket/key.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(buckets, name="buckets")


@register(buckets, "add")
def add_bucket(
    session: Session,
    where: Annotated[str, typer.Argument(help="The bucket, or a folder of it: s3://…, gs://… or az://….")],
    *,
    region: Annotated[str | None, typer.Option(help="Where an S3 bucket lies, as in eu-central-1.")] = None,
    endpoint: Annotated[
        str | None, typer.Option(help="The address of a server that is not the provider's own.")
    ] = None,
    credentials: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A JSON file that holds the credentials.")
    ] = None,
    from_environment: Annotated[
        bool, typer.Option("--from-environment", help="Take them from the variables that the provider's tools use.")
    ] = False,
) -> None:
    """Register a bucket. Its credentials come from a file, from variables, or are asked for."""
    provider, name, prefix = _read_place(where)
    given = _read_credentials(provider, credentials, from_environment=from_environment)
    made = session.client.buckets.create(
        provider=provider, name=name, prefix=prefix, region=region, endpoint=endpoint, credentials=given
    )
    session.output.result(made, f"Registered {where} ({made.id}). Rows may now name its objects, as in {where}/….")


@register(buckets, "list")
def list_buckets(session: Session) -> None:
    """Show the buckets that are registered, never their credentials."""
    columns = [
        ("Bucket", lambda each: f"{each.provider}://{each.name}/{each.prefix}"),
        ("Region", lambda each: each.region),
        ("Endpoint", lambda each: each.endpoint),
        ("Since", lambda each: each.created_at),
        ("Id", lambda each: each.id),
    ]
    empty = "No buckets. `goldsmith buckets add s3://NAME --region REGION` registers one."
    session.output.listing(session.client.buckets.list(), columns, empty=empty)


@register(buckets, "check")
def check_bucket(
    session: Session, bucket: BucketArgument, key: Annotated[str, typer.Argument(help="The name of an object in it.")]
) -> None:
    """Try to read one object. Exit code 1 if it cannot be read."""
    checked = session.client.buckets.check(bucket, key)
    session.output.result(checked, checked.reason or "The object can be read.")
    if not checked.is_readable:
        raise typer.Exit(1)


@register(buckets, "remove")
def remove_bucket(session: Session, bucket: BucketArgument) -> None:
    """Forget a bucket and its credentials. Files that were read from it stay."""
    session.client.buckets.remove(bucket)
    session.output.result({"id": bucket, "removed": True}, f"Removed {bucket}. Files that were read from it stay.")


def _read_place(where: str) -> tuple[str, str, str]:
    """Provider, name, folder."""
    provider, separator, rest = where.partition("://")
    name, _, prefix = rest.partition("/")
    if provider not in PROVIDERS or not separator or not name:
        raise MalformedError("Name the bucket as s3://NAME, gs://NAME or az://CONTAINER.", field="where")
    return provider, name, prefix


def _read_credentials(provider: str, file: Path | None, *, from_environment: bool) -> dict[str, str]:
    if file is not None:
        return _read_file(file)
    if from_environment:
        return _read_file(_key_file()) if provider == "gs" else _read_variables(VARIABLES[provider])
    if provider == "gs":
        raise MalformedError("Give the service account's key file with --credentials.", field="credentials")
    return {
        name: typer.prompt(title, hide_input=name.endswith("key"), err=True) for name, title in ASKED[provider].items()
    }


def _read_file(file: Path) -> dict[str, str]:
    found: Any = read_json_file(file, "credentials")
    if not isinstance(found, dict):
        raise MalformedError(f"{file} holds no JSON object.", field="credentials")
    return {str(name): value for name, value in found.items() if isinstance(value, str)}


def _read_variables(variables: dict[str, str]) -> dict[str, str]:
    found = {name: value for name, variable in variables.items() if (value := os.environ.get(variable))}
    missing = [variable for name, variable in variables.items() if name not in found and name != "session_token"]
    if missing:
        raise MalformedError(f"Not set here: {', '.join(missing)}.", field="from_environment")
    return found


def _key_file() -> Path:
    named = os.environ.get("GOOGLE_APPLICATION_CREDENTIALS")
    if not named:
        raise MalformedError("Not set here: GOOGLE_APPLICATION_CREDENTIALS.", field="from_environment")
    return Path(named)
