"""Run the API server. The process that watches over its workers stays light: only they load the app."""

from __future__ import annotations

import os

from goldsmith.settings import Settings, read_settings
from goldsmith.supervisor import watch_lifeline

PREPARED = "GOLDSMITH_PREPARED"


def serve(*, port: int, host: str, workers: int | None) -> None:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces, Loops

    watch_lifeline()
    settings = read_settings()
    _prepare_once(settings)
    Granian(
        "goldsmith.app:create",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers or settings.api_workers,
        loop=Loops.uvloop,
        log_access=False,
        respawn_failed_workers=True,
        backpressure=256,
        workers_kill_timeout=10,
    ).serve()


def _prepare_once(settings: Settings) -> None:
    """Migrate and make the administrator, unless `goldsmith up` did so already."""
    if settings.database_url and PREPARED not in os.environ:
        import asyncio

        from goldsmith.first_start import prepare
        from goldsmith.private_files import show_first_sign_in

        asyncio.run(prepare(settings))
        show_first_sign_in(settings.folder, print)


if __name__ == "__main__":
    chosen = read_settings()
    serve(port=chosen.port, host=chosen.host, workers=chosen.api_workers)
