"""Projects and what defines their work: ontology, instructions, batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, decode, listing, operation, pages
from goldsmith.client.types import (
    Audits,
    Batch,
    Cut,
    Instructions,
    LabelStudioProject,
    Modality,
    Ontology,
    Progress,
    Project,
    QualityContract,
)
from goldsmith.client.wire import Request, json_request, without_none

__all__ = ["Batches", "InstructionsVersions", "Modalities", "OntologyVersions", "Projects"]


class Modalities(Resource[TransportT]):
    """The kinds of data this server can label."""

    @listing
    def list(self) -> Pages[Modality]:
        return pages(Modality, "/modalities", {})


class Projects(Resource[TransportT]):
    """Projects: what is asked, of whom, and how good it must be."""

    @listing
    def list(self, *, limit: int = 200) -> Pages[Project]:
        return pages(Project, "/projects", {"limit": limit})

    @operation
    def create(
        self,
        *,
        name: str,
        modality: str,
        ontology: Mapping[str, Any],
        instructions: str | None = None,
        labeling: str | None = None,
        answers_needed: int | None = None,
        review_percent: float | None = None,
        audit_percent: float | None = None,
        lease_seconds: int | None = None,
        self_review: bool | None = None,
        similar_above: float | None = None,
        is_sensitive: bool | None = None,
        most_a_day: int | None = None,
        contract: QualityContract | None = None,
        cut: Cut | None = None,
    ) -> Flow[Project]:
        """Make a project. What is left out gets the server's default.

        >>> project = client.projects.create(  # doctest: +SKIP
        ...     name="Sentiment",
        ...     modality="text.v1",
        ...     ontology={
        ...         "attributes": [
        ...             {"name": "mood", "title": "Mood", "type": "category", "required": True,
        ...              "choices": [{"name": "good", "title": "Good"}, {"name": "bad", "title": "Bad"}]}
        ...         ]
        ...     },
        ...     answers_needed=3,
        ... )
        """
        body = without_none(
            name=name,
            modality=modality,
            ontology=ontology,
            instructions=instructions,
            labeling=labeling,
            answers_needed=answers_needed,
            review_percent=review_percent,
            audit_percent=audit_percent,
            lease_seconds=lease_seconds,
            self_review=self_review,
            similar_above=similar_above,
            is_sensitive=is_sensitive,
            most_a_day=most_a_day,
            contract=contract,
            cut=cut,
        )
        return call(Project, json_request("POST", "/projects", body))

    @operation
    def read_label_studio(self, config: str) -> Flow[LabelStudioProject]:
        """Say what a Label Studio labeling config would become. Nothing is made.

        >>> read = client.projects.read_label_studio(Path("config.xml").read_text())  # doctest: +SKIP
        >>> client.projects.create(name="Moved", modality=read.modality, ontology=read.ontology)  # doctest: +SKIP
        """
        return call(LabelStudioProject, json_request("POST", "/label-studio/config", {"config": config}, keyed=False))

    @operation
    def get(self, project_id: str) -> Flow[Project]:
        return _project(json_request("GET", f"/projects/{project_id}"))

    @operation
    def change(
        self,
        project_id: str,
        *,
        etag: str | None = None,
        name: str | None = None,
        status: str | None = None,
        labeling: str | None = None,
        answers_needed: int | None = None,
        review_percent: float | None = None,
        audit_percent: float | None = None,
        lease_seconds: int | None = None,
        self_review: bool | None = None,
        similar_above: float | None = None,
        is_sensitive: bool | None = None,
        most_a_day: int | None = None,
        contract: QualityContract | None = None,
        cut: Cut | Literal["none"] | None = None,
    ) -> Flow[Project]:
        """Change settings; what is left out stays. With the `etag` you read, a change made in between is refused.

        `cut="none"`: nothing is cut into parts any more.
        """
        body = without_none(
            name=name,
            status=status,
            labeling=labeling,
            answers_needed=answers_needed,
            review_percent=review_percent,
            audit_percent=audit_percent,
            lease_seconds=lease_seconds,
            self_review=self_review,
            similar_above=similar_above,
            is_sensitive=is_sensitive,
            most_a_day=most_a_day,
            contract=contract,
            cut=cut,
        )
        if cut == "none":
            body["cut"] = None
        headers = {"If-Match": etag} if etag else {}
        return _project(json_request("PATCH", f"/projects/{project_id}", body, headers=headers))

    @operation
    def progress(self, project_id: str) -> Flow[Progress]:
        """Get counts, accuracy so far, work by hour, by labeler, by batch."""
        return call(Progress, json_request("GET", f"/projects/{project_id}/progress"))

    @operation
    def draw_audits(self, project_id: str, count: int) -> Flow[Audits]:
        """Send a random sample of completed tasks to audit; those already audited are not drawn again."""
        return call(Audits, json_request("POST", f"/projects/{project_id}/audits", {"count": count}))


class OntologyVersions(Resource[TransportT]):
    """The ontology of a project: every change is a new version that keeps all old names."""

    @operation
    def get(self, project_id: str, version: int | None = None) -> Flow[Ontology]:
        return call(Ontology, json_request("GET", _version_path(project_id, "ontology", version)))

    @operation
    def put(self, project_id: str, ontology: Mapping[str, Any]) -> Flow[Ontology]:
        return call(Ontology, json_request("PUT", f"/projects/{project_id}/ontology", {"ontology": ontology}))


class InstructionsVersions(Resource[TransportT]):
    """What labelers read, in Markdown, by version."""

    @operation
    def get(self, project_id: str, version: int | None = None) -> Flow[Instructions]:
        return call(Instructions, json_request("GET", _version_path(project_id, "instructions", version)))

    @operation
    def put(self, project_id: str, markdown: str) -> Flow[Instructions]:
        return call(Instructions, json_request("PUT", f"/projects/{project_id}/instructions", {"markdown": markdown}))


class Batches(Resource[TransportT]):
    """Named parts of a project, with a priority."""

    @listing
    def list(self, project_id: str, *, limit: int = 200) -> Pages[Batch]:
        return pages(Batch, f"/projects/{project_id}/batches", {"limit": limit})

    @operation
    def create(self, project_id: str, *, name: str, priority: int = 50) -> Flow[Batch]:
        return call(
            Batch, json_request("POST", f"/projects/{project_id}/batches", {"name": name, "priority": priority})
        )


def _project(request: Request) -> Flow[Project]:
    response = yield request
    return msgspec.structs.replace(decode(Project, response), etag=response.headers.get("etag"))


def _version_path(project_id: str, what: str, version: int | None) -> str:
    return f"/projects/{project_id}/{what}" + ("" if version is None else f"/{version}")
