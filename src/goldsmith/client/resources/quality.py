"""Quality: what is proved of a project's answers, what was learnt of its labelers, why a task has its answer."""

from __future__ import annotations

from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, listing, operation, pages
from goldsmith.client.types import ErrorRates, Judges, LabelerSkills, Leaderboard, Quality, TaskObjects, Why
from goldsmith.client.wire import json_request, without_none

__all__ = ["QualityFigures"]


class QualityFigures(Resource[TransportT]):
    """Figures that the server measures in the background, seconds after a change."""

    @operation
    def get(self, project_id: str) -> Flow[Quality]:
        """Get accuracy, calibration, answers per task, beliefs, audits and confusion of a project.

        >>> quality = client.quality.get(project.id)  # doctest: +SKIP
        >>> quality.figures["accuracy"]["at_least"]  # doctest: +SKIP
        0.95
        """
        return call(Quality, json_request("GET", f"/projects/{project_id}/quality"))

    @listing
    def skills(self, project_id: str, *, limit: int = 200) -> Pages[LabelerSkills]:
        """List how reliable each labeler of a project is, by question and by choice, with a sentence for each."""
        return pages(LabelerSkills, f"/projects/{project_id}/skills", {"limit": limit})

    @operation
    def error_rates(self, project_id: str) -> Flow[ErrorRates]:
        """Get how far labelers are from what was accepted and from each other, in the terms of the field.

        >>> [each["measure"] for each in client.quality.error_rates(project.id).items]  # doctest: +SKIP
        ['word_error_rate', 'diarization_error_rate']
        """
        return call(ErrorRates, json_request("GET", f"/projects/{project_id}/error-rates"))

    @operation
    def leaderboard(
        self, project_id: str, *, question: str | None = None, ties: str = "davidson", free_of: str = "position"
    ) -> Flow[Leaderboard]:
        """Get which models labelers prefer, ranked by all votes so far with intervals.

        `free_of="style"` holds scores free of length and formatting, and says what these are worth.

        >>> ranked = client.quality.leaderboard(project.id)  # doctest: +SKIP
        >>> [each["name"] for each in ranked.board["standings"]]  # doctest: +SKIP
        ['model-one', 'model-two']
        """
        query = without_none(question=question, ties=ties, free_of=free_of)
        return call(Leaderboard, json_request("GET", f"/projects/{project_id}/leaderboard", query=query))

    @operation
    def judges(self, project_id: str) -> Flow[Judges]:
        """Get how well models that compare responses stand in for people, with 95 % intervals."""
        return call(Judges, json_request("GET", f"/projects/{project_id}/judges"))

    @operation
    def why(self, task_id: str) -> Flow[Why]:
        """Get why a task has its answer and why these people were asked."""
        return call(Why, json_request("GET", f"/tasks/{task_id}/why"))

    @operation
    def objects(self, task_id: str) -> Flow[TaskObjects]:
        """Get which marks of different people mean the same thing in a task, and how far they agree."""
        return call(TaskObjects, json_request("GET", f"/tasks/{task_id}/objects"))
