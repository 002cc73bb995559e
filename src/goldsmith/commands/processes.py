"""The commands that are the product itself: up, serve, work, migrate. Each hands over to the part that it starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from goldsmith.commands.output import Output
from goldsmith.errors import GoldsmithError

Port = Annotated[
    int, typer.Option(envvar="GOLDSMITH_PORT", min=0, max=65535, help="Where to listen; 0 takes a free one.")
]
Host = Annotated[str, typer.Option(envvar="GOLDSMITH_HOST", help="The address to listen on.")]
Folder = Annotated[Path, typer.Option("--data", envvar="GOLDSMITH_DATA", file_okay=False, help="Where state lives.")]
Workers = Annotated[
    int | None,
    typer.Option(envvar="GOLDSMITH_API_WORKERS", min=1, max=256, help="API processes; default: one a core, at most 4."),
]


def add_to(app: typer.Typer) -> None:
    app.command("up")(up)
    app.command("serve")(serve)
    app.command("work")(work)
    app.command("migrate")(migrate)


def up(
    *,
    port: Port = 8000,
    host: Host = "127.0.0.1",
    data: Folder = Path("goldsmith-data"),
    workers: Workers = None,
    demo: Annotated[bool, typer.Option(envvar="GOLDSMITH_DEMO", help="Load the demo on the first start.")] = True,
    ready_file: Annotated[
        Path | None,
        typer.Option(
            envvar="GOLDSMITH_READY_FILE", dir_okay=False, help="Write url and admin key here, as JSON, once ready."
        ),
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open", envvar="GOLDSMITH_OPEN", help="Open the browser once ready.")
    ] = False,
) -> None:
    """Start everything on this machine.

    Database, API and job workers, in one process tree. Ctrl-C stops it cleanly.
    """
    from goldsmith.up import Start, become

    become(
        Start(
            port=port,
            host=host,
            folder=data,
            workers=workers,
            demo=demo,
            ready_file=ready_file,
            open_browser=open_browser,
        )
    )


def serve(*, port: Port = 8000, host: Host = "127.0.0.1", workers: Workers = None) -> None:
    """Serve the API and the web app.

    On the database that DATABASE_URL names.
    """
    from goldsmith import serving

    with _failing_plainly():
        serving.serve(port=port, host=host, workers=workers)


def work() -> None:
    """Run background jobs.

    On the database that DATABASE_URL names.
    """
    from goldsmith import worker

    with _failing_plainly():
        worker.run()


def migrate() -> None:
    """Bring the database to this version.

    The one that DATABASE_URL names.
    """
    from goldsmith import migrate as migrations

    with _failing_plainly():
        migrations.run()


@contextmanager
def _failing_plainly() -> Iterator[None]:
    """Say in one sentence what an operator can mend; everything else keeps its trace."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, _mendable()):
            raise
        Output(as_json=False).fail(GoldsmithError(str(error) or type(error).__name__))
        raise typer.Exit(1) from error


def _mendable() -> tuple[type[Exception], ...]:
    import asyncpg

    from goldsmith.migrate import MigrationChangedError
    from goldsmith.opening import NoDatabaseError

    return (NoDatabaseError, MigrationChangedError, GoldsmithError, OSError, asyncpg.PostgresError)
