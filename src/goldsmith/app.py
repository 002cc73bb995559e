"""Assemble the server: ports, routes, errors, headers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.middleware import DefineMiddleware

from goldsmith.buckets.api import ROUTER as BUCKETS
from goldsmith.compat.label_studio.api import ROUTER as LABEL_STUDIO
from goldsmith.compat.scale.api import ROUTER as SCALE
from goldsmith.compat.scale.wire import serve_v1, serve_v2
from goldsmith.events.api import ROUTER as EVENTS
from goldsmith.events.live import Broadcast
from goldsmith.http.callers import provide_foundry, provide_principal
from goldsmith.http.errors import EXCEPTION_HANDLERS, MAX_BODY
from goldsmith.http.guard import refuse_unknown_parameters
from goldsmith.http.headers import add_security_headers
from goldsmith.http.health import check_alive, check_ready
from goldsmith.http.idempotency import IdempotencyMiddleware
from goldsmith.http.openapi import API_FILE, StructPlugin
from goldsmith.http.web import WebApp, serve_web
from goldsmith.journey.audit.api import ROUTER as AUDIT
from goldsmith.journey.deliver.api import ROUTER as DELIVER
from goldsmith.journey.exposure.api import ROUTER as EXPOSURE
from goldsmith.journey.functions.api import ROUTER as FUNCTIONS
from goldsmith.journey.ingest.api import ROUTER as INGEST
from goldsmith.journey.label.api import ROUTER as LABEL
from goldsmith.journey.prelabel.api import ROUTER as PRELABEL
from goldsmith.journey.review.api import ROUTER as REVIEW
from goldsmith.journey.route.api import ROUTER as ROUTE
from goldsmith.journey.rubrics.api import ROUTER as RUBRICS
from goldsmith.journey.talk.api import ROUTER as TALK
from goldsmith.knowledge.api import ROUTER as KNOWLEDGE
from goldsmith.opening import open_foundry
from goldsmith.projects.api import ROUTER as PROJECTS
from goldsmith.projects.taxonomy.api import ROUTER as TAXONOMIES
from goldsmith.quality.api import ROUTER as QUALITY
from goldsmith.settings import Settings, read_settings
from goldsmith.tasks.api import ROUTER as TASKS
from goldsmith.tenancy.access import AccessDesk
from goldsmith.tenancy.api import ROUTER as TENANCY
from goldsmith.webhooks.api import ROUTER as WEBHOOKS


def create() -> Litestar:
    """The server of this process's settings: what granian calls in each worker."""
    return create_app(read_settings())


def create_app(settings: Settings) -> Litestar:
    """The whole server. Nothing is connected before it starts."""
    stages = [
        TENANCY,
        PROJECTS,
        LABEL_STUDIO,
        TAXONOMIES,
        INGEST,
        FUNCTIONS,
        PRELABEL,
        TALK,
        RUBRICS,
        EXPOSURE,
        ROUTE,
        LABEL,
        REVIEW,
        AUDIT,
        DELIVER,
        TASKS,
        QUALITY,
        EVENTS,
        WEBHOOKS,
        BUCKETS,
        KNOWLEDGE,
        SCALE,
    ]
    return Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=stages),
            check_alive,
            check_ready,
            serve_v1,
            serve_v2,
            serve_web,
        ],
        dependencies={"foundry": Provide(provide_foundry), "principal": Provide(provide_principal)},
        before_request=refuse_unknown_parameters,
        exception_handlers=EXCEPTION_HANDLERS,
        middleware=[DefineMiddleware(IdempotencyMiddleware)],
        lifespan=[lambda app: _open(app, settings)],
        openapi_config=API_FILE,
        plugins=[StructPlugin()],
        request_max_body_size=MAX_BODY,
        before_send=[add_security_headers],
        logging_config=None,
        pdb_on_exception=False,
    )


@asynccontextmanager
async def _open(app: Litestar, settings: Settings) -> AsyncIterator[None]:
    foundry = open_foundry(settings)
    desk = AccessDesk(foundry.db)
    broadcast = Broadcast(foundry.db, desk.forget)
    app.state.foundry, app.state.access_desk, app.state.broadcast = foundry, desk, broadcast
    app.state.web_app = WebApp(web_folder())
    broadcast.start()
    try:
        yield
    finally:
        await broadcast.stop()
        await foundry.db.close()


def web_folder() -> Path:
    """Where the built web app lies: inside the package when installed, beside it in a checkout."""
    packaged = Path(str(files("goldsmith"))) / "web_dist"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "web" / "dist"
