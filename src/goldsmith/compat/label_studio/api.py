"""HTTP: what a Label Studio labeling config would become as a project."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from litestar import Router, post

from goldsmith.modalities.label_studio.config import read_config
from goldsmith.modalities.label_studio.tags import MOST_CONFIG_BYTES, NotUnderstood
from goldsmith.projects.api import OntologyJson
from goldsmith.tenancy.principal import OPERATION, Principal

__all__ = ["ROUTER"]


class LabelStudioConfig(msgspec.Struct, forbid_unknown_fields=True):
    """A labeling config, as Label Studio shows it under Settings, Labeling Interface, Code."""

    config: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_CONFIG_BYTES)]


class LabelStudioProject(msgspec.Struct):
    """What a project needs to ask the same, and what of the config it would not take over."""

    modality: str
    ontology: OntologyJson
    instructions: str
    not_understood: list[NotUnderstood]


@post("/label-studio/config", status_code=200)
async def read_label_studio_config(data: LabelStudioConfig, principal: Principal) -> LabelStudioProject:
    """Say what a Label Studio labeling config would become; nothing is made."""
    principal.need(OPERATION)
    read = await asyncio.to_thread(read_config, data.config, "config")
    return LabelStudioProject(read.modality, msgspec.to_builtins(read.ontology), read.instructions, read.not_understood)


ROUTER = Router(path="/", tags=["projects"], route_handlers=[read_label_studio_config])
